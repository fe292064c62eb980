//! J-12: the secret keys change while people have authenticators, recovery codes and sessions that were made under the old one.

use serde_json::json;

use crate::{
    api_door::support::{CODE, RECOVERY_CODE},
    support::{
        api::{Api, Member},
        program::Place,
        served::{key, settings},
    },
};

const DATABASE: &str = "sqlite:latchkey.db?mode=rwc";

#[tokio::test]
async fn j_12_what_was_made_under_the_old_key_works_while_that_is_there_and_no_longer() {
    let place = Place::new();
    let (old, new) = (key(), key());
    let both = format!("{new},{old}");
    let running = place.start(&settings(DATABASE, &old, &[])).await;
    let ada = Member::protected(&Api::at(running.address)).await;
    running.stop().await;

    let running = place.start(&settings(DATABASE, &both, &[])).await;
    let session = ada.api.asking(running.address);
    assert_eq!(session.me().await.status, 200, "a token signed under the old key");
    let api = Api::at(running.address);
    for (number, answer) in [json!({CODE: ada.next_code()}), json!({RECOVERY_CODE: ada.codes[0]})].into_iter().enumerate() {
        let anew = api.elsewhere(number);
        assert_eq!(ada.log_in_at(&anew).await.status, 200);
        assert_eq!(anew.post("/2fa/authenticate", answer.clone()).await.status, 200, "{answer}");
        assert_eq!(anew.me().await.status, 200);
    }
    let (bob, under_the_new) = (Member::logged_in(&api).await, api.elsewhere(9));
    assert_eq!(bob.log_in_at(&under_the_new).await.status, 200);
    running.stop().await;

    // A server that knows nothing of the new key, and one that no longer has the old, are told what they lack.
    let told = place.refusal(&settings(DATABASE, &old, &[])).await;
    assert!(told.starts_with("secret_keys: the database belongs to servers whose current key is "), "{told}");
    let told = place.refusal(&settings(DATABASE, &new, &[])).await;
    assert!(told.starts_with("secret_keys: authenticators in the database are sealed under the key "), "{told}");
}

#[tokio::test]
async fn j_12_a_token_is_nothing_once_its_key_is_taken_away() {
    let place = Place::new();
    let (old, new) = (key(), key());
    let running = place.start(&settings(DATABASE, &old, &[])).await;
    let bob = Member::logged_in(&Api::at(running.address)).await;
    running.stop().await;
    let both = format!("{new},{old}");
    place.start(&settings(DATABASE, &both, &[])).await.stop().await;
    // Nobody has an authenticator, so nothing is lost with the old key but tokens.
    let running = place.start(&settings(DATABASE, &new, &[])).await;
    let session = bob.api.asking(running.address);
    assert_eq!(session.me().await.status, 401);
    // The refresh token is no JWT: it needs no key.
    assert_eq!(session.order("/authentication/refresh").await.status, 200);
    assert_eq!(session.me().await.status, 200);
    running.stop().await;
}
