//! `latchkey healthy`: whether the server of these settings can do its work. For the health check of a container.

use std::{
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use reqwest::{StatusCode, header, redirect::Policy};
use serde::Serialize;

use super::answer::answer;
use crate::{
    config::{AnswerFlags, Config},
    http::base::BASE,
    push::causes,
};

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(4);
/// So much of an answer is read: it is one sentence.
const MOST_READ: usize = 200;

/// Why the server cannot do its work, or is not known to. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum HealthyError {
    /// The system chooses the port.
    #[error("listen: has port 0, so nobody knows where the server listens: name its address with --listen or LATCHKEY_LISTEN")]
    NoAddress,
    /// Nothing answers.
    #[error("{0} does not answer ({1}): start the server, or name the address that it listens on with --listen")]
    Silent(String, String),
    /// It says that it is not ready.
    #[error("not ready: {0}")]
    NotReady(String),
    /// Something else answers.
    #[error("{0} answers {1}: no server of Latchkey listens there; name its address with --listen")]
    Other(String, StatusCode),
    /// Writing to standard output failed.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// What programs are told.
#[derive(Serialize)]
struct Told<'a> {
    /// Whether the server can do its work.
    healthy: bool,
    /// Where it was asked. `None`: nobody knows.
    asked: Option<String>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

/// Asks the server of these settings, and says what it answers.
pub async fn ask(config: &Config, how: AnswerFlags, out: &mut impl Write) -> Result<(), HealthyError> {
    let ready = probe(config).await;
    let why = ready.as_ref().err().map(ToString::to_string);
    let told = Told { healthy: ready.is_ok(), asked: url(config), error: why.as_deref() };
    answer(out, how, &told, |out, told| if told.healthy { writeln!(out, "ready") } else { Ok(()) })?;
    ready
}

/// Whether the server of these settings can do its work.
pub async fn probe(config: &Config) -> Result<(), HealthyError> {
    let url = url(config).ok_or(HealthyError::NoAddress)?;
    let origin = config.public_url_for(config.listen).ascii();
    let host = origin.split_once("://").map_or(&*origin, |(_, host)| host);
    let client = reqwest::Client::builder().no_proxy().redirect(Policy::none()).timeout(PATIENCE);
    // Without certificates of its own it speaks http alone. With them, they are for the public name: at this address nobody is to be known
    // by them, and nothing is told to whoever answers.
    let client = match config.tls_certificate_file {
        None => client.tls_certs_only([]),
        Some(_) => client.tls_certs_only([]).tls_danger_accept_invalid_certs(true),
    };
    let client = client.build();
    let client = client.map_err(|error| HealthyError::Silent(url.clone(), causes(&error)))?;
    let silent = |error| HealthyError::Silent(url.clone(), causes(&error));
    let mut response = client.get(&url).header(header::HOST, host).send().await.map_err(silent)?;
    match response.status() {
        StatusCode::OK => Ok(()),
        StatusCode::SERVICE_UNAVAILABLE => {
            let said = response.chunk().await.ok().flatten().unwrap_or_default();
            let sentence: String =
                String::from_utf8_lossy(&said).lines().next().unwrap_or_default().chars().take(MOST_READ).collect();
            Err(HealthyError::NotReady(sentence.replace(char::is_control, " ")))
        }
        status => Err(HealthyError::Other(url, status)),
    }
}

fn url(config: &Config) -> Option<String> {
    let scheme = if config.tls_certificate_file.is_some() { "https" } else { "http" };
    let base = if config.guard_url.is_some() { BASE } else { "" };
    Some(format!("{scheme}://{}{base}/readyz", address(config.listen)?))
}

/// Where a server that listens there can be reached from this machine. `None`: the system has chosen the port.
fn address(listen: SocketAddr) -> Option<SocketAddr> {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        named => named,
    };
    (listen.port() != 0).then_some(SocketAddr::new(ip, listen.port()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_everywhere_is_asked_over_the_loopback_network() {
        for (listen, asked) in [
            ("127.0.0.1:3000", Some("127.0.0.1:3000")),
            ("0.0.0.0:3000", Some("127.0.0.1:3000")),
            ("[::]:3000", Some("[::1]:3000")),
            ("192.0.2.7:80", Some("192.0.2.7:80")),
            ("127.0.0.1:0", None),
        ] {
            assert_eq!(address(listen.parse().unwrap()).map(|address| address.to_string()).as_deref(), asked, "{listen}");
        }
    }
}
