//! The built-in proxy with 32 connections, every request of a live session, beside nginx as a bare proxy to the same application.

use std::{fs, process::Command};

use super::{Plan, WARM_UP};
use crate::{
    bare::Bare,
    connection::Connection,
    fault::Outcome,
    figures::Figures,
    house::{House, SignedIn},
    installation::{Server, nowhere},
    load::{Load, Script, again_and_again},
    process, request,
    row::{Goal, Limit, Row},
};

const CONNECTIONS: usize = 32;
/// The part of nginx's rate that it must pass.
const OF_NGINX: f64 = 0.7;
/// Idle connections, each used once a round, and rounds.
const IDLE: usize = 10_000;
const ROUNDS: usize = 4;

pub fn rows(plan: &Plan, house: &mut House) -> Outcome<Vec<Row>> {
    let people = house.signed_in(CONNECTIONS)?;
    let application = application(house, &people)?;
    let upstream = format!("http://127.0.0.1:{}", application.port);
    let guard = house.installation.guard(&plan.build, (&house.store.url, house.store.folder.path()), &upstream)?;
    let nginx = nginx(house, application.port)?;
    let scripts = || -> Vec<Script> { people.iter().map(|who| again_and_again(request::me(&who.from, &who.cookies))).collect() };
    let runs = plan.each_run(|| {
        let [measured, limit] = [(guard.port, guard.pid()), (nginx.port, nginx.pid)]
            .map(|(port, pid)| Load { ports: &[port], pids: &[pid], warm_up: WARM_UP, lasts: plan.lasts }.run(scripts()));
        Ok((measured?, limit?))
    })?;
    let (measured, limits): (Vec<_>, Vec<_>) = runs.into_iter().unzip();
    let limit = Limit { name: "nginx, bare", rate: Figures::median(&limits).rate };
    idle(house, &guard, people.first().ok_or("nobody is signed in")?)?;
    Ok(vec![Row {
        name: "built-in proxy, 32 connections".into(),
        store: house.store.kind.to_string(),
        figures: Figures::median(&measured),
        limit: Some(limit),
        goals: vec![Goal::OfLimit(OF_NGINX)],
    }])
}

/// Something behind both, which gives what a guarded request is answered by.
fn application(house: &House, people: &[SignedIn]) -> Outcome<Bare> {
    let who = people.first().ok_or("nobody is signed in")?;
    house.wait(async {
        let mut connection = Connection::to(house.server.port).await?;
        let answer = connection.ask_well(&request::me(&who.from, &who.cookies)).await?;
        Bare::start(&answer, house.store.folder.path())
    })
}

/// nginx, which ends with this value.
struct Nginx {
    port: u16,
    pid: u32,
    master: std::process::Child,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.master.kill();
        let _ = self.master.wait();
    }
}

/// nginx as a bare proxy: it keeps connections to the application, and writes no log. One process, whose time is counted.
fn nginx(house: &House, application: u16) -> Outcome<Nginx> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let folder = house.store.folder.path();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|name| format!("{name}_temp_path {name};")).concat();
    let conf = format!(
        "daemon off; master_process off; pid nginx.pid; error_log stderr crit; events {{ worker_connections 4096; }}
         http {{ access_log off; {temporary} upstream application {{ server 127.0.0.1:{application}; keepalive 64; }}
         server {{ listen 127.0.0.1:{port}; keepalive_requests 1000000000; location / {{ proxy_pass http://application;
         proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_set_header Host $host; }} }} }}"
    );
    fs::write(folder.join("nginx.conf"), conf)?;
    let program = std::env::var("E2E_NGINX").unwrap_or_else(|_| "nginx".into());
    let mut command = Command::new(&program);
    command.arg("-p").arg(folder).args(["-c", "nginx.conf"]).stdout(nowhere()?);
    let master =
        command.spawn().map_err(|error| format!("{program} cannot be started ({error}): tools/setup proxies brings it"))?;
    let nginx = Nginx { port, pid: master.id(), master };
    for _ in 0..200 {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(nginx);
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    Err("nginx does not listen".into())
}

/// Tells what memory the guard has with many idle connections, after each round in which every one is used.
fn idle(house: &House, guard: &Server, who: &SignedIn) -> Outcome<()> {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let raised = rustix::process::Rlimit { current: limit.maximum, maximum: limit.maximum };
    let _ = rustix::process::setrlimit(rustix::process::Resource::Nofile, raised);
    let before = process::memory(guard.pid())?;
    house.wait(async {
        let mut connections = Vec::new();
        for _ in 0..IDLE {
            let mut connection = Connection::to(guard.port).await?;
            // At once: who is connected has to say something within seconds.
            connection.ask_well(&request::me(&who.from, &who.cookies)).await?;
            connections.push(connection);
        }
        let mut told = vec![format!("{} MiB before", before / 1024)];
        for _ in 0..ROUNDS {
            for connection in &mut connections {
                connection.ask_well(&request::me(&who.from, &who.cookies)).await?;
            }
            told.push(format!("{}", process::memory(guard.pid())? / 1024));
        }
        eprintln!("  {IDLE} idle connections of the built-in proxy, MiB after each round: {}", told.join(", "));
        Ok(())
    })
}
