use async_trait::async_trait;

use super::{
    Backend, Query, Transaction,
    account_life::{end_all, end_reset, is_made_by_live_session},
    accounts::lock,
    all,
    attempts::settle,
    authenticators::{insert_authenticator, take_pending},
    column,
    events::tell,
    execute,
    handoffs::upsert_handoff,
    optional,
    passkeys::insert_passkey,
    sessions::{end_the_others, update_session},
    trusted_browsers::end_all_trust,
};
use crate::{
    domain::{
        account::AccountId, authenticator::AuthenticatorName, event::Event, keys::KeyId, session::Session, time::Timestamp,
    },
    store::{
        Authenticator, Checkup, FirstFactor, Handoff, HandoffKind, RecoveryCodeWrite, SecondFactors, SessionWrite, Settlement,
        Spend, Spending, StoreError, TwoFactorWrite,
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

/// Turns two-factor authentication of an account off.
const REMOVE_FACTORS: &str = "UPDATE accounts SET two_factor_since = NULL, recovery_begun_at = NULL, recovery_due_at = NULL
    WHERE id = $1 AND two_factor_since IS NOT NULL";

/// Takes the second factors of an account off by this update, with all that belongs to them, and commits. False if it changes nothing.
pub(super) async fn taken_off(
    mut tx: Transaction,
    turn: Query<'_>,
    (counters, event): (&Settlement, &Event),
) -> Result<bool, StoreError> {
    if execute(&mut tx, turn).await? == 0 {
        tx.rollback().await?;
        return Ok(false);
    }
    // Counters before factors, as whoever spends one has it.
    settle(&mut tx, counters).await?;
    remove_factors(&mut tx, event.account_id).await?;
    end_reset(&mut tx, event.account_id).await?;
    end_all(&mut tx, event.account_id).await?;
    tell(&mut tx, event).await?;
    tx.commit().await?;
    Ok(true)
}

/// Removes all second factors.
async fn remove_factors(tx: &mut Transaction, account: AccountId) -> Result<(), StoreError> {
    for delete in [
        "DELETE FROM authenticators WHERE account_id = $1",
        "DELETE FROM burnt_steps WHERE account_id = $1",
        "DELETE FROM passkeys WHERE account_id = $1",
    ] {
        execute(tx, sqlx::query(delete).bind(account.to_string())).await?;
    }
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
        Spend::Step { authenticator, step, newest, now } => {
            let advance = sqlx::query(ADVANCE)
                .bind(account.to_string())
                .bind(step)
                .bind(newest)
                .bind(authenticator.to_string())
                .bind(now.0);
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
        Spend::Passkey { passkey, counter, backup, now } => {
            let count = sqlx::query(COUNT)
                .bind(account.to_string())
                .bind(passkey.to_string())
                .bind(i64::from(*counter))
                .bind(i64::from(backup.done))
                .bind(now.0);
            Ok(execute(tx, count).await? == 1)
        }
    }
}

/// Notes the use of a passkey, if its counter has gone on, or it does not count (WebAuthn Level 3, §6.1.1).
const COUNT: &str = "UPDATE passkeys SET sign_count = $3, is_backed_up = $4, last_used_at = $5
    WHERE account_id = $1 AND id = $2 AND (sign_count < $3 OR (sign_count = 0 AND $3 = 0))";

/// Marks a step as used.
const ADVANCE: &str = "UPDATE authenticators SET last_used_step = $2, last_used_at = $5
    WHERE account_id = $1 AND id = $4 AND (last_used_step < $2 OR last_used_step > $3) AND NOT EXISTS
    (SELECT 1 FROM burnt_steps b WHERE b.account_id = $1 AND b.authenticator_id = $4 AND b.step = $2)";

/// Adds the first second factor. False if it is not what it was, or belongs to another account.
async fn add_first(tx: &mut Transaction, session: &Session, first: &FirstFactor) -> Result<bool, StoreError> {
    match first {
        FirstFactor::Authenticator(confirmed, step) => {
            if !take_pending(tx, (session.account_id, session.id), confirmed, session.authenticated_at).await? {
                return Ok(false);
            }
            let added = Authenticator {
                id: confirmed.id,
                name: AuthenticatorName::default(),
                secret: confirmed.secret.clone(),
                created_at: session.authenticated_at,
                last_used_step: *step,
                last_used_at: Some(session.authenticated_at),
            };
            insert_authenticator(tx, session.account_id, &added).await?;
            Ok(true)
        }
        FirstFactor::Passkey(passkey) => insert_passkey(tx, session.account_id, passkey).await,
    }
}

#[async_trait]
impl SecondFactors for Backend {
    async fn turn_on_two_factor(&self, turn_on: &TwoFactorWrite) -> Result<bool, StoreError> {
        let session = &turn_on.opening.session;
        let (account, now) = (session.account_id.to_string(), session.authenticated_at.0);
        let mut tx = self.begin().await?;
        let turn = sqlx::query(
            "UPDATE accounts SET two_factor_since = $2, checkup_at = NULL, factor_demanded = 0 WHERE id = $1 AND two_factor_since IS NULL",
        )
        .bind(&account)
        .bind(now);
        if execute(&mut tx, turn).await? == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        // A server of a version without passkeys may have left some behind.
        let former = sqlx::query("DELETE FROM passkeys WHERE account_id = $1").bind(&account);
        execute(&mut tx, former).await?;
        if !add_first(&mut tx, session, &turn_on.first).await? || !update_session(&mut tx, &turn_on.opening).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        replace_codes(&mut tx, session.account_id, &turn_on.recovery_codes).await?;
        end_the_others(&mut tx, session.account_id, session.id).await?;
        upsert_handoff(&mut tx, &turn_on.note).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn spend(&self, spending: &Spending) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        // Before or after whoever takes the factors off, and not at the same time.
        if !lock(&mut tx, spending.account).await? {
            tx.rollback().await?;
            return Ok(false);
        }
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
        let turn = sqlx::query(REMOVE_FACTORS).bind(&account);
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
        end_reset(&mut tx, opening.session.account_id).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn reset_second_factors(&self, counters: &Settlement, event: &Event) -> Result<bool, StoreError> {
        let turn = sqlx::query(REMOVE_FACTORS).bind(event.account_id.to_string());
        taken_off(self.begin().await?, turn, (counters, event)).await
    }

    async fn checkup(&self, account: AccountId) -> Result<Option<Checkup>, StoreError> {
        let query =
            sqlx::query("SELECT two_factor_since, checkup_at FROM accounts WHERE id = $1 AND two_factor_since IS NOT NULL")
                .bind(account.to_string());
        let row = optional(self.reader(), query).await?;
        row.map(|row| {
            let next = column::<Option<i64>>(&row, "checkup_at")?.map(Timestamp);
            Ok(Checkup { on_since: Timestamp(column(&row, "two_factor_since")?), next })
        })
        .transpose()
    }

    async fn set_checkup(&self, next: Timestamp, event: &Event, is_told: bool) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let set = sqlx::query("UPDATE accounts SET checkup_at = $2 WHERE id = $1 AND two_factor_since IS NOT NULL")
            .bind(event.account_id.to_string())
            .bind(next.0);
        if !is_made_by_live_session(&mut tx, event).await? || execute(&mut tx, set).await? == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        if is_told {
            tell(&mut tx, event).await?;
        }
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
        end_all_trust(&mut tx, account).await?;
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(true)
    }
}
