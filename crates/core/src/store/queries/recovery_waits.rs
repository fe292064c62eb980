use std::time::Duration;

use async_trait::async_trait;
use sqlx::AssertSqlSafe;

use super::{Backend, accounts::lock, all, column, events::tell, execute, factors::taken_off, optional, parsed};
use crate::{
    domain::{account::AccountId, event::Event, letter::Purpose, time::Timestamp},
    store::{Beginning, RecoveryWaits, Settlement, StoreError},
};

/// How long after a former address was put back nobody waits. By then its owner has noticed that the new one no longer works.
const AFTER_UNDOING: Duration = Duration::from_secs(7 * 24 * 3600);

/// A wait is under way: nothing has happened since that makes it void. Whoever uses a second factor in the moment in which it begins is
/// taken to do so afterwards.
const UNDER_WAY: &str = "(recovery_begun_at IS NOT NULL AND two_factor_since IS NOT NULL AND sealed_at IS NULL
    AND password_changed_at <= recovery_begun_at
    AND NOT EXISTS (SELECT 1 FROM authenticators t WHERE t.account_id = accounts.id
        AND (t.last_used_at >= accounts.recovery_begun_at OR t.created_at >= accounts.recovery_begun_at))
    AND NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.account_id = accounts.id
        AND (p.last_used_at >= accounts.recovery_begun_at OR p.created_at >= accounts.recovery_begun_at))
    AND NOT EXISTS (SELECT 1 FROM recovery_codes c WHERE c.account_id = accounts.id AND c.used_at >= accounts.recovery_begun_at)
    AND NOT EXISTS (SELECT 1 FROM trusted_browsers b WHERE b.account_id = accounts.id AND b.last_used_at >= accounts.recovery_begun_at))";

#[async_trait]
impl RecoveryWaits for Backend {
    async fn begin_recovery_wait(
        &self,
        Beginning { password_changed_at, given_at, due_at }: &Beginning,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        // What others commit meanwhile is seen by the statement after the lock alone.
        if !lock(&mut tx, event.account_id).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        let begin = format!(
            "UPDATE accounts SET recovery_begun_at = $2, recovery_due_at = $3 WHERE id = $1 AND password_changed_at = $4
             AND two_factor_since IS NOT NULL AND sealed_at IS NULL AND NOT {UNDER_WAY}
             AND (email_undone_at IS NULL OR email_undone_at <= $6)
             AND NOT EXISTS (SELECT 1 FROM authenticators t WHERE t.account_id = $1 AND t.last_used_at > $5)
             AND NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.account_id = $1 AND p.last_used_at > $5)
             AND NOT EXISTS (SELECT 1 FROM recovery_codes c WHERE c.account_id = $1 AND c.used_at > $5)
             AND NOT EXISTS (SELECT 1 FROM trusted_browsers b WHERE b.account_id = $1 AND b.last_used_at > $5)
             AND NOT EXISTS (SELECT 1 FROM events e WHERE e.account_id = $1 AND e.at > $5
                 AND e.kind IN ('recovery_begun', 'recovery_cancelled', 'recovery_done'))"
        );
        let begin = sqlx::query(AssertSqlSafe(begin))
            .bind(event.account_id.to_string())
            .bind(event.at.0)
            .bind(due_at.0)
            .bind(password_changed_at.0)
            .bind(given_at.0)
            .bind((event.at - AFTER_UNDOING).0);
        if execute(&mut tx, begin).await? == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn recovery_wait(&self, account: AccountId) -> Result<Option<Timestamp>, StoreError> {
        let query = format!("SELECT recovery_due_at FROM accounts WHERE id = $1 AND {UNDER_WAY}");
        let row = optional(self.reader(), sqlx::query(AssertSqlSafe(query)).bind(account.to_string())).await?;
        row.map(|row| column(&row, "recovery_due_at").map(Timestamp)).transpose()
    }

    async fn cancel_recovery_wait(&self, event: &Event) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let cancel = sqlx::query(
            "UPDATE accounts SET recovery_begun_at = NULL, recovery_due_at = NULL WHERE id = $1 AND recovery_begun_at IS NOT NULL",
        )
        .bind(event.account_id.to_string());
        if execute(&mut tx, cancel).await? == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        let reminders = sqlx::query("DELETE FROM letters WHERE account_id = $1 AND purpose = $2 AND sent_at IS NULL")
            .bind(event.account_id.to_string())
            .bind(Purpose::RecoveryReminder.name());
        execute(&mut tx, reminders).await?;
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn finish_recovery_wait(&self, counters: &Settlement, event: &Event) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        if !lock(&mut tx, event.account_id).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        let finish = format!(
            "UPDATE accounts SET two_factor_since = NULL, recovery_begun_at = NULL, recovery_due_at = NULL, factor_demanded = 1
             WHERE id = $1 AND recovery_due_at <= $2 AND {UNDER_WAY}"
        );
        let finish = sqlx::query(AssertSqlSafe(finish)).bind(event.account_id.to_string()).bind(event.at.0);
        taken_off(tx, finish, (counters, event)).await
    }

    async fn ended_recovery_waits(&self, now: Timestamp, limit: u16) -> Result<Vec<AccountId>, StoreError> {
        let query = format!("SELECT id FROM accounts WHERE recovery_due_at <= $1 AND {UNDER_WAY} LIMIT $2");
        let query = sqlx::query(AssertSqlSafe(query)).bind(now.0).bind(i64::from(limit));
        all(self.reader(), query).await?.iter().map(|row| parsed(row, "id")).collect()
    }
}
