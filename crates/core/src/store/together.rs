//! Steps of several deeds together: those that wait for SQLite's writer go to it by one hand-over, and share its commit. To wake the
//! thread that runs a statement takes longer than the statement.
//!
//! sqlx calls several statements in one text deprecated, since it can run them on SQLite alone (its issue 3108). Should it no longer do
//! so, this file gives it one after the other.

use futures_util::TryStreamExt;
use sqlx::{Either, Executor};
use tokio::sync::{mpsc, oneshot};

use super::{
    Cell, StoreError,
    group_commit::{Deed, Writer},
    sqlite::bound,
    steps::{SIZES, Steps},
};

/// Maximum number of deeds that share a transaction here.
const MOST: usize = 64;

/// For each step, how many rows it changed, or how many the lock found.
type Changed = Vec<u64>;

struct Asked {
    steps: &'static Steps,
    values: Vec<Cell>,
    answer: oneshot::Sender<Result<Changed, StoreError>>,
}

/// Runs steps for everybody.
pub(super) struct Together(mpsc::UnboundedSender<Asked>);

impl Together {
    /// Runs them by this writer. Ends when this is dropped.
    pub fn by(writer: Writer) -> Self {
        // As many as there are requests, each of which waits for its answer.
        let (ask, mut asked) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut waiting = Vec::new();
            while asked.recv_many(&mut waiting, MOST).await > 0 {
                do_all(&writer, std::mem::take(&mut waiting)).await;
            }
        });
        Self(ask)
    }

    /// Runs steps. Returns what they changed when that is durable.
    pub async fn run(&self, steps: &'static Steps, values: Vec<Cell>) -> Result<Changed, StoreError> {
        let gone = || StoreError::Unavailable("the database is closed".into());
        let (answer, answered) = oneshot::channel();
        self.0.send(Asked { steps, values, answer }).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

/// Why steps were not done.
enum Failure {
    /// The transaction did not begin or was not committed, which concerns all.
    Transaction(StoreError),
    /// A statement failed, which concerns the one who asked for it.
    Statement(StoreError),
}

/// Does all in one transaction. If a statement fails, each is done alone, and fails alone.
async fn do_all(writer: &Writer, mut asked: Vec<Asked>) {
    // Who has gone has asked for nothing yet.
    asked.retain(|asked| !asked.answer.is_closed());
    // Those of the same steps side by side. A sign-in never asks for two things at once, so that their order is nobody's.
    asked.sort_by_key(|asked| std::ptr::from_ref(asked.steps).addr());
    match transaction(writer, &asked).await {
        Ok(changed) => tell(asked.into_iter().zip(changed.into_iter().map(Ok))),
        Err(Failure::Statement(_)) if asked.len() > 1 => {
            for asked in asked {
                let done = transaction(writer, std::slice::from_ref(&asked)).await;
                let done = done.map(|mut changed| changed.pop().unwrap_or_default());
                tell([(asked, done.map_err(|(Failure::Transaction(error) | Failure::Statement(error))| error))]);
            }
        }
        Err(Failure::Transaction(error) | Failure::Statement(error)) => {
            tell(asked.into_iter().map(|asked| (asked, Err(error.clone()))));
        }
    }
}

fn tell(answers: impl IntoIterator<Item = (Asked, Result<Changed, StoreError>)>) {
    for (asked, answer) in answers {
        // The one who asked may have gone.
        let _ = asked.answer.send(answer);
    }
}

async fn transaction(writer: &Writer, asked: &[Asked]) -> Result<Vec<Changed>, Failure> {
    if asked.is_empty() {
        return Ok(vec![]);
    }
    let mut deed = writer.begin().await.map_err(Failure::Transaction)?;
    let mut changed = Vec::with_capacity(asked.len());
    for same in asked.chunk_by(|one, next| std::ptr::eq(one.steps, next.steps)) {
        let mut rest = same;
        for (place, size) in SIZES.into_iter().enumerate() {
            while let Some((several, others)) = rest.split_at_checked(size) {
                run(&mut deed, place, several, &mut changed).await.map_err(Failure::Statement)?;
                rest = others;
            }
        }
    }
    deed.commit().await.map_err(Failure::Transaction)?;
    Ok(changed)
}

/// Runs the same steps for several by one hand-over.
async fn run(deed: &mut Deed, place: usize, several: &[Asked], all: &mut Vec<Changed>) -> Result<(), StoreError> {
    let Some(Asked { steps, values, .. }) = several.first() else { return Ok(()) };
    let text = steps.in_a_row(place, values.len());
    let (mut changed, mut found) = (Vec::with_capacity(several.len() * steps.len()), 0);
    let mut results = deed.fetch_many(bound(text, several.iter().flat_map(|asked| &asked.values)));
    while let Some(result) = results.try_next().await? {
        match result {
            Either::Right(_) => found += 1,
            // After a query it has the count of the statement before.
            Either::Left(done) => {
                let is_lock = steps.has_lock() && changed.len().is_multiple_of(steps.len());
                changed.push(if is_lock { std::mem::take(&mut found) } else { done.rows_affected() });
            }
        }
    }
    if changed.len() != several.len() * steps.len() {
        return Err(StoreError::Broken("a step was not run".into()));
    }
    all.extend(changed.chunks(steps.len()).map(<[u64]>::to_vec));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sqlx::{
        Pool, Row, Sqlite,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
    };
    use tempfile::TempDir;
    use tokio::task::JoinHandle;

    use super::*;
    use crate::store::steps::Lock;

    /// Spends a coin of a purse, and notes for what. A purse is locked, and a coin is there once.
    static SPEND: Steps = Steps::locked(
        Lock { table: "purses", column: "owner", condition: "owner = $1" },
        &[
            "DELETE FROM coins WHERE owner = $1 AND coin = $2 AND {locked}",
            "INSERT INTO bought (what, owner) SELECT $3, $1 WHERE {so_far}",
        ],
    );
    /// Puts a coin into a purse.
    static PUT: Steps = Steps::of(&["INSERT INTO coins (owner, coin) VALUES ($1, $2)"]);

    struct World {
        together: Arc<Together>,
        writer: Writer,
        reader: Pool<Sqlite>,
        _folder: TempDir,
    }

    async fn world() -> World {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("purses.db");
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
        let pool = || SqlitePoolOptions::new().max_connections(1).connect_with(options.clone());
        let pools = (pool().await.unwrap(), pool().await.unwrap());
        let tables = "CREATE TABLE purses (owner TEXT PRIMARY KEY);
                      CREATE TABLE coins (owner TEXT, coin INTEGER, PRIMARY KEY (owner, coin));
                      CREATE TABLE bought (what TEXT PRIMARY KEY, owner TEXT);
                      INSERT INTO purses VALUES ('ada'), ('eve');
                      INSERT INTO coins SELECT owner, value FROM purses, json_each('[1,2,3,4,5,6,7,8,9,10]')";
        sqlx::raw_sql(tables).execute(&pools.0).await.unwrap();
        let writer = Writer::of(pools.0);
        World { together: Arc::new(Together::by(writer.clone())), writer, reader: pools.1, _folder: folder }
    }

    impl World {
        fn ask(&self, steps: &'static Steps, values: Vec<Cell>) -> JoinHandle<Result<Changed, StoreError>> {
            let together = Arc::clone(&self.together);
            tokio::spawn(async move { together.run(steps, values).await })
        }

        fn spend(&self, owner: &str, coin: i64, what: &str) -> JoinHandle<Result<Changed, StoreError>> {
            self.ask(&SPEND, vec![owner.into(), coin.into(), what.into()])
        }

        async fn bought(&self) -> Vec<String> {
            let rows = sqlx::query("SELECT what FROM bought ORDER BY what").fetch_all(&self.reader).await.unwrap();
            rows.iter().map(|row| row.get("what")).collect()
        }
    }

    async fn settled() {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn each_is_told_what_its_own_steps_have_done() {
        let world = world().await;
        // While another deed has the turn, they gather.
        let busy = world.writer.begin().await.unwrap();
        let first = world.spend("ada", 1, "ink");
        settled().await;
        let mut asked = Vec::new();
        for number in 0..13 {
            asked.push(world.spend("eve", 1 + number % 10, &format!("thing {number:02}")));
            asked.push(world.ask(&PUT, vec!["bob".into(), number.into()]));
        }
        let of_nobody = world.spend("nobody", 1, "nothing");
        settled().await;
        assert_eq!(world.bought().await, [""; 0]);
        busy.rollback().await.unwrap();
        assert_eq!(first.await.unwrap().unwrap(), [1, 1, 1]);
        for (number, asked) in asked.into_iter().enumerate() {
            let expected: &[u64] = match (number % 2, number / 2) {
                (1, _) => &[1],
                (_, 0..10) => &[1, 1, 1],
                // The coin is gone.
                _ => &[1, 0, 0],
            };
            assert_eq!(asked.await.unwrap().unwrap(), expected, "{number}");
        }
        assert_eq!(of_nobody.await.unwrap().unwrap(), [0, 0, 0]);
        assert_eq!(world.bought().await.len(), 11);
    }

    #[tokio::test]
    async fn one_that_fails_fails_alone() {
        let world = world().await;
        let busy = world.writer.begin().await.unwrap();
        let first = world.spend("ada", 1, "ink");
        settled().await;
        let (second, third, fourth) =
            (world.spend("ada", 2, "pen"), world.spend("ada", 3, "pen"), world.spend("ada", 4, "paper"));
        settled().await;
        busy.rollback().await.unwrap();
        for good in [first, second, fourth] {
            assert_eq!(good.await.unwrap().unwrap(), [1, 1, 1]);
        }
        assert!(third.await.unwrap().is_err(), "there is a pen");
        assert_eq!(world.bought().await, ["ink", "paper", "pen"]);
        assert_eq!(world.spend("ada", 3, "sand").await.unwrap().unwrap(), [1, 1, 1], "its coin is not spent");
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_not_begun() {
        let world = world().await;
        let busy = world.writer.begin().await.unwrap();
        let first = world.spend("ada", 1, "ink");
        settled().await;
        let gone = world.spend("ada", 2, "pen");
        settled().await;
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        busy.rollback().await.unwrap();
        first.await.unwrap().unwrap();
        assert_eq!(world.spend("ada", 2, "sand").await.unwrap().unwrap(), [1, 1, 1]);
        assert_eq!(world.bought().await, ["ink", "sand"]);
    }
}
