//! What other products write of their people, and what this one does: the formats of `latchkey import` and `latchkey export`.
//!
//! Each format makes [`Candidate`]s of a file, and knows nothing of the database. A format of your own goes beside these, into [`Format`].

mod authelia;
mod django;
mod exchange;
mod keycloak;
mod nestjs;

use std::collections::BTreeSet;

use clap::ValueEnum;
use latchkey_core::{
    domain::{
        account::{Role, Standing},
        authenticator::AuthenticatorName,
        email::EmailAddress,
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
    let mut addresses = BTreeSet::new();
    Ok(drafts.into_iter().map(|draft| draft.judged(&mut addresses)).collect())
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
    role: Role,
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
            role: Role::Person,
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

    fn judged(self, addresses: &mut BTreeSet<String>) -> Candidate {
        let Self { who, email, email_confirmed, name, password, authenticators, role, standing, created_at, notes } = self;
        let mut without = notes;
        let email = match EmailAddress::parse(&email) {
            Ok(email) => email,
            Err(error) if email.trim().is_empty() => {
                let mover = Err(format!("it has no e-mail address to sign in with ({error})"));
                return Candidate { who, mover, without };
            }
            Err(error) => return Candidate { who, mover: Err(format!("{email:?} is no e-mail address: {error}")), without },
        };
        if !addresses.insert(email.as_str().to_owned()) {
            return Candidate { who, mover: Err("the file has this address twice".into()), without };
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
        let mut come = Vec::new();
        let mut lost_factor = false;
        for one in authenticators {
            match one {
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
        let name = [name.trim(), email.local_part()].into_iter().find_map(|name| PersonName::parse(name).ok());
        let Some(name) = name else { return Candidate { who, mover: Err("it has no name".into()), without } };
        let mover =
            Mover { email, email_confirmed, name, password, authenticators: come, lost_factor, role, standing, created_at };
        Candidate { who, mover: Ok(mover), without }
    }
}

/// A cell that says yes, as databases write it.
fn says_yes(text: &str) -> bool {
    matches!(text.trim().to_ascii_lowercase().as_str(), "t" | "true" | "1" | "yes")
}
