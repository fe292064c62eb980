//! Authelia's file of users, and its export of authenticators.
//!
//! ```text
//! authelia storage user totp export yaml --file totp.yml
//! ```

use std::collections::BTreeMap;

use data_encoding::BASE64;
use latchkey_core::domain::{
    account::Standing,
    totp::{Algorithm, Parameters, TotpSecret, UnknownTotp},
};
use serde::Deserialize;

use super::Draft;

#[derive(Deserialize)]
struct File {
    users: BTreeMap<String, User>,
}

#[derive(Deserialize)]
struct User {
    #[serde(default)]
    disabled: bool,
    #[serde(default)]
    displayname: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    groups: Vec<String>,
}

#[derive(Deserialize)]
struct Export {
    totp_configurations: Vec<Totp>,
}

#[derive(Deserialize)]
struct Totp {
    username: String,
    algorithm: String,
    digits: u8,
    period: u64,
    /// Base64 of the secret in base32.
    secret: String,
}

pub fn read(text: &str, totp: Option<&str>) -> Result<Vec<Draft>, String> {
    let file: File = serde_saphyr::from_str(text).map_err(|error| one_line(&error))?;
    // Without it everybody would come without a second factor, and nobody would notice.
    let totp = totp.ok_or("--totp: name the export of the authenticators, or /dev/null if nobody has one")?;
    let authenticators = match totp.trim() {
        "" => vec![],
        text => {
            serde_saphyr::from_str::<Export>(text).map_err(|error| format!("--totp: {}", one_line(&error)))?.totp_configurations
        }
    };
    let known = |who: &str| file.users.contains_key(who);
    if let Some(stranger) = authenticators.iter().find(|one| !known(&one.username)) {
        return Err(format!("--totp: it has an authenticator of {:?}, who is not among the users", stranger.username));
    }
    Ok(file.users.iter().map(|(who, user)| draft(who, user, &authenticators)).collect())
}

fn one_line(error: &impl ToString) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

fn draft(who: &str, user: &User, authenticators: &[Totp]) -> Draft {
    let mut draft = Draft::of(who, &user.email, if user.displayname.is_empty() { who } else { &user.displayname });
    draft.password(&user.password);
    if user.disabled {
        draft.standing = Standing::Disabled;
    }
    match user.groups.join(",").parse() {
        Ok(groups) => draft.groups = groups,
        Err(_) => draft.notes.push(format!("its groups do not come along: {}", user.groups.join(", "))),
    }
    for one in authenticators.iter().filter(|one| one.username == who) {
        draft.authenticator("", secret(one));
    }
    draft
}

fn secret(one: &Totp) -> Result<TotpSecret, UnknownTotp> {
    let algorithm = Algorithm::named(&one.algorithm).ok_or(UnknownTotp::Algorithm)?;
    let base32 = BASE64.decode(one.secret.as_bytes()).map_err(|_| UnknownTotp::Secret)?;
    let base32 = String::from_utf8(base32).map_err(|_| UnknownTotp::Secret)?;
    TotpSecret::of_base32(&base32, Parameters { algorithm, digits: one.digits, period: one.period })
}
