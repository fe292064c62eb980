use async_trait::async_trait;
use sqlx::AssertSqlSafe;

use super::{
    Backend, Db, DbRow, Transaction,
    accounts::{LOCK_ACCOUNT, lock, lock_account, read_account, select_account},
    all,
    attempts::{count, settle, values_of_counter},
    bound, column,
    events::{read_whereabouts, tell, tell_if, values_of_event},
    execute,
    factors::spend,
    finders::select_session,
    optional, parsed,
};
use crate::{
    domain::{
        account::{Account, AccountId},
        event::Event,
        keys::Fingerprint,
        session::{Lifetimes, ListedSession, PENDING_TRIES, PendingSignInId, Session, SessionId, TokenMark, Unseen},
        throttle::Blocked,
        time::Timestamp,
        token::Pending,
    },
    store::{
        Attempt, Attempts, Cell, Finished, MAX_SESSIONS, PendingSignIn, PendingSignIns, Presented, Rotation, SessionWrite,
        Sessions, Settlement, Spend, Spending, StoreError, steps::Steps,
    },
};

const SESSION_AND_ACCOUNT: &str = select_session!("s.id = $1");

/// Opens a session.
const INSERT_SESSION: &str = "INSERT INTO sessions
    (id, account_id, factors, authenticated_at, created_at, last_used_at, expires_at, refresh_fingerprint, rotated_at, address, user_agent)
    SELECT $6, $2, $7, $11, $12, $13, $14, $15, $13, $8, $9 WHERE {locked} AND {so_far}";

const TELL_OPENED: &str = tell_if!("{locked} AND {so_far}");

/// Ends the account's oldest sessions beyond the limit. Never ends the new session, even though clocks may be set back and differ
/// between servers.
const END_OLDEST_SESSIONS: &str = "DELETE FROM sessions WHERE account_id = $2 AND id <> $6 AND id NOT IN
    (SELECT id FROM sessions WHERE account_id = $2 AND id <> $6 ORDER BY created_at DESC, id DESC LIMIT $17) AND {so_far}";

const END_PENDING: &str =
    "DELETE FROM pending_sign_ins WHERE id = $18 AND account_id = $2 AND expires_at > $11 AND {locked} AND {so_far}";

/// The steps that open a session. For a transaction in progress.
pub(super) const OPENING: [&str; 3] = [INSERT_SESSION, TELL_OPENED, END_OLDEST_SESSIONS];

/// Opens a session, and settles one refund and one counter.
static OPEN_SESSION: Steps = Steps::locked(
    LOCK_ACCOUNT,
    &[
        INSERT_SESSION,
        TELL_OPENED,
        END_OLDEST_SESSIONS,
        "UPDATE attempts SET misses = misses - 1, blocked_until = 0 WHERE subject = $18 AND misses > 0 AND {locked} AND {after}",
        "DELETE FROM attempts WHERE subject = $19 AND {locked} AND {after}",
    ],
);

/// Finishes a pending sign-in by an authenticator's code. Its step is spent even if the sign-in is over.
static FINISH_BY_CODE: Steps = Steps::locked(
    LOCK_ACCOUNT,
    &[
        "DELETE FROM attempts WHERE subject = $19 AND {locked} AND EXISTS
         (SELECT 1 FROM authenticators WHERE account_id = $2 AND (last_used_step < $20 OR last_used_step > $21))",
        "DELETE FROM events WHERE id = $22 AND {locked} AND {after} AND EXISTS
         (SELECT 1 FROM authenticators WHERE account_id = $2 AND (last_used_step < $20 OR last_used_step > $21))",
        "UPDATE authenticators SET last_used_step = $20
         WHERE account_id = $2 AND (last_used_step < $20 OR last_used_step > $21) AND {locked} AND {after}",
        END_PENDING,
        INSERT_SESSION,
        TELL_OPENED,
        END_OLDEST_SESSIONS,
    ],
);

