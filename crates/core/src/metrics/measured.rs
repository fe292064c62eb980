//! What is measured when somebody asks, since nothing counts it as it happens.

use crate::{Services, domain::letter::Channel};

/// The connections of this server to its database that read, or on PostgreSQL all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// Number in use.
    pub busy: usize,
    /// Number that whoever comes next may take at once.
    pub free: usize,
}

/// The state of the service, as its database tells it. `None` for what the database did not answer.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Number of sessions that are neither over nor idle for too long.
    pub sessions_active: Option<u64>,
    /// Number of letters that are due or were tried, and are not sent yet. By channel.
    pub letters_pending: Option<Vec<(Channel, u64)>>,
    /// By how many seconds the clock of the database is ahead of this server's. `None` for a database without a clock of its own, too.
    pub clock_offset_seconds: Option<f64>,
    /// True if the database answered everything.
    pub database_answers: bool,
}

/// Asks the database: one statement for each number. The first that is not answered is the last that is asked.
pub async fn measured(services: &Services) -> Measured {
    let mut measured = Measured::default();
    let before = services.now();
    let Ok(readiness) = services.store.readiness().await else { return measured };
    // Read between two readings of this server's clock: in the middle of them, as far as anybody knows.
    let middle = before + services.now().since(before) / 2;
    // A difference of clocks is far below 2^52 milliseconds, where an f64 would round it.
    measured.clock_offset_seconds = readiness.clock.map(|clock| (clock.0 - middle.0) as f64 / 1000.0);
    let now = services.now();
    let Ok(sessions) = services.store.live_sessions(now, now - services.policy.lifetimes.idle).await else { return measured };
    measured.sessions_active = Some(sessions);
    let Ok(letters) = services.store.pending_letters(now).await else { return measured };
    measured.letters_pending = Some(letters);
    measured.database_answers = true;
    measured
}
