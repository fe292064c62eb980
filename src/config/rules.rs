//! Rules for values. Each rule parses a text. Its error does not repeat the text, which may be a secret given under the wrong
//! key.

use std::{
    fmt::Display,
    net::{IpAddr, SocketAddr},
    ops::RangeInclusive,
    path::PathBuf,
    str::FromStr,
};

use ipnet::IpNet;
use lettre::message::Mailbox;
use secrecy::SecretString;

use super::MailUrl;
use crate::{push::WebhookSecrets, telemetry::LogFormat};
use latchkey_core::domain::{
    gate::Demand,
    keys::Keyring,
    name::PersonName,
    passkey::RelyingParty,
    password::HashCost,
    push::{PushAddress, PushHosts},
    registration::WhoMayRegister,
    requirement::SecondFactorRequired,
    time::Timestamp,
    totp::Window,
};

pub(super) type Rule<T> = Result<T, String>;

pub(super) fn socket_address(text: &str) -> Rule<SocketAddr> {
    text.parse().map_err(|_| "must be an IP address with a port, such as 127.0.0.1:3000 or [::1]:3000".into())
}

pub(super) fn path(text: &str) -> Rule<PathBuf> {
    Ok(text.into())
}

pub(super) fn database_url(text: &str) -> Rule<SecretString> {
    match text.split_once(':') {
        Some(("sqlite", rest)) if rest.trim_start_matches('/').starts_with(['"', '\'']) => {
            Err("has a path that begins with a quote: leave the quotes out".into())
        }
        Some(("sqlite", rest)) if !rest.is_empty() => Ok(text.into()),
        Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => Ok(text.into()),
        _ => Err("must be sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE".into()),
    }
}

pub(super) fn rp_id(text: &str) -> Rule<String> {
    if RelyingParty::is_rp_id(text) {
        Ok(text.into())
    } else {
        Err("must be a domain name in lower case without scheme and port, such as example.com".into())
    }
}

pub(super) fn registration(text: &str) -> Rule<WhoMayRegister> {
    text.parse().map_err(|()| "must be open, invited, approved or closed".into())
}

/// `dev:`, or a mail server. Encrypted, unless the operator says otherwise.
pub(super) fn mail_url(text: &str) -> Rule<MailUrl> {
    const EXPECTED: &str =
        "must be smtps://USER:PASSWORD@HOST, smtp://USER:PASSWORD@HOST (with STARTTLS), or dev: on a machine for development";
    if text == "dev:" {
        return Ok(MailUrl::Kept);
    }
    let url = url::Url::parse(text).map_err(|_| EXPECTED.to_owned())?;
    let is_known = matches!(url.scheme(), "smtps" | "smtp") && url.has_host() && matches!(url.path(), "" | "/");
    if !is_known {
        return Err(EXPECTED.into());
    }
    match url.query() {
        None => {}
        Some("tls=none") if url.scheme() == "smtp" && url.password().is_none() => {}
        Some("tls=none") => return Err("would send its password unencrypted: take ?tls=none or the password away".into()),
        Some(_) => return Err("takes nothing behind its ? but tls=none, which turns encryption off".into()),
    }
    Ok(MailUrl::Smtp(text.into()))
}

/// The URL of a webhook. A user would be sent unencrypted inside, and a fragment not at all.
pub(super) fn webhook_url(text: &str) -> Rule<SecretString> {
    let is_url = |url: &url::Url| matches!(url.scheme(), "http" | "https") && url.has_host() && url.fragment().is_none();
    let url = url::Url::parse(text).ok().filter(is_url);
    let url = url.filter(|url| url.username().is_empty() && url.password().is_none());
    url.map(|url| String::from(url).into()).ok_or_else(|| {
        "must be an https URL without user and #, such as https://example.com/hook; http inside notice_networks alone".into()
    })
}

pub(super) fn webhook_secret(text: &str) -> Rule<WebhookSecrets> {
    const EXPECTED: &str =
        "must be whsec_ with the Base64 of 24 to 64 random bytes: printf 'whsec_%s' $(openssl rand -base64 32)";
    WebhookSecrets::parse(text).ok_or_else(|| EXPECTED.into())
}

pub(super) fn push_address(text: &str) -> Rule<PushAddress> {
    PushAddress::parse(text).map_err(|_| {
        "must be that of a topic of ntfy, such as https://ntfy.example.com/TOPIC, or of an application of Gotify, such as \
         https://gotify.example.com/message?token=TOKEN"
            .into()
    })
}

/// Hosts, or `*` for all.
pub(super) fn push_hosts(text: &str) -> Rule<PushHosts> {
    let words: Vec<&str> = text.trim_end().split([',', '\n']).map(str::trim).filter(|_| !text.is_empty()).collect();
    match words[..] {
        [] => Ok(PushHosts::None),
        ["*"] => Ok(PushHosts::Any),
        _ => {
            let hosts = words.into_iter().map(PushHosts::host).collect::<Option<_>>();
            hosts
                .map(PushHosts::These)
                .ok_or_else(|| "must be hosts such as ntfy.sh with commas between them, or * for all".into())
        }
    }
}

/// Networks inside, to which notices may be sent.
pub(super) fn notice_networks(text: &str) -> Rule<Vec<IpNet>> {
    networks(text, "allows every address: name the networks of those who get notices")
}

/// Networks of proxies.
pub(super) fn trusted_proxies(text: &str) -> Rule<Vec<IpNet>> {
    networks(text, "trusts the whole internet to say where requests come from: name the proxies' own networks")
}

/// An address with or without a name.
pub(super) fn mailbox(text: &str) -> Rule<Mailbox> {
    text.parse().map_err(|_| "must be an e-mail address, such as login@example.com or Example <login@example.com>".into())
}

