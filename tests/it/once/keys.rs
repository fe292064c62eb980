//! J-12: the secret keys change while people have authenticators, recovery codes and sessions that were made under the old one.

use serde_json::json;

use crate::{
    support::told::{CODE, RECOVERY_CODE, Told},
    support::{
        api::{Api, Member},
        cluster::Database,
        program::{Place, refusal},
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

/// Where the API is told where push messages go.
const PUSH: &str = "/api/v1/authentication/push-messages";

/// What `latchkey keys` says, with these settings.
async fn keys(place: &Place, deed: &str, settings: &[(&str, &str)]) -> String {
    let output = place.program(settings).args(["keys", deed]).output().await.unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    told
}

/// The line about a key that is this.
fn line<'t>(told: &'t str, what: &str) -> Vec<&'t str> {
    let mut words = told.lines().map(|line| line.split_whitespace().skip(1).collect::<Vec<_>>());
    words.find(|words| words.join(" ").starts_with(what)).unwrap_or_else(|| panic!("nothing is {what}: {told}"))
}

/// B-05: from one key to another while people are there, and away with the old one.
#[tokio::test]
async fn b_05_a_key_is_replaced_and_taken_away_and_everybody_keeps_their_authenticator() {
    for database in ["sqlite", "postgres"] {
        let (place, old, new) = (Place::new(), key(), key());
        let (both, on_postgres) = (format!("{new},{old}"), Database::empty().await);
        let url = if database == "sqlite" { DATABASE } else { &on_postgres.url };
        let pushing = [("LATCHKEY_PERSONAL_PUSH_HOSTS", "ntfy.example")];
        let running = place.start(&settings(url, &old, &pushing)).await;
        let api = Api::at(running.address);
        let (ada, bob) = (Member::protected(&api).await, Member::protected(&api.elsewhere(1)).await);
        let push = json!({"pushAddress": "https://ntfy.example/bob"});
        assert_eq!(bob.api.send("PUT", PUSH, Some(push)).await.status, 204);
        running.stop().await;

        let running = place.start(&settings(url, &both, &pushing)).await;
        let told = keys(&place, "list", &settings(url, &both, &[])).await;
        assert_eq!(
            (line(&told, "current"), line(&told, "older")),
            (vec!["current", "0", "0", "0"], vec!["older", "2", "2", "1"])
        );
        // While the server runs.
        let told = keys(&place, "reseal", &settings(url, &both, &[])).await;
        assert!(told.starts_with("2 authenticators and 1 push addresses were sealed anew under the current key, "), "{told}");
        assert!(keys(&place, "reseal", &settings(url, &both, &[])).await.starts_with("0 authenticators and 0 "));
        let told = keys(&place, "list", &settings(url, &both, &[])).await;
        assert_eq!(
            (line(&told, "current"), line(&told, "older")),
            (vec!["current", "2", "0", "1"], vec!["older", "0", "2", "0"])
        );
        let at = Api::at(running.address);
        assert_eq!(bob.log_in_at(&at).await.status, 200);
        assert_eq!(at.post("/2fa/authenticate", json!({CODE: bob.next_code()})).await.status, 200);
        // Signing in is no reason to read codes that last.
        at.order("/2fa/recovery-codes").await.is_problem(401, "step-up-required");
        let identity = json!({"password": bob.password, RECOVERY_CODE: bob.codes[0]});
        assert_eq!(at.post("/authentication/step-up", identity).await.status, 200);
        assert_eq!(at.send("GET", PUSH, None).await.json()["host"], json!("ntfy.example"), "under the new key");
        let codes = at.order("/2fa/recovery-codes").await.recovery_codes();
        let told = keys(&place, "list", &settings(url, &both, &[])).await;
        assert_eq!(
            (line(&told, "current"), line(&told, "older")),
            (vec!["current", "2", "1", "1"], vec!["older", "0", "1", "0"])
        );
        running.stop().await;

        // Ada has made no new codes: hers go with the key, and the operator and she are told.
        let running = place.start(&settings(url, &new, &[])).await;
        let told = keys(&place, "list", &settings(url, &new, &[])).await;
        assert_eq!(line(&told, "not here"), ["not", "here", "0", "1", "0"]);
        let (hers, his) = (Api::at(running.address), Api::at(running.address).elsewhere(1));
        assert_eq!(ada.log_in_at(&hers).await.status, 200);
        let lost = hers.post("/2fa/authenticate", json!({RECOVERY_CODE: ada.codes[0]})).await;
        lost.is_problem(401, "wrong-recovery-code");
        assert_eq!(hers.post("/2fa/authenticate", json!({CODE: ada.next_code()})).await.status, 200);
        let page = hers.send("GET", "/account", None).await;
        assert!(page.body.contains("You have no recovery code left."), "{page:#?}");
        assert_eq!(bob.log_in_at(&his).await.status, 200);
        assert_eq!(his.post("/2fa/authenticate", json!({RECOVERY_CODE: codes[0]})).await.status, 200);
        let log = running.stop().await;
        assert!(log.contains("keys.recovery_codes_lost"), "{log}");
    }
}

#[tokio::test]
async fn keys_are_looked_after_where_they_are_and_never_made() {
    let place = Place::new();
    let refused = async |deed: &str, settings: &[(&str, &str)]| {
        let mut command = place.program(settings);
        command.args(["keys", deed]);
        refusal(command).await
    };
    let key = key();
    for deed in ["list", "reseal"] {
        let told = refused(deed, &[]).await;
        assert!(told.starts_with("secret_keys: the key file ") && told.contains("cannot be read"), "{told}");
        let told = refused(deed, &settings(DATABASE, &key, &[])).await;
        assert_eq!(told, "database_url: the database holds no installation of Latchkey: name that of the servers");
    }
    assert!(!place.path("data").exists() && !place.path("latchkey.db").exists());
    place.start(&settings(DATABASE, &key, &[])).await.stop().await;
    let told = refused("reseal", &settings(DATABASE, &self::key(), &[])).await;
    assert!(told.contains("the database belongs to servers whose current key is"), "{told}");
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
