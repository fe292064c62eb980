//! Servers that join others.

use super::Replicas;
use crate::{
    api_door::support::Told,
    support::{api::Member, served::key},
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

#[tokio::test(flavor = "multi_thread")]
async fn k_24_a_newer_schema_refuses_an_older_server_and_lets_those_that_run_go_on() {
    let replicas = Replicas::three().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES (9001, 'x', TRUE, x'00', 1)";
    replicas.storage.execute(newer).await;
    let line = replicas.refusal(&replicas.key).await;
    assert!(line.contains("newer version of Latchkey") && line.contains("9001"), "{line}");
    for at in replicas.each(&replicas.api) {
        assert_eq!(at.send("GET", "/readyz", None).await.body, "ok\n");
        Member::logged_in(&at).await;
    }
    replicas.stop().await;
}
