//! The operator's webhook, as [Standard Webhooks](https://www.standardwebhooks.com) says: an id that stays the same however often it is sent, the
//! time of the attempt, and a signature of both with the body. So a receiver refuses what is forged, what is old, and what it has seen.

use std::fmt;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use latchkey_core::domain::{account::Account, event::Event, time::Timestamp};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::features::security_log::api::LoggedEvent;

/// How a secret is written, before its Base64.
const PREFIX: &str = "whsec_";
/// Fewest and most bytes of a secret.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// The secrets with which requests are signed: with each of them, so that a receiver may change from one to the next.
#[derive(Clone)]
pub struct WebhookSecrets(Vec<Zeroizing<Vec<u8>>>);

impl WebhookSecrets {
    /// Parses one or several, with commas, blanks or line ends between them: `whsec_` and the Base64 of 24 to 64 bytes.
    pub fn parse(text: &str) -> Option<Self> {
        let one = |word: &str| {
            let bytes = Zeroizing::new(BASE64.decode(word.strip_prefix(PREFIX)?.as_bytes()).ok()?);
            BYTES.contains(&bytes.len()).then_some(bytes)
        };
        let words = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
        let secrets: Vec<_> = words.map(one).collect::<Option<_>>()?;
        (!secrets.is_empty()).then_some(Self(secrets))
    }

    /// The value of the header `webhook-signature`.
    fn signature(&self, (id, at): (&str, i64), body: &str) -> String {
        let signed = |secret: &Zeroizing<Vec<u8>>| {
            #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
            let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key");
            mac.update(format!("{id}.{at}.{body}").as_bytes());
            format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
        };
        self.0.iter().map(signed).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Debug for WebhookSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookSecrets({})", self.0.len())
    }
}

/// What is told of an event.
pub fn told(event: &Event, account: &Account) -> Value {
    json!({
        "type": format!("account.{}", event.kind.name()),
        "timestamp": event.at.to_string(),
        "data": {
            "event": LoggedEvent::of(event),
            "user": { "id": account.id.to_string(), "email": account.email.as_str(), "name": account.name.as_str() },
        },
    })
}

/// What says that the webhook works.
pub fn test(now: Timestamp) -> Value {
    json!({ "type": "test", "timestamp": now.to_string(), "data": {} })
}

/// Makes a request of it.
pub fn filled(request: RequestBuilder, secrets: &WebhookSecrets, (id, now): (&str, Timestamp), body: &Value) -> RequestBuilder {
    let (at, body) = (now.seconds(), body.to_string());
    request
        .header("content-type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", at.to_string())
        .header("webhook-signature", secrets.signature((id, at), &body))
        .body(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    #[test]
    fn it_is_signed_as_the_specification_says() {
        let secrets = WebhookSecrets::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = secrets.signature(("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330), r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn secrets_are_read() {
        let (one, other) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        for text in [one.to_owned(), format!("{one},{other}"), format!("{one}\n{other}\n")] {
            let secrets = WebhookSecrets::parse(&text).unwrap();
            let signatures = secrets.signature(("id", 1), "{}");
            assert_eq!(signatures.split(' ').count(), text.matches("whsec_").count());
            assert!(!format!("{secrets:?}").contains("MfKQ"));
        }
        for other in
            ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!"]
        {
            assert!(WebhookSecrets::parse(other).is_none(), "{other}");
        }
    }
}
