use async_trait::async_trait;
use sqlx::AssertSqlSafe;

use super::{
    Backend, Db, DbRow, Transaction,
    accounts::{LOCK_ACCOUNT, lock, read_account},
    all, bound, column,
    events::{read_whereabouts, tell, tell_if, values_of_event},
    execute,
    finders::select_session,
    letters::{PUT_NOTICE, put_letters},
    optional, parsed,
    trusted_browsers::end_one_trust,
};
use crate::{
    domain::{
        account::{Account, AccountId},
        event::Event,
        keys::Fingerprint,
        session::{Lifetimes, ListedSession, Session, SessionId, TokenMark, Unseen},
        time::Timestamp,
    },
    store::{
        Attempts, Cell, MAX_SESSIONS, Presented, Rotation, SessionWrite, Sessions, Settlement, StoreError,
        steps::{Steps, alone},
    },
};

const SESSION_AND_ACCOUNT: &str = select_session!("s.id = $1");

/// Opens a session.
pub(super) const INSERT_SESSION: &str = "INSERT INTO sessions
    (id, account_id, factors, authenticated_at, created_at, last_used_at, expires_at, refresh_fingerprint, rotated_at, address, user_agent)
    SELECT $6, $2, $7, $11, $12, $13, $14, $15, $13, $8, $9 WHERE {locked} AND {so_far}";

pub(super) const TELL_OPENED: &str = tell_if!("{locked} AND {so_far}");

/// Ends the account's oldest sessions beyond the limit. Never ends the new session, even though clocks may be set back and differ
/// between servers.
pub(super) const END_OLDEST_SESSIONS: &str = "DELETE FROM sessions WHERE account_id = $2 AND id <> $6 AND id NOT IN
    (SELECT id FROM sessions WHERE account_id = $2 AND id <> $6 ORDER BY created_at DESC, id DESC LIMIT $17) AND {so_far}";

/// Opens a session in a transaction that has locked its account.
pub(super) async fn open_in(tx: &mut Transaction, opening: &SessionWrite) -> Result<(), StoreError> {
    for step in [INSERT_SESSION, TELL_OPENED, END_OLDEST_SESSIONS] {
        execute(tx, bound(AssertSqlSafe(alone(step)), &values_of(opening))).await?;
    }
    put_letters(tx, &opening.event).await
}

const REFUND: &str =
    "UPDATE attempts SET misses = misses - 1, blocked_until = 0 WHERE subject = $20 AND misses > 0 AND {locked} AND {after}";
const CLEAR: &str = "DELETE FROM attempts WHERE subject = $21 AND {locked} AND {after}";

/// Opens a session, and settles one refund and one counter.
static OPEN_SESSION: Steps = Steps::locked(LOCK_ACCOUNT, &[INSERT_SESSION, TELL_OPENED, END_OLDEST_SESSIONS, REFUND, CLEAR]);

/// The same with a notice to the owner.
static OPEN_SESSION_AND_NOTICE: Steps =
    Steps::locked(LOCK_ACCOUNT, &[INSERT_SESSION, TELL_OPENED, PUT_NOTICE, END_OLDEST_SESSIONS, REFUND, CLEAR]);

/// Values for `$1` to `$19` of [`LOCK_ACCOUNT`], [`INSERT_SESSION`], [`TELL_OPENED`] and [`END_OLDEST_SESSIONS`].
pub(super) fn values_of(SessionWrite { session, refresh, event, read, .. }: &SessionWrite) -> Vec<Cell> {
    let mut values = values_of_event(event);
    values.extend([
        session.authenticated_at.into(),
        session.created_at.into(),
        session.last_used_at.into(),
        session.expires_at.into(),
        refresh.to_vec().into(),
        i64::from(session.factors.has_second() || session.factors.is_by_trust()).into(),
        (MAX_SESSIONS - 1).into(),
        read.password_changed_at.into(),
        i64::from(read.is_leaving).into(),
    ]);
    values
}

