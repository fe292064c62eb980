//! The workers of the outbox: one for each channel, so that one that is slow holds up no other.
//!
//! ```text
//!                          ┌─▶ mail ─────▶ Post, which writes letters
//!   notices ──▶ Spreader ──┼─▶ webhook ──▶ Pusher
//!                          ├─▶ operator ─▶ Pusher
//!   other letters ─▶ mail  └─▶ person ───▶ Pusher, several at once: the hosts are strangers'
//! ```

use std::{sync::Arc, time::Duration};

use latchkey_core::{AuthError, Services, mail};
use tokio::sync::watch;

/// How often a server looks for letters that are due.
const EVERY: Duration = Duration::from_secs(3);

/// Sends what is due in one channel.
pub trait Carrier: Send + Sync + 'static {
    /// Sends everything that is due. Returns how much was sent.
    fn deliver(&self, services: &Services) -> impl Future<Output = Result<usize, AuthError>> + Send;
}

/// Puts what is due into the outbox for every channel. It asks nobody outside, and so holds up none.
#[derive(Debug)]
pub struct Spreader;

impl Carrier for Spreader {
    async fn deliver(&self, services: &Services) -> Result<usize, AuthError> {
        mail::spread(services).await
    }
}

/// Sends what comes due, until `stopped` changes or its sender is dropped.
pub async fn run<C: Carrier>(carrier: Arc<C>, services: Arc<Services>, mut stopped: watch::Receiver<()>) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            _ = every.tick() => {}
        }
        let (its_carrier, its_services) = (Arc::clone(&carrier), Arc::clone(&services));
        // In a separate task, so that a panic ends only that task.
        let mut round = tokio::spawn(async move {
            if mail::is_ready(&its_services).await { its_carrier.deliver(&its_services).await } else { Ok(0) }
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
