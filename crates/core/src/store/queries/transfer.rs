use std::{path::Path, time::Duration};

use async_trait::async_trait;
use sqlx::QueryBuilder;
use tokio::sync::mpsc;

use super::{Backend, Db, Transaction, all, column, events::values_of_event, execute, sql::cells};
use crate::domain::account::AccountId;
use crate::domain::totp;
use crate::store::{
    Cell, Column, StoreError,
    backup::Return,
    transfer::{Arrival, CopyError, Counts, PORTION, Portion, Table, Tables, Transfer},
};

async fn count(connection: &mut <Db as sqlx::Database>::Connection, tables: &Tables) -> Result<Counts, StoreError> {
    let mut counts = Counts::new();
    for table in tables.names() {
        let mut query = QueryBuilder::<Db>::new("SELECT COUNT(*) AS row_count FROM ");
        counts.push(column(&query.push(table).build().fetch_one(&mut *connection).await?, "row_count")?);
    }
    Ok(counts)
}

fn bind(query: &mut QueryBuilder<Db>, cell: Cell) {
    match cell {
        Cell::Text(text) => query.push_bind(text),
        Cell::Integer(number) => query.push_bind(number),
        Cell::Bytes(bytes) => query.push_bind(bytes),
    };
}

fn list(query: &mut QueryBuilder<Db>, columns: &[Column]) {
    let mut columns_of = query.separated(", ");
    for (name, _) in columns {
        columns_of.push(name);
    }
}

/// Reads the next batch of rows after the last one, by primary key (keyset pagination).
async fn portion(tx: &mut Transaction, table: &Table, after: Option<&Vec<Cell>>) -> Result<Vec<Vec<Cell>>, StoreError> {
    let key = &table.columns[..table.key];
    let mut query = QueryBuilder::<Db>::new("SELECT ");
    list(&mut query, table.columns);
    query.push(" FROM ").push(table.name);
    if let Some(last) = after {
        query.push(" WHERE (");
        list(&mut query, key);
        query.push(") > (");
        for (place, cell) in last.iter().take(table.key).enumerate() {
            if place > 0 {
                query.push(", ");
            }
            bind(&mut query, cell.clone());
        }
        query.push(")");
    }
    query.push(" ORDER BY ");
    list(&mut query, key);
    query.push(" LIMIT ").push(PORTION);
    let rows = query.build().fetch_all(&mut **tx).await?;
    rows.iter().map(|row| cells(row, table.columns)).collect()
}

async fn insert(tx: &mut Transaction, table: &Table, rows: Vec<Vec<Cell>>) -> Result<(), StoreError> {
    let mut query = QueryBuilder::<Db>::new("INSERT INTO ");
    query.push(table.name).push(" (");
    list(&mut query, table.columns);
    query.push(") ");
    query.push_values(rows, |mut values, row| {
        for cell in row {
            match cell {
                Cell::Text(text) => values.push_bind(text),
                Cell::Integer(number) => values.push_bind(number),
                Cell::Bytes(bytes) => values.push_bind(bytes),
            };
        }
    });
    query.build().execute(&mut **tx).await?;
    Ok(())
}

/// How long an account stays at least whose deletion was ordered before the backup.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

fn account_of(id: &Cell) -> Option<AccountId> {
    match id {
        Cell::Text(Some(id)) => id.parse().ok(),
        _ => None,
    }
}

/// Makes void what may have been used since the backup. Sessions and what else lives no longer than they do stay behind anyway.
async fn void(tx: &mut Transaction, how: &Return) -> Result<(), StoreError> {
    // Every code that somebody can have seen by now, also of a clock that was ahead.
    let seen = totp::newest_possible_step(how.now);
    execute(tx, sqlx::query("UPDATE authenticators SET last_used_step = $1").bind(seen)).await?;
    // Whoever has taken a deletion back since has time to do so again.
    let kept = (how.now + KEPT).0;
    execute(tx, sqlx::query("UPDATE accounts SET delete_at = $1 WHERE delete_at < $1").bind(kept)).await?;
    if !how.keeps_recovery_codes {
        execute(tx, sqlx::query("UPDATE recovery_codes SET used_at = $1 WHERE used_at IS NULL").bind(how.now.0)).await?;
    }
    execute(tx, sqlx::query("UPDATE invitations SET expires_at = $1 WHERE expires_at > $1").bind(how.now.0)).await?;
    Ok(())
}

