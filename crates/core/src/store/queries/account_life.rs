use async_trait::async_trait;

use super::{
    Backend, Query, Transaction,
    accounts::lock,
    administration::locked_beside_another,
    all,
    attempts::settle,
    events::tell,
    execute,
    factors::spend,
    parsed,
    sessions::{end_the_others, open_in, update_session},
};
use crate::{
    domain::{
        account::AccountId, email::EmailAddress, event::Event, name::PersonName, password::PasswordHash, throttle::Subject,
        time::Timestamp,
    },
    store::{AccountLife, Changed, Finished, NewEmail, Ruled, SessionWrite, Settlement, StoreError, Unsealing},
};

/// Ends all sessions of an account, every pending sign-in, set-up and trust.
pub(super) async fn end_all(tx: &mut Transaction, account: AccountId) -> Result<(), StoreError> {
    for delete in [
        "DELETE FROM sessions WHERE account_id = $1",
        "DELETE FROM pending_sign_ins WHERE account_id = $1",
        "DELETE FROM pending_authenticators WHERE account_id = $1",
        "DELETE FROM trusted_browsers WHERE account_id = $1",
    ] {
        execute(tx, sqlx::query(delete).bind(account.to_string())).await?;
    }
    Ok(())
}

/// Ends a password reset under way: what was asked of its link no longer holds.
pub(super) async fn end_reset(tx: &mut Transaction, account: AccountId) -> Result<(), StoreError> {
    let delete = sqlx::query("DELETE FROM password_resets WHERE account_id = $1").bind(account.to_string());
    execute(tx, delete).await.map(drop)
}

/// Locks the account of an event. False if the event is of a session that has ended: what it was about to do, it may not.
pub(super) async fn is_made_by_live_session(tx: &mut Transaction, event: &Event) -> Result<bool, StoreError> {
    if !lock(tx, event.account_id).await? {
        return Ok(false);
    }
    let Some(session) = event.session_id else { return Ok(true) };
    let query = sqlx::query("SELECT id FROM sessions WHERE id = $1 AND account_id = $2")
        .bind(session.to_string())
        .bind(event.account_id.to_string());
    Ok(query.fetch_optional(&mut **tx).await?.is_some())
}

/// Makes a change of an account that its session makes, tells of it and commits. False if either is gone.
async fn changed_by_live_session(mut tx: Transaction, update: Query<'_>, event: &Event) -> Result<bool, StoreError> {
    if !is_made_by_live_session(&mut tx, event).await? || execute(&mut tx, update).await? == 0 {
        tx.rollback().await?;
        return Ok(false);
    }
    tell(&mut tx, event).await?;
    tx.commit().await?;
    Ok(true)
}

/// Moves the misses of a former address to the next one, unless that has more of its own.
const MOVE_COUNTER: &str = "INSERT INTO attempts (subject, misses, blocked_until, counted_at, forget_at)
    SELECT $2, misses, blocked_until, counted_at, forget_at FROM attempts WHERE subject = $1
    ON CONFLICT (subject) DO UPDATE SET misses = excluded.misses, blocked_until = excluded.blocked_until,
    counted_at = excluded.counted_at, forget_at = excluded.forget_at WHERE attempts.misses < excluded.misses";

/// Puts the address back that was before the change at `$4`. Whoever undoes a later change first takes nothing from who had the account before.
const RESTORE: &str =
    "UPDATE accounts SET email = $2, confirmed_email = $2, devices_since = $3, email_undone_from = $4, email_undone_at = $3
    WHERE id = $1 AND email <> $2 AND (email_undone_from IS NULL OR $4 < email_undone_from OR $4 > email_undone_at)";

/// Forgets what is counted of an account that is gone.
pub(super) async fn forget_counters(tx: &mut Transaction, id: AccountId) -> Result<(), StoreError> {
    let subjects = [Subject::RecoveryCode(id), Subject::SecondFactor(id), Subject::Changes(id), Subject::RecoveryWait(id)];
    let clears = subjects.iter().map(ToString::to_string).collect();
    settle(tx, &Settlement { clears, ..Settlement::default() }).await
}

/// Renews the session that made a change, ends the others and commits. Undoes everything if the session is gone.
async fn done_in(mut tx: Transaction, opening: &SessionWrite) -> Result<Changed, StoreError> {
    if !update_session(&mut tx, opening).await? {
        tx.rollback().await?;
        return Ok(Changed::Over);
    }
    end_the_others(&mut tx, opening.session.account_id, opening.session.id).await?;
    tx.commit().await?;
    Ok(Changed::Done)
}

