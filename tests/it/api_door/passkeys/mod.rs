//! Passkeys by the API: both ways in, and all that they prove.

mod refused;

use serde_json::{Value, json};

use super::support::{API, CODE, Client, RECOVERY_CODE, Told, claims};
use crate::support::{
    Answer, House, MINUTE, Plan,
    passkey::{Forged, OF_DEVICE, passkey},
};

const PASSKEY: &str = "passkey";
const STEP_UP: &str = "/authentication/step-up/passkey";
const SIGN_IN: &str = "/authentication/log-in/passkey/options";
const SECOND_STEP: &str = "/2fa/authenticate/passkey";

impl Client {
    /// The options that this path gives.
    async fn asked(&self, path: &str) -> Value {
        self.order(path).await.gives(200).json()["publicKey"].clone()
    }

    async fn add(&self, forged: &mut Forged, name: &str) -> Answer {
        let options = self.asked("/2fa/passkeys/options").await;
        let signed: Value = serde_json::from_str(&forged.create(&options)).unwrap();
        self.post("/2fa/passkeys/confirm", json!({PASSKEY: signed, "authenticatorName": name})).await
    }

    /// The answer of a passkey to the options of this path.
    async fn signed(&self, forged: &mut Forged, path: &str) -> Value {
        serde_json::from_str(&forged.get(&self.asked(path).await)).unwrap()
    }

    async fn log_in_by(&self, forged: &mut Forged) -> Answer {
        let signed = self.signed(forged, SIGN_IN).await;
        self.post("/authentication/log-in/passkey", json!({PASSKEY: signed})).await
    }

    async fn authenticate_by(&self, forged: &mut Forged) -> Answer {
        let signed = self.signed(forged, SECOND_STEP).await;
        self.post("/2fa/authenticate", json!({PASSKEY: signed})).await
    }

    async fn step_up_by(&self, forged: &mut Forged) -> Answer {
        let signed = self.signed(forged, STEP_UP).await;
        self.post("/authentication/step-up", json!({PASSKEY: signed})).await
    }

    fn amr(&self) -> Value {
        claims(&self.browser.cookie("latchkey-access").unwrap())["amr"].clone()
    }

    /// Somebody whose first second factor is a passkey.
    async fn with_passkey(house: &House, algorithm: i64) -> (Self, Forged) {
        let mut client = Self::logged_in(house).await;
        let mut forged = passkey(house, algorithm);
        let added = client.add(&mut forged, "Laptop").await.gives(200).json();
        client.codes = added["recoveryCodes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().into()).collect();
        (client, forged)
    }
}

async fn kinds(ada: &Client) -> Vec<String> {
    let events = ada.get("/security-log").await.gives(200).json();
    events.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_first_one_turns_two_factor_authentication_on_and_signs_in_both_ways() {
    let house = House::open().await;
    for algorithm in [-8, -7, -257] {
        let (ada, mut key) = Client::with_passkey(&house, algorithm).await;
        assert_eq!((ada.codes.len(), ada.amr()), (10, json!(["pwd", "swk", "mfa"])));
        assert_eq!(kinds(&ada).await[0], "two_factor_on");
        let there = ada.elsewhere();
        let asked = there.log_in().await.gives(200).json();
        assert_eq!(asked["methods"], json!(["passkey", "recoveryCode"]));
        there.authenticate_by(&mut key).await.gives(200);
        assert_eq!(there.amr(), json!(["pwd", "swk", "mfa"]));
        let alone = ada.elsewhere();
        alone.log_in_by(&mut key).await.gives(200);
        assert_eq!(alone.amr(), json!(["swk", "user", "mfa"]));
        assert_eq!(claims(&alone.browser.cookie("latchkey-access").unwrap())["acr"], "phr");
        let listed = ada.get("/2fa/passkeys").await.gives(200).json();
        assert_eq!(
            (&listed[0]["name"], &listed[0]["isSynced"], listed.as_array().unwrap().len()),
            (&json!("Laptop"), &json!(true), 1)
        );
        assert!(listed[0]["lastUsedAt"].is_string());
    }
}

#[tokio::test]
async fn one_that_never_leaves_its_device_says_so() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    let mut key = passkey(&house, -7);
    (key.flags, key.counter) = (OF_DEVICE, 1);
    let added = ada.add(&mut key, "").await.gives(200).json();
    assert_eq!((&added["passkeys"][0]["isSynced"], &added["passkeys"][0]["name"]), (&json!(false), &json!("")));
    key.counter = 2;
    ada.elsewhere().log_in_by(&mut key).await.gives(200);
    let there = ada.elsewhere();
    key.counter = 3;
    there.log_in_by(&mut key).await.gives(200);
    assert_eq!(there.amr(), json!(["hwk", "user", "mfa"]));
}

#[tokio::test]
async fn beside_an_authenticator_each_opens_the_second_step() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let mut key = passkey(&house, -8);
    ada.step_up().await.gives(200);
    let added = ada.add(&mut key, "Telephone").await.gives(200).json();
    assert_eq!(added["recoveryCodes"], Value::Null, "there are recovery codes already");
    assert_eq!(kinds(&ada).await[0], "passkey_added");
    let there = ada.elsewhere();
    assert_eq!(there.log_in().await.gives(200).json()["methods"], json!(["passkey", "totp", "recoveryCode"]));
    there.authenticate(&there.next_code()).await.gives(200);
    ada.elsewhere().log_in_by(&mut key).await.gives(200);
    // It proves every factor again, and by that everything that asks for them.
    house.clock.advance(6 * MINUTE);
    there.order("/authentication/refresh").await.gives(200);
    there.delete("/sessions").await.is_problem(401, "step-up-required");
    there.step_up_by(&mut key).await.gives(200);
    there.delete("/sessions").await.gives(204);
    let signed = there.signed(&mut key, STEP_UP).await;
    let password = format!("{}-another", there.password);
    house.keep_secret("a password", &password);
    there.post("/authentication/password", json!({"newPassword": password, PASSKEY: signed})).await.gives(200);
    let signed = there.signed(&mut key, STEP_UP).await;
    there.post("/2fa/turn-off", json!({PASSKEY: signed})).await.gives(200);
    assert_eq!(there.get("/2fa/passkeys").await.gives(200).json(), json!([]));
    ada.elsewhere().log_in_by(&mut key).await.is_problem(401, "passkey-unknown");
}