pub(super) fn read_session(row: &DbRow) -> Result<(Session, Account), StoreError> {
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

/// Updates factors, time of authentication, whereabouts and refresh token, and tells of it. From then on the session is no longer one by trust. The previous token is no longer accepted: somebody with a copy of
/// it must not benefit from what was proved now.
pub(super) async fn update_session(tx: &mut Transaction, opening: &SessionWrite) -> Result<bool, StoreError> {
    let session = &opening.session;
    let update = sqlx::query(
        "UPDATE sessions SET factors = $2, authenticated_at = $3, last_used_at = $4, refresh_fingerprint = $5,
         previous_refresh_fingerprint = NULL, rotated_at = $4, tokens_seen_of = NULL, address = $6, user_agent = $7,
         trusted_browser_id = NULL WHERE id = $1 AND authenticated_at = $8",
    )
    .bind(session.id.to_string())
    .bind(session.factors.to_string())
    .bind(session.authenticated_at.0)
    .bind(session.last_used_at.0)
    .bind(opening.refresh.as_slice())
    .bind(address_of(&opening.event))
    .bind(opening.event.whereabouts.user_agent.as_str())
    .bind(opening.proved_before.0);
    if execute(tx, update).await? == 0 {
        return Ok(false);
    }
    tell(tx, &opening.event).await?;
    Ok(true)
}

#[async_trait]
impl Sessions for Backend {
    async fn open_session(&self, opening: &SessionWrite, settlement: &Settlement) -> Result<bool, StoreError> {
        let (mut values, mut rest) = (values_of(opening), settlement.clone());
        for subjects in [&mut rest.refunds, &mut rest.clears] {
            // No subject is empty.
            values.push(subjects.pop().unwrap_or_default().into());
        }
        let steps = if opening.event.letters.is_empty() { &OPEN_SESSION } else { &OPEN_SESSION_AND_NOTICE };
        if self.run(steps, values).await?.first() != Some(&1) {
            return Ok(false);
        }
        // A password has no more than one of each.
        if rest != Settlement::default() {
            self.settle(&rest).await?;
        }
        Ok(true)
    }

    async fn session(&self, id: SessionId) -> Result<Option<(Session, Account)>, StoreError> {
        self.finders.sessions.find(id).await
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
             tokens_seen_of = NULL, address = $6, user_agent = $7
             WHERE id = $1 AND refresh_fingerprint = $2 AND expires_at > $4 AND last_used_at > $5",
        )
        .bind(presented.session_id.to_string())
        .bind(presented.fingerprint.as_slice())
        .bind(next.as_slice())
        .bind(now.0)
        .bind((now - lifetimes.idle).0)
        .bind(address_of(&presented.ending))
        .bind(presented.ending.whereabouts.user_agent.as_str());
        let rotated = execute(&mut tx, rotate).await? == 1;
        let row = sqlx::query(SESSION_AND_ACCOUNT).bind(presented.session_id.to_string()).fetch_optional(&mut *tx).await?;
        let Some(row) = row else {
            tx.rollback().await?;
            return Ok(Rotation::Unknown);
        };
        let (session, account) = read_session(&row)?;
        // A server of an older version opened it, or browsers are no longer trusted.
        if !account.is_open() || session.factors.is_by_trust() && lifetimes.trust.is_zero() {
            tx.rollback().await?;
            return Ok(Rotation::Unknown);
        }
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
        } else if (is_one_before || presented.was_issued) && delete_session(&mut tx, &session, &presented.ending).await? {
            Rotation::Reused(session.account_id)
        } else {
            Rotation::Unknown
        };
        tx.commit().await?;
        Ok(outcome)
    }

    async fn note_tokens_seen(&self, session: &Session) -> Result<(), StoreError> {
        let update = sqlx::query("UPDATE sessions SET tokens_seen_of = rotated_at WHERE id = $1 AND rotated_at = $2")
            .bind(session.id.to_string())
            .bind(session.unseen.map(|unseen| unseen.since.0));
        self.write(update).await.map(drop)
    }

    async fn renew_session(&self, opening: &SessionWrite) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        // Before the session, as wherever both are locked.
        let renewed = lock(&mut tx, opening.session.account_id).await? && update_session(&mut tx, opening).await?;
        tx.commit().await?;
        Ok(renewed)
    }

    async fn end_session_of(&self, presented: &Presented) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let row = sqlx::query(SESSION_AND_ACCOUNT).bind(presented.session_id.to_string()).fetch_optional(&mut *tx).await?;
        let held = row.as_ref().map(|row| holds(row, &presented.fingerprint)).transpose()?.unwrap_or_default();
        let ended = match row {
            Some(row) if held => delete_session(&mut tx, &read_session(&row)?.0, &presented.ending).await?,
            _ => false,
        };
        tx.commit().await?;
        Ok(ended)
    }

    async fn end_session(&self, id: SessionId, event: &Event) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        lock(&mut tx, event.account_id).await?;
        let delete = sqlx::query("DELETE FROM sessions WHERE id = $1 AND account_id = $2 RETURNING trusted_browser_id")
            .bind(id.to_string())
            .bind(event.account_id.to_string());
        let gone = delete.fetch_optional(&mut *tx).await?;
        let ended = gone.is_some();
        // Whoever signs out is still trusted. Whom somebody else puts out could come back by it.
        let trust = gone.map(|row| column::<Option<String>>(&row, "trusted_browser_id")).transpose()?.flatten();
        if let Some(trust) = trust.and_then(|trust| trust.parse().ok()).filter(|_| event.session_id != Some(id)) {
            end_one_trust(&mut tx, (event.account_id, trust)).await?;
        }
        if ended {
            tell(&mut tx, event).await?;
        }
        tx.commit().await?;
        Ok(ended)
    }

    async fn end_other_sessions(&self, keep: SessionId, event: &Event) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        if !lock(&mut tx, event.account_id).await? {
            tx.rollback().await?;
            return Ok(0);
        }
        let ended = end_the_others(&mut tx, event.account_id, keep).await?;
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(ended)
    }

    async fn sessions_of(
        &self,
        account: AccountId,
        now: Timestamp,
        lifetimes: &Lifetimes,
    ) -> Result<Vec<ListedSession>, StoreError> {
        let query = sqlx::query(SESSIONS_OF).bind(account.to_string()).bind(now.0).bind((now - lifetimes.idle).0);
        let rows = all(self.reader(), query).await?;
        rows.iter().map(|row| Ok(ListedSession { session: read_session(row)?.0, whereabouts: read_whereabouts(row)? })).collect()
    }

    async fn live_sessions(&self, now: Timestamp, idle_since: Timestamp) -> Result<u64, StoreError> {
        // By the index of last use: what it leaves out is what is not pruned yet.
        let query = sqlx::query("SELECT COUNT(*) AS sessions FROM sessions WHERE last_used_at > $1 AND expires_at > $2");
        let row = optional(self.reader(), query.bind(idle_since.0).bind(now.0)).await?;
        let sessions = row.map(|row| column::<i64>(&row, "sessions")).transpose()?.unwrap_or_default();
        u64::try_from(sessions).map_err(|error| StoreError::Corrupt(error.to_string()))
    }
}

