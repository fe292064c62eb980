//! Mail: letters are written in their person's language and handed to the operator's mail server, or kept for a page in development.
//!
//! ```text
//!  latchkey_core::mail::due ──▶ letter: sentences ──▶ message: headers, text, HTML ──▶ outlet: SMTP | kept
//! ```

mod letter;
mod message;
pub mod outlet;

use std::{sync::Arc, time::Duration};

use latchkey_core::{
    AuthError, Services,
    domain::origin::Origin,
    mail::{self, Draft},
};
use lettre::message::Mailbox;
use tokio::sync::watch;

use self::{
    letter::Letter,
    outlet::{KeptLetter, Outlet},
};
use crate::config::{Config, ConfigError};

/// How often a server looks for letters that are due.
const EVERY: Duration = Duration::from_secs(3);

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

    /// Sends all letters that are due. Returns how many were sent.
    pub async fn deliver(&self, services: &Services) -> Result<usize, AuthError> {
        let mut sent = 0;
        while let Some(letter) = mail::due(services).await? {
            match mail::draft(services, letter).await {
                Ok(Some(draft)) => sent += usize::from(self.send(services, &draft).await?),
                Ok(None) => {}
                // The others are not held up by one that cannot be read.
                Err(error) => tracing::error!(%error, "mail.not_drafted"),
            }
        }
        Ok(sent)
    }

    async fn send(&self, services: &Services, draft: &Draft) -> Result<bool, AuthError> {
        let letter = Letter::of(draft, (&self.app_name, &self.origin));
        let message = self.message(&letter, (&draft.id.to_string(), draft.to.as_str()), services.now());
        let done = match message {
            Ok(message) => self.outlet.send(message).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => {
                mail::sent(services, draft).await?;
                Ok(true)
            }
            Err(error) => {
                // The cause of an answer names the recipient, which is not for the log.
                tracing::warn!(cause = error.for_log(), letter = %draft.id, "mail.not_sent");
                mail::not_sent(services, draft, error.why()).await?;
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

    /// Sends letters as they come due, until `stopped` changes or its sender is dropped.
    pub async fn run(self: Arc<Self>, services: Arc<Services>, mut stopped: watch::Receiver<()>) {
        let mut every = tokio::time::interval(EVERY);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                _ = stopped.changed() => return,
                _ = every.tick() => {}
            }
            let (post, its_services) = (Arc::clone(&self), Arc::clone(&services));
            // In a separate task, so that a panic ends only that task.
            let mut round = tokio::spawn(async move {
                if mail::is_ready(&its_services).await { post.deliver(&its_services).await } else { Ok(0) }
            });
            tokio::select! {
                biased;
                // What is under way then is sent by another server, or after the next start.
                _ = stopped.changed() => {
                    round.abort();
                    return;
                }
                delivered = &mut round => match delivered {
                    Ok(Ok(_)) => {}
                    Ok(Err(error)) => tracing::warn!(%error, "mail.not_delivered"),
                    Err(error) => tracing::error!(%error, "mail.failed"),
                },
            }
        }
    }
}
