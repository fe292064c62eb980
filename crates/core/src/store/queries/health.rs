use std::collections::BTreeSet;

use async_trait::async_trait;
use uuid::Uuid;

use super::{Backend, CLOCK, MIGRATIONS, all, column, execute, optional};
use crate::{
    domain::time::Timestamp,
    store::{Health, Readiness, StoreError},
};

#[async_trait]
impl Health for Backend {
    async fn readiness(&self) -> Result<Readiness, StoreError> {
        // Checked one by one: the application's migration numbers are far above Latchkey's next ones.
        let rows = all(self.reader(), sqlx::query("SELECT version FROM _sqlx_migrations")).await?;
        let applied: BTreeSet<i64> = rows.iter().map(|row| column(row, "version")).collect::<Result<_, _>>()?;
        let clock = match CLOCK {
            Some(query) => optional(self.reader(), sqlx::query(query)).await?.map(|row| column(&row, "now")).transpose()?,
            None => None,
        };
        let schema_is_current = MIGRATIONS.iter().all(|needed| applied.contains(&needed.version));
        Ok(Readiness { schema_is_current, clock: clock.map(Timestamp) })
    }

    async fn probe_writing(&self, name: Uuid) -> Result<(), StoreError> {
        let subject = format!("probe:{name}");
        let mut tx = self.begin().await?;
        let insert =
            sqlx::query("INSERT INTO attempts (subject, misses, blocked_until, counted_at, forget_at) VALUES ($1, 0, 0, 0, 0)");
        execute(&mut tx, insert.bind(&subject)).await?;
        execute(&mut tx, sqlx::query("DELETE FROM attempts WHERE subject = $1").bind(&subject)).await?;
        tx.commit().await
    }

    async fn close(&self) {
        self.close_all().await;
    }
}
