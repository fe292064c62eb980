use async_trait::async_trait;
use sqlx::AssertSqlSafe;

use super::{
    Backend,
    accounts::{LOCK_ACCOUNT, lock_account, read_account, select_account},
    attempts::{count, settle, values_of_counter},
    bound,
    events::{tell, tell_if, values_of_event},
    execute,
    factors::spend,
    letters::PUT_NOTICE,
    optional,
    sessions::{END_OLDEST_SESSIONS, INSERT_SESSION, TELL_OPENED, open_in, values_of},
};
use crate::{
    domain::{
        account::Account,
        event::Event,
        session::{PENDING_TRIES, PendingSignInId},
        throttle::Blocked,
        time::Timestamp,
        token::Pending,
    },
    store::{
        Attempt, Attempts, Finished, PendingSignIn, PendingSignIns, SessionWrite, Settlement, Spend, Spending, StoreError,
        steps::{Steps, alone},
    },
};

const END_PENDING: &str =
    "DELETE FROM pending_sign_ins WHERE id = $20 AND account_id = $2 AND expires_at > $11 AND {locked} AND {so_far}";

/// True for the authenticator (`$25`) whose step (`$22`) can still be spent.
macro_rules! spendable {
    () => {
        "account_id = $2 AND id = $25 AND (last_used_step < $22 OR last_used_step > $23) AND NOT EXISTS
         (SELECT 1 FROM burnt_steps b WHERE b.account_id = $2 AND b.authenticator_id = $25 AND b.step = $22)"
    };
}

const CLEAR_CODES: &str = concat!(
    "DELETE FROM attempts WHERE subject = $21 AND {locked} AND EXISTS (SELECT 1 FROM authenticators WHERE ",
    spendable!(),
    ")"
);
const RETRACT: &str = concat!(
    "DELETE FROM events WHERE id = $24 AND {locked} AND {after} AND EXISTS (SELECT 1 FROM authenticators WHERE ",
    spendable!(),
    ")"
);
const SPEND_STEP: &str = concat!(
    "UPDATE authenticators SET last_used_step = $22, last_used_at = $11 WHERE ",
    spendable!(),
    " AND {locked} AND {after}"
);

/// Finishes a pending sign-in by an authenticator's code. Its step is spent even if the sign-in is over.
static FINISH_BY_CODE: Steps = Steps::locked(
    LOCK_ACCOUNT,
    &[CLEAR_CODES, RETRACT, SPEND_STEP, END_PENDING, INSERT_SESSION, TELL_OPENED, END_OLDEST_SESSIONS],
);

/// The same with a notice to the owner.
static FINISH_BY_CODE_AND_NOTICE: Steps = Steps::locked(
    LOCK_ACCOUNT,
    &[CLEAR_CODES, RETRACT, SPEND_STEP, END_PENDING, INSERT_SESSION, TELL_OPENED, PUT_NOTICE, END_OLDEST_SESSIONS],
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

impl Backend {
    /// Opens a session by what is not an authenticator's code, and finishes its pending sign-in, if there is one. What was shown is spent
    /// even if the sign-in is over.
    pub(super) async fn open_by_other_factor(
        &self,
        pending: Option<PendingSignInId>,
        opening: &SessionWrite,
        spending: &Spending,
    ) -> Result<Finished, StoreError> {
        let mut tx = self.begin().await?;
        if !lock_account(&mut tx, opening).await? {
            tx.rollback().await?;
            return Ok(Finished::Over);
        }
        settle(&mut tx, &spending.settlement).await?;
        if !spend(&mut tx, spending).await? {
            tx.rollback().await?;
            return Ok(Finished::Spent);
        }
        let is_open = match pending {
            None => true,
            Some(id) => {
                let mut values = values_of(opening);
                values.push(id.to_string().into());
                execute(&mut tx, bound(AssertSqlSafe(alone(END_PENDING)), &values)).await? == 1
            }
        };
        if is_open {
            open_in(&mut tx, opening).await?;
        }
        tx.commit().await?;
        Ok(if is_open { Finished::Opened } else { Finished::Over })
    }
}

#[async_trait]
impl PendingSignIns for Backend {
    async fn open_pending_sign_in(&self, pending: &PendingSignIn, settlement: &Settlement) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let lock =
            sqlx::query("UPDATE accounts SET two_factor_since = two_factor_since WHERE id = $1 AND password_changed_at = $2")
                .bind(pending.account_id.to_string())
                .bind(pending.read.password_changed_at.0);
        if execute(&mut tx, lock).await? == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        settle(&mut tx, settlement).await?;
        tell(&mut tx, &pending.event).await?;
        let insert = sqlx::query("INSERT INTO pending_sign_ins (id, account_id, tries, expires_at) VALUES ($1, $2, 0, $3)")
            .bind(pending.id.to_string())
            .bind(pending.account_id.to_string())
            .bind(pending.expires_at.0);
        execute(&mut tx, insert).await?;
        tx.commit().await?;
        Ok(true)
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
        let (Spend::Step { authenticator, step, newest, .. }, [subject]) = (&spending.proof, &clears[..]) else {
            return self.open_by_other_factor(Some(id), opening, spending).await;
        };
        let retracts = retracts.map(|event| event.to_string());
        let mut values = values_of(opening);
        values.extend([id.to_string().into(), subject.into(), (*step).into(), (*newest).into(), retracts.into()]);
        values.push(authenticator.to_string().into());
        let steps = if opening.event.letters.is_empty() { &FINISH_BY_CODE } else { &FINISH_BY_CODE_AND_NOTICE };
        Ok(match self.run(steps, values).await?[..] {
            [1, _, _, 0, ..] => Finished::Spent,
            [1, _, _, 1, 1, 1, ..] => Finished::Opened,
            _ => Finished::Over,
        })
    }

    async fn end_pending_sign_in(&self, id: PendingSignInId) -> Result<bool, StoreError> {
        Ok(self.write(sqlx::query("DELETE FROM pending_sign_ins WHERE id = $1").bind(id.to_string())).await? == 1)
    }
}
