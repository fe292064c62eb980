//! What other products write of their people, and what this one does: the formats of `latchkey import` and `latchkey export`.
//!
//! Each format makes [`Candidate`]s of a file, and knows nothing of the database. A format of your own goes beside these, into [`Format`].

mod authelia;
mod django;
mod exchange;
mod keycloak;
mod nestjs;

use std::collections::BTreeMap;

use clap::ValueEnum;
use latchkey_core::{
    domain::{
        account::{Role, Standing},
        authenticator::{AuthenticatorName, MOST_AUTHENTICATORS},
        email::EmailAddress,
        gate::groups::Groups,
        name::PersonName,
        password::PasswordHash,
        time::Timestamp,
        totp::TotpSecret,
    },
    operator::Mover,
};

pub use exchange::{Form, write};

/// A format of `latchkey import`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The table of users of the NestJS article, as CSV with a header or as JSON
    Nestjs,
    /// users_database.yml of Authelia; with --totp what `authelia storage user totp export yaml` writes
    Authelia,
    /// A realm of Keycloak with its users, as JSON
    Keycloak,
    /// Fixtures of Django with allauth or django-otp (manage.py dumpdata), as JSON
    Django,
    /// What `latchkey export` writes as CSV, also by hand
    Csv,
    /// What `latchkey export` writes as JSON
    Json,
}

/// Somebody in a file.
#[derive(Debug)]
pub struct Candidate {
    /// What the other product calls them.
    pub who: String,
    /// The account to create, or why there is none.
    pub mover: Result<Mover, String>,
    /// What does not come along, and why.
    pub without: Vec<String>,
}

/// Reads a file, and `totp`, a second one with authenticators. An error is one line for the operator.
pub fn read(format: Format, text: &str, totp: Option<&str>) -> Result<Vec<Candidate>, String> {
    if totp.is_some() && format != Format::Authelia {
        return Err("--totp: only authelia has its authenticators in a file of their own".into());
    }
    let drafts = match format {
        Format::Nestjs => nestjs::read(text)?,
        Format::Authelia => authelia::read(text, totp)?,
        Format::Keycloak => keycloak::read(text)?,
        Format::Django => django::read(text)?,
        Format::Csv => exchange::read_csv(text)?,
        Format::Json => exchange::read_json(text)?,
    };
    let addresses = Addresses::of(&drafts);
    Ok(drafts.into_iter().map(|draft| draft.judged(&addresses)).collect())
}

/// A text of a file, on one line and without what moves a terminal's cursor.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// What is wrong with JSON, without its texts, which may be secrets.
fn json_fault(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Data => "something else is there than this format has",
        _ => "this is not JSON",
    };
    format!("line {}, column {}: {what}", error.line(), error.column())
}

/// How often the file has each address, and how often as a confirmed one.
struct Addresses(BTreeMap<String, (usize, usize)>);

impl Addresses {
    fn of(drafts: &[Draft]) -> Self {
        let mut seen = BTreeMap::<_, (usize, usize)>::new();
        for draft in drafts {
            if let Ok(email) = EmailAddress::parse(&draft.email) {
                let (all, confirmed) = seen.entry(email.as_str().to_owned()).or_default();
                *all += 1;
                *confirmed += usize::from(draft.email_confirmed);
            }
        }
        Self(seen)
    }

    /// True if it belongs to this person alone: nobody else has it, or nobody else has it confirmed.
    fn is_ones_own(&self, email: &EmailAddress, is_confirmed: bool) -> bool {
        match self.0.get(email.as_str()) {
            Some((all, confirmed)) => *all <= 1 || is_confirmed && *confirmed == 1,
            None => true,
        }
    }
}

/// Somebody as a file tells it, before it is judged.
#[derive(Debug)]
struct Draft {
    who: String,
    email: String,
    email_confirmed: bool,
    name: String,
    password: Option<Result<PasswordHash, String>>,
    authenticators: Vec<Result<(String, TotpSecret), String>>,
    /// True if a second factor is known not to be in the file.
    lost_factor: bool,
    role: Role,
    groups: Groups,
    standing: Standing,
    created_at: Option<Timestamp>,
    notes: Vec<String>,
}

