use async_trait::async_trait;

use super::{
    Backend, Transaction,
    account_life::end_all,
    all,
    attempts::settle,
    column,
    events::tell,
    execute,
    handoffs::upsert_handoff,
    optional, parsed,
    sessions::{end_the_others, update_session},
};
use crate::{
    domain::{
        account::{Account, AccountId},
        event::Event,
        keys::{KeyId, Sealed},
        session::SessionId,
        time::Timestamp,
    },
    store::{
        Authenticator, Handoff, HandoffKind, RecoveryCodeWrite, SecondFactors, SessionWrite, Settlement, Spend, Spending,
        StoreError, TwoFactorWrite, sealed,
    },
};

/// Replaces an account's recovery codes.
async fn replace_codes(tx: &mut Transaction, account: AccountId, codes: &RecoveryCodeWrite) -> Result<(), StoreError> {
    remove_codes(tx, account).await?;
    for code in &codes.fingerprints {
        let insert = sqlx::query("INSERT INTO recovery_codes (account_id, fingerprint, key_id) VALUES ($1, $2, $3)")
            .bind(account.to_string())
            .bind(code.as_slice())
            .bind(&codes.key_id);
        execute(tx, insert).await?;
    }
    Ok(())
}

async fn remove_codes(tx: &mut Transaction, account: AccountId) -> Result<u64, StoreError> {
    execute(tx, sqlx::query("DELETE FROM recovery_codes WHERE account_id = $1").bind(account.to_string())).await
}

/// Removes all second factors.
async fn remove_factors(tx: &mut Transaction, account: AccountId) -> Result<(), StoreError> {
    execute(tx, sqlx::query("DELETE FROM authenticators WHERE account_id = $1").bind(account.to_string())).await?;
    remove_codes(tx, account).await.map(drop)
}

/// Marks a step as used, or a recovery code as spent, and tells of it. False if it was before.
pub(super) async fn spend(tx: &mut Transaction, spending: &Spending) -> Result<bool, StoreError> {
    let is_spent = mark(tx, spending).await?;
    if let Some(event) = spending.event.as_ref().filter(|_| is_spent) {
        tell(tx, event).await?;
    }
    Ok(is_spent)
}

async fn mark(tx: &mut Transaction, Spending { account, proof, .. }: &Spending) -> Result<bool, StoreError> {
    match proof {
        Spend::Step { step, newest } => {
            let advance = sqlx::query(ADVANCE).bind(account.to_string()).bind(step).bind(newest);
            Ok(execute(tx, advance).await? == 1)
        }
        Spend::RecoveryCode { candidates, now } => {
            for candidate in candidates {
                let mark = sqlx::query(
                    "UPDATE recovery_codes SET used_at = $3 WHERE account_id = $1 AND fingerprint = $2 AND used_at IS NULL",
                )
                .bind(account.to_string())
                .bind(candidate.as_slice())
                .bind(now.0);
                if execute(tx, mark).await? == 1 {
                    return Ok(true);
                }
            }
            Ok(false)
        }
    }
}

/// Marks a step as used.
const ADVANCE: &str =
    "UPDATE authenticators SET last_used_step = $2 WHERE account_id = $1 AND (last_used_step < $2 OR last_used_step > $3)";

#[async_trait]
impl SecondFactors for Backend {
    async fn put_pending_authenticator(
        &self,
        account: AccountId,
        session: SessionId,
        secret: &Sealed,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let put = sqlx::query(
            "INSERT INTO pending_authenticators (account_id, session_id, key_id, secret, expires_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (account_id) DO UPDATE SET session_id = excluded.session_id, key_id = excluded.key_id,
             secret = excluded.secret, expires_at = excluded.expires_at",
        )
        .bind(account.to_string())
        .bind(session.to_string())
        .bind(&secret.key_id)
        .bind(&secret.bytes)
        .bind(expires_at.0);
        self.write(put).await.map(drop)
    }

    async fn pending_authenticator(
        &self,
        account: AccountId,
        session: SessionId,
        now: Timestamp,
    ) -> Result<Option<(Sealed, Timestamp)>, StoreError> {
        let query = sqlx::query(
            "SELECT key_id, secret, expires_at FROM pending_authenticators
             WHERE account_id = $1 AND session_id = $2 AND expires_at > $3",
        )
        .bind(account.to_string())
        .bind(session.to_string())
        .bind(now.0);
        let row = optional(self.reader(), query).await?;
        row.map(|row| Ok((sealed(column(&row, "key_id")?, column(&row, "secret")?), Timestamp(column(&row, "expires_at")?))))
            .transpose()
    }

    async fn drop_pending_authenticator(&self, account: AccountId) -> Result<(), StoreError> {
        let delete = sqlx::query("DELETE FROM pending_authenticators WHERE account_id = $1").bind(account.to_string());
        self.write(delete).await.map(drop)
    }

