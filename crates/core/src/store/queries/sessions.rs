use async_trait::async_trait;

use super::{
    Backend, Db, DbRow, Transaction,
    accounts::{lock_account, read_account, select_account},
    column, execute, parsed,
};
use crate::{
    domain::{
        account::Account,
        keys::Fingerprint,
        session::{Lifetimes, PENDING_TRIES, PendingSignInId, Session, SessionId, TokenMark, Unseen},
        time::Timestamp,
    },
    store::{MAX_SESSIONS, PendingSignIn, PendingSignIns, Presented, Rotation, SessionWrite, Sessions, StoreError},
};

const SESSION_AND_ACCOUNT: &str = "
    SELECT s.id, s.account_id, s.factors, s.authenticated_at, s.created_at, s.last_used_at, s.expires_at,
           s.refresh_fingerprint, s.previous_refresh_fingerprint, s.rotated_at, s.tokens_seen_of,
           a.email, a.name, a.password_hash, a.two_factor_since, a.language, a.created_at AS account_created_at
    FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.id = $1";

fn read_session(row: &DbRow) -> Result<(Session, Account), StoreError> {
    let rotated_at: i64 = column(row, "rotated_at")?;
    let seen_of: Option<i64> = column(row, "tokens_seen_of")?;
    let current: Fingerprint = column::<Vec<u8>>(row, "refresh_fingerprint")?
        .try_into()
        .map_err(|_| StoreError::Corrupt("sessions.refresh_fingerprint".into()))?;
    let mark = TokenMark::of(&current);
    let was_replaced = column::<Option<Vec<u8>>>(row, "previous_refresh_fingerprint")?.is_some();
    let session = Session {
        id: parsed(row, "id")?,
        account_id: parsed(row, "account_id")?,
        factors: parsed(row, "factors")?,
        authenticated_at: Timestamp(column(row, "authenticated_at")?),
        created_at: Timestamp(column(row, "created_at")?),
        last_used_at: Timestamp(column(row, "last_used_at")?),
        expires_at: Timestamp(column(row, "expires_at")?),
        unseen: (was_replaced && seen_of != Some(rotated_at)).then_some(Unseen { since: Timestamp(rotated_at), mark }),
    };
    Ok((session, read_account(row, "account_id", "account_created_at")?))
}

/// Opens a session of a locked account and ends the account's oldest sessions beyond the limit. Never ends the new session, even
/// though clocks may be set back and differ between servers.
async fn insert_session(tx: &mut Transaction, opening: &SessionWrite) -> Result<(), StoreError> {
    let session = &opening.session;
    let account = session.account_id.to_string();
    let insert = sqlx::query(
        "INSERT INTO sessions (id, account_id, factors, authenticated_at, created_at, last_used_at, expires_at, refresh_fingerprint, rotated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $6)",
    )
    .bind(session.id.to_string())
    .bind(&account)
    .bind(session.factors.to_string())
    .bind(session.authenticated_at.0)
    .bind(session.created_at.0)
    .bind(session.last_used_at.0)
    .bind(session.expires_at.0)
    .bind(opening.refresh.as_slice());
    execute(tx, insert).await?;
    let bound = sqlx::query(
        "DELETE FROM sessions WHERE account_id = $1 AND id <> $2 AND id NOT IN
         (SELECT id FROM sessions WHERE account_id = $1 AND id <> $2 ORDER BY created_at DESC, id DESC LIMIT $3)",
    )
    .bind(&account)
    .bind(session.id.to_string())
    .bind(MAX_SESSIONS - 1);
    execute(tx, bound).await?;
    Ok(())
}

/// Updates factors, time of authentication and refresh token. The previous token is no longer accepted: somebody with a copy of
/// it must not benefit from what was proved now.
pub(super) async fn update_session(tx: &mut Transaction, opening: &SessionWrite) -> Result<bool, StoreError> {
    let session = &opening.session;
    let update = sqlx::query(
        "UPDATE sessions SET factors = $2, authenticated_at = $3, last_used_at = $4, refresh_fingerprint = $5,
         previous_refresh_fingerprint = NULL, rotated_at = $4, tokens_seen_of = NULL WHERE id = $1",
    )
    .bind(session.id.to_string())
    .bind(session.factors.to_string())
    .bind(session.authenticated_at.0)
    .bind(session.last_used_at.0)
    .bind(opening.refresh.as_slice());
    Ok(execute(tx, update).await? == 1)
}

#[async_trait]
impl Sessions for Backend {
    async fn open_session(&self, opening: &SessionWrite) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        if !lock_account(&mut tx, opening.session.account_id, opening.session.factors).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        insert_session(&mut tx, opening).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn session(&self, id: SessionId) -> Result<Option<(Session, Account)>, StoreError> {
        let row = sqlx::query(SESSION_AND_ACCOUNT).bind(id.to_string()).fetch_optional(self.reader()).await?;
        row.map(|row| read_session(&row)).transpose()
    }