#[tokio::test]
async fn it_is_added_after_a_step_up_alone_and_renamed_and_removed() {
    let house = House::open().await;
    let (ada, key) = Client::with_passkey(&house, -7).await;
    let mut second = passkey(&house, -8);
    let copied = ada.copied();
    // Whoever copied the cookies of a fresh sign-in gains nothing that lasts.
    let there = ada.elsewhere();
    let mut key = key;
    there.log_in_by(&mut key).await.gives(200);
    there.order("/2fa/passkeys/options").await.is_problem(401, "step-up-required");
    house.clock.advance(MINUTE / 60);
    there.step_up_by(&mut key).await.gives(200);
    there.add(&mut second, "Second").await.gives(200);
    assert!(!copied.is_in().await, "everybody else is signed out");
    let listed = there.get("/2fa/passkeys").await.gives(200).json();
    let id = |at: usize| listed[at]["id"].as_str().unwrap().to_owned();
    let (first, second_id) = (format!("/2fa/passkeys/{}", id(0)), format!("/2fa/passkeys/{}", id(1)));
    there.patch(&first, json!({"authenticatorName": "Old laptop"})).await.gives(204);
    there.patch(&first, json!({"authenticatorName": "a\nb"})).await.is_problem(400, "invalid-input");
    assert_eq!(there.get("/2fa/passkeys").await.gives(200).json()[0]["name"], "Old laptop");
    // P-06: nobody else's.
    let (eve, _) = Client::with_passkey(&house, -7).await;
    for path in [&first, &second_id] {
        eve.delete(path).await.is_problem(404, "not-found");
        eve.patch(path, json!({"authenticatorName": "mine"})).await.is_problem(404, "not-found");
    }
    house.clock.advance(MINUTE / 60);
    there.step_up_by(&mut key).await.gives(200);
    there.delete(&second_id).await.gives(204);
    ada.elsewhere().log_in_by(&mut second).await.is_problem(401, "passkey-unknown");
    house.clock.advance(MINUTE / 60);
    there.step_up_by(&mut key).await.gives(200);
    there.delete(&first).await.is_problem(409, "last-authenticator");
    let told = kinds(&there).await;
    for kind in ["passkey_added", "passkey_renamed", "passkey_removed"] {
        assert!(told.iter().any(|told| told == kind), "{told:?}");
    }
}

#[tokio::test]
async fn twenty_and_no_more() {
    let house = House::open().await;
    let (ada, mut key) = Client::with_passkey(&house, -7).await;
    for _ in 1..20 {
        // Each change makes the proof a little older.
        house.clock.advance(MINUTE / 60);
        ada.step_up_by(&mut key).await.gives(200);
        ada.add(&mut passkey(&house, -7), "").await.gives(200);
    }
    house.clock.advance(MINUTE / 60);
    ada.step_up_by(&mut key).await.gives(200);
    ada.order("/2fa/passkeys/options").await.is_problem(409, "quota-reached");
}

