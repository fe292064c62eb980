//! Tests for SQLite only: opening a file, and unreadable content. They damage files through their own connections.

use std::{
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use super::*;
use crate::{
    domain::throttle::Limit,
    store::{
        OpenError,
        transfer::{Tables, look},
    },
};

/// Invalid UTF-8.
const NO_UTF8: &str = "CAST(x'ff' AS TEXT)";

/// Creates a world on a file in its own folder.
pub(super) async fn world() -> World {
    let (folder, file) = a_place();
    World::open(url(&file, "rwc"), Box::new(folder)).await
}

/// A temporary folder, and a path for a database in it.
fn a_place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("latchkey.db");
    (folder, file)
}

fn url(file: &Path, mode: &str) -> String {
    format!("sqlite:{}?mode={mode}", file.display())
}

async fn raw(url: &str) -> SqliteConnection {
    let options = SqliteConnectOptions::from_str(url).unwrap().foreign_keys(false);
    SqliteConnection::connect_with(&options).await.unwrap()
}

/// Runs a statement outside the store.
async fn meddle(url: &str, sql: String) {
    let mut connection = raw(url).await;
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Creates a database in this file and closes it.
async fn a_closed_database(file: &Path) {
    let store = open(&url(file, "rwc"), CONNECTIONS).await.unwrap();
    store.creates_account(&an_account()).await.unwrap();
    store.close().await;
}

/// Creates a database in the state of a restored copy: not in WAL mode.
async fn a_restored_database(file: &Path) {
    a_closed_database(file).await;
    meddle(&url(file, "rw"), "PRAGMA journal_mode = DELETE".into()).await;
}

/// Returns the error of opening it. Checks that it is one line and names the file.
async fn refusal(file: &Path, mode: &str) -> OpenError {
    let error = open(&url(file, mode), CONNECTIONS).await.err().unwrap();
    let sentence = error.to_string();
    assert!(!sentence.contains('\n'), "{sentence}");
    assert!(
        sentence.contains(&file.display().to_string()) || matches!(error, OpenError::Newer(_) | OpenError::ChangedMigration(_)),
        "{sentence}"
    );
    error
}

fn assert_corrupt<T>(what: &str, result: Result<T, StoreError>) {
    match result {
        Err(StoreError::Corrupt(_)) => {}
        Err(other) => panic!("{what}: {other:?}"),
        Ok(_) => panic!("{what}: taken for an answer"),
    }
}

async fn rotated(world: &World, session_id: SessionId, fingerprint: Fingerprint) -> Result<Rotation, StoreError> {
    world
        .store
        .rotate_refresh_token(
            &Presented { session_id, fingerprint, was_issued: true, ending: an_ending(NOW) },
            &[0; 32],
            NOW,
            &lifetimes(),
        )
        .await
}

#[tokio::test]
async fn an_account_that_cannot_be_read_is_never_taken_for_none() {
    let world = world().await;
    for (column, garbage) in [("email", NO_UTF8), ("name", NO_UTF8), ("password_hash", NO_UTF8)] {
        let Protected { account, opening, .. } = world.with_two_factors().await;
        let (email, pending) = (world.account(account).await.email, world.pending(account).await);
        meddle(&world.url, format!("UPDATE accounts SET {column} = {garbage} WHERE id = '{account}'")).await;
        let what = format!("{column} = {garbage}");
        assert_corrupt(&what, account_of(&*world.store, account).await);
        assert_corrupt(&what, world.store.session(opening.session.id).await);
        assert_corrupt(&what, world.store.pending_account(pending, NOW).await);
        assert_corrupt(&what, world.store.tries_pending(pending, NOW).await);
        assert_corrupt(&what, rotated(&world, opening.session.id, opening.refresh).await);
        if column != "email" {
            assert_corrupt(&what, world.store.account_by_email(&email).await);
        }
    }
}

/// Rules for input may become stricter. Accounts registered before stay valid.
#[tokio::test]
async fn what_was_stored_by_other_rules_is_read() {
    let world = world().await;
    for (column, stored) in [("email", "nobody"), ("name", ""), ("name", "two\nlines")] {
        let account = world.registered().await.id;
        meddle(&world.url, format!("UPDATE accounts SET {column} = '{stored}' WHERE id = '{account}'")).await;
        let read = world.account(account).await;
        assert_eq!(if column == "email" { read.email.as_str() } else { read.name.as_str() }, stored);
    }
}

#[tokio::test]
async fn a_session_that_cannot_be_read_is_never_taken_for_none_and_keeps_its_token() {
    let world = world().await;
    for garbage in ["'pwd otp'", "''", NO_UTF8] {
        let opening = world.signed_in(world.registered().await.id).await;
        let id = opening.session.id;
        meddle(&world.url, format!("UPDATE sessions SET factors = {garbage} WHERE id = '{id}'")).await;
        assert_corrupt(garbage, world.store.session(id).await);
        for token in [opening.refresh, fingerprint("made up")] {
            assert_corrupt(garbage, rotated(&world, id, token).await);
        }
        meddle(&world.url, format!("UPDATE sessions SET factors = 'pwd' WHERE id = '{id}'")).await;
        let rotation = rotated(&world, id, opening.refresh).await.unwrap();
        assert!(matches!(rotation, Rotation::Rotated(..)), "{rotation:?}");
    }
}

#[tokio::test]
async fn a_counter_that_cannot_be_read_lets_nobody_guess() {
    let world = world().await;
    for (number, garbage) in ["-1", "4294967296"].into_iter().enumerate() {
        let subject = format!("subject {number}");
        world.store.count_attempt(&subject, Limit::Totp, NOW).await.unwrap().unwrap();
        meddle(&world.url, format!("UPDATE attempts SET misses = {garbage} WHERE subject = '{subject}'")).await;
        for _ in 0..2 {
            assert_corrupt(garbage, world.store.count_attempt(&subject, Limit::Totp, NOW).await);
        }
    }
}

#[tokio::test]
async fn what_is_sealed_under_a_key_that_cannot_be_read_is_never_taken_for_none() {
    let world = world().await;
    let Protected { account, opening, .. } = world.with_two_factors().await;
    world.enrolling(&opening).await;
    for table in ["authenticators", "pending_authenticators", "notes"] {
        meddle(&world.url, format!("UPDATE {table} SET key_id = {NO_UTF8}")).await;
    }
    assert_corrupt("authenticator", world.store.authenticator_of(account).await);
    assert_corrupt("keys in use", world.store.key_uses().await);
    assert_corrupt("pending authenticator", world.store.pending_authenticator(account, opening.session.id, NOW).await);
    assert_corrupt("note", world.store.handoff(opening.session.id, HandoffKind::RecoveryCodes, NOW).await);
}

#[tokio::test]
async fn a_damaged_page_is_never_taken_for_an_absence() {
    let (_folder, file) = a_place();
    let store = open(&url(&file, "rwc"), CONNECTIONS).await.unwrap();
    let account = an_account();
    assert!(store.creates_account(&account).await.unwrap());
    store.close().await;
    let mut connection = raw(&url(&file, "rw")).await;
    let row = sqlx::query("SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = 'accounts'")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let (page, size): (i64, i64) = (row.get("rootpage"), row.get("page_size"));
    connection.close().await.unwrap();
    let mut bytes = fs::read(&file).unwrap();
    let (start, size) = (usize::try_from((page - 1) * size).unwrap(), usize::try_from(size).unwrap());
    bytes[start..start + size].fill(0xaa);
    fs::write(&file, bytes).unwrap();
    let store = open(&url(&file, "rw"), CONNECTIONS).await.unwrap();
    // Clients see an outage.
    assert!(matches!(account_of(&*store, account.id).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(store.account_by_email(&account.email).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(store.creates_account(&account).await, Err(StoreError::Unavailable(_))));
}

/// SQLite itself refuses text in a numeric column.
#[tokio::test]
async fn every_table_is_strict() {
    let world = world().await;
    let own = "schema = 'main' AND name NOT GLOB 'sqlite_*' AND name <> '_sqlx_migrations'";
    let tables = sqlx::query(AssertSqlSafe(format!("SELECT name, strict FROM pragma_table_list WHERE {own}")))
        .fetch_all(&mut raw(&world.url).await)
        .await
        .unwrap();
    assert!(tables.len() >= 8);
    for table in tables {
        assert!(table.get::<bool, _>("strict"), "{}", table.get::<String, _>("name"));
    }
}

#[tokio::test]
async fn a_url_that_names_no_database_is_refused() {
    for scheme in ["", "latchkey.db", "mysql://localhost/latchkey", "SQLITE:latchkey.db", "sqlite"] {
        assert!(matches!(open(scheme, CONNECTIONS).await.err().unwrap(), OpenError::UnknownScheme), "{scheme}");
    }
    let (_folder, file) = a_place();
    for url in [url(&file, "write"), format!("sqlite:{}?mod=rwc", file.display())] {
        let error = open(&url, CONNECTIONS).await.err().unwrap();
        assert!(matches!(error, OpenError::BadUrl(_)), "{error:?}");
        assert!(!error.to_string().contains('\n'));
    }
    assert!(!file.exists());
}

#[tokio::test]
async fn what_is_not_there_is_not_made_by_looking() {
    let (folder, file) = a_place();
    assert!(look(&url(&file, "rwc"), &Tables::default()).await.unwrap().is_none());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    meddle(&url(&file, "rwc"), "CREATE TABLE recipes (name TEXT)".into()).await;
    assert!(look(&url(&file, "rw"), &Tables::default()).await.unwrap().is_none(), "somebody else's");
}

#[tokio::test]
async fn a_missing_file_is_made_only_where_the_url_says_so() {
    let (folder, file) = a_place();
    for mode in ["rw", "ro"] {
        assert!(matches!(refusal(&file, mode).await, OpenError::Missing(_)));
    }
    assert!(matches!(open(&format!("sqlite:{}", file.display()), CONNECTIONS).await, Err(OpenError::Missing(_))));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
    open(&url(&file, "rwc"), CONNECTIONS).await.unwrap().close().await;
    open(&url(&file, "rw"), CONNECTIONS).await.unwrap().close().await;
}

#[tokio::test]
async fn a_file_in_a_folder_that_is_not_there_cannot_be_written() {
    let (folder, _) = a_place();
    let file = folder.path().join("no such folder").join("latchkey.db");
    assert!(matches!(refusal(&file, "rwc").await, OpenError::ReadOnly(_)));
}

#[tokio::test]
async fn a_folder_in_place_of_the_file_is_refused() {
    let (_folder, file) = a_place();
    fs::create_dir(&file).unwrap();
    for mode in ["rwc", "rw"] {
        let error = refusal(&file, mode).await;
        assert!(matches!(error, OpenError::Other(_)), "{error:?}");
        assert!(error.to_string().contains("is a folder"), "{error}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let (_folder, file) = a_place();
    let letters = "Dear diary, ".repeat(1000);
    fs::write(&file, &letters).unwrap();
    for mode in ["rwc", "rw"] {
        let error = refusal(&file, mode).await;
        assert!(matches!(error, OpenError::Other(_)), "{error:?}");
        assert!(error.to_string().contains("not a database"), "{error}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), letters);
}

#[tokio::test]
async fn the_database_of_another_program_is_refused_and_left_alone() {
    let (_folder, file) = a_place();
    meddle(&url(&file, "rwc"), "CREATE TABLE accounts (iban TEXT); INSERT INTO accounts VALUES ('DE02')".into()).await;
    let error = refusal(&file, "rw").await;
    assert!(matches!(error, OpenError::Other(_)), "{error:?}");
    let row = sqlx::query("SELECT iban FROM accounts").fetch_one(&mut raw(&url(&file, "rw")).await).await.unwrap();
    assert_eq!(row.get::<String, _>("iban"), "DE02");
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_refused_at_once() {
    let (_folder, file) = a_place();
    a_closed_database(&file).await;
    assert!(matches!(refusal(&file, "ro").await, OpenError::ReadOnly(_)));
    open(&url(&file, "rw"), CONNECTIONS).await.unwrap();
    // Also a copy that an operator restored, which is not in WAL mode.
    let (_folder, copy) = a_place();
    a_restored_database(&copy).await;
    assert!(matches!(refusal(&copy, "ro").await, OpenError::ReadOnly(_)));
    open(&url(&copy, "rw"), CONNECTIONS).await.unwrap();
}

#[tokio::test]
async fn a_newer_schema_is_refused_with_its_version() {
    let (_folder, file) = a_place();
    a_closed_database(&file).await;
    let future = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                  VALUES (9001, 'future', TRUE, x'00', 0)";
    meddle(&url(&file, "rw"), future.into()).await;
    let error = refusal(&file, "rw").await;
    assert!(matches!(error, OpenError::Newer(9001)), "{error:?}");
    assert!(error.to_string().contains("9001"));
}

#[tokio::test]
async fn a_migration_that_was_changed_since_is_refused_with_its_version() {
    let (_folder, file) = a_place();
    a_closed_database(&file).await;
    meddle(&url(&file, "rw"), "UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 2".into()).await;
    let error = refusal(&file, "rw").await;
    assert!(matches!(error, OpenError::ChangedMigration(2)), "{error:?}");
    assert!(error.to_string().contains('2'));
}

/// Waits for a full lock timeout. It is the only slow test here and therefore covers everything about locks.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_another_program_holds_is_refused_and_the_store_still_reads() {
    let world = world().await;
    let account = world.registered().await.id;
    let mut holder = raw(&world.url).await;
    sqlx::raw_sql("BEGIN EXCLUSIVE").execute(&mut holder).await.unwrap();

    // A lock on a file that is not in WAL mode also blocks readers.
    let (_folder, restored) = a_place();
    a_restored_database(&restored).await;
    let mut other_holder = raw(&url(&restored, "rw")).await;
    sqlx::raw_sql("BEGIN EXCLUSIVE").execute(&mut other_holder).await.unwrap();

    assert!(world.account(account).await.id == account, "reading waits for nobody");
    let newcomer = an_account();
    let (opened, opened_copy, written, begun) = tokio::join!(
        open(&world.url, CONNECTIONS),
        refusal(&restored, "rw"),
        world.store.creates_account(&newcomer),
        world.rival.count_attempt("subject", Limit::Totp, NOW),
    );
    let opened = opened.err().unwrap();
    for error in [opened, opened_copy] {
        assert!(matches!(error, OpenError::Locked(_)), "{error:?}");
    }
    assert!(matches!(written, Err(StoreError::Unavailable(_))), "{written:?}");
    assert!(matches!(begun, Err(StoreError::Unavailable(_))), "{begun:?}");

    sqlx::raw_sql("ROLLBACK").execute(&mut holder).await.unwrap();
    assert!(world.store.creates_account(&newcomer).await.unwrap());
    world.rival.count_attempt("subject", Limit::Totp, NOW).await.unwrap().unwrap();
}

/// Simulates separate processes, each in its own thread: waiting for another's migration blocks the thread.
#[test]
fn servers_that_start_at_once_on_a_new_file_all_open_it() {
    let (_folder, file) = a_place();
    let start = std::sync::Barrier::new(8);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                start.wait();
                runtime.block_on(async {
                    let store = open(&url(&file, "rwc"), CONNECTIONS).await.unwrap();
                    assert!(store.creates_account(&an_account()).await.unwrap());
                });
            });
        }
    });
}