    async fn rotate_refresh_token(
        &self,
        presented: &Presented,
        next: &Fingerprint,
        now: Timestamp,
        lifetimes: &Lifetimes,
    ) -> Result<Rotation, StoreError> {
        let mut tx = self.begin().await?;
        let rotate = sqlx::query(
            "UPDATE sessions SET refresh_fingerprint = $3, previous_refresh_fingerprint = $2, rotated_at = $4, last_used_at = $4,
             tokens_seen_of = NULL WHERE id = $1 AND refresh_fingerprint = $2 AND expires_at > $4 AND last_used_at > $5",
        )
        .bind(presented.session_id.to_string())
        .bind(presented.fingerprint.as_slice())
        .bind(next.as_slice())
        .bind(now.0)
        .bind((now - lifetimes.idle).0);
        let rotated = execute(&mut tx, rotate).await? == 1;
        let row = sqlx::query(SESSION_AND_ACCOUNT).bind(presented.session_id.to_string()).fetch_optional(&mut *tx).await?;
        let Some(row) = row else {
            tx.rollback().await?;
            return Ok(Rotation::Unknown);
        };
        let (session, account) = read_session(&row)?;
        let current: Vec<u8> = column(&row, "refresh_fingerprint")?;
        let previous: Option<Vec<u8>> = column(&row, "previous_refresh_fingerprint")?;
        let is_one_before = previous.is_some_and(|previous| previous == presented.fingerprint);
        let lately = now.since(Timestamp(column(&row, "rotated_at")?)) <= Lifetimes::REFRESH_GRACE;
        let outcome = if rotated {
            Rotation::Rotated(session, account)
        } else if current == presented.fingerprint || !session.is_live(now, lifetimes) {
            Rotation::Unknown
        } else if is_one_before && current == next && session.may_be_unheard(now) {
            Rotation::Repeated(session, account)
        } else if is_one_before && lately {
            Rotation::Raced(session, account)
        } else if (is_one_before || presented.was_issued) && delete_session(&mut tx, presented.session_id).await? == 1 {
            Rotation::Reused(session.account_id)
        } else {
            Rotation::Unknown
        };
        tx.commit().await?;
        Ok(outcome)
    }

    async fn note_tokens_seen(&self, session: &Session) -> Result<(), StoreError> {
        sqlx::query("UPDATE sessions SET tokens_seen_of = rotated_at WHERE id = $1 AND rotated_at = $2")
            .bind(session.id.to_string())
            .bind(session.unseen.map(|unseen| unseen.since.0))
            .execute(self.writer())
            .await?;
        Ok(())
    }

    async fn renew_session(&self, opening: &SessionWrite) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let renewed = update_session(&mut tx, opening).await?;
        tx.commit().await?;
        Ok(renewed)
    }

    async fn end_session_of(&self, presented: &Presented) -> Result<bool, StoreError> {
        let done =
            sqlx::query("DELETE FROM sessions WHERE id = $1 AND (refresh_fingerprint = $2 OR previous_refresh_fingerprint = $2)")
                .bind(presented.session_id.to_string())
                .bind(presented.fingerprint.as_slice())
                .execute(self.writer())
                .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn end_session(&self, id: SessionId) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id.to_string()).execute(self.writer()).await?;
        Ok(done.rows_affected() == 1)
    }
}

async fn delete_session(tx: &mut Transaction, id: SessionId) -> Result<u64, StoreError> {
    execute(tx, sqlx::query::<Db>("DELETE FROM sessions WHERE id = $1").bind(id.to_string())).await
}

#[async_trait]
impl PendingSignIns for Backend {
    async fn open_pending_sign_in(&self, pending: &PendingSignIn) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO pending_sign_ins (id, account_id, tries, expires_at) VALUES ($1, $2, 0, $3)")
            .bind(pending.id.to_string())
            .bind(pending.account_id.to_string())
            .bind(pending.expires_at.0)
            .execute(self.writer())
            .await?;
        Ok(())
    }

    async fn pending_account(&self, id: PendingSignInId, now: Timestamp) -> Result<Option<Account>, StoreError> {
        let row = sqlx::query(select_account!(
            "JOIN pending_sign_ins p ON p.account_id = a.id WHERE p.id = $1 AND p.expires_at > $2 AND p.tries < $3"
        ))
        .bind(id.to_string())
        .bind(now.0)
        .bind(PENDING_TRIES)
        .fetch_optional(self.reader())
        .await?;
        row.map(|row| read_account(&row, "id", "created_at")).transpose()
    }

    async fn try_pending_sign_in(&self, id: PendingSignInId, now: Timestamp) -> Result<Option<Account>, StoreError> {
        let mut tx = self.begin().await?;
        let tried = sqlx::query(
            "UPDATE pending_sign_ins SET tries = tries + 1 WHERE id = $1 AND expires_at > $2 AND tries < $3 RETURNING account_id",
        )
        .bind(id.to_string())
        .bind(now.0)
        .bind(PENDING_TRIES)
        .fetch_optional(&mut *tx)
        .await?;
        let Some(tried) = tried else {
            tx.rollback().await?;
            return Ok(None);
        };
        let account: String = column(&tried, "account_id")?;
        let row = sqlx::query(select_account!("WHERE a.id = $1")).bind(account).fetch_optional(&mut *tx).await?;
        tx.commit().await?;
        row.map(|row| read_account(&row, "id", "created_at")).transpose()
    }

    async fn finish_pending_sign_in(&self, id: PendingSignInId, opening: &SessionWrite) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let spend = sqlx::query("DELETE FROM pending_sign_ins WHERE id = $1 AND account_id = $2 AND expires_at > $3")
            .bind(id.to_string())
            .bind(opening.session.account_id.to_string())
            .bind(opening.session.created_at.0);
        if !lock_account(&mut tx, opening.session.account_id, opening.session.factors).await?
            || execute(&mut tx, spend).await? == 0
        {
            tx.rollback().await?;
            return Ok(false);
        }
        insert_session(&mut tx, opening).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn end_pending_sign_in(&self, id: PendingSignInId) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM pending_sign_ins WHERE id = $1").bind(id.to_string()).execute(self.writer()).await?;
        Ok(done.rows_affected() == 1)
    }
}
