//! The bare server: axum with one handler that gives the very answer that a guarded request got. What HTTP itself costs.

use std::{fs, net::SocketAddr, path::Path, process::Command};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, HeaderName, HeaderValue},
    routing::get,
    serve::ListenerExt,
};
use tokio::{net::TcpListener, runtime::Builder};

use crate::{
    answer::{self, Answer},
    fault::Outcome,
    installation::{nowhere, port_of},
    process::Program,
    request,
};

/// What hyper writes itself.
const OF_THE_PROTOCOL: [&str; 4] = ["content-length", "transfer-encoding", "connection", "date"];

/// A running bare server.
pub struct Bare {
    program: Program,
    /// The port that it took.
    pub port: u16,
}

impl Bare {
    /// Starts one that gives this answer, which is kept in a file of this folder.
    pub fn start(answer: &Answer<'_>, folder: &Path) -> Outcome<Self> {
        let file = folder.join("answer");
        fs::write(&file, [answer.head, answer.body].concat())?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["bare", "--listen", "127.0.0.1:0", "--answer"]).arg(file).stderr(nowhere()?);
        let (program, line) = Program::start(&mut command, false)?;
        Ok(Self { program, port: port_of(&line)? })
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.program.pid()
    }
}

/// Serves the answer in a file, until the process ends.
pub fn serve(address: SocketAddr, file: &Path) -> Outcome<()> {
    let bytes = fs::read(file)?;
    let (head, end) = answer::complete(&bytes)?.ok_or("the file holds no whole answer")?;
    let (headers, body) = parts(&Answer::of(&bytes[..end], head)?)?;
    let handler = move || async move { (headers, body) };
    Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind(address).await?;
        println!("listening on http://{}", listener.local_addr()?);
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, Router::new().route(request::ME, get(handler))).await?;
        Ok(())
    })
}

fn parts(answer: &Answer<'_>) -> Outcome<(HeaderMap, Bytes)> {
    let mut headers = HeaderMap::new();
    for (name, value) in answer.headers().filter(|(name, _)| !OF_THE_PROTOCOL.contains(name) && !name.is_empty()) {
        headers.append(HeaderName::try_from(name)?, HeaderValue::from_str(value)?);
    }
    Ok((headers, Bytes::copy_from_slice(answer.body)))
}
