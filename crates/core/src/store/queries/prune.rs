use async_trait::async_trait;
use sqlx::AssertSqlSafe;

use super::{Backend, SKIP_LOCKED};
use crate::{
    domain::{invitation::REMEMBERED as REMEMBERED_INVITATION, letter::REMEMBERED, time::Timestamp},
    store::{Prune, StoreError},
};

/// Number of rows removed per statement.
const PORTION: u64 = 500;

impl Backend {
    /// Removes the rows of a table whose time is not after `until`, in batches: other statements do not wait long, and no
    /// statement times out. Rows locked by other transactions are skipped, which prevents deadlocks.
    async fn remove(&self, table: &str, key: &str, (moment, until): (&str, Timestamp)) -> Result<u64, StoreError> {
        let statement = format!(
            "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {moment} <= $1 LIMIT {PORTION} {SKIP_LOCKED})"
        );
        let mut gone = 0;
        loop {
            let query = sqlx::query(AssertSqlSafe(statement.as_str())).bind(until.0);
            let rows = self.write(query).await?;
            gone += rows;
            if rows < PORTION {
                return Ok(gone);
            }
        }
    }
}

#[async_trait]
impl Prune for Backend {
    async fn prune(&self, now: Timestamp, idle_since: Timestamp, events_since: Timestamp) -> Result<u64, StoreError> {
        let mut gone = 0;
        for (table, key, over) in [
            ("notes", "session_id, kind", ("expires_at", now)),
            ("gate_codes", "fingerprint", ("expires_at", now)),
            ("sessions", "id", ("expires_at", now)),
            ("sessions", "id", ("last_used_at", idle_since)),
            ("pending_sign_ins", "id", ("expires_at", now)),
            ("pending_authenticators", "account_id", ("expires_at", now)),
            ("password_resets", "account_id", ("expires_at", now)),
            ("trusted_browsers", "id", ("expires_at", now)),
            ("burnt_steps", "account_id, authenticator_id, step", ("expires_at", now)),
            ("passkey_challenges", "fingerprint", ("expires_at", now)),
            ("attempts", "subject", ("forget_at", now)),
            ("invitations", "id", ("expires_at", now - REMEMBERED_INVITATION)),
            ("letters", "id", ("expires_at", now)),
            ("letters", "id", ("sent_at", now - REMEMBERED)),
            ("events", "id", ("at", events_since)),
        ] {
            gone += self.remove(table, key, over).await?;
        }
        Ok(gone)
    }
}
