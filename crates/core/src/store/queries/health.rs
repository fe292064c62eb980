use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use uuid::Uuid;

use super::{Backend, CLOCK, MIGRATIONS, all, column, execute, optional};
use crate::{
    domain::time::Timestamp,
    metrics::Connections,
    store::{Health, Inspection, Readiness, StoreError},
};

/// The numbers of migrations from here on belong to one's own application.
const FIRST_OF_AN_APPLICATION: i64 = 1001;

#[async_trait]
impl Health for Backend {
    async fn readiness(&self) -> Result<Readiness, StoreError> {
        // Checked one by one: the application's migration numbers are far above Latchkey's next ones.
        let rows = all(self.reader(), sqlx::query("SELECT version FROM _sqlx_migrations")).await?;
        let applied: BTreeSet<i64> = rows.iter().map(|row| column(row, "version")).collect::<Result<_, _>>()?;
        let schema_is_current = MIGRATIONS.iter().all(|needed| applied.contains(&needed.version));
        Ok(Readiness { schema_is_current, clock: clock(self).await? })
    }

    async fn inspect(&self) -> Result<Inspection, StoreError> {
        let rows = all(self.reader(), sqlx::query("SELECT version, checksum FROM _sqlx_migrations ORDER BY version")).await?;
        let read = |row| Ok((column(row, "version")?, column(row, "checksum")?));
        let applied: BTreeMap<i64, Vec<u8>> = rows.iter().map(read).collect::<Result<_, StoreError>>()?;
        let ours: BTreeMap<i64, &[u8]> = MIGRATIONS.iter().map(|known| (known.version, &*known.checksum)).collect();
        let of_latchkey = |version: &&i64| **version < FIRST_OF_AN_APPLICATION;
        let latest = |versions: Option<&i64>| versions.copied().unwrap_or_default();
        let (integrity, journal) = self.file().await?;
        Ok(Inspection {
            schema: latest(applied.keys().rev().find(of_latchkey)),
            newest: latest(ours.keys().rev().find(of_latchkey)),
            missing: ours.keys().filter(|version| !applied.contains_key(version)).count(),
            unknown: applied.keys().find(|version| !ours.contains_key(version)).copied(),
            changed: applied
                .iter()
                .find(|(version, checksum)| ours.get(version).is_some_and(|known| known != checksum))
                .map(|(version, _)| *version),
            clock: clock(self).await?,
            integrity,
            journal,
        })
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

    fn connections(&self) -> Connections {
        self.reader().at_work()
    }

    async fn close(&self) {
        self.close_all().await;
    }
}

async fn clock(backend: &Backend) -> Result<Option<Timestamp>, StoreError> {
    let Some(query) = CLOCK else { return Ok(None) };
    let row = optional(backend.reader(), sqlx::query(query)).await?;
    Ok(row.map(|row| column(&row, "now")).transpose()?.map(Timestamp))
}
