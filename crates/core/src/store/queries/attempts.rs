use async_trait::async_trait;

use super::{Backend, Transaction, bound, column, events::tell, execute};
use crate::{
    domain::{
        event::Event,
        throttle::{Blocked, Counter},
        time::Timestamp,
    },
    store::{Attempt, Attempts, Cell, Refused, Settlement, StoreError},
};

/// Locks a counter until the transaction ends, and reads it. Makes it if it is missing.
async fn lock_counter(tx: &mut Transaction, subject: &str) -> Result<Counter, StoreError> {
    // Writes even if nothing changes: that is the lock.
    let row = sqlx::query(
        "INSERT INTO attempts (subject, misses, blocked_until, counted_at) VALUES ($1, 0, 0, 0)
         ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject
         RETURNING misses, blocked_until, counted_at",
    )
    .bind(subject)
    .fetch_one(&mut **tx)
    .await?;
    let misses = u32::try_from(column::<i64>(&row, "misses")?)
        .map_err(|error| StoreError::Corrupt(format!("attempts.misses: {error}")))?;
    Ok(Counter {
        misses,
        blocked_until: Timestamp(column(&row, "blocked_until")?),
        counted_at: Timestamp(column(&row, "counted_at")?),
    })
}

/// Values for `$1` to `$5`: a subject and its counter.
pub(super) fn values_of_counter((attempt, counter): (&Attempt, Counter)) -> Vec<Cell> {
    let forget_at = attempt.limit.forgotten_after().map(|span| (counter.counted_at + span).0);
    vec![
        attempt.subject.as_str().into(),
        counter.misses.into(),
        counter.blocked_until.into(),
        counter.counted_at.into(),
        forget_at.into(),
    ]
}

/// Counts an attempt, or refuses it.
pub(super) async fn count(tx: &mut Transaction, attempt: &Attempt, now: Timestamp) -> Result<Result<(), Blocked>, StoreError> {
    let before = lock_counter(tx, &attempt.subject).await?;
    let settled = attempt.limit.settled(before, now);
    let (counter, answer) = match attempt.limit.count((before.misses > 0).then_some(settled), now) {
        Ok(counter) => (counter, Ok(())),
        Err(refusal) => (settled, Err(refusal)),
    };
    if settled != before {
        tracing::warn!(limit = attempt.limit.name(), "attempts.settled: a miss was counted by a clock that was ahead");
    }
    let update = "UPDATE attempts SET misses = $2, blocked_until = $3, counted_at = $4, forget_at = $5 WHERE subject = $1";
    execute(tx, bound(update, &values_of_counter((attempt, counter)))).await?;
    Ok(answer)
}

/// Takes counted attempts back: after a success, or since nothing was evaluated.
pub(super) async fn settle(
    tx: &mut Transaction,
    Settlement { refunds, clears, retracts }: &Settlement,
) -> Result<(), StoreError> {
    for subject in refunds {
        execute(tx, sqlx::query(REFUND).bind(subject)).await?;
    }
    for subject in clears {
        execute(tx, sqlx::query(CLEAR).bind(subject)).await?;
    }
    if let Some(event) = retracts {
        execute(tx, sqlx::query("DELETE FROM events WHERE id = $1").bind(event.to_string())).await?;
    }
    Ok(())
}

const REFUND: &str = "UPDATE attempts SET misses = misses - 1, blocked_until = 0 WHERE subject = $1 AND misses > 0";
const CLEAR: &str = "DELETE FROM attempts WHERE subject = $1";

#[async_trait]
impl Attempts for Backend {
    async fn count_attempts(
        &self,
        attempts: &[Attempt],
        event: Option<&Event>,
        now: Timestamp,
    ) -> Result<Result<(), Refused>, StoreError> {
        let mut tx = self.begin().await?;
        for (number, attempt) in attempts.iter().enumerate() {
            if let Err(blocked) = count(&mut tx, attempt, now).await? {
                // Those counted before it are taken back: nothing will be evaluated.
                let refunds = attempts[..number].iter().map(|counted| counted.subject.clone()).collect();
                settle(&mut tx, &Settlement { refunds, ..Settlement::default() }).await?;
                tx.commit().await?;
                return Ok(Err(Refused { limit: attempt.limit, blocked }));
            }
        }
        if let Some(event) = event {
            tell(&mut tx, event).await?;
        }
        tx.commit().await?;
        Ok(Ok(()))
    }

    async fn settle(&self, settlement: &Settlement) -> Result<(), StoreError> {
        match settlement {
            Settlement { refunds, clears, retracts: None } if refunds.is_empty() && clears.len() == 1 => {
                self.write(sqlx::query(CLEAR).bind(&clears[0])).await.map(drop)
            }
            Settlement { refunds, clears, retracts: None } if refunds.len() == 1 && clears.is_empty() => {
                self.write(sqlx::query(REFUND).bind(&refunds[0])).await.map(drop)
            }
            settlement => {
                let mut tx = self.begin().await?;
                settle(&mut tx, settlement).await?;
                tx.commit().await
            }
        }
    }
}
