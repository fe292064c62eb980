use async_trait::async_trait;
use sqlx::QueryBuilder;
use tokio::sync::mpsc;

use super::{Backend, Db, DbRow, Transaction, column};
use crate::store::{
    StoreError,
    transfer::{Cell, CopyError, Counts, Kind, LEFT_BEHIND, MOVED, PORTION, Portion, Table, Transfer, counted},
};

async fn count(connection: &mut <Db as sqlx::Database>::Connection) -> Result<Counts, StoreError> {
    let mut counts = Counts::new();
    for table in counted() {
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

fn list(query: &mut QueryBuilder<Db>, columns: &[(&'static str, Kind)]) {
    let mut columns_of = query.separated(", ");
    for (name, _) in columns {
        columns_of.push(name);
    }
}

fn read(table: &Table, row: &DbRow) -> Result<Vec<Cell>, StoreError> {
    let cell = |(name, kind): &(&'static str, Kind)| {
        Ok(match kind {
            Kind::Text => Cell::Text(column(row, name)?),
            Kind::Integer => Cell::Integer(column(row, name)?),
            Kind::Bytes => Cell::Bytes(column(row, name)?),
        })
    };
    table.columns.iter().map(cell).collect()
}

/// The next rows of a table, by its primary key (keyset), after the last one that was read.
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
    rows.iter().map(|row| read(table, row)).collect()
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
    async fn counts(&self) -> Result<Counts, StoreError> {
        count(&mut *self.reader().acquire().await?).await
    }

    async fn export(&self, to: mpsc::Sender<Portion>) -> Result<(), CopyError> {
        let mut tx = self.begin_unhurried().await?;
        for (number, table) in MOVED.iter().enumerate() {
            let mut last = None;
            loop {
                let rows = portion(&mut tx, table, last.as_ref()).await?;
                let Some(end) = rows.last() else { break };
                last = Some(end.clone());
                to.send(Portion::Rows(number, rows)).await.map_err(|_| CopyError::Interrupted)?;
            }
        }
        let counts = count(&mut tx).await?;
        tx.rollback().await?;
        to.send(Portion::End(counts)).await.map_err(|_| CopyError::Interrupted)
    }

    async fn import(&self, mut from: mpsc::Receiver<Portion>) -> Result<Counts, CopyError> {
        let mut tx = self.begin_unhurried().await?;
        if let Some((table, _)) = counted().zip(count(&mut tx).await?).find(|(_, rows)| *rows > 0) {
            return Err(CopyError::NotEmpty(table));
        }
        loop {
            match from.recv().await {
                Some(Portion::Rows(table, rows)) => insert(&mut tx, &MOVED[table], rows).await?,
                Some(Portion::End(mut sent)) => {
                    let arrived = count(&mut tx).await?;
                    let moved = MOVED.len();
                    sent.truncate(moved);
                    sent.extend(LEFT_BEHIND.iter().map(|_| 0));
                    for ((table, sent), arrived) in counted().zip(sent).zip(&arrived) {
                        if sent != *arrived {
                            return Err(CopyError::Lost { table, sent, arrived: *arrived });
                        }
                    }
                    tx.commit().await?;
                    return Ok(arrived);
                }
                // Dropped, the transaction is rolled back.
                None => return Err(CopyError::Interrupted),
            }
        }
    }
}
