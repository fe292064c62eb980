//! Whether work can be done: the database answers, its schema has what is needed, its clock agrees with ours, and it takes changes.

use std::time::Duration;

use tokio::sync::Mutex;

use crate::{Services, domain::time::Timestamp, store::StoreError};

/// How far the database's clock may be from ours: codes and expiry are judged by either server's.
const CLOCK_SKEW: Duration = Duration::from_secs(2);

/// A successful probe write is trusted for this long, so that frequent polling does not write each time.
const WRITTEN_LATELY: Duration = Duration::from_secs(1);

/// When the database last took a probe write. One asks at a time.
#[derive(Default)]
pub(crate) struct LastWritten(Mutex<Option<Timestamp>>);

impl LastWritten {
    /// Whether the database takes changes, or did a moment ago.
    async fn renew(&self, services: &Services) -> Result<(), StoreError> {
        let mut last = self.0.lock().await;
        let now = services.now();
        // A moment to come was read before the clock was set back.
        if last.is_some_and(|last| last <= now && now.since(last) < WRITTEN_LATELY) {
            return Ok(());
        }
        services.store.probe_writing(services.random().uuid()).await?;
        // However long it took: those who waited for it need not ask again.
        *last = Some(services.now());
        Ok(())
    }
}

/// What keeps the service from its work.
#[derive(Clone, Debug)]
pub struct Obstacle {
    /// A sentence for whoever asks.
    pub sentence: &'static str,
    /// The cause, for the log.
    pub cause: String,
}

/// What keeps the service from its work; `None` where nothing does.
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
    // It was read between two moments of ours; how long that took is no difference of clocks.
    let skew = readiness.clock.map_or(Duration::ZERO, |clock| before.since(clock).max(clock.since(services.now())));
    if skew > CLOCK_SKEW {
        return obstacle("the clocks differ", format!("the database's clock and ours are {} s apart", skew.as_secs()));
    }
    let error = services.last_written.renew(services).await.err()?;
    obstacle("the database takes no changes", error.to_string())
}
