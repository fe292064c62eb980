use async_trait::async_trait;
use sqlx::QueryBuilder;
use tokio::sync::mpsc;

use super::{Backend, Db, Transaction, all, column, sql::cells};
use crate::domain::account::AccountId;
use crate::store::{
    Cell, Column, StoreError,
    transfer::{CopyError, Counts, PORTION, Portion, Table, Tables, Transfer},
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

    async fn import(&self, tables: &Tables, mut from: mpsc::Receiver<Portion>) -> Result<Counts, CopyError> {
        let mut tx = self.begin_unhurried().await?;
        if let Some((table, _)) = tables.names().zip(count(&mut tx, tables).await?).find(|(_, rows)| *rows > 0) {
            return Err(CopyError::NotEmpty(table));
        }
        loop {
            match from.recv().await {
                Some(Portion::Rows(table, rows)) => insert(&mut tx, table, rows).await?,
                Some(Portion::End(sent)) => {
                    let arrived = count(&mut tx, tables).await?;
                    for ((table, sent), arrived) in tables.names().zip(sent).zip(&arrived) {
                        let sent = if tables.moves(table) { sent } else { 0 };
                        if sent != *arrived {
                            return Err(CopyError::Lost { table, sent, arrived: *arrived });
                        }
                    }
                    tx.commit().await?;
                    return Ok(arrived);
                }
                // Dropping the transaction rolls it back.
                None => return Err(CopyError::Interrupted),
            }
        }
    }

    async fn rows_of(&self, table: &Table, account: AccountId) -> Result<Vec<Vec<Cell>>, StoreError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        list(&mut query, table.columns);
        query.push(" FROM ").push(table.name).push(" WHERE account_id = ").push_bind(account.to_string()).push(" ORDER BY ");
        list(&mut query, &table.columns[..table.key]);
        all(self.reader(), query.build()).await?.iter().map(|row| cells(row, table.columns)).collect()
    }
}
