//! Where letters go: to a mail server by SMTP (RFC 5321, RFC 6409), or into a list for a page in development.

use std::{
    collections::VecDeque,
    fs,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use latchkey_core::mail::NotSent;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{
        self,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
    },
};
use percent_encoding::percent_decode_str;
use secrecy::ExposeSecret;
use url::Url;

use crate::config::{Config, ConfigError, MailUrl};

/// How long a mail server may take to answer a call.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it may take for a whole letter. Each goes by a connection of its own: one that was let go of says nothing to the next letter.
const PATIENCE_IN_ALL: Duration = Duration::from_secs(60);
/// Number of letters that are kept in development.
const MOST_KEPT: usize = 50;

/// Where letters go.
#[derive(Debug)]
pub enum Outlet {
    /// To a mail server.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Nowhere: they are kept in memory, the newest first.
    Kept(Mutex<VecDeque<KeptLetter>>),
}

/// A letter that was kept in place of being sent.
#[derive(Clone, Debug)]
pub struct KeptLetter {
    /// The whole message (RFC 5322).
    pub message: String,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// What it says, as text.
    pub text: String,
}

/// A message as it is handed over.
pub struct Outgoing {
    /// The message.
    pub message: Message,
    /// To whom, its subject and its text, for who keeps it.
    pub kept: KeptLetter,
}

/// Why a letter was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// The mail server refused it, or does not answer.
    #[error("{}", described(.0))]
    Smtp(#[from] smtp::Error),
    /// The mail server took too long.
    #[error("the mail server says nothing for {} seconds", PATIENCE_IN_ALL.as_secs())]
    Silent,
    /// It is no letter, such as one to an address that the mail server would not understand.
    #[error("no letter can be made of it: {0}")]
    NoLetter(String),
}

/// All causes in one line.
fn described(error: &smtp::Error) -> String {
    let mut said = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let text = error.to_string();
        if !said.contains(&text) {
            said = format!("{said}: {text}");
        }
        cause = error.source();
    }
    said.replace(char::is_control, " ")
}

impl NotTaken {
    /// Whether it may be taken later. A mail server that wants another password is mended.
    pub fn why(&self) -> NotSent {
        match self {
            // RFC 4954 §6: 530, 534, 535 and 538 are about who sends it, and concern every letter.
            Self::Smtp(error)
                if error.is_permanent() && !error.status().is_some_and(|code| code.to_string().starts_with("53")) =>
            {
                NotSent::Refused
            }
            Self::Smtp(_) | Self::Silent => NotSent::Yet,
            Self::NoLetter(_) => NotSent::Ever,
        }
    }

    /// The cause without what a mail server says, which names the recipient.
    pub fn for_log(&self) -> String {
        match self {
            Self::Smtp(error) => match error.status() {
                Some(code) => format!("the mail server answered {code}"),
                None => described(error),
            },
            Self::Silent => "the mail server says nothing".into(),
            Self::NoLetter(_) => "no letter can be made of it".into(),
        }
    }
}

impl Outlet {
    /// The outlet of these settings, if there is any.
    pub fn of(config: &Config) -> Result<Option<Self>, ConfigError> {
        let error = |what: String| ConfigError::new(what);
        match &config.mail_url {
            None => Ok(None),
            Some(MailUrl::Kept) => Ok(Some(Self::Kept(Mutex::default()))),
            Some(MailUrl::Smtp(url)) => {
                let url =
                    Url::parse(url.expose_secret()).map_err(|cause| error(format!("mail_url: cannot be read ({cause})")))?;
                let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
                let mut tls = TlsParameters::builder(host.clone());
                if let Some(file) = &config.mail_ca_file {
                    let named = file.display();
                    let bytes = fs::read(file).map_err(|cause| {
                        error(format!(
                            "mail_ca_file: the file {named} cannot be read ({cause}): check the name and who may read it"
                        ))
                    })?;
                    let certificate = Certificate::from_pem(&bytes).map_err(|_| {
                        error(format!("mail_ca_file: the file {named} holds no certificate in PEM: name that of the authority"))
                    })?;
                    tls = tls.add_root_certificate(certificate);
                }
                let tls = || tls.clone().build().map_err(|cause| error(format!("mail_url: no TLS is possible ({cause})")));
                let (tls, port) = match (url.scheme(), is_plain(&url)) {
                    ("smtps", _) => (Tls::Wrapper(tls()?), smtp::SUBMISSIONS_PORT),
                    (_, false) => (Tls::Required(tls()?), smtp::SUBMISSION_PORT),
                    (_, true) => (Tls::None, smtp::SMTP_PORT),
                };
                let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
                    .port(url.port().unwrap_or(port))
                    .tls(tls)
                    .timeout(Some(PATIENCE));
                if let Some(password) = url.password() {
                    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
                    builder = builder.credentials(Credentials::new(decoded(url.username()), decoded(password)));
                }
                Ok(Some(Self::Smtp(builder.build())))
            }
        }
    }

    /// Hands a message over.
    pub async fn send(&self, outgoing: Outgoing) -> Result<(), NotTaken> {
        match self {
            Self::Smtp(transport) => {
                let sending = tokio::time::timeout(PATIENCE_IN_ALL, transport.send(outgoing.message));
                sending.await.map_err(|_| NotTaken::Silent)??;
            }
            Self::Kept(kept) => {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.push_front(outgoing.kept);
                kept.truncate(MOST_KEPT);
            }
        }
        Ok(())
    }

    /// Connects to the mail server, with TLS and password as for a letter, and hands over none.
    pub async fn connect(&self) -> Result<(), NotTaken> {
        let Self::Smtp(transport) = self else { return Ok(()) };
        let connecting = tokio::time::timeout(PATIENCE, transport.test_connection());
        if connecting.await.map_err(|_| NotTaken::Silent)?? { Ok(()) } else { Err(NotTaken::Silent) }
    }

    /// The letters that were kept, the newest first. `None` where they are sent.
    pub fn kept(&self) -> Option<Vec<KeptLetter>> {
        match self {
            Self::Smtp(_) => None,
            Self::Kept(kept) => Some(kept.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()),
        }
    }
}

/// True for a URL by which letters and password go unencrypted.
pub fn is_plain(url: &Url) -> bool {
    url.query_pairs().any(|(key, value)| key == "tls" && value == "none")
}
