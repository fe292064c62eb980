//! The NestJS article's table of users: bcrypt, and a secret in base32 for each user.
//!
//! ```text
//! psql --csv -c 'SELECT * FROM "user"' > users.csv
//! ```
//!
//! Columns: `email`, `name`, `password`, `twoFactorAuthenticationSecret`, `isTwoFactorAuthenticationEnabled`; also in snake case. Others are not
//! looked at. JSON is an array of such objects.

use std::collections::BTreeMap;

use latchkey_core::domain::totp::{Parameters, TotpSecret};

use super::{Draft, json_fault, says_no, says_yes};

/// The cells of a user by the names of their columns, in lower case and without underscores.
type Row = BTreeMap<String, String>;

fn bare(name: &str) -> String {
    name.trim().replace('_', "").to_lowercase()
}

pub fn read(text: &str) -> Result<Vec<Draft>, String> {
    let rows = if text.trim_start().starts_with('[') { json(text)? } else { csv(text)? };
    if rows.first().is_some_and(|row| !row.contains_key("email") || !row.contains_key("password")) {
        return Err("the table of users has columns email and password".into());
    }
    Ok(rows.iter().map(draft).collect())
}

fn csv(text: &str) -> Result<Vec<Row>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().map_err(|error| error.to_string())?.iter().map(bare).collect();
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.map_err(|error| error.to_string())?;
        Ok(names.iter().cloned().zip(record.iter().map(str::to_owned)).collect())
    };
    reader.records().map(row).collect()
}

fn json(text: &str) -> Result<Vec<Row>, String> {
    let rows: Vec<BTreeMap<String, serde_json::Value>> = serde_json::from_str(text).map_err(|error| json_fault(&error))?;
    let cell = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    };
    Ok(rows.into_iter().map(|row| row.into_iter().map(|(name, value)| (bare(&name), cell(value))).collect()).collect())
}

fn draft(row: &Row) -> Draft {
    let cell = |name: &str| row.get(name).map_or("", String::as_str);
    let email = cell("email");
    let who = if email.is_empty() { cell("name") } else { email };
    let mut draft = Draft::of(who, email, cell("name"));
    draft.password(cell("password"));
    let secret = cell("twofactorauthenticationsecret");
    let flag = cell("istwofactorauthenticationenabled");
    if says_no(flag) && !secret.is_empty() {
        draft.notes.push("its authenticator was never turned on".into());
    } else if !secret.is_empty() || says_yes(flag) {
        draft.authenticator("", TotpSecret::of_base32(secret, Parameters::default()));
    }
    draft
}
