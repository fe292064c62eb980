//! Requests that the server itself makes: to URLs that people and operators name. The host is looked up once, every address is checked, and the
//! connection goes to those addresses alone. Redirects are not followed, no proxy is asked, and of an answer only the status is read.

use std::{
    fs, io,
    net::{IpAddr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use ipnet::IpNet;
use latchkey_core::mail::NotSent;
use reqwest::{Client, RequestBuilder, StatusCode, redirect::Policy};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};
use url::{Host, Url};

use super::reach::{Place, Reach};
use crate::config::ConfigError;

/// How long a request may take in all, with the look-up of its host.
const PATIENCE: Duration = Duration::from_secs(10);
/// So much is told of why there is no answer.
const MOST_CHARS: usize = 200;

/// Makes requests.
#[derive(Clone, Debug)]
pub struct Outbound {
    reach: Reach,
    tls: ClientConfig,
}

/// Why a request was not taken. Neither the URL, which may hold a secret, nor anything of the answer but its status is in it.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// The host has no address.
    #[error("the host has no address: {0}")]
    NoHost(io::Error),
    /// The host is inside the operator's network.
    #[error("the host is at {0}, which is not on the public internet: add its network to notice_networks if it may be sent to")]
    Forbidden(IpAddr),
    /// Unencrypted to another network.
    #[error("http:// goes to networks of notice_networks alone: use https://, or add the host's network there")]
    Unencrypted,
    /// The answer says no.
    #[error("the answer is {0}")]
    Answer(StatusCode),
    /// No answer.
    #[error("no answer: {0}")]
    NoAnswer(String),
    /// The request cannot be made.
    #[error("the request cannot be made: {0}")]
    NoRequest(String),
}

impl NotTaken {
    /// Whether it may be taken later. Who is asked too often, or has a fault, says so.
    pub fn why(&self) -> NotSent {
        match self {
            Self::NoHost(_) | Self::NoAnswer(_) => NotSent::Yet,
            Self::Answer(status) if status.is_server_error() => NotSent::Yet,
            Self::Answer(StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS) => NotSent::Yet,
            Self::Answer(_) => NotSent::Refused,
            Self::Forbidden(_) | Self::Unencrypted | Self::NoRequest(_) => NotSent::Ever,
        }
    }
}

impl Outbound {
    /// Requests into the public internet and these networks. Certificates are those of the authorities of the web, and of this file.
    pub fn new(inside: Vec<IpNet>, ca_file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if let Some(file) = ca_file {
            for certificate in certificates(file)? {
                roots.add(certificate).map_err(|_| no_certificate(file))?;
            }
        }
        Ok(Self { reach: Reach::new(inside), tls: tls(roots)? })
    }

    /// Looks whether a URL's host has addresses, each of which may be sent to. Sends nothing.
    pub async fn look_up(&self, url: &Url) -> Result<(), NotTaken> {
        let silent = |_| NotTaken::NoAnswer(format!("no name server answers within {} seconds", PATIENCE.as_secs()));
        tokio::time::timeout(PATIENCE, self.addresses(url)).await.map_err(silent)?.map(drop)
    }

