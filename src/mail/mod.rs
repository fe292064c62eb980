//! Mail: letters are written in their person's language and handed to the operator's mail server, or kept for a page in development.
//!
//! ```text
//!  latchkey_core::mail::due ──▶ letter: sentences ──▶ message: headers, text, HTML ──▶ outlet: SMTP | kept
//! ```

pub mod letter;
mod message;
pub mod outlet;

use latchkey_core::{
    AuthError, Services,
    domain::{letter::Channel, origin::Origin},
    mail::{self, Draft},
};
use lettre::message::Mailbox;

use self::{
    letter::Letter,
    outlet::{KeptLetter, Outlet},
};
use crate::{
    config::{Config, ConfigError},
    outbox::Carrier,
};

/// Sends letters.
#[derive(Debug)]
pub struct Post {
    outlet: Outlet,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    origin: Origin,
    app_name: String,
}

impl Post {
    /// The post of an installation, if it has any. `origin` is where its pages are.
    pub fn of(config: &Config, origin: &Origin) -> Result<Option<Self>, ConfigError> {
        let Some(outlet) = Outlet::of(config)? else { return Ok(None) };
        let from = config.mail_from().unwrap_or_else(|| Mailbox::new(None, message::no_reply(origin)));
        let reply_to = config.mail_reply_to.clone();
        Ok(Some(Self { outlet, from, reply_to, origin: origin.clone(), app_name: config.app_name.clone() }))
    }

    /// The letters that were kept in place of being sent, the newest first. `None` where they are sent.
    pub fn kept(&self) -> Option<Vec<KeptLetter>> {
        self.outlet.kept()
    }

    /// Connects to the mail server as for a letter, and hands over none.
    pub async fn connect(&self) -> Result<(), outlet::NotTaken> {
        self.outlet.connect().await
    }

    async fn send(&self, services: &Services, draft: &Draft) -> Result<bool, AuthError> {
        let letter = Letter::of(draft, (&self.app_name, &self.origin));
        let message = self.message(&letter, (&draft.delivery.id.to_string(), draft.to.as_str()), services.now());
        let done = match message {
            Ok(message) => self.outlet.send(message).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => {
                mail::sent(services, &draft.delivery).await?;
                Ok(true)
            }
            Err(error) => {
                // The cause of an answer names the recipient, which is not for the log.
                tracing::warn!(cause = error.for_log(), letter = %draft.delivery.id, "mail.not_sent");
                mail::not_sent(services, &draft.delivery, error.why()).await?;
                Ok(false)
            }
        }
    }

    /// Sends a letter that says that letters arrive.
    pub async fn send_test(
        &self,
        to: &str,
        now: latchkey_core::domain::time::Timestamp,
        id: &str,
    ) -> Result<(), outlet::NotTaken> {
        let letter = Letter::test((&self.app_name, &self.origin));
        self.outlet.send(self.message(&letter, (id, to), now)?).await
    }
}

impl Carrier for Post {
    async fn deliver(&self, services: &Services) -> Result<usize, AuthError> {
        let mut sent = 0;
        while let Some(letter) = mail::due(services, Channel::Mail).await? {
            match mail::draft(services, letter).await {
                Ok(Some(draft)) => sent += usize::from(self.send(services, &draft).await?),
                Ok(None) => {}
                // The others are not held up by one that cannot be read.
                Err(error) => tracing::error!(%error, "mail.not_drafted"),
            }
        }
        Ok(sent)
    }
}
