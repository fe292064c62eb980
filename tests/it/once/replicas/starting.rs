//! Servers that join others.

use std::time::Duration;

use sqlx::{Connection, PgConnection};
use tokio::process::Command;

use super::Replicas;
use crate::{
    support::told::Told,
    support::{
        api::{Api, Member},
        cluster::Database,
        program::Place,
        served::{key, settings},
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn k_24_servers_that_start_at_once_on_an_empty_database_all_serve() {
    let replicas = Replicas::three().await;
    let ada = Member::logged_in(&replicas.api).await;
    for at in replicas.each(&ada.api) {
        assert_eq!(at.send("GET", "/readyz", None).await.body, "ok\n");
        at.me().await.gives(200);
    }
    replicas.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_other_keys_than_the_others_is_refused() {
    let replicas = Replicas::three().await;
    let line = replicas.refusal(&key()).await;
    assert!(line.contains("secret_keys") && line.contains("give every server the same keys"), "{line}");
    let ada = Member::logged_in(&replicas.api).await;
    for at in replicas.each(&ada.api) {
        at.me().await.gives(200);
    }
    replicas.stop().await;
}

/// Starts the program and kills it when something has happened.
async fn killed_when(mut command: Command, happened: impl Future<Output = ()>) {
    let mut child = command.spawn().unwrap();
    happened.await;
    child.kill().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn k_24_a_server_that_is_killed_while_it_migrates_leaves_nothing_half_done() {
    let (database, place, key) = (Database::empty().await, Place::new(), key());
    let settings = settings(&database.url, &key, &[]);
    // The second of its migrations makes this table, too, and waits to see whose it becomes.
    let mut other = PgConnection::connect(&database.url).await.unwrap();
    sqlx::raw_sql("BEGIN; CREATE TABLE sessions (id TEXT)").execute(&mut other).await.unwrap();
    let mut seen = PgConnection::connect(&database.url).await.unwrap();
    let it_waits = async {
        let waiting = "SELECT COUNT(*) FROM pg_stat_activity
                       WHERE datname = current_database() AND application_name = 'latchkey' AND wait_event_type = 'Lock'";
        let mut every = tokio::time::interval(Duration::from_millis(20));
        while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut seen).await.unwrap() == 0 {
            every.tick().await;
        }
    };
    let it_waits = async { tokio::time::timeout(Duration::from_secs(20), it_waits).await.expect("it never waits") };
    killed_when(place.program(&settings), it_waits).await;
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    let running = place.start(&settings).await;
    Member::logged_in(&Api::at(running.address)).await;
    running.stop().await;
}

/// At whatever moment: with its file, there is nothing that could have it wait.
#[tokio::test(flavor = "multi_thread")]
async fn k_24_a_server_that_is_killed_while_it_makes_its_file_leaves_nothing_half_done() {
    let key = key();
    let settings = settings("sqlite:latchkey.db?mode=rwc", &key, &[]);
    for milliseconds in (1..40).step_by(3) {
        let place = Place::new();
        let later = tokio::time::timeout(Duration::from_millis(milliseconds), std::future::pending::<()>());
        killed_when(place.program(&settings), async { _ = later.await }).await;
        let running = place.start(&settings).await;
        Member::logged_in(&Api::at(running.address)).await;
        running.stop().await;
    }
}
