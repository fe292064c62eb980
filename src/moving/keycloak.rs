//! A realm that Keycloak exported with its users: `kc.sh export --realm R --file realm.json`.

use data_encoding::{BASE32_NOPAD, BASE64, BASE64_NOPAD};
use latchkey_core::domain::{
    account::Standing,
    password::{PasswordHash, Pbkdf2Digest, UnknownHash},
    time::Timestamp,
    totp::{Algorithm, Parameters, TotpSecret, UnknownTotp},
};
use serde::Deserialize;
use serde_json::Value;

use super::{Draft, json_fault};

#[derive(Deserialize)]
struct Realm {
    users: Vec<User>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    username: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    email_verified: bool,
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
    #[serde(default = "yes")]
    enabled: bool,
    created_timestamp: Option<i64>,
    #[serde(default)]
    credentials: Vec<Credential>,
    #[serde(default)]
    service_account_client_id: Option<String>,
}

const fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credential {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    user_label: Option<String>,
    /// JSON in a text.
    #[serde(default)]
    secret_data: String,
    /// JSON in a text.
    #[serde(default)]
    credential_data: String,
}

pub fn read(text: &str) -> Result<Vec<Draft>, String> {
    let realm: Realm =
        serde_json::from_str(text).map_err(|error| format!("this is no realm with users: {}", json_fault(&error)))?;
    let people = realm.users.iter().filter(|user| user.service_account_client_id.is_none());
    Ok(people.map(draft).collect())
}

fn draft(user: &User) -> Draft {
    let name = format!("{} {}", user.first_name, user.last_name);
    let mut draft = Draft::of(&user.username, &user.email, if name.trim().is_empty() { &user.username } else { name.trim() });
    draft.email_confirmed = user.email_verified;
    draft.created_at = user.created_timestamp.map(Timestamp);
    if !user.enabled {
        draft.standing = Standing::Disabled;
    }
    for one in &user.credentials {
        let (secret, data) = (parsed(&one.secret_data), parsed(&one.credential_data));
        match one.kind.as_str() {
            "password" => draft.password = Some(password(&secret, &data).map_err(|why| why.to_string())),
            "otp" => draft.authenticator(one.user_label.as_deref().unwrap_or_default(), otp(&secret, &data)),
            "recovery-authn-codes" => draft.notes.push("its recovery codes do not come along: it makes new ones".into()),
            // Such as `webauthn`: a second factor, or something that may be one.
            other => draft.authenticator("", Err::<TotpSecret, _>(format!("its credential {other:?} does not come along"))),
        }
    }
    draft
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn password(secret: &Value, data: &Value) -> Result<PasswordHash, UnknownHash> {
    let bytes = |name| BASE64.decode(text(secret, name).as_bytes()).map_err(|_| UnknownHash::Kind);
    let rounds = data["hashIterations"].as_u64().and_then(|rounds| u32::try_from(rounds).ok()).ok_or(UnknownHash::Kind)?;
    let (salt, hash) = (bytes("salt")?, bytes("value")?);
    match text(data, "algorithm") {
        "pbkdf2" => PasswordHash::of_pbkdf2(Pbkdf2Digest::Sha1, rounds, salt, hash),
        "pbkdf2-sha256" => PasswordHash::of_pbkdf2(Pbkdf2Digest::Sha256, rounds, salt, hash),
        "pbkdf2-sha512" => PasswordHash::of_pbkdf2(Pbkdf2Digest::Sha512, rounds, salt, hash),
        "argon2" => {
            let more = |name: &str| data["additionalParameters"][name][0].as_str().unwrap_or_default();
            let version = if more("version") == "1.0" { 16 } else { 19 };
            let cost = format!("m={},t={rounds},p={}", more("memory"), more("parallelism"));
            let encode = |bytes: &[u8]| BASE64_NOPAD.encode(bytes);
            PasswordHash::read(&format!("$argon2{}$v={version}${cost}${}${}", more("type"), encode(&salt), encode(&hash)))
        }
        _ => Err(UnknownHash::Kind),
    }
}

fn otp(secret: &Value, data: &Value) -> Result<TotpSecret, String> {
    if text(data, "subType") != "totp" {
        return Err("its authenticator counts (HOTP) in place of telling the time".into());
    }
    let number = |name: &str| data[name].as_u64().unwrap_or_default();
    let read = || {
        let algorithm = Algorithm::named(text(data, "algorithm")).ok_or(UnknownTotp::Algorithm)?;
        let digits = u8::try_from(number("digits")).map_err(|_| UnknownTotp::Digits)?;
        // The secret is a text whose bytes are the key, unless it says that it is base32.
        let bytes = match text(data, "secretEncoding") {
            "BASE32" => {
                BASE32_NOPAD.decode(text(secret, "value").trim_end_matches('=').as_bytes()).map_err(|_| UnknownTotp::Secret)?
            }
            _ => text(secret, "value").as_bytes().to_vec(),
        };
        TotpSecret::of_another(bytes, Parameters { algorithm, digits, period: number("period") })
    };
    read().map_err(|why: UnknownTotp| why.to_string())
}
