//! A deed is durable when it is answered, and fails alone. Another connection sees what is committed.

use sqlx::{
    Row,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

use super::*;

struct World {
    writer: Writer,
    reader: Pool<Sqlite>,
    _folder: TempDir,
}

async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deeds.db");
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
    let pool = || SqlitePoolOptions::new().max_connections(1).connect_with(options.clone().foreign_keys(true));
    let writer = pool().await.unwrap();
    // Violations of the reference are found by the commit alone.
    let tables = "CREATE TABLE deeds (name TEXT PRIMARY KEY);
                  CREATE TABLE late (deed TEXT REFERENCES deeds (name) DEFERRABLE INITIALLY DEFERRED)";
    sqlx::raw_sql(tables).execute(&writer).await.unwrap();
    World { writer: Writer::of(writer), reader: pool().await.unwrap(), _folder: folder }
}

/// How a deed ends.
#[derive(Clone, Copy)]
enum End {
    Commit,
    RollBack,
    Drop,
    /// Commits what a commit refuses.
    Broken,
}

/// A deed whose turn it is, or will be. It ends when it is let go.
struct Waiting {
    begun: watch::Receiver<bool>,
    go: oneshot::Sender<()>,
    answer: JoinHandle<Result<(), StoreError>>,
}

impl World {
    /// Queues a deed that writes its name.
    fn queue(&self, name: &'static str, end: End) -> Waiting {
        let writer = self.writer.clone();
        let ((begin, begun), (go, gone)) = (watch::channel(false), oneshot::channel());
        let answer = tokio::spawn(async move {
            let mut deed = writer.begin().await?;
            sqlx::query("INSERT INTO deeds VALUES ($1)").bind(name).execute(&mut *deed).await?;
            let _ = begin.send(true);
            gone.await.unwrap();
            match end {
                End::Commit => deed.commit().await,
                End::RollBack => deed.rollback().await,
                End::Drop => {
                    drop(deed);
                    Ok(())
                }
                End::Broken => {
                    sqlx::query("INSERT INTO late VALUES ('nobody')").execute(&mut *deed).await?;
                    deed.commit().await
                }
            }
        });
        Waiting { begun, go, answer }
    }

    /// The first deed, whose turn it is.
    async fn first(&self, end: End) -> Waiting {
        let mut first = self.queue("first", end);
        first.has_the_turn().await;
        first
    }

    /// Queues another deed behind those that wait.
    async fn then(&self, name: &'static str, end: End) -> Waiting {
        let waiting = self.queue(name, end);
        settled().await;
        waiting
    }

    async fn stored(&self) -> Vec<String> {
        let rows = sqlx::query("SELECT name FROM deeds ORDER BY rowid").fetch_all(&self.reader).await.unwrap();
        rows.iter().map(|row| row.get("name")).collect()
    }

    /// The writer takes another deed, and it is stored.
    async fn goes_on(&self) {
        let insert = || sqlx::query("INSERT INTO deeds VALUES ('next')");
        assert_eq!(self.writer.execute(insert()).await.unwrap(), 1);
        assert!(self.writer.execute(insert()).await.is_err());
        assert_eq!(self.writer.execute(sqlx::query("DELETE FROM deeds WHERE name = 'next'")).await.unwrap(), 1);
    }
}

impl Waiting {
    async fn has_the_turn(&mut self) {
        self.begun.wait_for(|begun| *begun).await.unwrap();
    }

    /// Lets it end when its turn has come.
    async fn let_go(mut self) -> JoinHandle<Result<(), StoreError>> {
        self.has_the_turn().await;
        self.go.send(()).unwrap();
        self.answer
    }
}

/// Lets all tasks of this thread do what they can.
async fn settled() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn deeds_that_wait_share_a_commit_and_are_answered_after_it() {
    let world = world().await;
    let first = world.first(End::Commit).await;
    let (second, third) = (world.then("second", End::Commit).await, world.then("third", End::Commit).await);
    let first = first.let_go().await;
    let second = second.let_go().await;
    let mut third = third;
    third.has_the_turn().await;
    settled().await;
    assert!(!first.is_finished() && !second.is_finished(), "nothing is durable yet");
    assert_eq!(world.stored().await, [""; 0]);
    third.go.send(()).unwrap();
    for answer in [first, second, third.answer] {
        answer.await.unwrap().unwrap();
    }
    assert_eq!(world.stored().await, ["first", "second", "third"]);
    world.goes_on().await;
}

