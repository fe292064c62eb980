//! A server of somebody else's that gets notices over HTTP (RFC 9112), encrypted or not, or does what a test says.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use rcgen::{CertificateParams, Issuer, KeyPair};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
    task::AbortHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

/// What the server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Answers with this status.
    Answers(u16),
    /// Sends whoever asks elsewhere.
    Redirects(String),
    /// Hangs up in place of an answer.
    HangsUp,
}

/// A request that it got.
#[derive(Clone, Debug)]
pub struct Got {
    /// Method and path.
    pub line: String,
    /// Headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: String,
}

impl Got {
    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(one, _)| one == name).map(|(_, value)| &**value)
    }

    /// Its body.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// The server.
pub struct Receiver {
    /// Where it listens.
    pub address: SocketAddr,
    mood: Arc<Mutex<Mood>>,
    got: Arc<Mutex<Vec<Got>>>,
    task: AbortHandle,
    folder: TempDir,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Receiver {
    /// One that speaks http.
    pub async fn plain() -> Self {
        Self::start(None, super::scratch()).await
    }

    /// One that speaks https, with a certificate for `localhost` by an authority of its own.
    pub async fn encrypted() -> Self {
        let folder = super::scratch();
        let acceptor = acceptor(&folder.path().join("ca.pem"), "localhost", None);
        Self::start(Some(acceptor), folder).await
    }

    async fn start(acceptor: Option<TlsAcceptor>, folder: TempDir) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (mood, got) = (Arc::new(Mutex::new(Mood::Answers(200))), Arc::<Mutex<Vec<Got>>>::default());
        let (its_mood, its_requests) = (mood.clone(), got.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (mood, got, acceptor) = (its_mood.clone(), its_requests.clone(), acceptor.clone());
                // A client that hangs up is no concern of a test.
                tokio::spawn(async move {
                    match acceptor {
                        None => talk(stream, &mood, &got).await,
                        Some(acceptor) => talk(acceptor.accept(stream).await?, &mood, &got).await,
                    }
                });
            }
        });
        Self { address, mood, got, task: task.abort_handle(), folder }
    }

    /// A URL of it, by the name of this machine.
    pub fn url(&self, path: &str) -> String {
        let scheme = if self.ca_file().exists() { "https" } else { "http" };
        format!("{scheme}://localhost:{}{path}", self.address.port())
    }

    /// The file with the certificate of its authority, if it is encrypted.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// From now on it does this.
    pub fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// What it got, in order.
    pub fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

/// A day: year, month, day.
pub type Day = (i32, u8, u8);

/// Makes an authority, whose certificate is written to this file, and a certificate by it for a name, which ends on a day.
pub fn acceptor(ca_file: &Path, name: &str, ends: Option<Day>) -> TlsAcceptor {
    let (ca_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let mut authority = CertificateParams::new(vec![]).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    std::fs::write(ca_file, authority.self_signed(&ca_key).unwrap().pem()).unwrap();
    let issuer = Issuer::new(authority, ca_key);
    let mut certified = CertificateParams::new(vec![name.into()]).unwrap();
    if let Some((year, month, day)) = ends {
        certified.not_after = rcgen::date_time_ymd(year, month, day);
    }
    let certificate = certified.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin>(stream: S, mood: &Mutex<Mood>, got: &Mutex<Vec<Got>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let line = line_of(&mut stream).await?;
    let mut headers = vec![];
    loop {
        let line = line_of(&mut stream).await?;
        let Some((name, value)) = line.split_once(": ") else { break };
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or_default()];
    stream.read_exact(&mut body).await?;
    let body = String::from_utf8_lossy(&body).into_owned();
    got.lock().unwrap().push(Got { line: line.trim_end_matches(" HTTP/1.1").to_owned(), headers, body });
    let mood = mood.lock().unwrap().clone();
    let answer = match mood {
        Mood::Answers(status) => format!("HTTP/1.1 {status} so\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"),
        Mood::Redirects(to) => {
            format!("HTTP/1.1 307 there\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        }
        Mood::HangsUp => return Ok(()),
    };
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

async fn line_of(stream: &mut (impl AsyncBufRead + Unpin)) -> std::io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    Ok(line.trim_end().to_owned())
}
