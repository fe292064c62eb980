use async_trait::async_trait;

use super::{
    Backend,
    account_life::end_all,
    accounts::{lock, read_account, select_account},
    attempts::settle,
    events::tell,
    execute,
    factors::spend,
    optional,
};
use crate::{
    domain::{account::Account, event::Event, keys::Fingerprint, time::Timestamp},
    store::{PasswordResets, Reset, ResetDone, StoreError},
};

/// Replaces the password and opens the seal, if the account still has a second factor (`$4` is 1) or none, and is not disabled.
const REPLACE: &str =
    "UPDATE accounts SET password_hash = $2, password_changed_at = $3, has_password = 1, devices_since = $3, sealed_at = NULL,
    recovery_begun_at = NULL, recovery_due_at = NULL
    WHERE id = $1 AND (two_factor_since IS NOT NULL) = ($4 = 1) AND standing <> 'disabled'";

#[async_trait]
impl PasswordResets for Backend {
    async fn put_reset(&self, token: &Fingerprint, expires_at: Timestamp, event: &Event) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        if !lock(&mut tx, event.account_id).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        let put = sqlx::query(
            "INSERT INTO password_resets (account_id, fingerprint, expires_at) VALUES ($1, $2, $3) ON CONFLICT (account_id)
             DO UPDATE SET fingerprint = excluded.fingerprint, expires_at = excluded.expires_at
             WHERE password_resets.expires_at <= excluded.expires_at OR password_resets.expires_at <= $4",
        )
        .bind(event.account_id.to_string())
        .bind(token.as_slice())
        .bind(expires_at.0)
        .bind(event.at.0);
        if execute(&mut tx, put).await? == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn reset_account(&self, token: &Fingerprint, now: Timestamp) -> Result<Option<Account>, StoreError> {
        let query = sqlx::query(select_account!(
            "JOIN password_resets r ON r.account_id = a.id WHERE r.fingerprint = $1 AND r.expires_at > $2 AND a.standing <> 'disabled'"
        ))
        .bind(token.as_slice())
        .bind(now.0);
        let row = optional(self.reader(), query).await?;
        row.map(|row| read_account(&row, "id", "created_at")).transpose()
    }

    async fn reset_password(&self, reset: &Reset) -> Result<ResetDone, StoreError> {
        let Reset { account, token, spending, password_hash, settlement, event, unsealed } = reset;
        let mut tx = self.begin().await?;
        if !lock(&mut tx, *account).await? {
            tx.rollback().await?;
            return Ok(ResetDone::Over);
        }
        let is_sealed = sqlx::query("SELECT id FROM accounts WHERE id = $1 AND sealed_at IS NOT NULL").bind(account.to_string());
        let was_sealed = is_sealed.fetch_optional(&mut *tx).await?.is_some();
        let take = sqlx::query("DELETE FROM password_resets WHERE fingerprint = $1 AND account_id = $2 AND expires_at > $3")
            .bind(token.as_slice())
            .bind(account.to_string())
            .bind(event.at.0);
        let replace = sqlx::query(REPLACE)
            .bind(account.to_string())
            .bind(password_hash.as_str())
            .bind(event.at.0)
            .bind(i64::from(spending.is_some()));
        if execute(&mut tx, take).await? == 0 || execute(&mut tx, replace).await? == 0 {
            tx.rollback().await?;
            return Ok(ResetDone::Over);
        }
        if let Some(spending) = spending {
            settle(&mut tx, &spending.settlement).await?;
            if !spend(&mut tx, spending).await? {
                tx.rollback().await?;
                return Ok(ResetDone::Spent);
            }
        }
        settle(&mut tx, settlement).await?;
        end_all(&mut tx, *account).await?;
        tell(&mut tx, event).await?;
        if was_sealed {
            tell(&mut tx, unsealed).await?;
        }
        tx.commit().await?;
        Ok(ResetDone::Done)
    }
}
