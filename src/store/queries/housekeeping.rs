use async_trait::async_trait;

use super::{Backend, CLOCK, MIGRATIONS, column, execute};
use crate::{
    domain::{keys::KeyId, time::Timestamp},
    store::{Housekeeping, Readiness, StoreError},
};

#[async_trait]
impl Housekeeping for Backend {
    async fn prune(&self, now: Timestamp, idle_since: Timestamp) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let mut gone = execute(&mut tx, sqlx::query("DELETE FROM notes WHERE expires_at <= $1").bind(now.0)).await?;
        gone += execute(
            &mut tx,
            sqlx::query("DELETE FROM sessions WHERE expires_at <= $1 OR last_used_at <= $2").bind(now.0).bind(idle_since.0),
        )
        .await?;
        gone += execute(&mut tx, sqlx::query("DELETE FROM pending_sign_ins WHERE expires_at <= $1").bind(now.0)).await?;
        gone += execute(&mut tx, sqlx::query("DELETE FROM pending_authenticators WHERE expires_at <= $1").bind(now.0)).await?;
        gone += execute(&mut tx, sqlx::query("DELETE FROM attempts WHERE forget_at <= $1").bind(now.0)).await?;
        tx.commit().await?;
        Ok(gone)
    }

    async fn sealing_key_ids(&self) -> Result<Vec<KeyId>, StoreError> {
        let rows = sqlx::query("SELECT DISTINCT key_id FROM authenticators ORDER BY key_id").fetch_all(self.reader()).await?;
        rows.iter().map(|row| column(row, "key_id")).collect()
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
        let row = sqlx::query("SELECT MAX(version) AS version FROM _sqlx_migrations").fetch_one(self.reader()).await?;
        let version: Option<i64> = column(&row, "version")?;
        let clock = match CLOCK {
            Some(query) => Some(Timestamp(column(&sqlx::query(query).fetch_one(self.reader()).await?, "now")?)),
            None => None,
        };
        Ok(Readiness { schema_is_current: version >= MIGRATIONS.iter().map(|migration| migration.version).max(), clock })
    }

    async fn close(&self) {
        self.reader().close().await;
        self.writer().close().await;
    }
}