/// Changes an address and commits. Undoes everything if it is taken, or nothing changes.
async fn readdressed(mut tx: Transaction, update: Query<'_>) -> Result<Changed, StoreError> {
    match update.execute(&mut *tx).await {
        Ok(done) if done.rows_affected() == 1 => {
            tx.commit().await?;
            Ok(Changed::Done)
        }
        Ok(_) => {
            tx.rollback().await?;
            Ok(Changed::Over)
        }
        // The constraint decides, not a prior check.
        Err(error) if error.as_database_error().is_some_and(|error| error.is_unique_violation()) => {
            tx.rollback().await?;
            Ok(Changed::Refused)
        }
        Err(error) => Err(error.into()),
    }
}

#[async_trait]
impl AccountLife for Backend {
    async fn change_password(
        &self,
        opening: &SessionWrite,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<Changed, StoreError> {
        let mut tx = self.begin().await?;
        let update = sqlx::query(
            "UPDATE accounts SET password_hash = $3, password_changed_at = $4, has_password = 1, recovery_begun_at = NULL, recovery_due_at = NULL
             WHERE id = $1 AND password_hash = $2 AND sealed_at IS NULL",
        )
        .bind(opening.session.account_id.to_string())
        .bind(old.as_str())
        .bind(new.as_str())
        .bind(opening.event.at.0);
        if execute(&mut tx, update).await? == 0 {
            tx.rollback().await?;
            return Ok(Changed::Refused);
        }
        end_reset(&mut tx, opening.session.account_id).await?;
        done_in(tx, opening).await
    }

    async fn change_email(
        &self,
        opening: &SessionWrite,
        NewEmail { former, email, is_confirmed, counters: [of_former, of_next] }: NewEmail<'_>,
    ) -> Result<Changed, StoreError> {
        let account = opening.session.account_id;
        let mut tx = self.begin().await?;
        if !lock(&mut tx, account).await? || !update_session(&mut tx, opening).await? {
            tx.rollback().await?;
            return Ok(Changed::Over);
        }
        end_the_others(&mut tx, account, opening.session.id).await?;
        // Its link went to the former address, or may have.
        end_reset(&mut tx, account).await?;
        execute(&mut tx, sqlx::query(MOVE_COUNTER).bind(of_former).bind(of_next)).await?;
        // Last: in PostgreSQL the change of a unique column waits for whoever refers to the row.
        let update = sqlx::query(
            "UPDATE accounts SET email = $2, confirmed_email = $3 WHERE id = $1 AND email = $4 AND sealed_at IS NULL",
        )
        .bind(account.to_string())
        .bind(email.as_str())
        .bind(is_confirmed.then(|| email.as_str()))
        .bind(former.as_str());
        readdressed(tx, update).await
    }

    async fn restore_email(
        &self,
        event: &Event,
        (email, changed_at): (&EmailAddress, Timestamp),
        [present, former]: [&str; 2],
    ) -> Result<Changed, StoreError> {
        let id = event.account_id;
        let mut tx = self.begin().await?;
        if !lock(&mut tx, id).await? {
            tx.rollback().await?;
            return Ok(Changed::Over);
        }
        end_all(&mut tx, id).await?;
        end_reset(&mut tx, id).await?;
        tell(&mut tx, event).await?;
        execute(&mut tx, sqlx::query(MOVE_COUNTER).bind(present).bind(former)).await?;
        // Last: in PostgreSQL the change of a unique column waits for whoever refers to the row.
        let update = sqlx::query(RESTORE).bind(id.to_string()).bind(email.as_str()).bind(event.at.0).bind(changed_at.0);
        readdressed(tx, update).await
    }

    async fn change_name(&self, name: &PersonName, event: &Event) -> Result<bool, StoreError> {
        let update = sqlx::query("UPDATE accounts SET name = $2 WHERE id = $1");
        changed_by_live_session(self.begin().await?, update.bind(event.account_id.to_string()).bind(name.as_str()), event).await
    }

    async fn choose_letters(&self, optional: bool, event: &Event) -> Result<bool, StoreError> {
        let update = sqlx::query("UPDATE accounts SET optional_letters = $2 WHERE id = $1");
        changed_by_live_session(self.begin().await?, update.bind(event.account_id.to_string()).bind(i64::from(optional)), event)
            .await
    }

    async fn seal(&self, event: &Event) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let seal = sqlx::query(
            "UPDATE accounts SET sealed_at = $2, devices_since = $2, delete_at = NULL, recovery_begun_at = NULL, recovery_due_at = NULL
             WHERE id = $1 AND sealed_at IS NULL",
        )
        .bind(event.account_id.to_string())
        .bind(event.at.0);
        if !is_made_by_live_session(&mut tx, event).await? || execute(&mut tx, seal).await? == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        end_all(&mut tx, event.account_id).await?;
        end_reset(&mut tx, event.account_id).await?;
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn unseal(&self, unsealing: &Unsealing) -> Result<Finished, StoreError> {
        let Unsealing { pending, spending, password_hash, event, opening } = unsealing;
        let account = spending.account.to_string();
        let mut tx = self.begin().await?;
        if !lock(&mut tx, spending.account).await? {
            tx.rollback().await?;
            return Ok(Finished::Over);
        }
        settle(&mut tx, &spending.settlement).await?;
        if !spend(&mut tx, spending).await? {
            tx.rollback().await?;
            return Ok(Finished::Spent);
        }
        let unseal = sqlx::query(
            "UPDATE accounts SET sealed_at = NULL, password_hash = $2, password_changed_at = $3, has_password = 1, recovery_begun_at = NULL,
             recovery_due_at = NULL
             WHERE id = $1 AND sealed_at IS NOT NULL AND standing = 'active'",
        )
        .bind(&account)
        .bind(password_hash.as_str())
        .bind(event.at.0);
        let end = sqlx::query("DELETE FROM pending_sign_ins WHERE id = $1 AND account_id = $2 AND expires_at > $3")
            .bind(pending.to_string())
            .bind(&account)
            .bind(opening.session.authenticated_at.0);
        if execute(&mut tx, end).await? == 0 || execute(&mut tx, unseal).await? == 0 {
            tx.rollback().await?;
            return Ok(Finished::Over);
        }
        // A server of an older version may have opened sessions.
        end_all(&mut tx, spending.account).await?;
        end_reset(&mut tx, spending.account).await?;
        tell(&mut tx, event).await?;
        open_in(&mut tx, opening).await?;
        tx.commit().await?;
        Ok(Finished::Opened)
    }

    async fn order_deletion(&self, at: Timestamp, event: &Event) -> Result<Ruled, StoreError> {
        let mut tx = self.begin().await?;
        let beside = locked_beside_another(&mut tx, event.account_id).await?;
        if beside == Some(Ruled::LastAdministrator) {
            tx.rollback().await?;
            return Ok(Ruled::LastAdministrator);
        }
        let order = sqlx::query("UPDATE accounts SET delete_at = $2 WHERE id = $1").bind(event.account_id.to_string()).bind(at.0);
        if !is_made_by_live_session(&mut tx, event).await? || execute(&mut tx, order).await? == 0 {
            tx.rollback().await?;
            return Ok(Ruled::Unchanged);
        }
        end_all(&mut tx, event.account_id).await?;
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(Ruled::Done)
    }

    async fn cancel_deletion(&self, event: &Event) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let cancel = sqlx::query("UPDATE accounts SET delete_at = NULL WHERE id = $1 AND delete_at IS NOT NULL")
            .bind(event.account_id.to_string());
        let cancelled = execute(&mut tx, cancel).await? == 1;
        if cancelled {
            tell(&mut tx, event).await?;
        }
        tx.commit().await?;
        Ok(cancelled)
    }

    async fn delete_if_due(&self, id: AccountId, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let delete = sqlx::query("DELETE FROM accounts WHERE id = $1 AND delete_at <= $2 AND sealed_at IS NULL")
            .bind(id.to_string())
            .bind(now.0);
        let deleted = execute(&mut tx, delete).await? == 1;
        if deleted {
            forget_counters(&mut tx, id).await?;
        }
        tx.commit().await?;
        Ok(deleted)
    }

    async fn trim_events(&self, id: AccountId, most: u32) -> Result<u64, StoreError> {
        let trim = sqlx::query(
            "DELETE FROM events WHERE account_id = $1 AND id IN
             (SELECT id FROM events WHERE account_id = $1 ORDER BY at DESC, id DESC LIMIT 10000 OFFSET $2)",
        )
        .bind(id.to_string())
        .bind(i64::from(most));
        self.write(trim).await
    }

    async fn due_for_deletion(&self, now: Timestamp, limit: u16) -> Result<Vec<AccountId>, StoreError> {
        let query = sqlx::query("SELECT id FROM accounts WHERE delete_at <= $1 LIMIT $2").bind(now.0).bind(i64::from(limit));
        all(self.reader(), query).await?.iter().map(|row| parsed(row, "id")).collect()
    }
}
