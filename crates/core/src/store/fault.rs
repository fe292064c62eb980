//! Classification of database errors: temporarily unavailable, unreadable, or a bug.

use sqlx::postgres::PgDatabaseError;

use super::StoreError;

/// SQLite's primary result code, if the error comes from SQLite.
pub(super) fn sqlite_code(error: &sqlx::Error) -> Option<i32> {
    let error = error.as_database_error()?;
    if error.try_downcast_ref::<PgDatabaseError>().is_some() {
        return None;
    }
    let code: i32 = error.code()?.parse().ok()?;
    Some(code & 0xff)
}

/// PostgreSQL's SQLSTATE, if the error comes from PostgreSQL.
pub(super) fn sqlstate(error: &sqlx::Error) -> Option<&str> {
    Some(error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?.code())
}

/// True if the connection is of no use any more: it is broken, or PostgreSQL has said that it ends it.
pub(super) fn ends_connection(error: &sqlx::Error) -> bool {
    match sqlstate(error) {
        Some(state) => state.starts_with("08") || state.starts_with("57P"),
        None => error.as_database_error().is_none(),
    }
}

/// True for a PostgreSQL state that ends by itself or by the operator's action, without a code change.
fn passes(sqlstate: &str) -> bool {
    // Connection exceptions; invalid authorisation; transaction rollback (deadlocks); insufficient resources (disk, memory,
    // connections); operator intervention (shutdown, statement timeout); system errors (I/O). Beyond these classes: a read-only
    // standby, and damaged data or indexes.
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
                // BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB. A failing disk can cause each of them, and the
                // operator restores a damaged file. They are not bugs, and clients see an outage.
                (Some(5 | 6 | 8 | 10 | 11 | 13 | 14 | 26), _) => Self::Unavailable(text),
                (_, Some(state)) if passes(state) => Self::Unavailable(text),
                _ => Self::Broken(text),
            },
        }
    }
}
