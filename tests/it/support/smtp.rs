//! A mail server (RFC 5321) that takes letters, or does what a test says: refuses, hangs up, says nothing.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};

/// What the server does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Takes every letter.
    Takes,
    /// Refuses the recipient with this answer.
    Refuses(&'static str),
    /// Hangs up in place of an answer to the letter, which it has read.
    HangsUp,
    /// Answers nothing at all.
    Silent,
}

/// A letter that it took, or read.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// The message.
    pub message: String,
}

/// The server.
pub struct MailServer {
    /// Where it listens.
    pub address: SocketAddr,
    mood: Arc<Mutex<Mood>>,
    taken: Arc<Mutex<Vec<Taken>>>,
    unanswered: Arc<AtomicUsize>,
    task: AbortHandle,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl MailServer {
    /// Starts one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (mood, taken) = (Arc::new(Mutex::new(Mood::Takes)), Arc::<Mutex<Vec<Taken>>>::default());
        let unanswered = Arc::<AtomicUsize>::default();
        let its_unanswered = unanswered.clone();
        let (its_mood, its_letters) = (mood.clone(), taken.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (mood, taken, unanswered) = (its_mood.clone(), its_letters.clone(), its_unanswered.clone());
                tokio::spawn(async move {
                    // A client that hangs up is no concern of a test.
                    let _ = talk(stream, &mood, &taken, &unanswered).await;
                });
            }
        });
        Self { address, mood, taken, unanswered, task: task.abort_handle() }
    }

    /// The setting that names it.
    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    /// From now on it does this.
    pub fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// How many it has left without an answer.
    pub fn unanswered(&self) -> usize {
        self.unanswered.load(Ordering::Relaxed)
    }

    /// What it took, or read, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }
}

async fn talk(stream: TcpStream, mood: &Mutex<Mood>, taken: &Mutex<Vec<Taken>>, unanswered: &AtomicUsize) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let now = || *mood.lock().unwrap();
    if now() == Mood::Silent {
        unanswered.fetch_add(1, Ordering::Relaxed);
        std::future::pending::<()>().await;
    }
    stream.write_all(b"220 mail.example ESMTP\r\n").await?;
    let (mut to, mut line) = (vec![], String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let word = line.split([' ', ':', '\r']).next().unwrap_or_default().to_uppercase();
        let answer = match (&*word, now()) {
            ("EHLO", _) => "250-mail.example\r\n250-8BITMIME\r\n250 SMTPUTF8".to_owned(),
            ("RCPT", Mood::Refuses(answer)) => answer.to_owned(),
            ("RCPT", _) => {
                to.push(line.split(['<', '>']).nth(1).unwrap_or_default().to_owned());
                "250 ok".into()
            }
            ("DATA", _) => {
                stream.write_all(b"354 go on\r\n").await?;
                let mut message = String::new();
                while !message.ends_with("\r\n.\r\n") {
                    if stream.read_line(&mut message).await? == 0 {
                        return Ok(());
                    }
                }
                taken.lock().unwrap().push(Taken { to: std::mem::take(&mut to), message });
                if now() == Mood::HangsUp {
                    return Ok(());
                }
                "250 taken".into()
            }
            ("QUIT", _) => "221 bye".into(),
            _ => "250 ok".into(),
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}