const SESSIONS_OF: &str = concat!(
    select_session!("s.account_id = $1 AND s.expires_at > $2 AND s.last_used_at > $3", ", s.address, s.user_agent"),
    " ORDER BY s.last_used_at DESC, s.id"
);

/// True if a session's current or previous refresh token has this fingerprint.
fn holds(row: &DbRow, fingerprint: &Fingerprint) -> Result<bool, StoreError> {
    let current: Vec<u8> = column(row, "refresh_fingerprint")?;
    let previous: Option<Vec<u8>> = column(row, "previous_refresh_fingerprint")?;
    Ok(current == fingerprint || previous.is_some_and(|previous| previous == fingerprint))
}

/// Ends a session and tells of it. False if it is gone.
async fn delete_session(tx: &mut Transaction, session: &Session, ending: &Event) -> Result<bool, StoreError> {
    let delete = sqlx::query::<Db>("DELETE FROM sessions WHERE id = $1").bind(session.id.to_string());
    if execute(tx, delete).await? == 0 {
        return Ok(false);
    }
    let account_id = session.account_id;
    tell(tx, &Event { account_id, session_id: Some(session.id), factors: Some(session.factors), ..ending.clone() }).await?;
    Ok(true)
}

/// Ends all sessions of an account but this one, every pending sign-in, and every trust. Returns how many sessions ended.
pub(super) async fn end_the_others(tx: &mut Transaction, account: AccountId, keep: SessionId) -> Result<u64, StoreError> {
    let account = account.to_string();
    let others = sqlx::query("DELETE FROM sessions WHERE account_id = $1 AND id <> $2").bind(&account).bind(keep.to_string());
    let ended = execute(tx, others).await?;
    for delete in ["DELETE FROM pending_sign_ins WHERE account_id = $1", "DELETE FROM trusted_browsers WHERE account_id = $1"] {
        execute(tx, sqlx::query(delete).bind(&account)).await?;
    }
    Ok(ended)
}

/// IP address of an event as stored.
fn address_of(event: &Event) -> String {
    event.whereabouts.address.map(|address| address.to_string()).unwrap_or_default()
}
