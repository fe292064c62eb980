//! PostgreSQL that is gone, comes back, cuts connections, swallows them, or lets everybody wait.

use std::time::Duration;

use sqlx::{Connection, PgConnection};

use super::{ada_at, all_are_counted, is_unavailable, volley};
use crate::{
    support::told::Told,
    support::{
        cluster::Database,
        program::Place,
        served::{PROMPT, Served, key, proxied, settings},
    },
};

const GONE: &str = "the database does not answer\n";
const TAKES_NO_CHANGES: &str = "the database takes no changes\n";

/// K-01: one line, with a server that is gone and with one that says nothing.
#[tokio::test(flavor = "multi_thread")]
async fn k_01_without_its_database_it_does_not_start_and_says_so_in_one_line() {
    let (place, key) = (Place::new(), key());
    let database = Database::empty().await;
    let (proxy, url) = proxied(&database).await;
    for swallow in [false, true] {
        if swallow {
            proxy.black_hole().await
        } else {
            proxy.gone().await
        }
        let line = place.refusal(&settings(&url, &key, &[])).await;
        assert!(line.contains(&proxy.address.to_string()) && line.contains("does not answer: start it"), "{line}");
    }
    proxy.fair().await;
    place.start(&settings(&url, &key, &[])).await.stop().await;
}

/// K-05, K-02: from one moment to the next there is no server, for as long as several requests last.
#[tokio::test(flavor = "multi_thread")]
async fn k_05_while_the_server_is_gone_all_are_told_so_and_afterwards_it_heals() {
    let served = Served::on_postgres(&[]).await;
    let ada = ada_at(&served).await;
    // In mid-request.
    let (under_way, ()) = tokio::join!(volley(&served, &ada, 10), served.proxy().gone());
    under_way.is_honest();
    volley(&served, &ada, 20).await.is_unavailable();
    served.is_alive_and(&ada, 503, GONE).await;
    served.proxy().fair().await;
    served.heals(&ada).await;
    let after = volley(&served, &ada, 30).await;
    after.is_as_ever();
    all_are_counted(&served, 4 + under_way.evaluated() + after.evaluated()).await;
    assert!(!served.stops_with_a_quiet_log().await.is_empty(), "an outage is logged");
}

/// Waits until so many of the program's statements wait for a lock.
async fn wait_for_waiting(served: &Served, least: i64) {
    let waiting = "SELECT CAST(COUNT(*) AS TEXT) FROM pg_stat_activity
                   WHERE datname = current_database() AND application_name = 'latchkey' AND wait_event_type = 'Lock'";
    let mut every = tokio::time::interval(Duration::from_millis(20));
    let seen = async {
        while served.storage().number(waiting).await < least {
            every.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), seen).await.expect("nobody waits");
}

/// Keeps everybody from writing, or from reading sessions too.
async fn lock(served: &Served, reading: bool) -> PgConnection {
    let mut connection = PgConnection::connect(served.storage().url()).await.unwrap();
    let lock = if reading { "LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE" } else { "LOCK TABLE attempts IN EXCLUSIVE MODE" };
    for statement in ["BEGIN", lock] {
        sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
    }
    connection
}

/// K-05, K-07, R9: connections that stay open and lead nowhere, with a statement under way on each, in a transaction and alone.
/// The pool has room for two, so that one which is not let go would be felt.
#[tokio::test(flavor = "multi_thread")]
async fn k_05_connections_that_are_swallowed_keep_nobody_waiting_and_do_not_stay_in_the_pool() {
    let served = Served::on_postgres(&[("LATCHKEY_DATABASE_CONNECTIONS", "2")]).await;
    let ada = ada_at(&served).await;
    let mut evaluated = 4;
    for (round, reading) in [(1, false), (2, true)] {
        let held = lock(&served, reading).await;
        let swallow = async {
            wait_for_waiting(&served, 2).await;
            served.proxy().black_hole().await;
        };
        let (under_way, ()) = tokio::join!(volley(&served, &ada, 100 * round), swallow);
        under_way.is_honest();
        held.close().await.unwrap();
        // Those connections are gone, and new ones are made that lead nowhere either.
        volley(&served, &ada, 100 * round + 10).await.is_unavailable();
        served.is_alive_and(&ada, 503, GONE).await;
        served.proxy().fair().await;
        served.heals(&ada).await;
        let after = volley(&served, &ada, 100 * round + 20).await;
        after.is_as_ever();
        evaluated += under_way.evaluated() + after.evaluated();
    }
    all_are_counted(&served, evaluated).await;
    served.stops_with_a_quiet_log().await;
}

/// K-18: nor do they keep it from stopping.
#[tokio::test(flavor = "multi_thread")]
async fn k_18_it_stops_while_its_connections_lead_nowhere() {
    let settings =
        [("LATCHKEY_DATABASE_CONNECTIONS", "2"), ("LATCHKEY_REQUEST_SECONDS", "600"), ("LATCHKEY_SHUTDOWN_SECONDS", "1")];
    let served = Served::on_postgres(&settings).await;
    let ada = ada_at(&served).await;
    let _held = lock(&served, true).await;
    let mut asking = Vec::new();
    for number in 1..=2 {
        let api = ada.api.clone();
        asking.push(tokio::spawn(async move { api.me().await }));
        // One after the other: those who ask at the same time share a statement.
        wait_for_waiting(&served, number).await;
    }
    // Nobody waits for the answers, and the work goes on all the same.
    asking.iter().for_each(|task| task.abort());
    served.proxy().black_hole().await;
    served.running.signal("TERM").await;
    let (status, log) = served.running.end().await;
    assert_eq!(status.code(), Some(0), "{log}");
}

