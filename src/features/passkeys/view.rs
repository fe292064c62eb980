//! Passkeys in words and as browsers want them, for all pages that use them.

use latchkey_core::{
    domain::{
        authenticator::AuthenticatorName,
        passkey::ALGORITHMS,
        session::{Lifetimes, PasskeyKind},
    },
    second_factors::{Accepted, Creation},
    sign_in::{Descriptor, Request},
};
use serde_json::{Value, json};

use crate::{http::visitor::Visitor, l10n::Locale};

/// How long the browser waits for its person, in milliseconds.
const TIMEOUT: u64 = Lifetimes::CHALLENGE.as_secs() * 1000;

/// What it is called, or what it is.
pub fn called(l: &Locale, name: &AuthenticatorName) -> String {
    if name.as_str().is_empty() { l.passkeys_nameless() } else { name.to_string() }
}

/// Where its key is.
pub fn place(l: &Locale, kind: PasskeyKind) -> String {
    match kind {
        PasskeyKind::Synced => l.passkeys_synced(),
        PasskeyKind::OfDevice => l.passkeys_of_device(),
    }
}

fn descriptor(one: &Descriptor) -> Value {
    json!({ "type": "public-key", "id": one.id.to_text(), "transports": one.transports })
}

/// What the script gets: the question, the one origin at which it can be answered, and sentences for what happens in the browser alone.
fn question(visitor: &Visitor, public_key: &Value) -> Value {
    let (l, at) = (visitor.locale, visitor.origin().ascii());
    let says = json!({
        "stopped": l.passkey_stopped(),
        "present": l.passkey_present(),
        "failed": l.passkey_failed(),
        "elsewhere": l.passkey_elsewhere(&at),
    });
    json!({ "publicKey": public_key, "at": at, "says": says })
}

/// What a passkey is asked (`PublicKeyCredentialRequestOptionsJSON`).
pub fn request_options(asked: &Request) -> Value {
    json!({
        "challenge": asked.challenge.to_text(),
        "timeout": TIMEOUT,
        "rpId": asked.rp_id,
        "allowCredentials": asked.allowed.iter().map(descriptor).collect::<Vec<_>>(),
        "userVerification": "required",
    })
}

/// What an authenticator is asked to make (`PublicKeyCredentialCreationOptionsJSON`).
pub fn creation_options(asked: &Creation) -> Value {
    let algorithms = ALGORITHMS.map(|algorithm| json!({ "type": "public-key", "alg": algorithm }));
    json!({
        "rp": { "id": asked.rp_id, "name": asked.rp_name },
        "user": { "id": asked.user_handle.to_text(), "name": asked.email, "displayName": asked.name },
        "challenge": asked.challenge.to_text(),
        "pubKeyCredParams": algorithms,
        "timeout": TIMEOUT,
        "excludeCredentials": asked.excluded.iter().map(descriptor).collect::<Vec<_>>(),
        "authenticatorSelection": { "residentKey": "required", "requireResidentKey": true, "userVerification": "required" },
        "attestation": "none",
    })
}

/// The answer to the script that asks what to ask a passkey.
pub fn request(visitor: &Visitor, asked: &Request) -> Value {
    question(visitor, &request_options(asked))
}

/// The answer to the script that asks for a new passkey.
pub fn creation(visitor: &Visitor, asked: &Creation) -> Value {
    question(visitor, &creation_options(asked))
}

/// What the script tells authenticators (the Signal API).
pub fn known(accepted: &Accepted, (email, name): (&str, &str)) -> String {
    let ids: Vec<_> = accepted.ids.iter().map(latchkey_core::domain::passkey::CredentialId::to_text).collect();
    let user = accepted.user_handle.to_text();
    json!({ "rpId": accepted.rp_id, "userId": user, "name": email, "displayName": name, "allAcceptedCredentialIds": ids })
        .to_string()
}
