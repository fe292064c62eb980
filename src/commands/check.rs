//! `latchkey check`: what the gate decides about an address, entry by entry.

use std::io::{self, Write};

use latchkey_core::{
    domain::{
        account::Account,
        gate::{AppRule, Decision, Denied, Gate, Misfit, Missing, Shown, Target},
        session::{Factors, PasskeyKind},
        time::{Clock, SystemClock},
    },
    keys,
    operator::Operator,
};
use secrecy::ExposeSecret;
use serde::Serialize;
use url::Url;

use super::{answer::answer, user::UserError};
use crate::{
    config::{CheckFlags, Config},
    features::gate::{CALLBACK, SIGN_IN_HERE},
    http::base::BASE,
};

/// Why nothing was checked. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The address is none.
    #[error("{0}: this is no address such as https://notes.example.com/admin")]
    NoUrl(String),
    /// The address of the installation failed, or there is no such person.
    #[error(transparent)]
    User(#[from] UserError),
    /// Writing to standard output failed.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// An entry, and what of it does not fit.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Looked {
    entry: String,
    /// `host`, `path` or `method`. Nothing: it decides.
    misfit: Option<&'static str>,
}

/// What is decided for a session in which this was proved.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Decided {
    proved: &'static str,
    allowed: bool,
    reason: &'static str,
}

/// The whole answer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    url: String,
    method: String,
    user: Option<String>,
    groups: Vec<String>,
    /// In the order of the settings, to the one that decides.
    entries: Vec<Looked>,
    decisions: Vec<Decided>,
}

/// Explains a decision.
pub async fn run(given: &CheckFlags, out: &mut impl Write) -> Result<(), CheckError> {
    let config = Config::load(&given.service.flags()).map_err(UserError::from)?;
    let account = match &given.user {
        Some(email) => Some(find(&config, email).await?),
        None => None,
    };
    let report = report(&config, given, account.as_ref())?;
    answer(out, given.service.answer, &report, lines)?;
    Ok(())
}

async fn find(config: &Config, email: &str) -> Result<Account, UserError> {
    let database = keys::installation(config.database_url().expose_secret()).await?;
    Ok(Operator::of(database, super::user::environment(), config.tells()).find(email).await?)
}

fn report(config: &Config, given: &CheckFlags, account: Option<&Account>) -> Result<Report, CheckError> {
    let gate = config.known_public_url().map_or_else(Gate::default, |origin| config.gate(&origin));
    let method = given.method.clone();
    let mut report = Report {
        url: given.url.clone(),
        method: method.clone(),
        user: account.map(|account| account.email.for_people()),
        groups: account.map(|account| account.groups.names().map(ToOwned::to_owned).collect()).unwrap_or_default(),
        entries: vec![],
        decisions: vec![],
    };
    let no_url = || CheckError::NoUrl(given.url.clone());
    // Split by hand: a parser of URLs would tidy up what is to be refused.
    let (scheme, rest) =
        given.url.split_once("://").filter(|(scheme, _)| Url::parse(&format!("{scheme}://x")).is_ok()).ok_or_else(no_url)?;
    let (host, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    let target = match Target::new(host, path) {
        Ok(target) => target,
        Err(_) => {
            report.decisions.push(Decided { proved: "whatever", allowed: false, reason: AMBIGUOUS });
            return Ok(report);
        }
    };
    if let Some(reason) = before_entries(config, scheme, target.path()) {
        report.decisions.push(Decided { proved: "whatever", allowed: false, reason });
        return Ok(report);
    }
    for app in &config.apps {
        let misfit = app.rule.misfit(&target, &method);
        report.entries.push(Looked { entry: app.to_string(), misfit: misfit.map(word) });
        if misfit.is_none() {
            break;
        }
    }
    report.decisions = decisions(config, gate.entry(&target, &method), account);
    Ok(report)
}

const AMBIGUOUS: &str = "the application could read this address in another way, so nobody gets in";

/// What is decided before any entry is looked at: why the application never hears of it.
fn before_entries(config: &Config, scheme: &str, path: &str) -> Option<&'static str> {
    let is_secure = config.known_public_url().map(|origin| origin.is_secure());
    if is_secure.is_some_and(|is_secure| is_secure != matches!(scheme.to_ascii_lowercase().as_str(), "https" | "wss")) {
        return Some("refused: this is not the scheme of public_url, http or https, which all applications have");
    }
    let is_below =
        config.guard_url.is_some() && path.strip_prefix(BASE).is_some_and(|rest| matches!(rest.get(..1), None | Some("/")));
    (is_below || [CALLBACK, SIGN_IN_HERE].contains(&path)).then_some("the service itself answers this address")
}

