//! What is ended at one server is ended at all, at once.

use serde_json::json;

use super::Replicas;
use crate::{
    support::api::{Api, Member},
    support::told::{CODE, Told},
};

/// Neither its access token nor its refresh token nor its pending token is good for anything, at any server.
async fn is_dead_everywhere(replicas: &Replicas, ada: &Member, session: &Api, pending: &Api) {
    for (full, half) in replicas.each(session).iter().zip(replicas.each(pending)) {
        full.me().await.gives(401);
        full.order("/authentication/refresh").await.gives(401);
        full.order("/2fa/generate").await.gives(401);
        half.post("/2fa/authenticate", json!({CODE: ada.next_code()})).await.gives(401);
    }
}

/// Somebody with a session and, at another machine, half of one.
async fn with_tokens(replicas: &Replicas) -> (Member, Api) {
    let ada = Member::protected(&replicas.api).await;
    let pending = replicas.api.elsewhere(1);
    ada.log_in_at(&pending).await.gives(200);
    for at in replicas.each(&ada.api) {
        at.me().await.gives(200);
    }
    (ada, pending)
}

#[tokio::test(flavor = "multi_thread")]
async fn s_10_after_logging_out_no_token_is_good_at_any_server() {
    let replicas = Replicas::three().await;
    let (ada, pending) = with_tokens(&replicas).await;
    let (session, half) = (ada.api.copied(), pending.copied());
    ada.api.order("/authentication/log-out").await.gives(200);
    pending.order("/authentication/log-out").await.gives(200);
    is_dead_everywhere(&replicas, &ada, &session, &half).await;
    replicas.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_11_without_the_account_no_token_is_good_at_any_server() {
    let replicas = Replicas::three().await;
    let (ada, pending) = with_tokens(&replicas).await;
    assert_eq!(replicas.storage.execute(&format!("DELETE FROM accounts WHERE email = '{}'", ada.email)).await, 1);
    is_dead_everywhere(&replicas, &ada, &ada.api, &pending).await;
    replicas.stop().await;
}
