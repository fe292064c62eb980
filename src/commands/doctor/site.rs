//! The server: where it listens, and through the public URL, as people come to it.

use std::{io, time::Duration};

use latchkey_core::{
    Environment,
    domain::{doctor::Question, origin::Origin, time::Timestamp},
};
use reqwest::{
    Response, StatusCode,
    header::{self, HeaderMap, HeaderValue},
    redirect::Policy,
    tls::TlsInfo,
};
use rustls::{CertificateError, RootCertStore};

use super::{
    Keys, apart, certificate,
    finding::{Check, Finding},
    of_clock, proxy,
};
use crate::{
    commands::healthy::{self, HealthyError},
    config::Config,
    features::health::doctor::{HEADER, PATH, Seen},
    push::{causes, tls},
};

/// How long an answer through the public URL may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// An answer to the question is shorter.
const MOST_READ: usize = 64 * 1024;

/// Looks at the server.
pub async fn examine(config: &Config, keyring: Keys<'_>, environment: &Environment) -> Vec<Finding> {
    let mut findings = vec![of_server(config).await];
    let Some(origin) = config.known_public_url() else {
        findings.push(Finding::note(
            Check::PublicUrl,
            "listen has port 0, and public_url is not set, so nobody knows where people find the server.",
            "give the doctor the settings of the servers, above all public_url",
        ));
        return findings;
    };
    findings.extend(through(&origin, keyring, environment).await);
    findings
}

async fn of_server(config: &Config) -> Finding {
    match healthy::probe(config).await {
        Ok(()) => Finding::ok(Check::Server, format!("The server that listens on {} can do its work.", config.listen)),
        Err(HealthyError::NoAddress) => Finding::note(
            Check::Server,
            "listen has port 0, so the server is asked through public_url alone.",
            "name its address with --listen to have it asked directly, too",
        ),
        Err(
            error @ (HealthyError::Silent(..) | HealthyError::NotReady(_) | HealthyError::Other(..) | HealthyError::Output(_)),
        ) => Finding::error(Check::Server, error),
    }
}

/// What an answer through the public URL says, and when.
struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    certificate: Option<Vec<u8>>,
    body: Vec<u8>,
    moments: (Timestamp, Timestamp),
}

async fn through(origin: &Origin, keyring: Keys<'_>, environment: &Environment) -> Vec<Finding> {
    let question = keyring.map(|keys| (Question::new(environment.clock.now(), &*environment.random), keys));
    let text = question.as_ref().map(|(question, keys)| question.to_text(keys));
    let before = environment.clock.now();
    let answered = match ask(origin, text.as_deref()).await {
        Ok((status, headers, certificate, body)) => {
            Answered { status, headers, certificate, body, moments: (before, environment.clock.now()) }
        }
        Err(finding) => return vec![*finding],
    };
    let mut findings = vec![];
    let end = answered.certificate.as_deref().and_then(certificate::end);
    findings.extend(end.map(|end| certificate::of_end(origin.host(), end, answered.moments.1)));
    let date = answered.date().map(|date| apart(date, (answered.moments.0 - Duration::from_secs(1), answered.moments.1)));
    findings.extend(date.map(|apart| of_clock(&format!("The clock that {origin} answers by"), apart)));
    let seen = question.as_ref().and_then(|(question, keys)| answered.seen(question, keys));
    let Some(seen) = seen else {
        findings.push(answered.not_ours(origin, keyring));
        return findings;
    };
    findings.push(of_installation(origin, &seen));
    if seen.version != env!("CARGO_PKG_VERSION") {
        let sentence = format!("The server is Latchkey {}, and this is {}.", seen.version, env!("CARGO_PKG_VERSION"));
        findings.push(Finding::note(
            Check::Version,
            sentence,
            "start the server anew if it was upgraded, or run its own program",
        ));
    }
    findings.push(of_clock("The clock of the server", apart(Timestamp(seen.clock), answered.moments)));
    if origin.is_secure() {
        findings.push(answered.of_hsts());
    }
    findings.extend(proxy::examine(origin, &seen));
    findings
}

fn of_installation(origin: &Origin, seen: &Seen) -> Finding {
    if seen.public_url == origin.ascii() {
        return Finding::ok(Check::PublicUrl, format!("{origin} leads to a server of this installation."));
    }
    Finding::wrong(
        Check::PublicUrl,
        format!("{origin} leads to a server of this installation whose own public_url is {}.", seen.public_url),
        "give every server and the doctor the same public_url",
    )
}

type Read = (StatusCode, HeaderMap, Option<Vec<u8>>, Vec<u8>);

