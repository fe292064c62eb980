//! Health: the database answers, has the required schema, has a matching clock, and accepts writes.

use std::time::Duration;

use tokio::sync::Mutex;

use crate::{
    Database, Services,
    domain::{doctor::Question, time::Timestamp},
    store::{Inspection, StoreError},
};

/// Accepted difference between the clocks of the database and this server. Either one judges codes and expiry.
const CLOCK_SKEW: Duration = Duration::from_secs(2);

/// A successful probe write is trusted for this long, so that frequent polling does not write each time.
const WRITTEN_LATELY: Duration = Duration::from_secs(1);

/// Time of the last successful probe write. Only one probe runs at a time.
#[derive(Default)]
pub(crate) struct LastWritten(Mutex<Option<Timestamp>>);

impl LastWritten {
    /// Succeeds if the database accepts writes, or did so within [`WRITTEN_LATELY`].
    async fn renew(&self, services: &Services) -> Result<(), StoreError> {
        let mut last = self.0.lock().await;
        let now = services.now();
        // A time in the future was read before the clock was set back.
        if last.is_some_and(|last| last <= now && now.since(last) < WRITTEN_LATELY) {
            return Ok(());
        }
        services.store.probe_writing(services.random().uuid()).await?;
        // Read after the probe, however long it took: requests that waited for it need no probe of their own.
        *last = Some(services.now());
        Ok(())
    }
}

/// The reason why the service cannot work.
#[derive(Clone, Debug)]
pub struct Obstacle {
    /// A sentence for the client.
    pub sentence: &'static str,
    /// The cause, for the log.
    pub cause: String,
}

/// The reason why the service cannot work, or `None`.
pub async fn obstacle(services: &Services) -> Option<Obstacle> {
    let obstacle = |sentence, cause| Some(Obstacle { sentence, cause });
    let before = services.now();
    let readiness = match services.store.readiness().await {
        Ok(readiness) => readiness,
        Err(error) => return obstacle("the database does not answer", error.to_string()),
    };
    if !readiness.schema_is_current {
        return obstacle("the database's schema is too old", "restart the server, which brings it up to date".into());
    }
    // The database's clock was read between two readings of this server's clock. The time between them is not skew.
    let skew = readiness.clock.map_or(Duration::ZERO, |clock| before.since(clock).max(clock.since(services.now())));
    if skew > CLOCK_SKEW {
        return obstacle("the clocks differ", format!("the database's clock and ours are {} s apart", skew.as_secs()));
    }
    let error = services.last_written.renew(services).await.err()?;
    obstacle("the database takes no changes", error.to_string())
}

/// Looks at the database more closely than a server does at each question. Changes nothing.
pub async fn inspect(Database(store): &Database) -> Result<Inspection, StoreError> {
    store.inspect().await
}

/// Reads the question of `latchkey doctor`. `None` unless it comes from this installation, and is fresh.
pub fn question(services: &Services, text: &str) -> Option<Question> {
    Question::read(text, &services.keys, services.now())
}

/// Signs the answer to it.
pub fn sign_answer(services: &Services, question: &Question, body: &[u8]) -> String {
    question.sign_answer(&services.keys, body)
}
