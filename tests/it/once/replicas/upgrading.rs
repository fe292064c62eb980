//! K-19: the next version is started beside this one, and brings the schema up to date.

use serde_json::json;

use super::Replicas;
use crate::{
    support::api::Member,
    support::told::{CODE, Told},
};

/// What a migration of the next version may do (`migrations/README.md`): tables, columns that may be null or have a default, indexes.
async fn migrate(replicas: &Replicas) {
    for table in replicas.storage.tables().await {
        let added = format!(
            "ALTER TABLE {table} ADD COLUMN next_may_be_null TEXT, ADD COLUMN next_has_a_default BIGINT NOT NULL DEFAULT 7;
             CREATE INDEX next_on_{table} ON {table} (next_has_a_default)"
        );
        replicas.storage.execute(&added).await;
    }
    replicas.storage.execute("CREATE TABLE next_things (id TEXT PRIMARY KEY)").await;
    let run = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
               VALUES (9001, 'the next version', TRUE, x'00', 1)";
    replicas.storage.execute(run).await;
}

/// A day's work at every server: whatever statement there is, most connections have it prepared afterwards.
async fn a_day(replicas: &Replicas, ada: &Member, number: usize) {
    for (at, machine) in replicas.running.iter().zip(0..) {
        let machine = replicas.api.elsewhere(10 * number + machine).asking(at.address);
        ada.log_in_at(&machine).await.gives(200);
        machine.post("/2fa/authenticate", json!({CODE: ada.wrong_code()})).await.gives(401);
        let mut bob = Member::logged_in(&machine).await;
        bob.log_in_at(&bob.api).await.gives(200);
        bob.api.me().await.gives(200);
        bob.api.order("/authentication/refresh").await.gives(200);
        bob = Member::protected(&machine).await;
        bob.api.order("/2fa/recovery-codes").await.gives(200);
        bob.api.order("/authentication/log-out").await.gives(200);
        assert_eq!(machine.send("GET", "/readyz", None).await.body, "ok\n");
        // Somebody who was there before goes on.
        let session = ada.api.asking(at.address);
        session.me().await.gives(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn k_19_servers_go_on_while_the_next_version_adds_to_their_schema() {
    let replicas = Replicas::three().await;
    let ada = Member::protected(&replicas.api).await;
    a_day(&replicas, &ada, 0).await;
    migrate(&replicas).await;
    a_day(&replicas, &ada, 1).await;
    // One that is started now does not know that schema.
    let line = replicas.refusal(&replicas.key).await;
    assert!(line.contains("newer version of Latchkey") && line.contains("9001"), "{line}");
    replicas.stop().await;
}
