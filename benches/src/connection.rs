//! A connection of a load client: one request, then its whole answer, and the next.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    answer::{self, Answer},
    fault::Outcome,
};

/// A kept-alive connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

impl Connection {
    /// Connects to a port of this machine.
    pub async fn to(port: u16) -> Outcome<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 16 * 1024], filled: 0 })
    }

    /// Sends a request and reads its answer.
    pub async fn ask(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.filled = 0;
        loop {
            if self.filled == self.buffer.len() {
                self.buffer.resize(2 * self.filled, 0);
            }
            match self.stream.read(&mut self.buffer[self.filled..]).await? {
                0 => return Err("the server closed the connection in the midst of an answer".into()),
                read => self.filled += read,
            }
            if let Some((head, end)) = answer::complete(&self.buffer[..self.filled])? {
                return Answer::of(&self.buffer[..end], head);
            }
        }
    }

    /// Sends a request whose answer must have the status 200.
    pub async fn ask_well(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        let answer = self.ask(request).await?;
        if answer.status == 200 { Ok(answer) } else { Err(refused(request, &answer)) }
    }
}

fn refused(request: &[u8], answer: &Answer<'_>) -> crate::fault::Fault {
    let line = String::from_utf8_lossy(request).lines().next().unwrap_or_default().to_owned();
    let body: String = String::from_utf8_lossy(answer.body).chars().take(300).collect();
    format!("{line} was answered by {}: {body}", answer.status).into()
}
