//! `latchkey healthy`, as the health check of a container asks it, on both databases.

use serde_json::Value;
use tokio::net::TcpListener;

use crate::support::{
    cluster::Database,
    program::{Place, refusal},
    receiver::{Mood, Receiver},
    served::{Served, key, settings},
};

const SQLITE: &str = "sqlite:latchkey.db?mode=rwc";

/// What it says as lines and as JSON, and whether that is well.
async fn asked(place: &Place, settings: &[(&str, &str)], listen: &str) -> (Option<i32>, String, Value) {
    let run = async |more: &[&str]| {
        let mut command = place.program(settings);
        command.args(["healthy", "--listen", listen]).args(more).output().await.unwrap()
    };
    let (lines, document) = (run(&[]).await, run(&["--json"]).await);
    assert_eq!(lines.status.code(), document.status.code());
    assert_eq!(lines.stderr, document.stderr, "one line for people, either way");
    let told = [lines.stdout, lines.stderr].concat();
    (lines.status.code(), String::from_utf8(told).unwrap(), serde_json::from_slice(&document.stdout).unwrap())
}

#[tokio::test]
async fn it_says_whether_the_server_can_work_on_both_databases() {
    for database in ["sqlite", "postgres"] {
        let (place, key, on_postgres) = (Place::new(), key(), Database::empty().await);
        let url = if database == "sqlite" { SQLITE } else { &on_postgres.url };
        let here = settings(url, &key, &[("LATCHKEY_PUBLIC_URL", "https://login.example.com"), ("LATCHKEY_LISTEN", "0.0.0.0:0")]);
        let running = place.start(&here).await;
        let everywhere = format!("0.0.0.0:{}", running.address.port());
        let (code, told, document) = asked(&place, &here, &everywhere).await;
        assert_eq!((code, &*told, &document["healthy"]), (Some(0), "ready\n", &Value::Bool(true)));
        assert_eq!(document["asked"], format!("http://127.0.0.1:{}/readyz", running.address.port()));
        running.stop().await;
        let (code, told, document) = asked(&place, &here, &everywhere).await;
        assert!(told.starts_with("latchkey: http://127.0.0.1:") && told.contains("does not answer"), "{told}");
        assert_eq!((code, told.lines().count(), &document["healthy"]), (Some(1), 1, &Value::Bool(false)));
        assert!(told.contains(document["error"].as_str().unwrap()), "{document}");
    }
}

#[tokio::test]
async fn a_server_that_cannot_work_says_why() {
    let served = Served::on_postgres(&[]).await;
    served.proxy().gone().await;
    let (place, key) = (Place::new(), key());
    let (code, told, document) = asked(&place, &settings(SQLITE, &key, &[]), &served.running.address.to_string()).await;
    assert_eq!((code, &*told), (Some(1), "latchkey: not ready: the database does not answer\n"));
    assert_eq!(document["error"], "not ready: the database does not answer");
    served.running.stop().await;
}

#[tokio::test]
async fn what_is_no_server_of_latchkey_is_not_healthy() {
    let (place, key) = (Place::new(), key());
    let here = settings(SQLITE, &key, &[]);
    let other = Receiver::plain().await;
    for mood in [Mood::Answers(404), Mood::Answers(204), Mood::Redirects("http://127.0.0.1:9/".into()), Mood::HangsUp] {
        other.is(mood.clone());
        let (code, told, _) = asked(&place, &here, &other.address.to_string()).await;
        assert!(code == Some(1) && told.lines().count() == 1, "{mood:?}: {told}");
    }
    // One that says nothing is waited for no longer than a health check may take.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (code, told, _) = asked(&place, &here, &silent.local_addr().unwrap().to_string()).await;
    assert!(code == Some(1) && told.contains("does not answer"), "{told}");
    let mut command = place.program(&here);
    command.arg("healthy");
    assert!(refusal(command).await.starts_with("listen: has port 0"), "as the settings say");
}
