use async_trait::async_trait;
use sqlx::AssertSqlSafe;

use super::{Backend, STAYS, Transaction, column, execute, optional};
use crate::{
    domain::{session::SessionId, time::Timestamp},
    store::{Handoff, HandoffKind, Handoffs, StoreError, sealed},
};

/// Stores a handoff if its session exists. Replaces an earlier one of the same kind.
pub(super) async fn upsert_handoff(tx: &mut Transaction, handoff: &Handoff) -> Result<bool, StoreError> {
    let statement = format!(
        "INSERT INTO notes (session_id, kind, key_id, body, expires_at) SELECT id, $2, $3, $4, $5 FROM sessions WHERE id = $1 {STAYS}
         ON CONFLICT (session_id, kind) DO UPDATE SET key_id = excluded.key_id, body = excluded.body, expires_at = excluded.expires_at"
    );
    let upsert = sqlx::query(AssertSqlSafe(statement.as_str()))
        .bind(handoff.session_id.to_string())
        .bind(handoff.kind.to_string())
        .bind(&handoff.body.key_id)
        .bind(&handoff.body.bytes)
        .bind(handoff.expires_at.0);
    Ok(execute(tx, upsert).await? == 1)
}

#[async_trait]
impl Handoffs for Backend {
    async fn put_handoff(&self, handoff: &Handoff) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let put = upsert_handoff(&mut tx, handoff).await?;
        tx.commit().await?;
        Ok(put)
    }

    async fn handoff(&self, session: SessionId, kind: HandoffKind, now: Timestamp) -> Result<Option<Handoff>, StoreError> {
        let query =
            sqlx::query("SELECT key_id, body, expires_at FROM notes WHERE session_id = $1 AND kind = $2 AND expires_at > $3")
                .bind(session.to_string())
                .bind(kind.to_string())
                .bind(now.0);
        let row = optional(self.reader(), query).await?;
        row.map(|row| {
            let body = sealed(column(&row, "key_id")?, column(&row, "body")?);
            Ok(Handoff { session_id: session, kind, body, expires_at: Timestamp(column(&row, "expires_at")?) })
        })
        .transpose()
    }

    async fn drop_handoff(&self, session: SessionId, kind: HandoffKind) -> Result<bool, StoreError> {
        let delete =
            sqlx::query("DELETE FROM notes WHERE session_id = $1 AND kind = $2").bind(session.to_string()).bind(kind.to_string());
        Ok(self.write(delete).await? == 1)
    }
}
