//! The format of `latchkey export`, as CSV and as JSON, which people may also write by hand.
//!
//! | column | |
//! | --- | --- |
//! | `email` | the address to sign in with; the only one that must be there |
//! | `name` | display name |
//! | `password_hash` | argon2 or scrypt as a PHC string, bcrypt, PBKDF2, SHA-512-crypt, Django's forms |
//! | `otpauth` | `otpauth://totp/` URIs of the authenticators, with spaces between them (in JSON a list) |
//! | `role` | `person` or `administrator` |
//! | `groups` | the groups of the account, separated by commas |
//! | `standing` | `active`, `waiting` or `disabled` |
//! | `second_factor_demanded` | `true`: a second factor did not come along, and is set up after the next sign-in |
//! | `email_confirmed` | `true` or `false` |
//! | `created_at` | RFC 3339 |

use clap::ValueEnum;
use jiff::Timestamp as Moment;
use latchkey_core::{
    domain::{time::Timestamp, totp::TotpSecret},
    operator::Mover,
};
use serde::{Deserialize, Serialize};

use super::{Draft, json_fault, says_yes};

/// A form of the export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// A table with a header
    #[default]
    Csv,
    /// A list of objects
    Json,
}

/// A row. Everything is a text, as it is in CSV.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Row {
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password_hash: String,
    #[serde(default)]
    otpauth: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    groups: String,
    #[serde(default)]
    standing: String,
    #[serde(default)]
    second_factor_demanded: String,
    #[serde(default)]
    email_confirmed: String,
    #[serde(default)]
    created_at: String,
}

/// The same in JSON.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Person {
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password_hash: Option<String>,
    #[serde(default)]
    otpauth: OneOrMore,
    #[serde(default)]
    role: String,
    #[serde(default)]
    groups: String,
    #[serde(default)]
    standing: String,
    #[serde(default)]
    second_factor_demanded: bool,
    #[serde(default)]
    email_confirmed: bool,
    #[serde(default)]
    created_at: String,
}

/// A text, or a list of texts.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum OneOrMore {
    More(Vec<String>),
    One(String),
}

impl Default for OneOrMore {
    fn default() -> Self {
        Self::More(vec![])
    }
}

pub fn read_csv(text: &str) -> Result<Vec<Draft>, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let row = |row: Result<Row, csv::Error>| {
        let row = row.map_err(|error| error.to_string())?;
        let uris: Vec<&str> = row.otpauth.split_whitespace().collect();
        draft(&row.email, &row, &uris)
    };
    reader.deserialize().map(row).collect()
}

pub fn read_json(text: &str) -> Result<Vec<Draft>, String> {
    let people: Vec<Person> = serde_json::from_str(text).map_err(|error| json_fault(&error))?;
    let one = |person: Person| {
        let uris: Vec<&str> = match &person.otpauth {
            OneOrMore::More(all) => all.iter().map(String::as_str).collect(),
            OneOrMore::One(one) => one.split_whitespace().collect(),
        };
        let row = Row {
            name: person.name,
            password_hash: person.password_hash.unwrap_or_default(),
            role: person.role,
            groups: person.groups,
            standing: person.standing,
            second_factor_demanded: person.second_factor_demanded.to_string(),
            email_confirmed: person.email_confirmed.to_string(),
            created_at: person.created_at,
            ..Row::default()
        };
        draft(&person.email, &row, &uris)
    };
    people.into_iter().map(one).collect()
}

fn draft(email: &str, row: &Row, uris: &[&str]) -> Result<Draft, String> {
    let mut draft = Draft::of(email, email, &row.name);
    draft.password(&row.password_hash);
    draft.email_confirmed = says_yes(&row.email_confirmed);
    draft.lost_factor = says_yes(&row.second_factor_demanded);
    let wrong = |column: &str, value: &str| format!("{email}: {value:?} is no {column}");
    if !row.role.is_empty() {
        draft.role = row.role.parse().map_err(|_| wrong("role", &row.role))?;
    }
    draft.groups = row.groups.parse().map_err(|_| wrong("list of groups", &row.groups))?;
    if !row.standing.is_empty() {
        draft.standing = row.standing.parse().map_err(|_| wrong("standing", &row.standing))?;
    }
    if !row.created_at.is_empty() {
        let at: Moment = row.created_at.parse().map_err(|_| wrong("time of RFC 3339", &row.created_at))?;
        draft.created_at = Some(Timestamp(at.as_millisecond()));
    }
    for uri in uris {
        draft.authenticator("", TotpSecret::of_uri(uri));
    }
    Ok(draft)
}

/// Writes everybody, with hashes and secrets in clear. `app_name` is named in the URIs.
pub fn write(form: Form, people: &[Mover], app_name: &str) -> Result<Vec<u8>, String> {
    let uris =
        |one: &Mover| one.authenticators.iter().map(|(_, secret)| secret.otpauth_uri(app_name, &one.email)).collect::<Vec<_>>();
    let hash = |one: &Mover| one.password.as_ref().map(|hash| hash.as_str().to_owned());
    let created = |one: &Mover| {
        let moment = one.created_at.and_then(|at| Moment::from_millisecond(at.0).ok());
        moment.map(|moment| moment.to_string()).unwrap_or_default()
    };
    match form {
        Form::Json => {
            let person = |one: &Mover| Person {
                email: one.email.as_str().to_owned(),
                name: one.name.to_string(),
                password_hash: hash(one),
                otpauth: OneOrMore::More(uris(one)),
                second_factor_demanded: one.lost_factor,
                role: one.role.name().to_owned(),
                groups: one.groups.to_string(),
                standing: one.standing.name().to_owned(),
                email_confirmed: one.email_confirmed,
                created_at: created(one),
            };
            serde_json::to_vec_pretty(&people.iter().map(person).collect::<Vec<_>>()).map_err(|error| error.to_string())
        }
        Form::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for one in people {
                let row = Row {
                    email: one.email.as_str().to_owned(),
                    name: one.name.to_string(),
                    password_hash: hash(one).unwrap_or_default(),
                    otpauth: uris(one).join(" "),
                    second_factor_demanded: one.lost_factor.to_string(),
                    role: one.role.name().to_owned(),
                    groups: one.groups.to_string(),
                    standing: one.standing.name().to_owned(),
                    email_confirmed: one.email_confirmed.to_string(),
                    created_at: created(one),
                };
                writer.serialize(row).map_err(|error| error.to_string())?;
            }
            writer.into_inner().map_err(|error| error.to_string())
        }
    }
}
