//! `latchkey db copy`: an installation moves between SQLite and PostgreSQL, either way.

use std::process::Output;

use serde_json::json;

use crate::{
    support::told::CODE,
    support::{
        api::{Api, Member},
        cluster::Database,
        program::{Place, refusal},
        served::{key, settings},
    },
};

/// Runs `db copy` to its end.
async fn copy(place: &Place, from: &str, to: &str, more: &[&str]) -> Output {
    let mut command = place.program(&[]);
    command.args(["db", "copy", "--from", from, "--to", to]).args(more).output().await.unwrap()
}

/// Why it copies nothing, in one line.
async fn refused(place: &Place, from: &str, to: &str) -> String {
    let mut command = place.program(&[]);
    command.args(["db", "copy", "--from", from, "--to", to, "--execute"]);
    refusal(command).await
}

/// The program lives on one database, moves to another, and everybody finds there what they had.
async fn moves(place: &Place, from: &str, to: &str) {
    let key = key();
    let running = place.start(&settings(from, &key, &[])).await;
    let api = Api::at(running.address);
    let ada = Member::protected(&api).await;
    let misses = api.elsewhere(1);
    for _ in 0..2 {
        assert_eq!(misses.log_in(&ada.email, "not the password, surely").await.status, 401);
    }
    running.stop().await;

    let dry = copy(place, from, to, &[]).await;
    let told = String::from_utf8(dry.stdout).unwrap();
    assert!(dry.status.success() && told.contains("A dry run: nothing was changed."), "{told}");
    assert!(told.lines().any(|line| line.split_whitespace().eq(["accounts", "1", "to", "copy"])), "{told}");

    let done = copy(place, from, to, &["--execute"]).await;
    let told = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success(), "{told}{}", String::from_utf8_lossy(&done.stderr));
    for line in [["accounts", "1", "1"], ["authenticators", "1", "1"], ["recovery_codes", "10", "10"]] {
        assert!(told.lines().any(|told| told.split_whitespace().eq(line)), "{line:?}: {told}");
    }
    assert!(told.lines().any(|line| line.starts_with("sessions") && line.ends_with("left behind")), "{told}");

    let running = place.start(&settings(to, &key, &[])).await;
    let api = Api::at(running.address);
    assert_eq!(ada.api.asking(running.address).me().await.status, 401, "sessions stay behind");
    let anew = api.elsewhere(2);
    assert_eq!(ada.log_in_at(&anew).await.status, 200, "the same password");
    let code = json!({CODE: ada.next_code()});
    assert_eq!(anew.post("/2fa/authenticate", code).await.status, 200, "the same authenticator");
    running.stop().await;
    let again = refused(place, from, to).await;
    assert_eq!(again, "the target is not empty: accounts has rows. Name an empty database in --to");
}

#[tokio::test]
async fn an_installation_moves_from_sqlite_to_postgres() {
    let (place, database) = (Place::new(), Database::empty().await);
    moves(&place, "sqlite:latchkey.db?mode=rwc", &database.url).await;
}

#[tokio::test]
async fn an_installation_moves_from_postgres_to_sqlite() {
    let (place, database) = (Place::new(), Database::empty().await);
    moves(&place, &database.url, "sqlite:latchkey.db?mode=rwc").await;
}

#[tokio::test]
async fn what_cannot_be_copied_is_told_in_one_line() {
    let place = Place::new();
    let target = "sqlite:target.db?mode=rwc";
    let told = refused(&place, "sqlite:nothing.db", target).await;
    assert_eq!(told, "the source holds no installation of Latchkey: check --from");
    let told = refused(&place, "postgres://ada:hunter2@127.0.0.1:1/latchkey", target).await;
    assert!(told.starts_with("--from: the database latchkey at 127.0.0.1:1 does not answer"), "{told}");
    assert!(!told.contains("hunter2"));
    assert!(!place.path("target.db").exists(), "nothing was made");
}