/// Asks through the public URL. No answer is a finding by itself.
async fn ask(origin: &Origin, question: Option<&str>) -> Result<Read, Box<Finding>> {
    let unasked = |why: String| Box::new(Finding::error(Check::PublicUrl, why));
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    // An authority of the operator's own is known to this machine, as to those of the people.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls(roots).map_err(|error| unasked(error.to_string()))?)
        .tls_info(true)
        .redirect(Policy::none())
        .no_proxy()
        .user_agent("Latchkey")
        .timeout(PATIENCE)
        .build()
        .map_err(|error| unasked(error.to_string()))?;
    // What a client says of itself: a proxy must not pass that on as it is.
    let mut asking = client.get(origin.join(PATH)).header(proxy::FORWARDED_FOR, proxy::CLAIM);
    if let Some(value) = question.and_then(|text| HeaderValue::from_str(text).ok()) {
        asking = asking.header(HEADER, value);
    }
    let unanswered = |error: reqwest::Error| Box::new(of_silence(origin, &error));
    let mut response: Response = asking.send().await.map_err(unanswered)?;
    let certificate = response.extensions().get::<TlsInfo>().and_then(TlsInfo::peer_certificate).map(<[u8]>::to_vec);
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = vec![];
    while let Some(chunk) = response.chunk().await.map_err(unanswered)? {
        body.extend_from_slice(&chunk);
        if body.len() > MOST_READ {
            break;
        }
    }
    Ok((status, headers, certificate, body))
}

/// Why there is no answer.
fn of_silence(origin: &Origin, error: &reqwest::Error) -> Finding {
    let Some(refused) = refused_certificate(error) else {
        let why = if error.is_timeout() { format!("nothing within {} seconds", PATIENCE.as_secs()) } else { causes(error) };
        return Finding::wrong(
            Check::PublicUrl,
            format!("{origin} does not answer: {why}."),
            "see that its name leads here, that the proxy runs and passes on to the server, and that this machine may go there",
        );
    };
    let host = origin.host();
    let (sentence, remedy) = match refused {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            (format!("The certificate of {host} has ended."), "renew it, and see why that did not happen by itself")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            (format!("The certificate at {host} is for another name."), "give the proxy a certificate for the name in public_url")
        }
        CertificateError::UnknownIssuer => (
            format!("The certificate of {host} is signed by nobody whom this machine knows."),
            "let the proxy send the whole chain; an authority of your own belongs among those of this machine (SSL_CERT_FILE names one)",
        ),
        // rustls may add others.
        other => (format!("The certificate of {host} is refused: {other}."), "give the proxy another certificate"),
    };
    Finding::wrong(Check::Certificate, sentence, remedy)
}

/// What is wrong with a certificate, if that is why there is no answer.
fn refused_certificate(error: &reqwest::Error) -> Option<&CertificateError> {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if let Some(rustls::Error::InvalidCertificate(refused)) = error.downcast_ref() {
            return Some(refused);
        }
        // The cause of an I/O error is the cause of what is inside it.
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = inside.map(|inside| inside as &(dyn std::error::Error + 'static)).or_else(|| error.source());
    }
    None
}

impl Answered {
    /// `Date` of the answer (RFC 9110 §6.6.1), in whole seconds.
    fn date(&self) -> Option<Timestamp> {
        let text = self.headers.get(header::DATE)?.to_str().ok()?;
        let moment = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
        Some(Timestamp(moment.as_millisecond()))
    }

    /// What a server of this installation has seen, if one has answered.
    fn seen(&self, question: &Question, keys: &latchkey_core::domain::keys::Keyring) -> Option<Seen> {
        let signature = self.headers.get(HEADER)?.to_str().ok()?;
        let is_signed = self.status == StatusCode::OK && question.is_answered(keys, &self.body, signature);
        serde_json::from_slice(&self.body).ok().filter(|_| is_signed)
    }

    /// Somebody else has answered, or did not understand the question.
    fn not_ours(&self, origin: &Origin, keyring: Keys<'_>) -> Finding {
        let (status, location) = (self.status, self.headers.get(header::LOCATION));
        if keyring.is_none() {
            return Finding::note(
                Check::PublicUrl,
                format!(
                    "{origin} answers; whether that is a server of this installation cannot be asked without the secret keys."
                ),
                "mend what is said of the keys, then run the doctor again",
            );
        }
        if let Some(location) = location.filter(|_| status.is_redirection()) {
            let to: String = String::from_utf8_lossy(location.as_bytes()).chars().take(200).collect();
            return Finding::wrong(
                Check::PublicUrl,
                format!("{origin} sends whoever asks to {to}."),
                "set public_url to the address that is served, or let the proxy pass requests on",
            );
        }
        if status.is_server_error() {
            return Finding::wrong(
                Check::PublicUrl,
                format!("{origin} answers {status}: the proxy does not reach the server, or that is at fault."),
                "see that the server runs, and that the proxy passes on to the address in listen",
            );
        }
        Finding::wrong(
            Check::PublicUrl,
            format!("What answers at {origin} is no server of this installation, by its keys and its clock (it says {status})."),
            "see where its name and the proxy lead; servers need the same secret keys, this version, and a clock less than 60 s off",
        )
    }

    fn of_hsts(&self) -> Finding {
        if self.headers.contains_key(header::STRICT_TRANSPORT_SECURITY) {
            return Finding::ok(Check::Hsts, "Browsers are told to come by https alone (HSTS).");
        }
        let sentence = "Strict-Transport-Security is missing, which the server sends: the proxy takes it away.";
        Finding::note(Check::Hsts, sentence, "let the proxy pass the headers of answers on as they are")
    }
}
