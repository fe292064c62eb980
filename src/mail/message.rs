//! A letter as a message (RFC 5322): headers, and its text twice, plain and as HTML.

use std::time::{Duration, UNIX_EPOCH};

use latchkey_core::domain::{origin::Origin, time::Timestamp};
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{Header, HeaderName, HeaderValue},
    },
};

use super::{
    Post,
    letter::Letter,
    outlet::{KeptLetter, NotTaken, Outgoing},
};

/// Says that no person wrote it, so that nothing answers it by itself (RFC 3834 §5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

/// The same for Exchange, which does not know that header.
#[derive(Clone)]
struct SuppressAnswers;

impl Header for SuppressAnswers {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Auto-Response-Suppress")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "All".into())
    }
}

/// The sender where none is set: in development.
#[expect(clippy::expect_used, reason = "a constant")]
pub fn no_reply(origin: &Origin) -> Address {
    let host = origin.host().trim_matches(['[', ']']);
    Address::new("no-reply", host).or_else(|_| Address::new("no-reply", "localhost")).expect("an address")
}

impl Post {
    /// Makes a message of a letter. `id` is the same however often it is sent.
    pub(super) fn message(&self, letter: &Letter, (id, to): (&str, &str), now: Timestamp) -> Result<Outgoing, NotTaken> {
        let broken = |error: &dyn std::fmt::Display| NotTaken::NoLetter(error.to_string());
        let address: Address = to.parse().map_err(|error| broken(&error))?;
        let date = UNIX_EPOCH + Duration::from_secs(u64::try_from(now.seconds()).unwrap_or_default());
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(letter.subject.clone())
            .date(date)
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .header(AutoSubmitted)
            .header(SuppressAnswers);
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        let (text, html) = (letter.text(), letter.html());
        let message = builder.multipart(MultiPart::alternative_plain_html(text.clone(), html)).map_err(|error| broken(&error))?;
        let whole = String::from_utf8_lossy(&message.formatted()).into_owned();
        Ok(Outgoing { message, kept: KeptLetter { message: whole, to: to.to_owned(), subject: letter.subject.clone(), text } })
    }
}