#[tokio::test]
async fn an_account_goes_without_a_password_and_gets_one_again() {
    let house = House::open().await;
    let (ada, mut key) = Client::with_passkey(&house, -7).await;
    ada.step_up_by(&mut key).await.gives(200);
    let there = ada.elsewhere();
    there.log_in_by(&mut key).await.gives(200);
    ada.delete("/authentication/password").await.gives(204);
    assert!(!there.is_in().await);
    assert_eq!(ada.get("/authentication").await.gives(200).json()["hasPassword"], false);
    // It looks like a wrong one.
    ada.elsewhere().log_in().await.is_problem(401, "invalid-credentials");
    ada.delete("/authentication/password").await.is_problem(401, "step-up-required");
    ada.step_up_by(&mut key).await.gives(200);
    ada.delete("/authentication/password").await.is_problem(409, "password-missing");
    let listed = ada.get("/2fa/passkeys").await.gives(200).json();
    let path = format!("/2fa/passkeys/{}", listed[0]["id"].as_str().unwrap());
    ada.delete(&path).await.is_problem(409, "last-authenticator");
    let signed = ada.signed(&mut key, STEP_UP).await;
    ada.post("/2fa/turn-off", json!({PASSKEY: signed})).await.is_problem(409, "password-missing");
    // The password alone proves nothing here.
    ada.post("/authentication/step-up", json!({"password": ada.password, RECOVERY_CODE: ada.codes[0]}))
        .await
        .is_problem(401, "wrong-password");
    let body = json!({"password": ada.password, "newPassword": "does not matter at all", RECOVERY_CODE: ada.codes[0]});
    ada.post("/authentication/password", body).await.is_problem(409, "password-missing");
    let signed = ada.signed(&mut key, STEP_UP).await;
    ada.post("/authentication/password", json!({"newPassword": ada.password, PASSKEY: signed})).await.gives(200);
    ada.elsewhere().log_in().await.gives(200);
}

#[tokio::test]
async fn the_seal_and_a_reset_take_a_passkey_as_second_factor() {
    let house = House::open().await;
    let (ada, mut key) = Client::with_passkey(&house, -7).await;
    ada.order("/authentication/seal").await.gives(204);
    let there = ada.elsewhere();
    assert_eq!(there.log_in().await.gives(200).json()["methods"], json!(["passkey", "recoveryCode"]));
    let password = format!("{}-anew", ada.password);
    house.keep_secret("a password", &password);
    let signed = there.signed(&mut key, SECOND_STEP).await;
    there.post("/authentication/unseal", json!({"newPassword": password, PASSKEY: signed})).await.gives(200);
    // The passkey alone opens no seal: who took the device has it. A link and the passkey do.
    there.order("/authentication/seal").await.gives(204);
    let alone = ada.elsewhere();
    alone.log_in_by(&mut key).await.is_problem(403, "sealed");
    assert!(!alone.is_in().await);
    let code = house.reset_code(&ada.email).await;
    let asked = ada.post("/authentication/password/reset/passkey", json!({"resetCode": code})).await.gives(200).json();
    let signed: Value = serde_json::from_str(&key.get(&asked["publicKey"])).unwrap();
    let reset = json!({"resetCode": code, "newPassword": ada.password, PASSKEY: signed});
    ada.post("/authentication/password/reset", reset).await.gives(204);
    ada.elsewhere().log_in_by(&mut key).await.gives(200);
    ada.post("/authentication/password/reset/passkey", json!({"resetCode": code})).await.is_problem(410, "reset-over");
}

#[tokio::test]
async fn without_an_authenticator_codes_open_nothing_and_recovery_codes_do() {
    let house = House::open().await;
    let (ada, _) = Client::with_passkey(&house, -7).await;
    let there = ada.elsewhere();
    there.log_in().await.gives(200);
    there.post("/2fa/authenticate", json!({CODE: "123456"})).await.is_problem(401, "wrong-code");
    there.authenticate_by_recovery_code(&ada.codes[0]).await.gives(200);
    let both = json!({CODE: "123456", RECOVERY_CODE: ada.codes[1]});
    let again = ada.elsewhere();
    again.log_in().await.gives(200);
    again.post("/2fa/authenticate", both).await.is_problem(400, "invalid-input");
}

#[tokio::test]
async fn at_an_ip_address_there_are_none_and_it_is_said_why() {
    let house = House::built(Plan { public_url: Some("http://127.0.0.1:1"), ..Plan::default() }).await;
    let ada = Client::logged_in(&house).await;
    ada.order("/2fa/passkeys/options").await.is_problem(409, "no-passkeys");
    ada.elsewhere().order(SIGN_IN).await.is_problem(409, "no-passkeys");
    let page = ada.see("/account/passkeys").await;
    assert!(page.body.contains("IP address"), "{page:#?}");
    assert!(!ada.elsewhere().see("/sign-in").await.body.contains("data-passkey"));
}

#[tokio::test]
async fn another_name_serves_its_passkeys_where_it_names_this_origin() {
    let settings = vec![("passkey_rp_id", "old.example".to_owned())];
    let house = House::built(Plan { public_url: Some("https://new.example"), settings, ..Plan::default() }).await;
    let answer = house.ask("GET", "/.well-known/webauthn", axum::http::HeaderMap::new(), "").await;
    assert_eq!(answer.gives(200).json(), json!({"origins": ["https://new.example"]}));
    assert!(API.starts_with("/api"));
}
