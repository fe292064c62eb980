//! Postfix's smtp-sink(1): a mail server of somebody else's, which takes letters and throws them away, or does what its options say.

use std::{net::SocketAddr, process::Stdio};

use tokio::{
    net::{TcpListener, TcpStream},
    process::{Child, Command},
};

use super::repository;

/// Where one after the other listens.
pub struct Sink {
    address: SocketAddr,
}

impl Sink {
    /// An address that nobody listens at.
    pub async fn new() -> Self {
        let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        Self { address }
    }

    /// The setting for it.
    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    /// Starts one with these options, which ends with the result.
    pub async fn starts(&self, options: &[&str]) -> Child {
        let mut command = Command::new(repository("tools/smtp-sink"));
        command
            .args(options)
            .args([&self.address.to_string(), "16"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true);
        let mut running = command.spawn().unwrap();
        while TcpStream::connect(self.address).await.is_err() {
            assert!(running.try_wait().unwrap().is_none(), "smtp-sink {options:?} has ended");
            tokio::task::yield_now().await;
        }
        running
    }
}

/// Ends one, and waits until its port is free.
pub async fn ends(mut running: Child) {
    running.kill().await.unwrap();
}