/// Tells these accounts that the service came back.
async fn tell(tx: &mut Transaction, accounts: &[AccountId], how: &Return) -> Result<(), CopyError> {
    let Some(events) = Tables::default().moved().find(|table| table.name == "events") else { return Ok(()) };
    for (number, some) in accounts.chunks(PORTION).enumerate() {
        let order = |place: usize| u16::try_from((number * PORTION + place) % usize::from(u16::MAX)).unwrap_or_default();
        let row = |(place, account): (usize, &AccountId)| {
            let mut row = values_of_event(&how.event(*account, order(place)));
            // By nobody's account.
            row.push(Cell::Text(None));
            row
        };
        insert(tx, events, some.iter().enumerate().map(row).collect()).await?;
    }
    Ok(())
}

#[async_trait]
impl Transfer for Backend {
    async fn counts(&self, tables: &Tables) -> Result<Counts, StoreError> {
        let mut connection = self.reader().lease().await?;
        let counts = count(&mut connection, tables).await?;
        connection.keep();
        Ok(counts)
    }

    async fn export(&self, tables: &Tables, to: mpsc::Sender<Portion>) -> Result<(), CopyError> {
        let mut tx = self.begin_unhurried().await?;
        for table in tables.moved() {
            let mut last = None;
            loop {
                let rows = portion(&mut tx, table, last.as_ref()).await?;
                let Some(end) = rows.last() else { break };
                last = Some(end.clone());
                to.send(Portion::Rows(table, rows)).await.map_err(|_| CopyError::Interrupted)?;
            }
        }
        let counts = count(&mut tx, tables).await?;
        tx.rollback().await?;
        to.send(Portion::End(counts)).await.map_err(|_| CopyError::Interrupted)
    }

    async fn import(&self, tables: &Tables, mut from: mpsc::Receiver<Portion>, arrival: Arrival) -> Result<Counts, CopyError> {
        let mut tx = self.begin_unhurried().await?;
        if let Some((table, _)) = tables.names().zip(count(&mut tx, tables).await?).find(|(_, rows)| *rows > 0) {
            return Err(CopyError::NotEmpty(table));
        }
        let mut accounts = Vec::new();
        loop {
            match from.recv().await {
                Some(Portion::Rows(table, rows)) => {
                    if table.name == "accounts" && matches!(arrival, Arrival::FromABackup(_)) {
                        accounts.extend(rows.iter().filter_map(|row| account_of(row.first()?)));
                    }
                    insert(&mut tx, table, rows).await?;
                }
                Some(Portion::End(sent)) => {
                    let arrived = count(&mut tx, tables).await?;
                    for ((table, sent), arrived) in tables.names().zip(sent).zip(&arrived) {
                        let sent = if tables.moves(table) { sent } else { 0 };
                        if sent != *arrived {
                            return Err(CopyError::Lost { table, sent, arrived: *arrived });
                        }
                    }
                    if let Arrival::FromABackup(how) = arrival {
                        void(&mut tx, &how).await?;
                        tell(&mut tx, &accounts, &how).await?;
                    }
                    tx.commit().await?;
                    return Ok(arrived);
                }
                // Dropping the transaction rolls it back.
                None => return Err(CopyError::Interrupted),
            }
        }
    }

    async fn snapshot(&self, to: &Path) -> Result<bool, StoreError> {
        self.write_file(to).await
    }

    async fn verify(&self) -> Result<Result<(), String>, StoreError> {
        self.read_all().await
    }

    async fn rows_of(&self, table: &Table, account: AccountId) -> Result<Vec<Vec<Cell>>, StoreError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        list(&mut query, table.columns);
        query.push(" FROM ").push(table.name).push(" WHERE account_id = ").push_bind(account.to_string()).push(" ORDER BY ");
        list(&mut query, &table.columns[..table.key]);
        all(self.reader(), query.build()).await?.iter().map(|row| cells(row, table.columns)).collect()
    }
}