const fn word(misfit: Misfit) -> &'static str {
    match misfit {
        Misfit::Host => "host",
        Misfit::Path => "path",
        Misfit::Method => "method",
    }
}

/// What is decided for everything that the person could have proved just now.
fn decisions(config: &Config, entry: Result<(usize, &AppRule), Denied>, account: Option<&Account>) -> Vec<Decided> {
    let now = SystemClock.now();
    let decide = |shown| entry.map_or_else(Decision::Denied, |(_, rule)| rule.decide(shown, now));
    let told = |proved, decision| Decided { proved, allowed: decision == Decision::Allowed, reason: reason(decision) };
    let Some(account) = account else { return vec![told("nobody is signed in", decide(None))] };
    if !account.is_open() {
        return vec![told("nobody, since this account is closed, sealed or waits for approval", decide(None))];
    }
    let is_trusting = config.trusted_browser_days > 0;
    let demands_second = account.factor_demanded || config.require_second_factor.now(now);
    let shown =
        |factors| Shown { factors, proved_at: now, two_factor: account.two_factor, demands_second, groups: &account.groups };
    [
        ("nothing", None),
        ("the password", Some(Factors::Password)),
        ("the password in a trusted browser", Some(Factors::PasswordInTrustedBrowser)),
        ("the password and a code", Some(Factors::PasswordAndTotp)),
        ("a passkey", Some(Factors::Passkey(PasskeyKind::OfDevice))),
    ]
    .into_iter()
    .filter(|(_, factors)| account.two_factor || matches!(factors, None | Some(Factors::Password)))
    .filter(|(_, factors)| is_trusting || *factors != Some(Factors::PasswordInTrustedBrowser))
    .map(|(proved, factors)| told(proved, decide(factors.map(shown))))
    .collect()
}

const fn reason(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "allowed",
        Decision::Needs(Missing::Session) => "is asked to sign in",
        Decision::Needs(Missing::SecondFactor) => "is asked for a second factor",
        Decision::Needs(Missing::Passkey) => "is asked for a passkey",
        Decision::Needs(Missing::FreshProof) => "is asked for everything once more",
        Decision::Denied(Denied::NoEntry) => "refused: no entry is about this address and method",
        Decision::Denied(Denied::ByEntry) => "refused: the entry says so",
        Decision::Denied(Denied::Groups) => "refused: in none of the groups",
        Decision::Denied(Denied::Case) => "refused: with other capital letters another entry could decide",
    }
}

fn lines(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let groups = if report.groups.is_empty() { String::new() } else { format!(" (groups: {})", report.groups.join(", ")) };
    let user = report.user.as_ref().map_or_else(|| "nobody".to_owned(), |user| format!("{user}{groups}"));
    writeln!(out, "{} {} as {user}", report.method, report.url)?;
    for (number, Looked { entry, misfit }) in report.entries.iter().enumerate() {
        let fits = misfit.map_or_else(|| "decides".to_owned(), |misfit| format!("another {misfit}"));
        writeln!(out, "  entry {}  {entry}  [{fits}]", number + 1)?;
    }
    for Decided { proved, reason, .. } in &report.decisions {
        writeln!(out, "  {proved}: {reason}")?;
    }
    Ok(())
}