#[tokio::test]
async fn a_deed_that_fails_fails_alone() {
    for end in [End::RollBack, End::Drop] {
        let world = world().await;
        let first = world.first(End::Commit).await;
        let (second, third) = (world.then("second", end).await, world.then("third", End::Commit).await);
        // Its name is taken by the first.
        let fourth = world.then("first", End::Commit).await;
        let (first, second, third) = (first.let_go().await, second.let_go().await, third);
        settled().await;
        assert_eq!(second.is_finished(), matches!(end, End::Drop), "what it has seen is not durable yet");
        let third = third.let_go().await;
        for answer in [first, third] {
            answer.await.unwrap().unwrap();
        }
        assert!(fourth.answer.await.unwrap().is_err());
        assert_eq!(world.stored().await, ["first", "third"]);
        world.goes_on().await;
    }
}

#[tokio::test]
async fn a_first_deed_that_fails_leaves_nothing() {
    for end in [End::RollBack, End::Drop] {
        let world = world().await;
        let first = world.first(end).await;
        let second = world.then("second", End::Commit).await;
        drop(first.let_go().await);
        second.let_go().await.await.unwrap().unwrap();
        assert_eq!(world.stored().await, ["second"]);
        world.goes_on().await;
    }
}

#[tokio::test]
async fn a_commit_that_fails_is_told_to_all_of_its_deeds() {
    let world = world().await;
    let first = world.first(End::Commit).await;
    let second = world.then("second", End::Broken).await;
    for answer in [first.let_go().await, second.let_go().await] {
        assert!(answer.await.unwrap().is_err());
    }
    assert_eq!(world.stored().await, [""; 0]);
    world.goes_on().await;
}

#[tokio::test]
async fn who_leaves_after_the_deed_is_done_undoes_nothing() {
    let world = world().await;
    let first = world.first(End::Commit).await;
    let second = world.then("second", End::Commit).await;
    let first = first.let_go().await;
    let mut second = second;
    second.has_the_turn().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    second.go.send(()).unwrap();
    second.answer.await.unwrap().unwrap();
    assert_eq!(world.stored().await, ["first", "second"]);
}

#[tokio::test]
async fn who_leaves_in_the_midst_of_a_deed_undoes_it() {
    let world = world().await;
    let first = world.first(End::Commit).await;
    let second = world.then("second", End::Commit).await;
    let third = world.then("third", End::Commit).await;
    let first = first.let_go().await;
    let mut second = second;
    second.has_the_turn().await;
    second.answer.abort();
    for answer in [first, third.let_go().await] {
        answer.await.unwrap().unwrap();
    }
    assert_eq!(world.stored().await, ["first", "third"]);
    world.goes_on().await;
}

#[tokio::test]
async fn a_deed_that_is_alone_lets_those_before_it_end_first() {
    let world = world().await;
    let first = world.first(End::Commit).await;
    let writer = world.writer.clone();
    let alone = tokio::spawn(async move { writer.begin_alone().await });
    settled().await;
    let first = first.let_go().await;
    let mut alone = alone.await.unwrap().unwrap();
    first.await.unwrap().unwrap();
    let third = world.then("third", End::Commit).await;
    sqlx::query("INSERT INTO deeds VALUES ('alone')").execute(&mut *alone).await.unwrap();
    assert_eq!(world.stored().await, ["first"]);
    alone.commit().await.unwrap();
    assert_eq!(world.stored().await, ["first", "alone"]);
    third.let_go().await.await.unwrap().unwrap();
    assert_eq!(world.stored().await, ["first", "alone", "third"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_deeds_those_that_are_answered_are_there_and_no_others() {
    let world = world().await;
    let deeds: Vec<_> = (0..400)
        .map(|number: i64| {
            let writer = world.writer.clone();
            tokio::spawn(async move {
                let name = || number.to_string();
                match number % 4 {
                    // One of each two is too late.
                    0 => writer
                        .execute(sqlx::query("INSERT INTO deeds VALUES ($1)").bind((number / 8).to_string() + "x"))
                        .await
                        .is_ok(),
                    1 => {
                        let mut deed = writer.begin().await.unwrap();
                        sqlx::query("INSERT INTO deeds VALUES ($1)").bind(name()).execute(&mut *deed).await.unwrap();
                        deed.commit().await.is_ok()
                    }
                    2 => {
                        let mut deed = writer.begin().await.unwrap();
                        sqlx::query("INSERT INTO deeds VALUES ($1)").bind(name()).execute(&mut *deed).await.unwrap();
                        false
                    }
                    _ => {
                        let mut deed = writer.begin_alone().await.unwrap();
                        sqlx::query("INSERT INTO deeds VALUES ($1)").bind(name()).execute(&mut *deed).await.unwrap();
                        deed.commit().await.is_ok()
                    }
                }
            })
        })
        .collect();
    let mut answered = 0;
    for deed in deeds {
        answered += usize::from(deed.await.unwrap());
    }
    assert_eq!(answered, 50 + 100 + 100);
    assert_eq!(world.stored().await.len(), answered);
}
