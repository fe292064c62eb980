//! A proxy in front of the program, as an operator sets one up: it speaks http or https, and has good manners or bad ones.

use std::{
    fmt::Write as _,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};

use super::receiver::{self, Day};

/// What becomes of `X-Forwarded-For`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forwarded {
    /// It says who asks, in place of what was said.
    Set,
    /// It says who asks, behind what was said.
    Appended,
    /// It is passed on as it came.
    Passed,
    /// It is taken away.
    Dropped,
}

/// How it treats what passes.
#[derive(Clone, Debug)]
pub struct Manners {
    /// `Host` in place of the one that came.
    pub host: Option<&'static str>,
    /// `X-Forwarded-For`.
    pub forwarded: Forwarded,
    /// By so many seconds its `Date` is ahead.
    pub ahead: i64,
    /// A header of answers that it takes away, in lower case.
    pub takes_away: Option<&'static str>,
    /// Answers itself, with this head.
    pub answers: Option<&'static str>,
}

impl Default for Manners {
    fn default() -> Self {
        Self { host: None, forwarded: Forwarded::Set, ahead: 0, takes_away: None, answers: None }
    }
}

/// The proxy.
pub struct Front {
    port: u16,
    is_encrypted: bool,
    behind: Arc<Mutex<(Option<SocketAddr>, Manners)>>,
    folder: TempDir,
    task: AbortHandle,
}

impl Drop for Front {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Front {
    /// One that speaks http.
    pub async fn plain() -> Self {
        Self::start(None).await
    }

    /// One that speaks https, with a certificate for this name that ends on a day.
    pub async fn encrypted(name: &str, ends: Option<Day>) -> Self {
        Self::start(Some((name, ends))).await
    }

    async fn start(certified: Option<(&str, Option<Day>)>) -> Self {
        let folder = super::scratch();
        let acceptor = certified.map(|(name, ends)| receiver::acceptor(&folder.path().join("ca.pem"), name, ends));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let is_encrypted = acceptor.is_some();
        let behind = Arc::new(Mutex::new((None, Manners::default())));
        let its_behind = behind.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, peer)) = listener.accept().await {
                let (behind, acceptor) = (its_behind.lock().unwrap().clone(), acceptor.clone());
                // A client that hangs up is no concern of a test.
                tokio::spawn(async move {
                    match acceptor {
                        None => pass(stream, peer, behind).await,
                        Some(acceptor) => pass(acceptor.accept(stream).await?, peer, behind).await,
                    }
                });
            }
        });
        Self { port, is_encrypted, behind, folder, task: task.abort_handle() }
    }

    /// The URL that people type.
    pub fn url(&self) -> String {
        format!("{}://localhost:{}", if self.is_encrypted { "https" } else { "http" }, self.port)
    }

    /// The file with the certificate of its authority.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// From now on this is behind it.
    pub fn leads_to(&self, address: SocketAddr) {
        self.behind.lock().unwrap().0 = Some(address);
    }

    /// From now on it has these manners.
    pub fn has(&self, manners: Manners) {
        self.behind.lock().unwrap().1 = manners;
    }
}

/// One request by one connection.
async fn pass<S: AsyncRead + AsyncWrite + Unpin>(
    mut near: S,
    peer: SocketAddr,
    (target, manners): (Option<SocketAddr>, Manners),
) -> std::io::Result<()> {
    let mut asked = vec![];
    while !asked.ends_with(b"\r\n\r\n") {
        asked.push(near.read_u8().await?);
    }
    let bad_gateway = "HTTP/1.1 502 so\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let answer = match (&manners.answers, target) {
        (Some(head), _) => format!("{head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").into_bytes(),
        (None, None) => bad_gateway.into(),
        (None, Some(target)) => match TcpStream::connect(target).await {
            Err(_) => bad_gateway.into(),
            Ok(mut far) => {
                far.write_all(asked_on(&String::from_utf8_lossy(&asked), peer, &manners).as_bytes()).await?;
                let mut answer = vec![];
                far.read_to_end(&mut answer).await?;
                answered_on(&answer, &manners)
            }
        },
    };
    near.write_all(&answer).await?;
    near.shutdown().await
}

fn asked_on(asked: &str, peer: SocketAddr, manners: &Manners) -> String {
    let (mut on, mut said) = (String::new(), String::new());
    for line in asked.lines().filter(|line| !line.is_empty()) {
        match line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value)) {
            Some((name, value)) if name == "x-forwarded-for" => said = value.to_owned(),
            Some((name, _)) if name == "host" && manners.host.is_some() => {
                write!(on, "host: {}\r\n", manners.host.unwrap()).unwrap();
            }
            Some((name, _)) if name == "connection" => {}
            _ => write!(on, "{line}\r\n").unwrap(),
        }
    }
    let who = peer.ip().to_canonical();
    let forwarded = match manners.forwarded {
        Forwarded::Set => Some(who.to_string()),
        Forwarded::Appended => Some(format!("{said}, {who}")),
        Forwarded::Passed => Some(said).filter(|said| !said.is_empty()),
        Forwarded::Dropped => None,
    };
    if let Some(forwarded) = forwarded {
        write!(on, "x-forwarded-for: {forwarded}\r\n").unwrap();
    }
    on + "connection: close\r\n\r\n"
}

fn answered_on(answer: &[u8], manners: &Manners) -> Vec<u8> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(answer.len());
    let mut on = String::new();
    for line in String::from_utf8_lossy(&answer[..end]).lines() {
        match line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value)) {
            Some((name, _)) if Some(&*name) == manners.takes_away => {}
            Some((name, value)) if name == "date" => {
                let moment = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).unwrap();
                let ahead = moment + jiff::SignedDuration::from_secs(manners.ahead);
                let date = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&ahead).unwrap();
                write!(on, "date: {date}\r\n").unwrap();
            }
            _ => write!(on, "{line}\r\n").unwrap(),
        }
    }
    [on.as_bytes(), b"\r\n", answer.get(end + 4..).unwrap_or_default()].concat()
}