impl Draft {
    /// Somebody with nothing but a name and an address.
    fn of(who: &str, email: &str, name: &str) -> Self {
        Self {
            who: who.to_owned(),
            email: email.to_owned(),
            email_confirmed: false,
            name: name.to_owned(),
            password: None,
            authenticators: vec![],
            lost_factor: false,
            role: Role::Person,
            groups: Groups::default(),
            standing: Standing::Active,
            created_at: None,
            notes: vec![],
        }
    }

    /// Adds an authenticator, or why it does not come along.
    fn authenticator(&mut self, name: &str, secret: Result<TotpSecret, impl ToString>) {
        self.authenticators.push(secret.map(|secret| (name.to_owned(), secret)).map_err(|why| why.to_string()));
    }

    /// Adds a password's hash, or why it does not come along. An empty one is none.
    fn password(&mut self, written: &str) {
        if !written.trim().is_empty() {
            self.password = Some(PasswordHash::read(written).map_err(|why| why.to_string()));
        }
    }

    fn judged(self, addresses: &Addresses) -> Candidate {
        let Self { who, email, email_confirmed, name, password, authenticators, lost_factor, .. } = self;
        let Self { role, groups, standing, created_at, notes, .. } = self;
        let mut without = notes;
        let email = match EmailAddress::parse(&email) {
            Ok(email) => email,
            Err(error) if email.trim().is_empty() => {
                let mover = Err(format!("it has no e-mail address to sign in with ({error})"));
                return Candidate { who, mover, without };
            }
            Err(error) => return Candidate { who, mover: Err(format!("{email:?} is no e-mail address: {error}")), without },
        };
        if !addresses.is_ones_own(&email, email_confirmed) {
            let mover = Err("the file has this address more than once, and whose it is cannot be told".into());
            return Candidate { who, mover, without };
        }
        let password = match password {
            Some(Ok(hash)) => Some(hash),
            Some(Err(why)) => {
                without.push(format!("{why}: make a link for a new one (latchkey user reset-password)"));
                None
            }
            None => {
                without.push("it has no password: make a link for a first one (latchkey user reset-password)".into());
                None
            }
        };
        let mut come: Vec<(AuthenticatorName, TotpSecret)> = Vec::new();
        let mut lost_factor = lost_factor;
        for one in authenticators {
            match one {
                // With one secret twice, each code would be good twice.
                Ok((_, secret)) if come.iter().any(|(_, known)| known.base32() == secret.base32()) => {}
                Ok(_) if come.len() >= MOST_AUTHENTICATORS as usize => {
                    without.push(format!("an account has at most {MOST_AUTHENTICATORS} authenticators: the others stay"));
                    break;
                }
                Ok((name, secret)) => come.push((AuthenticatorName::parse(&name).unwrap_or_default(), secret)),
                Err(why) => {
                    lost_factor = true;
                    without.push(why);
                }
            }
        }
        if lost_factor && come.is_empty() {
            without.push("it sets up a new second factor at the next sign-in".into());
        }
        if role == Role::Administrator {
            without.push("it is an administrator here, too".into());
        }
        let name = [name.trim(), email.local_part()].into_iter().find_map(|name| PersonName::parse(name).ok());
        let Some(name) = name else { return Candidate { who, mover: Err("it has no name".into()), without } };
        let mover = Mover {
            email,
            email_confirmed,
            name,
            password,
            authenticators: come,
            lost_factor,
            role,
            groups,
            standing,
            created_at,
        };
        Candidate { who, mover: Ok(mover), without }
    }
}

/// A cell that says yes, as databases write it.
fn says_yes(text: &str) -> bool {
    matches!(text.trim().to_ascii_lowercase().as_str(), "t" | "true" | "1" | "yes")
}

/// A cell that says no.
fn says_no(text: &str) -> bool {
    matches!(text.trim().to_ascii_lowercase().as_str(), "f" | "false" | "0" | "no")
}
