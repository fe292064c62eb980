use async_trait::async_trait;

use super::{Backend, column};
use crate::{
    domain::{
        throttle::{Blocked, Counter, Limit},
        time::Timestamp,
    },
    store::{Attempts, StoreError},
};

#[async_trait]
impl Attempts for Backend {
    async fn count_attempt(&self, subject: &str, limit: Limit, now: Timestamp) -> Result<Result<(), Blocked>, StoreError> {
        let mut tx = self.begin().await?;
        // Writes even if nothing changes, so that the row is locked until the transaction ends.
        let row = sqlx::query(
            "INSERT INTO attempts (subject, misses, blocked_until, counted_at) VALUES ($1, 0, 0, 0)
             ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject
             RETURNING misses, blocked_until, counted_at",
        )
        .bind(subject)
        .fetch_one(&mut *tx)
        .await?;
        let misses = u32::try_from(column::<i64>(&row, "misses")?)
            .map_err(|error| StoreError::Corrupt(format!("attempts.misses: {error}")))?;
        let before = Counter {
            misses,
            blocked_until: Timestamp(column(&row, "blocked_until")?),
            counted_at: Timestamp(column(&row, "counted_at")?),
        };
        let settled = limit.settled(before, now);
        let (counter, answer) = match limit.count((misses > 0).then_some(settled), now) {
            Ok(counter) => (counter, Ok(())),
            Err(refusal) => (settled, Err(refusal)),
        };
        if answer.is_err() && settled == before {
            tx.rollback().await?;
            return Ok(answer);
        }
        let forget_at = limit.forgotten_after().map(|span| (counter.counted_at + span).0);
        sqlx::query("UPDATE attempts SET misses = $2, blocked_until = $3, counted_at = $4, forget_at = $5 WHERE subject = $1")
            .bind(subject)
            .bind(i64::from(counter.misses))
            .bind(counter.blocked_until.0)
            .bind(counter.counted_at.0)
            .bind(forget_at)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        if settled != before {
            tracing::warn!(limit = ?limit, "attempts.settled: a miss was counted by a clock that was ahead");
        }
        Ok(answer)
    }

    async fn clear_attempts(&self, subject: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM attempts WHERE subject = $1").bind(subject).execute(self.writer()).await?;
        Ok(())
    }

    async fn refund_attempt(&self, subject: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE attempts SET misses = misses - 1, blocked_until = 0 WHERE subject = $1 AND misses > 0")
            .bind(subject)
            .execute(self.writer())
            .await?;
        Ok(())
    }
}
