//! The question by which `latchkey doctor` asks, through the public URL, whether a server of its own installation is there.
//!
//! Both sides have the secret keys, so each proves that to the other by an HMAC-SHA-256 (RFC 2104) under a key that is derived for
//! nothing else. Who has no key learns nothing: not even that the question exists. A question that somebody has listened to can be
//! asked again for [`FRESH`]; the answer then tells them how their own request arrived, and which version runs.

use std::time::Duration;

use data_encoding::HEXLOWER;
use subtle::ConstantTimeEq;

use super::{keys::Keyring, random::Random, time::Timestamp};

/// How far the time of a question may be from the clock of the server, in either direction.
pub const FRESH: Duration = Duration::from_secs(60);

/// The first word of every question. Another form gets another word.
const FORM: &str = "v1";

/// A question. Its text is `v1.SECONDS.NONCE.MAC`: seconds since the Unix epoch, 16 random bytes and an HMAC, both in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is signed: the text without its HMAC.
    asked: String,
}

impl Question {
    /// Makes a question.
    pub fn new(now: Timestamp, random: &dyn Random) -> Self {
        Self { asked: format!("{FORM}.{}.{}", now.seconds(), HEXLOWER.encode(&random.bytes::<16>())) }
    }

    /// Its text, signed under the current key.
    pub fn to_text(&self, keys: &Keyring) -> String {
        format!("{}.{}", self.asked, HEXLOWER.encode(&keys.doctor_mac(&self.message())))
    }

    /// Reads the text of a question. `None` unless it is signed under a live key, and fresh.
    pub fn read(text: &str, keys: &Keyring, now: Timestamp) -> Option<Self> {
        let (asked, signature) = text.rsplit_once('.')?;
        let question = Self { asked: asked.to_owned() };
        if !is_signed(&keys.doctor_macs(&question.message()), signature) {
            return None;
        }
        let asked_at = Timestamp::from_seconds(asked.strip_prefix(FORM)?.strip_prefix('.')?.split_once('.')?.0.parse().ok()?);
        let is_fresh = now.since(asked_at).max(asked_at.since(now)) <= FRESH;
        is_fresh.then_some(question)
    }

    /// The signature of an answer to it, under the current key, in hexadecimal.
    pub fn sign_answer(&self, keys: &Keyring, body: &[u8]) -> String {
        HEXLOWER.encode(&keys.doctor_mac(&self.answered(body)))
    }

    /// True if this is the answer to it of a server that has one of these keys.
    pub fn is_answered(&self, keys: &Keyring, body: &[u8], signature: &str) -> bool {
        is_signed(&keys.doctor_macs(&self.answered(body)), signature)
    }

    /// Neither message begins as the other does: a question is no answer.
    fn message(&self) -> Vec<u8> {
        format!("question {}", self.asked).into_bytes()
    }

    fn answered(&self, body: &[u8]) -> Vec<u8> {
        [format!("answer {} ", self.asked).as_bytes(), body].concat()
    }
}

fn is_signed(expected: &[[u8; 32]], signature: &str) -> bool {
    let Ok(signature) = HEXLOWER.decode(signature.as_bytes()) else { return false };
    expected.iter().any(|mac| bool::from(mac[..].ct_eq(&signature)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::random::OsRandom;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn keyring() -> Keyring {
        Keyring::parse(&Keyring::generate(&OsRandom)).unwrap()
    }

    #[test]
    fn a_question_is_read_by_who_has_the_key_and_while_it_is_fresh() {
        let keys = keyring();
        let question = Question::new(NOW, &OsRandom);
        let text = question.to_text(&keys);
        for (seconds, is_read) in [(-61, false), (-60, true), (0, true), (60, true), (61, false)] {
            let now = Timestamp(NOW.0 + seconds * 1000);
            assert_eq!(Question::read(&text, &keys, now), is_read.then(|| question.clone()), "{seconds}");
        }
        assert_eq!(Question::read(&text, &keyring(), NOW), None, "another installation");
        assert_ne!(Question::new(NOW, &OsRandom), question);
    }

    #[test]
    fn while_a_key_is_replaced_either_side_may_be_ahead() {
        let (old, new) = (Keyring::generate(&OsRandom), Keyring::generate(&OsRandom));
        let both = Keyring::parse(&format!("{}\n{}", &*new, &*old)).unwrap();
        let old = Keyring::parse(&old).unwrap();
        let question = Question::new(NOW, &OsRandom);
        assert!(Question::read(&question.to_text(&old), &both, NOW).is_some());
        assert!(Question::read(&question.to_text(&both), &old, NOW).is_none(), "it knows nothing of the new key");
        assert!(question.is_answered(&both, b"{}", &question.sign_answer(&old, b"{}")));
    }

    #[test]
    fn nothing_else_is_a_question() {
        let keys = keyring();
        let text = Question::new(NOW, &OsRandom).to_text(&keys);
        let changed = text.replace("1800000000", "1800000001");
        let signed = |asked: &str| Question { asked: asked.into() }.to_text(&keys);
        for wrong in [
            "",
            ".",
            "v1",
            "v1.1800000000.00",
            &text[..text.len() - 1],
            &text[..text.len() - 2],
            &format!("{text}00"),
            &format!(" {text}"),
            &text.to_uppercase(),
            &changed,
            &signed("v2.1800000000.00"),
            &signed("v1.soon.00"),
            &signed("v1.99999999999999999999.00"),
            &signed("v1"),
        ] {
            assert_eq!(Question::read(wrong, &keys, NOW), None, "{wrong}");
        }
        assert!(Question::read(&signed("v1.1800000000.00"), &keys, NOW).is_some());
    }

    #[test]
    fn an_answer_belongs_to_its_question() {
        let keys = keyring();
        let (question, other) = (Question::new(NOW, &OsRandom), Question::new(NOW, &OsRandom));
        let signature = question.sign_answer(&keys, b"{}");
        assert!(question.is_answered(&keys, b"{}", &signature));
        assert!(!question.is_answered(&keys, b"{ }", &signature));
        assert!(!other.is_answered(&keys, b"{}", &signature));
        assert!(!question.is_answered(&keyring(), b"{}", &signature));
        let its_own = question.to_text(&keys).rsplit_once('.').unwrap().1.to_owned();
        assert!(!question.is_answered(&keys, b"", &its_own), "a question is no answer");
    }
}