/// K-07: the server ends its connections, under way and idle, as at a restart.
#[tokio::test(flavor = "multi_thread")]
async fn k_07_connections_that_the_server_ends_are_made_anew() {
    let served = Served::on_postgres(&[]).await;
    let ada = ada_at(&served).await;
    let terminate = "SELECT CAST(COUNT(pg_terminate_backend(pid)) AS TEXT) FROM pg_stat_activity
                     WHERE datname = current_database() AND application_name = 'latchkey'";
    let lock = served.storage().lock().await;
    let end = async {
        wait_for_waiting(&served, 5).await;
        assert!(served.storage().number(terminate).await >= 5);
    };
    let (under_way, ()) = tokio::join!(volley(&served, &ada, 10), end);
    under_way.is_honest();
    // Four guesses, a log-in, a post, a refresh: all write.
    assert_eq!(under_way.evaluated(), 0);
    lock.release().await;
    // The very next requests are answered, none on a connection that is gone or still in a transaction.
    let after = volley(&served, &ada, 20).await;
    after.is_as_ever();
    // And idle ones, by the server and by the network.
    assert!(served.storage().number(terminate).await >= 1);
    volley(&served, &ada, 30).await.is_as_ever();
    served.proxy().cut();
    volley(&served, &ada, 40).await.is_as_ever();
    all_are_counted(&served, 4 + 3 * 4).await;
    let idle = "SELECT CAST(COUNT(*) AS TEXT) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'latchkey' AND state LIKE 'idle in transaction%'";
    assert_eq!(served.storage().number(idle).await, 0);
    served.stops_with_a_quiet_log().await;
}

/// K-06: the one connection waits for a lock, everybody else for it.
#[tokio::test(flavor = "multi_thread")]
async fn k_06_with_its_connections_taken_all_are_told_so_and_afterwards_it_goes_on() {
    let served = Served::on_postgres(&[("LATCHKEY_DATABASE_CONNECTIONS", "1")]).await;
    let ada = ada_at(&served).await;
    let lock = served.storage().lock().await;
    let under_way = volley(&served, &ada, 10).await;
    under_way.is_honest();
    assert_eq!((under_way.evaluated(), under_way.log_in.status), (0, 503));
    served.is_alive_and(&ada, 503, TAKES_NO_CHANGES).await;
    lock.release().await;
    served.heals(&ada).await;
    volley(&served, &ada, 20).await.is_as_ever();
    all_are_counted(&served, 4 + 4).await;
    assert!(!served.stops_with_a_quiet_log().await.is_empty());
}

/// K-07: what was the primary follows another from now on, and takes no changes.
#[tokio::test(flavor = "multi_thread")]
async fn k_07_on_a_standby_readers_are_served_and_it_is_not_ready() {
    let served = Served::on_postgres(&[]).await;
    let ada = ada_at(&served).await;
    let name = served.storage().column("SELECT current_database()::text").await.remove(0);
    served.storage().execute(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on")).await;
    served.proxy().cut();
    let during = volley(&served, &ada, 10).await;
    during.guesses.iter().chain([&during.log_in]).chain(&during.session[1..]).for_each(is_unavailable);
    during.session[0].gives(200);
    served.is_alive_and(&ada, 503, TAKES_NO_CHANGES).await;
    served.storage().execute(&format!("ALTER DATABASE {name} RESET default_transaction_read_only")).await;
    // Connections last: they must be made anew, as when the primary's address leads elsewhere.
    served.proxy().cut();
    served.heals(&ada).await;
    volley(&served, &ada, 20).await.is_as_ever();
    all_are_counted(&served, 4 + 4).await;
    let faults = served.stops_with_a_quiet_log().await;
    assert!(faults.iter().any(|cause| cause.contains("read-only transaction")), "{faults:?}");
}

/// K-08: what takes a little on its way only takes longer; what takes three seconds is not waited for.
#[tokio::test(flavor = "multi_thread")]
async fn k_08_with_a_slow_network_all_are_served_or_told_so_in_time() {
    let served = Served::on_postgres(&[]).await;
    let ada = ada_at(&served).await;
    served.proxy().slow(Duration::from_millis(30)).await;
    volley(&served, &ada, 10).await.is_as_ever();
    // Longer than anybody waits: with less, a statement that a connection knows already may be answered in time.
    served.proxy().slow(PROMPT + Duration::from_secs(1)).await;
    let during = volley(&served, &ada, 20).await;
    during.is_unavailable();
    served.proxy().fair().await;
    served.heals(&ada).await;
    volley(&served, &ada, 30).await.is_as_ever();
    all_are_counted(&served, 4 + 2 * 4).await;
    served.stops_with_a_quiet_log().await;
}
