use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{Backend, CLOCK, MIGRATIONS, SKIP_LOCKED, column, execute};
use crate::{
    domain::{keys::KeyId, time::Timestamp},
    store::{Housekeeping, KeyUse, Readiness, StoreError},
};

/// Rows that are removed at a time.
const PORTION: u64 = 500;

impl Backend {
    /// Removes the rows of a table whose moment is not after this one, a portion at a time: nobody waits for long, and no
    /// statement takes too long. Rows that somebody has in hand are passed over, so that no two wait for each other.
    async fn remove(&self, table: &str, key: &str, (moment, until): (&str, Timestamp)) -> Result<u64, StoreError> {
        let statement = format!(
            "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {moment} <= $1 LIMIT {PORTION} {SKIP_LOCKED})"
        );
        let mut gone = 0;
        loop {
            let query = sqlx::query(AssertSqlSafe(statement.as_str())).bind(until.0);
            let rows = query.execute(self.writer()).await?.rows_affected();
            gone += rows;
            if rows < PORTION {
                return Ok(gone);
            }
        }
    }
}

#[async_trait]
impl Housekeeping for Backend {
    async fn prune(&self, now: Timestamp, idle_since: Timestamp) -> Result<u64, StoreError> {
        let mut gone = 0;
        for (table, key, over) in [
            ("notes", "session_id, kind", ("expires_at", now)),
            ("sessions", "id", ("expires_at", now)),
            ("sessions", "id", ("last_used_at", idle_since)),
            ("pending_sign_ins", "id", ("expires_at", now)),
            ("pending_authenticators", "account_id", ("expires_at", now)),
            ("attempts", "subject", ("forget_at", now)),
        ] {
            gone += self.remove(table, key, over).await?;
        }
        Ok(gone)
    }

    async fn key_uses(&self) -> Result<Vec<KeyUse>, StoreError> {
        let sealed = "SELECT key_id, COUNT(*) AS uses FROM authenticators GROUP BY key_id";
        let made = "SELECT key_id, COUNT(DISTINCT account_id) AS uses FROM recovery_codes
                    WHERE used_at IS NULL GROUP BY key_id";
        let mut uses = BTreeMap::<Option<KeyId>, (i64, i64)>::new();
        for row in sqlx::query(sealed).fetch_all(self.reader()).await? {
            uses.entry(column(&row, "key_id")?).or_default().0 = column(&row, "uses")?;
        }
        for row in sqlx::query(made).fetch_all(self.reader()).await? {
            uses.entry(column(&row, "key_id")?).or_default().1 = column(&row, "uses")?;
        }
        let of_key = |(key_id, (authenticators, accounts_with_codes))| KeyUse { key_id, authenticators, accounts_with_codes };
        Ok(uses.into_iter().map(of_key).collect())
    }

    async fn claim_for_keys(&self, keys: &[KeyId]) -> Result<Result<(), KeyId>, StoreError> {
        let mut tx = self.begin().await?;
        let current = keys.first();
        let claim = sqlx::query("INSERT INTO installation (id, key_id) VALUES (1, $1) ON CONFLICT (id) DO NOTHING").bind(current);
        let mut claimed = execute(&mut tx, claim).await? == 1;
        for known in keys {
            let follow =
                sqlx::query("UPDATE installation SET key_id = $1 WHERE id = 1 AND key_id = $2").bind(current).bind(known);
            claimed = claimed || execute(&mut tx, follow).await? == 1;
        }
        if claimed {
            tx.commit().await?;
            return Ok(Ok(()));
        }
        let row = sqlx::query("SELECT key_id FROM installation WHERE id = 1").fetch_one(&mut *tx).await?;
        tx.rollback().await?;
        Ok(Err(column(&row, "key_id")?))
    }

    async fn readiness(&self) -> Result<Readiness, StoreError> {
        // Each by itself: numbers of one's own application are far above the next ones of ours.
        let rows = sqlx::query("SELECT version FROM _sqlx_migrations").fetch_all(self.reader()).await?;
        let applied: BTreeSet<i64> = rows.iter().map(|row| column(row, "version")).collect::<Result<_, _>>()?;
        let clock = match CLOCK {
            Some(query) => Some(Timestamp(column(&sqlx::query(query).fetch_one(self.reader()).await?, "now")?)),
            None => None,
        };
        Ok(Readiness { schema_is_current: MIGRATIONS.iter().all(|needed| applied.contains(&needed.version)), clock })
    }

    async fn probe_writing(&self, name: Uuid) -> Result<(), StoreError> {
        let subject = format!("probe:{name}");
        let mut tx = self.begin().await?;
        let insert =
            sqlx::query("INSERT INTO attempts (subject, misses, blocked_until, counted_at, forget_at) VALUES ($1, 0, 0, 0, 0)");
        execute(&mut tx, insert.bind(&subject)).await?;
        execute(&mut tx, sqlx::query("DELETE FROM attempts WHERE subject = $1").bind(&subject)).await?;
        tx.commit().await
    }

    async fn close(&self) {
        self.reader().close().await;
        self.writer().close().await;
    }
}