/// Counts a try at a pending sign-in, and the first attempt of its subject, and tells of it.
static TRY: Steps = Steps::of(&[
    "INSERT INTO attempts (subject, misses, blocked_until, counted_at, forget_at) SELECT $11, $12, $13, $14, $15 WHERE EXISTS
     (SELECT 1 FROM pending_sign_ins WHERE id = $16 AND account_id = $2 AND expires_at > $17 AND tries < $18)
     ON CONFLICT (subject) DO NOTHING",
    "UPDATE pending_sign_ins SET tries = tries + 1
     WHERE id = $16 AND account_id = $2 AND expires_at > $17 AND tries < $18 AND {so_far}",
    tell_if!("{so_far}"),
]);

/// Values for `$1` to `$17` of [`LOCK_ACCOUNT`], [`INSERT_SESSION`], [`TELL_OPENED`] and [`END_OLDEST_SESSIONS`].
pub(super) fn values_of(SessionWrite { session, refresh, event }: &SessionWrite) -> Vec<Cell> {
    let mut values = values_of_event(event);
    values.extend([
        session.authenticated_at.into(),
        session.created_at.into(),
        session.last_used_at.into(),
        session.expires_at.into(),
        refresh.to_vec().into(),
        i64::from(session.factors.has_second()).into(),
        (MAX_SESSIONS - 1).into(),
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

/// Updates factors, time of authentication, whereabouts and refresh token, and tells of it. The previous token is no longer accepted: somebody with a copy of
/// it must not benefit from what was proved now.
pub(super) async fn update_session(tx: &mut Transaction, opening: &SessionWrite) -> Result<bool, StoreError> {
    let session = &opening.session;
    let update = sqlx::query(
        "UPDATE sessions SET factors = $2, authenticated_at = $3, last_used_at = $4, refresh_fingerprint = $5,
         previous_refresh_fingerprint = NULL, rotated_at = $4, tokens_seen_of = NULL, address = $6, user_agent = $7 WHERE id = $1",
    )
    .bind(session.id.to_string())
    .bind(session.factors.to_string())
    .bind(session.authenticated_at.0)
    .bind(session.last_used_at.0)
    .bind(opening.refresh.as_slice())
    .bind(address_of(&opening.event))
    .bind(opening.event.whereabouts.user_agent.as_str());
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
        if self.run(&OPEN_SESSION, values).await?.first() != Some(&1) {
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
        let renewed = update_session(&mut tx, opening).await?;
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
        let delete = sqlx::query("DELETE FROM sessions WHERE id = $1 AND account_id = $2")
            .bind(id.to_string())
            .bind(event.account_id.to_string());
        let ended = execute(&mut tx, delete).await? == 1;
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

/// Ends all sessions of an account but this one, and every pending sign-in. Returns how many sessions ended.
pub(super) async fn end_the_others(tx: &mut Transaction, account: AccountId, keep: SessionId) -> Result<u64, StoreError> {
    let account = account.to_string();
    let others = sqlx::query("DELETE FROM sessions WHERE account_id = $1 AND id <> $2").bind(&account).bind(keep.to_string());
    let ended = execute(tx, others).await?;
    execute(tx, sqlx::query("DELETE FROM pending_sign_ins WHERE account_id = $1").bind(&account)).await?;
    Ok(ended)
}

/// IP address of an event as stored.
fn address_of(event: &Event) -> String {
    event.whereabouts.address.map(|address| address.to_string()).unwrap_or_default()
}

impl Backend {
    /// Finishes a pending sign-in by what is not an authenticator's code. It is spent even if the sign-in is over.
    async fn finish_by_recovery_code(
        &self,
        id: PendingSignInId,
        opening: &SessionWrite,
        spending: &Spending,
    ) -> Result<Finished, StoreError> {
        let mut tx = self.begin().await?;
        let session = &opening.session;
        if !lock_account(&mut tx, session.account_id, session.factors).await? {
            tx.rollback().await?;
            return Ok(Finished::Over);
        }
        settle(&mut tx, &spending.settlement).await?;
        if !spend(&mut tx, spending).await? {
            tx.rollback().await?;
            return Ok(Finished::Spent);
        }
        let mut values = values_of(opening);
        values.push(id.to_string().into());
        let always = |step: &str| step.replace("{locked}", "TRUE").replace("{so_far}", "TRUE");
        let is_open = execute(&mut tx, bound(AssertSqlSafe(always(END_PENDING)), &values)).await? == 1;
        if is_open {
            values.pop();
            for step in OPENING {
                execute(&mut tx, bound(AssertSqlSafe(always(step)), &values)).await?;
            }
        }
        tx.commit().await?;
        Ok(if is_open { Finished::Opened } else { Finished::Over })
    }
}

#[async_trait]
impl PendingSignIns for Backend {
    async fn open_pending_sign_in(&self, pending: &PendingSignIn, settlement: &Settlement) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        settle(&mut tx, settlement).await?;
        tell(&mut tx, &pending.event).await?;
        let insert = sqlx::query("INSERT INTO pending_sign_ins (id, account_id, tries, expires_at) VALUES ($1, $2, 0, $3)")
            .bind(pending.id.to_string())
            .bind(pending.account_id.to_string())
            .bind(pending.expires_at.0);
        execute(&mut tx, insert).await?;
        tx.commit().await
    }

    async fn pending_account(&self, id: PendingSignInId, now: Timestamp) -> Result<Option<Account>, StoreError> {
        let query = sqlx::query(select_account!(
            "JOIN pending_sign_ins p ON p.account_id = a.id WHERE p.id = $1 AND p.expires_at > $2 AND p.tries < $3"
        ))
        .bind(id.to_string())
        .bind(now.0)
        .bind(PENDING_TRIES);
        let row = optional(self.reader(), query).await?;
        row.map(|row| read_account(&row, "id", "created_at")).transpose()
    }

    async fn try_pending_sign_in(
        &self,
        pending: &Pending,
        attempt: &Attempt,
        event: &Event,
        now: Timestamp,
    ) -> Result<Option<Result<(), Blocked>>, StoreError> {
        // Most have no miss before, and are done with this.
        if let Ok(counter) = attempt.limit.count(None, now) {
            let mut values = values_of_event(event);
            values.extend(values_of_counter((attempt, counter)));
            values.extend([pending.id.to_string().into(), now.into(), i64::from(PENDING_TRIES).into()]);
            match self.run(&TRY, values).await?[..] {
                [1, 1, _] => return Ok(Some(Ok(()))),
                // In PostgreSQL it can end in the midst of this.
                [1, ..] => {
                    self.settle(&Settlement::refunding(std::slice::from_ref(attempt))).await?;
                    return Ok(None);
                }
                _ => {}
            }
        }
        let mut tx = self.begin().await?;
        let answer = count(&mut tx, attempt, now).await?;
        let tried = sqlx::query(
            "UPDATE pending_sign_ins SET tries = tries + 1 WHERE id = $1 AND account_id = $2 AND expires_at > $3 AND tries < $4",
        )
        .bind(pending.id.to_string())
        .bind(pending.account_id.to_string())
        .bind(now.0)
        .bind(PENDING_TRIES);
        if execute(&mut tx, tried).await? == 0 {
            tx.rollback().await?;
            return Ok(None);
        }
        if answer.is_ok() {
            tell(&mut tx, event).await?;
        }
        tx.commit().await?;
        Ok(Some(answer))
    }

    async fn finish_pending_sign_in(
        &self,
        id: PendingSignInId,
        opening: &SessionWrite,
        spending: &Spending,
    ) -> Result<Finished, StoreError> {
        let Settlement { clears, retracts, .. } = &spending.settlement;
        let (Spend::Step { step, newest }, [subject]) = (&spending.proof, &clears[..]) else {
            return self.finish_by_recovery_code(id, opening, spending).await;
        };
        let retracts = retracts.map(|event| event.to_string());
        let mut values = values_of(opening);
        values.extend([id.to_string().into(), subject.into(), (*step).into(), (*newest).into(), retracts.into()]);
        Ok(match self.run(&FINISH_BY_CODE, values).await?[..] {
            [1, _, _, 0, ..] => Finished::Spent,
            [1, _, _, 1, 1, 1, ..] => Finished::Opened,
            _ => Finished::Over,
        })
    }

    async fn end_pending_sign_in(&self, id: PendingSignInId) -> Result<bool, StoreError> {
        Ok(self.write(sqlx::query("DELETE FROM pending_sign_ins WHERE id = $1").bind(id.to_string())).await? == 1)
    }
}
