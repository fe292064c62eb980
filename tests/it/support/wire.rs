//! HTTP by hand, for requests that no well-behaved client sends.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Longer than any answer takes, shorter than a person's patience.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection.
pub struct Wire(TcpStream);

impl Wire {
    /// Connects.
    pub async fn to(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// Sends these bytes. Whether the other side still takes them.
    pub async fn send(&mut self, bytes: &str) -> bool {
        self.0.write_all(bytes.as_bytes()).await.is_ok()
    }

    /// Reads until the other side closes.
    pub async fn read_to_end(&mut self) -> String {
        let mut bytes = Vec::new();
        let read = timeout(PATIENCE, async { while matches!(self.0.read_buf(&mut bytes).await, Ok(1..)) {} });
        read.await.unwrap_or_else(|_| panic!("the connection stays open: {}", String::from_utf8_lossy(&bytes)));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Reads until this text has come.
    pub async fn read_until(&mut self, end: &str) -> String {
        let mut bytes = Vec::new();
        let read = timeout(PATIENCE, async {
            while !String::from_utf8_lossy(&bytes).contains(end) {
                let read = self.0.read_buf(&mut bytes).await.unwrap();
                assert!(read > 0, "closed before {end:?}: {}", String::from_utf8_lossy(&bytes));
            }
        });
        read.await.unwrap_or_else(|_| panic!("nothing more comes"));
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Sends a request as it stands, with `Host` and `Connection: close`, and gives back the whole answer.
pub async fn ask(address: SocketAddr, request_line: &str, headers: &str, body: &str) -> String {
    let mut wire = Wire::to(address).await;
    wire.send(&format!(
        "{request_line} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n{headers}\r\n{body}",
        address.port()
    ))
    .await;
    wire.read_to_end().await
}

/// The status of an answer.
pub fn status(answer: &str) -> u16 {
    let status = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("no answer: {answer:?}"))
}
