//! Connections of the program itself: more than there is room for, and descriptors that run out.

use std::time::Duration;

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
    time::timeout,
};

use crate::support::{
    program::{Place, Running},
    wire::{self, Wire},
};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

const ASK: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// The program with no more than so many descriptors.
async fn with_descriptors(place: &Place, most: u32, variables: &[(&str, &str)]) -> Running {
    let plain = place.program(variables);
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -n {most}; exec \"$0\"")]).arg(plain.as_std().get_program());
    command.env_clear().envs(plain.as_std().get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(place.path("")).kill_on_drop(true);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    Running::begin(command).await
}

async fn asked(running: &Running) -> Wire {
    let mut wire = Wire::to(running.address).await;
    wire.send(ASK).await;
    wire
}

#[tokio::test]
async fn d_07_when_all_places_are_taken_those_who_have_one_go_on_and_others_wait() {
    let place = Place::new();
    // (256 - 64 - 32) / 2 places, and no share of one address: it is the proxy's.
    let running = with_descriptors(&place, 256, &[("LATCHKEY_TRUSTED_PROXIES", "127.0.0.1")]).await;
    let mut kept = vec![];
    for _ in 0..80 {
        let mut wire = asked(&running).await;
        wire.read_until("ok\n").await;
        kept.push(wire);
    }
    let mut waiting = asked(&running).await;
    for wire in &mut kept {
        assert!(wire.send(ASK).await);
        wire.read_until("ok\n").await;
    }
    kept.pop();
    waiting.read_until("ok\n").await;
    let log = running.stop().await;
    assert!(log.contains("connections.full") && log.contains("limit=80"), "{log}");
}

#[tokio::test]
async fn d_07_one_address_has_no_more_than_its_share() {
    let place = Place::new();
    let running = with_descriptors(&place, 256, &[]).await;
    let mut kept = vec![];
    for _ in 0..20 {
        let mut wire = asked(&running).await;
        wire.read_until("ok\n").await;
        kept.push(wire);
    }
    assert_eq!(asked(&running).await.read_to_end().await, "");
    kept.clear();
    let log = running.stop().await;
    assert!(log.contains("connections.full") && log.contains("one address"), "{log}");
}

/// L7: a server that runs out of descriptors says so once in a while, and goes on when there are some.
#[tokio::test]
async fn d_07_without_descriptors_it_says_so_and_goes_on() {
    let place = Place::new();
    let mut running = place.start(&[]).await;
    let mut log = BufReader::new(running.take_log()).lines();
    let limit = async |most: &str| {
        let id = running.id().to_string();
        let done = Command::new("prlimit").args(["--pid", &id, &format!("--nofile={most}")]).status().await.unwrap();
        assert!(done.success());
    };
    limit("5:").await;
    let mut waiting = asked(&running).await;
    let line = timeout(PATIENCE, async {
        loop {
            let line = log.next_line().await.unwrap().expect("the log ends");
            if line.contains("connections.not_accepted") {
                return line;
            }
        }
    });
    let line = line.await.expect("nothing is said");
    assert!(line.contains("Too many open files"), "{line}");
    limit("256:").await;
    waiting.read_until("ok\n").await;
    running.stop().await;
}

#[tokio::test]
async fn b_14_files_are_for_their_owner_alone_whatever_they_were() {
    use std::{fs, os::unix::fs::PermissionsExt};

    let place = Place::new();
    fs::create_dir(place.path("data")).unwrap();
    fs::set_permissions(place.path("data"), fs::Permissions::from_mode(0o755)).unwrap();
    let modes = || {
        let files = fs::read_dir(place.path("data")).unwrap().map(|entry| entry.unwrap().path());
        files.map(|path| (fs::metadata(&path).unwrap().permissions().mode() & 0o777, path)).collect::<Vec<_>>()
    };
    let running = place.start(&[]).await;
    assert!(modes().len() >= 4 && modes().iter().all(|(mode, _)| *mode == 0o600), "{:?}", modes());
    running.stop().await;
    for name in ["latchkey.db", "latchkey.db-migration.lock"] {
        fs::set_permissions(place.path("data").join(name), fs::Permissions::from_mode(0o644)).unwrap();
    }
    let running = place.start(&[]).await;
    assert!(modes().iter().all(|(mode, _)| *mode == 0o600), "{:?}", modes());
    let log = running.stop().await;
    assert!(log.contains("store.kept_private"), "{log}");
}

/// B-15, L7: what a client sends is in the log as text, and no more of it than is of use.
#[tokio::test]
async fn b_15_no_client_steers_the_terminal_of_who_reads_the_log() {
    for format in ["json", "text"] {
        let place = Place::new();
        let running = place.start(&[("LATCHKEY_LOG_FORMAT", format), ("LATCHKEY_TRUSTED_PROXIES", "127.0.0.1")]).await;
        let odd = "\u{9b}31m\u{2028}\u{202e}";
        wire::ask(running.address, &format!("GET /{odd}"), "", "").await;
        wire::ask(running.address, &format!("GET /{}", "x".repeat(5000)), &format!("X-Forwarded-For: {odd}\r\n"), "").await;
        wire::ask(running.address, &format!("{} /", "X".repeat(5000)), "", "").await;
        let headers = format!("Origin: https://{odd}\r\nContent-Length: 0\r\n");
        let answer = wire::ask(running.address, "POST /ui/sign_in", &headers, "").await;
        assert_eq!(wire::status(&answer), 403);
        let log = running.stop().await;
        assert!(log.contains("%C2%9B31m") && log.contains("request.cross_site") && log.contains("proxy.no_address"), "{log}");
        assert!(log.lines().all(|line| line.len() < 700), "{log}");
        assert!(!log.contains(|c: char| c != '\n' && (c.is_control() || "\u{2028}\u{202e}".contains(c))), "{log:?}");
    }
}