    async fn turn_on_two_factor(&self, turn_on: &TwoFactorWrite) -> Result<bool, StoreError> {
        let session = &turn_on.opening.session;
        let (account, now) = (session.account_id.to_string(), session.authenticated_at.0);
        let mut tx = self.begin().await?;
        let confirm = sqlx::query(
            "DELETE FROM pending_authenticators WHERE account_id = $1 AND session_id = $2 AND secret = $3 AND expires_at > $4",
        )
        .bind(&account)
        .bind(session.id.to_string())
        .bind(&turn_on.secret.bytes)
        .bind(now);
        let turn = sqlx::query("UPDATE accounts SET two_factor_since = $2 WHERE id = $1 AND two_factor_since IS NULL")
            .bind(&account)
            .bind(now);
        if execute(&mut tx, turn).await? == 0
            || execute(&mut tx, confirm).await? == 0
            || !update_session(&mut tx, &turn_on.opening).await?
        {
            tx.rollback().await?;
            return Ok(false);
        }
        let insert = sqlx::query(
            "INSERT INTO authenticators (account_id, key_id, secret, last_used_step, created_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&account)
        .bind(&turn_on.secret.key_id)
        .bind(&turn_on.secret.bytes)
        .bind(turn_on.step)
        .bind(now);
        execute(&mut tx, insert).await?;
        replace_codes(&mut tx, session.account_id, &turn_on.recovery_codes).await?;
        end_the_others(&mut tx, session.account_id, session.id).await?;
        upsert_handoff(&mut tx, &turn_on.note).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn authenticator(&self, account: AccountId) -> Result<Option<(Account, Authenticator)>, StoreError> {
        self.finders.authenticators.find(account).await
    }

    async fn spend(&self, spending: &Spending) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        settle(&mut tx, &spending.settlement).await?;
        if !spend(&mut tx, spending).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    async fn turn_off_two_factor(&self, opening: &SessionWrite) -> Result<bool, StoreError> {
        let account = opening.session.account_id.to_string();
        let mut tx = self.begin().await?;
        let turn = sqlx::query("UPDATE accounts SET two_factor_since = NULL WHERE id = $1 AND two_factor_since IS NOT NULL")
            .bind(&account);
        if execute(&mut tx, turn).await? == 0 || !update_session(&mut tx, opening).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        remove_factors(&mut tx, opening.session.account_id).await?;
        let shown = sqlx::query("DELETE FROM notes WHERE session_id = $1 AND kind = $2")
            .bind(opening.session.id.to_string())
            .bind(HandoffKind::RecoveryCodes.to_string());
        execute(&mut tx, shown).await?;
        end_the_others(&mut tx, opening.session.account_id, opening.session.id).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn reset_second_factors(&self, counters: &Settlement, event: &Event) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let turn = sqlx::query("UPDATE accounts SET two_factor_since = NULL WHERE id = $1 AND two_factor_since IS NOT NULL")
            .bind(event.account_id.to_string());
        if execute(&mut tx, turn).await? == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        remove_factors(&mut tx, event.account_id).await?;
        settle(&mut tx, counters).await?;
        end_all(&mut tx, event.account_id).await?;
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn recovery_codes_left(&self, account: AccountId, keys: &[KeyId]) -> Result<u32, StoreError> {
        let query = sqlx::query(
            "SELECT key_id, COUNT(*) AS codes_left FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL GROUP BY key_id",
        )
        .bind(account.to_string());
        let rows = all(self.reader(), query).await?;
        let mut left = 0;
        for row in rows {
            let key: Option<KeyId> = column(&row, "key_id")?;
            if key.is_none_or(|key| keys.contains(&key)) {
                left += column::<i64>(&row, "codes_left")?;
            }
        }
        u32::try_from(left).map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    async fn replace_recovery_codes(
        &self,
        account: AccountId,
        codes: &RecoveryCodeWrite,
        note: &Handoff,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        // Updates the account's row, so that this and turning off are serialised.
        let still_on =
            sqlx::query("UPDATE accounts SET two_factor_since = two_factor_since WHERE id = $1 AND two_factor_since IS NOT NULL")
                .bind(account.to_string());
        if execute(&mut tx, still_on).await? == 0 || !upsert_handoff(&mut tx, note).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        replace_codes(&mut tx, account, codes).await?;
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn sealed_under_others(&self, key: &KeyId, limit: u16) -> Result<Vec<(AccountId, Sealed)>, StoreError> {
        let query = sqlx::query("SELECT account_id, key_id, secret FROM authenticators WHERE key_id <> $1 LIMIT $2")
            .bind(key)
            .bind(i64::from(limit));
        let rows = all(self.reader(), query).await?;
        rows.iter().map(|row| Ok((parsed(row, "account_id")?, sealed(column(row, "key_id")?, column(row, "secret")?)))).collect()
    }

    async fn reseal_authenticator(&self, account: AccountId, read: &Sealed, anew: &Sealed) -> Result<bool, StoreError> {
        let update = sqlx::query("UPDATE authenticators SET key_id = $2, secret = $3 WHERE account_id = $1 AND secret = $4")
            .bind(account.to_string())
            .bind(&anew.key_id)
            .bind(&anew.bytes)
            .bind(&read.bytes);
        Ok(self.write(update).await? == 1)
    }
}
