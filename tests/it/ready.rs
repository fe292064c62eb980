//! What a load balancer is told.

use std::time::Duration;

use latchkey_core::domain::time::{Clock, SystemClock};

use crate::support::{House, storage::on_postgres};

async fn told(house: &House, path: &str) -> (u16, String) {
    let ada = house.newcomer("Ada");
    let answer = ada.see(path).await;
    assert_eq!(answer.header("retry-after").is_some(), answer.status == 503);
    (answer.status, answer.body)
}

/// An older schema, as after a restored backup.
#[tokio::test]
async fn k_24_with_an_older_schema_it_is_alive_and_not_ready() {
    let house = House::open().await;
    house.clock.set(SystemClock.now());
    assert_eq!(told(&house, "/readyz").await, (200, "ok\n".into()));
    house.expect_faults();
    house.sql("DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)").await;
    assert_eq!(told(&house, "/readyz").await, (503, "the database's schema is too old\n".into()));
    assert_eq!(told(&house, "/healthz").await, (200, "ok\n".into()));
}

/// Codes and expiry are judged by this server's clock and by others': all must agree. SQLite's clock is the server's own.
#[tokio::test]
async fn r_16_with_another_clock_than_its_database_it_is_not_ready() {
    let house = House::open().await;
    house.expect_faults();
    let differs = if on_postgres() { (503, "the clocks differ\n".to_owned()) } else { (200, "ok\n".to_owned()) };
    for (seconds, forward) in [(0, true), (3, true), (3, false), (0, true)] {
        let (now, by) = (SystemClock.now(), Duration::from_secs(seconds));
        house.clock.set(if forward { now + by } else { now - by });
        let expected = if seconds == 0 { (200, "ok\n".to_owned()) } else { differs.clone() };
        assert_eq!(told(&house, "/readyz").await, expected, "{seconds} s, forward: {forward}");
        assert_eq!(told(&house, "/healthz").await, (200, "ok\n".into()));
    }
}
