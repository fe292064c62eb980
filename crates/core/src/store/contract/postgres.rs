//! Tests for PostgreSQL only: connecting, and concurrent migrations.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use url::Url;

use super::*;
use crate::store::OpenError;

/// The repository's root folder.
const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[path = "../../../../../tests/it/support/cluster.rs"]
mod cluster;

use cluster::Database;

/// Creates a world in its own database.
pub(super) async fn world() -> World {
    let database = Database::migrated(async |url: &str| open(url, CONNECTIONS).await.unwrap().close().await).await;
    World::open(database.url.clone(), Box::new(database)).await
}

/// Runs statements outside the store.
async fn meddle(url: &str, sql: &str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Returns the error of opening a database. Checks that it is one line without the password.
async fn refusal(url: &str) -> OpenError {
    let error = open(url, CONNECTIONS).await.err().unwrap();
    let sentence = error.to_string();
    assert!(!sentence.contains('\n') && !sentence.contains("hunter2"), "{sentence}");
    error
}

fn changed(url: &str, change: impl FnOnce(&mut Url)) -> String {
    let mut url = Url::parse(url).unwrap();
    change(&mut url);
    url.into()
}

#[tokio::test]
async fn an_unanswered_database_is_refused() {
    let url = "postgres://ada:hunter2@127.0.0.1:1/latchkey";
    let error = refusal(url).await;
    assert!(matches!(error, OpenError::Unreachable(_)), "{error:?}");
    assert!(error.to_string().contains("latchkey at 127.0.0.1:1"), "{error}");
}

#[tokio::test]
async fn a_url_that_cannot_be_read_is_refused() {
    for url in ["postgres://ada:hunter2@[::1/latchkey", "postgres://ada:hunter2@localhost/x?sslmode=hunter2"] {
        let error = refusal(url).await;
        assert!(matches!(error, OpenError::BadUrl(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_missing_database_is_refused() {
    let database = Database::empty().await;
    let error = refusal(&changed(&database.url, |url| url.set_path("no_such_thing"))).await;
    assert!(matches!(error, OpenError::NoDatabase(_)), "{error:?}");
}

#[tokio::test]
async fn a_user_who_is_not_let_in_and_one_who_may_make_no_tables_are_refused() {
    let database = Database::empty().await;
    // Roles belong to the whole server.
    let name = Url::parse(&database.url).unwrap().path().replace('/', "");
    let password = Url::parse(&database.url).unwrap().password().unwrap_or_default().to_owned();
    let roles = format!("CREATE ROLE {name} LOGIN PASSWORD '{password}'; CREATE ROLE {name}_none NOLOGIN PASSWORD '{password}'");
    meddle(&database.url, &roles).await;
    let as_user = |user: &str| changed(&database.url, |url| url.set_username(user).unwrap());
    let error = refusal(&as_user(&name)).await;
    assert!(matches!(error, OpenError::NoRight(_)), "{error:?}");
    let error = refusal(&as_user(&format!("{name}_none"))).await;
    assert!(matches!(error, OpenError::Denied(_)), "{error:?}");
    meddle(&database.url, &format!("DROP ROLE {name}; DROP ROLE {name}_none")).await;
}

#[tokio::test]
async fn a_server_without_tls_is_refused_where_the_url_demands_it() {
    let database = Database::empty().await;
    let error = refusal(&changed(&database.url, |url| url.set_query(Some("sslmode=require")))).await;
    assert!(matches!(error, OpenError::NoTls(..)), "{error:?}");
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_refused() {
    let world = world().await;
    // Simulates a standby.
    meddle(
        &world.url,
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$",
    )
    .await;
    let error = refusal(&world.url).await;
    assert!(matches!(error, OpenError::Standby(_)), "{error:?}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_served_on_by_who_had_it_open() {
    let world = world().await;
    let future = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                  VALUES (9999, 'of the future', true, '\\x00', 0)";
    meddle(&world.url, future).await;
    assert!(matches!(refusal(&world.url).await, OpenError::Newer(9999)));
    assert!(world.store.readiness().await.unwrap().schema_is_current, "it has all that this version asks for");
    world.registered().await;
}

#[tokio::test]
async fn a_database_that_was_put_back_to_an_older_version_is_not_ready() {
    let world = world().await;
    meddle(&world.url, "DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)").await;
    assert!(!world.store.readiness().await.unwrap().schema_is_current);
}

#[tokio::test]
async fn a_migration_that_was_changed_is_refused() {
    let world = world().await;
    meddle(&world.url, "UPDATE _sqlx_migrations SET checksum = '\\x00' WHERE version = 2").await;
    assert!(matches!(refusal(&world.url).await, OpenError::ChangedMigration(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_servers_that_start_at_once_one_migrates_and_all_serve() {
    let database = Database::empty().await;
    let start = async || open(&database.url, 1).await.unwrap();
    let (first, second, third, fourth) = tokio::join!(start(), start(), start(), start());
    for store in [first, second, third, fourth] {
        assert!(store.creates_account(&an_account()).await.unwrap());
        store.close().await;
    }
}

/// Statements on a table queue behind a waiting schema change: all running servers would wait.
#[tokio::test(flavor = "multi_thread")]
async fn a_migration_waits_for_a_table_no_longer_than_the_servers_that_run_can() {
    let world = world().await;
    let account = world.registered().await;
    // It changes `accounts`.
    meddle(&world.url, "DELETE FROM _sqlx_migrations WHERE version = 8").await;
    let mut backup = PgConnection::connect(&world.url).await.unwrap();
    let mut holding = backup.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE accounts IN SHARE MODE").execute(&mut *holding).await.unwrap();
    let (starting, another) = tokio::join!(refusal(&world.url), refusal(&world.url));
    for error in [starting, another] {
        assert!(matches!(error, OpenError::InUse(_)), "{error:?}");
    }
    assert!(account_of(&*world.store, account.id).await.unwrap().is_some());
    holding.rollback().await.unwrap();
    let (one, another) = tokio::join!(open(&world.url, 1), open(&world.url, 1));
    assert!(one.unwrap().readiness().await.unwrap().schema_is_current);
    another.unwrap().close().await;
}

#[tokio::test]
async fn connections_that_the_server_cuts_are_replaced() {
    let world = world().await;
    let account = world.registered().await;
    for _ in 0..3 {
        meddle(&world.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'latchkey' AND datname = current_database()").await;
        // The first call may still fail because of the cut connection, but only with `Unavailable`.
        if let Err(error) = account_of(&*world.store, account.id).await {
            assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        }
        assert!(account_of(&*world.store, account.id).await.unwrap().is_some());
        assert!(world.store.creates_account(&an_account()).await.unwrap());
    }
}

#[tokio::test]
async fn what_waits_for_a_lock_for_too_long_is_unavailable_and_undone() {
    let world = world().await;
    let account = world.registered().await;
    let mut other = PgConnection::connect(&world.url).await.unwrap();
    let mut holding = other.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE").execute(&mut *holding).await.unwrap();
    let opening = an_opening(account.id, Factors::Password, NOW);
    let error = world.store.opens_session(&opening).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    holding.rollback().await.unwrap();
    assert!(world.session(opening.session.id).await.is_none());
    assert!(world.store.opens_session(&opening).await.unwrap());
}

#[tokio::test]
async fn what_gets_no_connection_is_unavailable() {
    let world = world().await;
    let narrow = open(&world.url, 1).await.unwrap();
    let mut other = PgConnection::connect(&world.url).await.unwrap();
    let mut holding = other.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE").execute(&mut *holding).await.unwrap();
    let account = an_account();
    let waiting = {
        let narrow = narrow.clone();
        tokio::spawn(async move { narrow.creates_account(&account).await })
    };
    let error = narrow.creates_account(&an_account()).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    holding.rollback().await.unwrap();
    // Either may have had the connection. Afterwards it is free.
    let _ = waiting.await.unwrap();
    assert!(narrow.creates_account(&an_account()).await.unwrap());
}

/// A session stores a handoff while it is being ended.
#[tokio::test(flavor = "multi_thread")]
async fn a_note_of_a_session_that_is_just_ending_is_not_left() {
    let world = world().await;
    let session = world.signed_in(world.registered().await.id).await.session;
    for (statement, left) in [("ROLLBACK", true), ("COMMIT", false)] {
        let mut other = PgConnection::connect(&world.url).await.unwrap();
        let end = format!("BEGIN; DELETE FROM sessions WHERE id = '{}'", session.id);
        sqlx::raw_sql(AssertSqlSafe(end)).execute(&mut other).await.unwrap();
        let note = a_handoff(session.id, DRAFT, "draft");
        let store = world.store.clone();
        let leaving = tokio::spawn(async move { store.put_handoff(&note).await });
        let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let mut every = tokio::time::interval(Duration::from_millis(10));
        let it_waits = async {
            while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut other).await.unwrap() == 0 {
                every.tick().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), it_waits).await.expect("it never waits");
        sqlx::raw_sql(statement).execute(&mut other).await.unwrap();
        assert_eq!(leaving.await.unwrap().unwrap(), left, "{statement}");
    }
}

#[tokio::test]
async fn pruning_waits_for_nobody() {
    let world = world().await;
    let account = world.registered().await.id;
    let (held, free) = (world.signed_in(account).await, world.signed_in(account).await);
    let mut other = PgConnection::connect(&world.url).await.unwrap();
    let mut holding = other.begin().await.unwrap();
    let hold = format!("SELECT id FROM sessions WHERE id = '{}' FOR UPDATE", held.session.id);
    sqlx::raw_sql(AssertSqlSafe(hold)).execute(&mut *holding).await.unwrap();
    // A locked row is skipped, and removed at the next run.
    let the_end_of_time = Timestamp(i64::MAX);
    assert_eq!(world.store.prunes(the_end_of_time, the_end_of_time).await.unwrap(), 1);
    assert!(world.session(held.session.id).await.is_some() && world.session(free.session.id).await.is_none());
    holding.rollback().await.unwrap();
    assert_eq!(world.store.prunes(the_end_of_time, the_end_of_time).await.unwrap(), 1);
}

/// sqlx issue 4385: a cancelled begin left its connection in a transaction, and later writes on it were lost.
#[tokio::test(flavor = "multi_thread")]
async fn calls_that_are_dropped_half_way_leave_no_poison() {
    let world = world().await;
    let account = world.registered().await;
    // One connection, so the next call gets what a dropped call leaves behind.
    let narrow = open(&world.url, 1).await.unwrap();
    let random: Arc<dyn crate::domain::random::Random> = Arc::new(OsRandom);
    for call in 0..2_000 {
        let after = Duration::from_micros(u64::from(u16::from_le_bytes(random.bytes::<2>())) % 1_500);
        let opening = an_opening(account.id, Factors::Password, NOW);
        let _ = tokio::time::timeout(after, narrow.opens_session(&opening)).await;
        if call % 2 == 0 {
            let honest = an_account();
            assert!(narrow.creates_account(&honest).await.unwrap());
            // Visible to another server: committed, and not inside a transaction that nobody ends.
            assert!(account_of(&*world.rival, honest.id).await.unwrap().is_some(), "lost after {call} dropped calls");
        }
    }
}