    /// Posts to a URL what `fill` makes of its request.
    pub async fn post(&self, url: &Url, fill: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Result<(), NotTaken> {
        let posting = async {
            let client = self.client(url, &self.addresses(url).await?)?;
            let answer = fill(client.post(url.clone())).send().await.map_err(|error| unanswered(&error))?;
            if answer.status().is_success() { Ok(()) } else { Err(NotTaken::Answer(answer.status())) }
        };
        let silent = |_| NotTaken::NoAnswer(format!("none within {} seconds", PATIENCE.as_secs()));
        tokio::time::timeout(PATIENCE, posting).await.map_err(silent)?
    }

    /// The addresses of a URL's host, each of which may be sent to.
    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, NotTaken> {
        let port = url.port_or_known_default().unwrap_or_default();
        let addresses: Vec<SocketAddr> = match url.host() {
            Some(Host::Domain(name)) => tokio::net::lookup_host((name, port)).await.map_err(NotTaken::NoHost)?.collect(),
            Some(Host::Ipv4(address)) => vec![(address, port).into()],
            Some(Host::Ipv6(address)) => vec![(address, port).into()],
            None => vec![],
        };
        if addresses.is_empty() {
            return Err(NotTaken::NoHost(io::Error::other("none is named")));
        }
        for address in &addresses {
            match self.reach.place(address.ip()) {
                Place::Inside => {}
                Place::Public if url.scheme() == "https" => {}
                Place::Public => return Err(NotTaken::Unencrypted),
                Place::Forbidden => return Err(NotTaken::Forbidden(address.ip())),
            }
        }
        Ok(addresses)
    }

    /// A client for one request, which connects to these addresses alone.
    fn client(&self, url: &Url, addresses: &[SocketAddr]) -> Result<Client, NotTaken> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .redirect(Policy::none())
            .no_proxy()
            .user_agent("Latchkey")
            .timeout(PATIENCE);
        if let Some(Host::Domain(name)) = url.host() {
            builder = builder.resolve_to_addrs(name, addresses);
        }
        builder.build().map_err(|error| NotTaken::NoRequest(error.to_string()))
    }
}

/// TLS (RFC 8446) to servers whose certificates these authorities have signed.
pub fn tls(roots: RootCertStore) -> Result<ClientConfig, ConfigError> {
    Ok(ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| ConfigError::new(format!("no TLS is possible ({error})")))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// The causes in one line, without the URL, which may hold a secret.
pub fn causes(error: &reqwest::Error) -> String {
    let mut causes = vec![];
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    // A certificate may be full of names.
    causes.join(": ").replace(char::is_control, " ").chars().take(MOST_CHARS).collect()
}

fn unanswered(error: &reqwest::Error) -> NotTaken {
    let text = causes(error);
    if error.is_builder() { NotTaken::NoRequest(text) } else { NotTaken::NoAnswer(text) }
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let bytes = fs::read(file).map_err(|cause| {
        let named = file.display();
        ConfigError::new(format!("notice_ca_file: the file {named} cannot be read ({cause}): check the name and who may read it"))
    })?;
    let found: Vec<_> = CertificateDer::pem_slice_iter(&bytes).collect::<Result<_, _>>().map_err(|_| no_certificate(file))?;
    if found.is_empty() { Err(no_certificate(file)) } else { Ok(found) }
}

fn no_certificate(file: &Path) -> ConfigError {
    let named = file.display();
    ConfigError::new(format!("notice_ca_file: the file {named} holds no certificate in PEM: name that of the authority"))
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    /// What a name server says a second time does not matter: the name is asked for once.
    #[tokio::test]
    async fn a_request_goes_to_the_addresses_that_were_checked() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let answering = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut got = vec![0; 1000];
            let read = stream.read(&mut got).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 so\r\ncontent-length: 0\r\n\r\n").await.unwrap();
            String::from_utf8_lossy(&got[..read]).to_lowercase()
        });
        let outbound = Outbound::new(vec![], None).unwrap();
        let url = Url::parse(&format!("http://nowhere.invalid:{}/", address.port())).unwrap();
        let client = outbound.client(&url, &[address]).unwrap();
        assert_eq!(client.get(url).send().await.unwrap().status(), 200);
        assert!(answering.await.unwrap().contains("host: nowhere.invalid"));
    }

    #[tokio::test]
    async fn unencrypted_goes_inside_alone() {
        let outbound = Outbound::new(vec!["127.0.0.0/8".parse().unwrap()], None).unwrap();
        let addresses = async |url: &str| outbound.addresses(&Url::parse(url).unwrap()).await;
        assert!(addresses("http://127.0.0.1:9/").await.is_ok());
        assert!(matches!(addresses("http://1.1.1.1/").await, Err(NotTaken::Unencrypted)));
        assert!(addresses("https://1.1.1.1/").await.is_ok());
        assert!(matches!(addresses("https://10.0.0.1/").await, Err(NotTaken::Forbidden(_))));
    }
}