/// Accepts keys one per line or comma-separated; returns them one per line.
pub(super) fn secret_keys(text: &str) -> Rule<SecretString> {
    let one_a_line = |line: &str| if line.trim_start().starts_with('#') { line.to_owned() } else { line.replace(',', "\n") };
    let text = SecretString::from(text.lines().map(one_a_line).collect::<Vec<_>>().join("\n"));
    keyring(&text).map(|_| text)
}

/// Parses keys that [`secret_keys`] accepted.
pub(super) fn keyring(text: &SecretString) -> Rule<Keyring> {
    Keyring::parse(secrecy::ExposeSecret::expose_secret(text)).map_err(|error| error.to_string())
}

/// One printable line without a colon, which would end the issuer in an `otpauth://` URI.
pub(super) fn app_name(text: &str) -> Rule<String> {
    let name = PersonName::parse(text).ok().filter(|name| name.as_str().chars().count() <= 64 && !name.as_str().contains(':'));
    name.map(|name| name.as_str().to_owned()).ok_or_else(|| "must be 1 to 64 printable characters without a colon".into())
}

/// One printable line.
pub(super) fn footer_text(text: &str) -> Rule<String> {
    let line = text.trim();
    let fits = !line.is_empty() && line.chars().count() <= 200 && !line.chars().any(char::is_control);
    if fits { Ok(line.to_owned()) } else { Err("must be one line of 1 to 200 characters".into()) }
}

/// An address that a page links to.
pub(super) fn web_address(text: &str) -> Rule<String> {
    let url = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.map(String::from).ok_or_else(|| "must be an http or https URL, such as https://example.com/imprint".into())
}

pub(super) fn guard_url(text: &str) -> Rule<url::Url> {
    let wrong = "must be the address of an application in your own network, such as http://127.0.0.1:8080, without a path";
    let url = url::Url::parse(text).ok().filter(|url| url.scheme() == "http" && url.has_host() && url.path() == "/");
    let url = url
        .filter(|url| url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none());
    url.ok_or_else(|| wrong.into())
}

pub(super) fn policy(text: &str) -> Rule<Demand> {
    let all = Demand::ALL.map(Demand::name).join(", ");
    Demand::named(text).ok_or_else(|| format!("must be one of {all}"))
}

fn networks(text: &str, everything: &str) -> Rule<Vec<IpNet>> {
    let network = |part: &str| match part.parse::<IpNet>().ok().or_else(|| part.parse::<IpAddr>().ok().map(IpNet::from)) {
        None => Err("must be networks such as 10.0.0.0/8 or fd00::/8 with commas between them".into()),
        Some(network) if network.prefix_len() == 0 => Err(everything.into()),
        Some(network) => Ok(network.trunc()),
    };
    // A TOML list arrives one item per line, and may be empty.
    text.trim_end().split([',', '\n']).map(str::trim).filter(|_| !text.is_empty()).map(network).collect()
}

/// A whole number within a range.
pub(super) fn number<T: FromStr + PartialOrd + Display>(range: RangeInclusive<T>) -> impl FnOnce(&str) -> Rule<T> {
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("must be a whole number from {} to {}", range.start(), range.end()))
    }
}

/// Hours of a wait that is long enough for an owner to notice it, or none.
pub(super) fn wait_hours(text: &str) -> Rule<u32> {
    let hours = text.parse().ok().filter(|hours| *hours == 0 || (24..=720).contains(hours));
    hours.ok_or_else(|| "must be 0, or a whole number from 24 to 720".to_owned())
}

/// One of several words.
pub(super) fn one_of<T: Copy, const N: usize>(words: [(&'static str, T); N]) -> impl FnOnce(&str) -> Rule<T> {
    move |text| {
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        found.ok_or_else(|| format!("must be {}", words.map(|(word, _)| word).join(" or ")))
    }
}

pub(super) fn yes_or_no(text: &str) -> Rule<bool> {
    one_of([("true", true), ("false", false)])(text)
}

/// `never`, `everybody`, or a day (RFC 3339 full-date) from whose beginning in UTC on. `true` and `false` are older words for the first two.
pub(super) fn second_factor(text: &str) -> Rule<SecondFactorRequired> {
    match text {
        "never" | "false" => Ok(SecondFactorRequired::Never),
        "everybody" | "true" => Ok(SecondFactorRequired::Everybody),
        day => {
            let day: Option<jiff::civil::Date> = day.parse().ok().filter(|_| day.len() == "2027-01-31".len());
            let begin = day.and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok());
            let begin = begin.map(|begin| Timestamp::from_seconds(begin.timestamp().as_second()));
            begin.map(SecondFactorRequired::From).ok_or_else(|| "must be never, everybody, or a day such as 2027-01-31".into())
        }
    }
}

pub(super) fn totp_window(text: &str) -> Rule<Window> {
    one_of([("one_step_either_way", Window::OneStepEitherWay), ("one_step_back", Window::OneStepBack)])(text)
}

pub(super) fn log_format(text: &str) -> Rule<LogFormat> {
    one_of([("text", LogFormat::Text), ("json", LogFormat::Json)])(text)
}

pub(super) fn log(text: &str) -> Rule<String> {
    crate::telemetry::filter(text).map(|_| text.to_owned())
}

/// The minimum argon2id cost of OWASP's Password Storage Cheat Sheet: more passes may compensate for less memory.
pub(super) fn is_strong_enough(cost: HashCost) -> bool {
    [(47_104, 1), (19_456, 2), (12_288, 3)].into_iter().any(|(memory, passes)| cost.memory >= memory && cost.passes >= passes)
}
