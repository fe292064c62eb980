//! What an error of either database means: unavailable for now, unreadable, or a mistake of ours.

use sqlx::postgres::PgDatabaseError;

use super::StoreError;

/// SQLite's primary result code, where the error is SQLite's.
pub(super) fn sqlite_code(error: &sqlx::Error) -> Option<i32> {
    let error = error.as_database_error()?;
    if error.try_downcast_ref::<PgDatabaseError>().is_some() {
        return None;
    }
    let code: i32 = error.code()?.parse().ok()?;
    Some(code & 0xff)
}

/// PostgreSQL's SQLSTATE, where the error is PostgreSQL's.
pub(super) fn sqlstate(error: &sqlx::Error) -> Option<&str> {
    Some(error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?.code())
}

/// Whether a state of PostgreSQL passes, by itself or by an operator's hand, without a change of ours.
fn passes(sqlstate: &str) -> bool {
    // Connection lost; invalid authorisation; deadlock and its kind; out of disk, memory, connections; operator intervention
    // (a shutdown, a statement over its time); input or output; a standby, which cannot be written; and data or an index that is
    // damaged.
    const CLASSES: [&str; 6] = ["08", "28", "40", "53", "57", "58"];
    sqlstate.get(..2).is_some_and(|class| CLASSES.contains(&class)) || matches!(sqlstate, "25006" | "55P03" | "XX001" | "XX002")
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let text = error.to_string();
        match &error {
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => Self::Unavailable(text),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Corrupt(text),
            error => match (sqlite_code(error), sqlstate(error)) {
                // BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB. A disk that fails looks like each of them, and a file
                // that is damaged is the operator's to restore: no mistake of ours, and for whoever asks an outage.
                (Some(5 | 6 | 8 | 10 | 11 | 13 | 14 | 26), _) => Self::Unavailable(text),
                (_, Some(state)) if passes(state) => Self::Unavailable(text),
                _ => Self::Broken(text),
            },
        }
    }
}
