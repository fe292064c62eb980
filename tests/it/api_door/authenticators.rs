//! Several authenticators by the API.

use latchkey_core::domain::time::Clock;
use serde_json::{Value, json};

use super::support::{CODE, Client, Told};
use crate::support::{Authenticator, DAY, House, STEP};

const NAME: &str = "authenticatorName";

impl Client {
    async fn begin(&self, body: Value) -> Authenticator {
        let headers = [("accept", "application/json"), ("content-type", "application/json")];
        let answer = self.send("POST", "/2fa/authenticators", &headers, &body.to_string()).await;
        let url = answer.gives(200).json()["otpauthUrl"].as_str().unwrap().to_owned();
        let authenticator = Authenticator::scan(&url);
        self.house.keep_secret("a secret", &authenticator.base32);
        authenticator
    }

    async fn authenticators(&self) -> Vec<Value> {
        self.get("/2fa/authenticators").await.gives(200).json().as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn one_is_added_replaced_renamed_and_removed() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let other = ada.elsewhere();
    other.log_in_fully().await.gives(200);
    other.post("/2fa/authenticators", json!({})).await.is_problem(401, "step-up-required");
    ada.step_up().await.gives(200);
    ada.post("/2fa/authenticators", json!({"replaces": "x"})).await.is_problem(400, "invalid-input");
    let tablet = ada.begin(json!({})).await;
    let confirm = async |client: &Client, phone: &Authenticator, name: &str| {
        let body = json!({CODE: phone.code_at(house.clock.now()), NAME: name});
        client.post("/2fa/authenticators/confirm", body).await
    };
    ada.post("/2fa/authenticators/confirm", json!({CODE: "12345", NAME: "\u{202e}"})).await.is_problem(400, "invalid-input");
    let answer = confirm(&ada, &tablet, "Tablet").await;
    let listed = answer.gives(200).json();
    assert_eq!((&listed[0]["name"], &listed[1]["name"]), (&"".into(), &"Tablet".into()));
    assert!(listed[1]["lastUsedAt"].is_string() && listed[1]["createdAt"].is_string());
    confirm(&ada, &tablet, "Tablet").await.is_problem(409, "enrolment-over");
    assert!(!other.is_in().await);
    house.clock.advance(STEP);
    other.log_in().await.gives(200);
    other.authenticate(&tablet.code_at(house.clock.now())).await.gives(200);

    let id = listed[1]["id"].as_str().unwrap().to_owned();
    let path = format!("/2fa/authenticators/{id}");
    ada.patch(&path, json!({NAME: "Old tablet"})).await.gives(204);
    assert_eq!(ada.authenticators().await[1]["name"], "Old tablet");
    ada.step_up().await.gives(200);
    let new = ada.begin(json!({"replaces": id})).await;
    confirm(&ada, &new, "").await.gives(200);
    let listed = ada.authenticators().await;
    assert_eq!((listed.len(), &listed[1]["name"]), (2, &"Old tablet".into()));
    ada.patch(&path, json!({NAME: "x"})).await.is_problem(404, "not-found");
    ada.delete(&path).await.is_problem(404, "not-found");

    // F-13
    let eve = Client::protected(&house).await;
    eve.step_up().await.gives(200);
    let path = format!("/2fa/authenticators/{}", listed[1]["id"].as_str().unwrap());
    eve.delete(&path).await.is_problem(404, "not-found");
    eve.patch(&path, json!({NAME: "mine"})).await.is_problem(404, "not-found");
    eve.post("/2fa/authenticators", json!({"replaces": listed[1]["id"]})).await.is_problem(404, "not-found");
    ada.delete(&path).await.gives(204);
    let last = format!("/2fa/authenticators/{}", listed[0]["id"].as_str().unwrap());
    ada.delete(&last).await.is_problem(409, "last-authenticator");
    assert!(ada.is_in().await && ada.authenticators().await.len() == 1);
}

#[tokio::test]
async fn there_are_ten_at_most() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    ada.step_up().await.gives(200);
    for number in 2..=10 {
        let phone = ada.begin(json!({})).await;
        let body = json!({CODE: phone.code_at(house.clock.now()), NAME: format!("Phone {number}")});
        ada.post("/2fa/authenticators/confirm", body).await.gives(200);
    }
    ada.post("/2fa/authenticators", json!({})).await.is_problem(409, "quota-reached");
    assert_eq!(ada.authenticators().await.len(), 10);
    assert_eq!(ada.order("/2fa/generate").await.is_problem(409, "two-factor-already-on").status, 409);
}

#[tokio::test]
async fn without_two_factor_authentication_there_is_none() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    assert_eq!(ada.authenticators().await, Vec::<Value>::new());
    ada.post("/2fa/authenticators", json!({})).await.is_problem(409, "two-factor-not-on");
    ada.post("/2fa/authenticators/confirm", json!({CODE: "123456"})).await.is_problem(409, "two-factor-not-on");
}

#[tokio::test]
async fn a_clock_that_is_off_is_told_in_seconds() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let guest = ada.elsewhere();
    guest.log_in().await.gives(200);
    house.clock.advance(2 * STEP);
    let step = house.clock.now().seconds() / 30;
    let told = guest.authenticate(&ada.phone().code_of_step(step + 5)).await;
    assert_eq!(told.is_problem(401, "clock-off").json()["clockOffsetSeconds"], 150);
    assert!(
        guest.authenticate(&ada.phone().code_of_step(step + 5)).await.is_problem(401, "wrong-code").json()["clockOffsetSeconds"]
            .is_null()
    );
    guest.authenticate(&ada.code()).await.gives(200);
}

#[tokio::test]
async fn a_checkup_is_due_is_put_off_and_is_done() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let is_due = async || ada.get("/2fa/checkup").await.gives(200).json()["isDue"] == true;
    assert!(!is_due().await);
    house.clock.advance(28 * DAY);
    ada.log_in_fully().await.gives(200);
    assert!(is_due().await);
    ada.order("/2fa/checkup/later").await.gives(204);
    assert!(!is_due().await);
    house.clock.advance(7 * DAY);
    ada.log_in_fully().await.gives(200);
    assert!(is_due().await);
    ada.post("/2fa/checkup", json!({CODE: ada.wrong_code()})).await.is_problem(401, "wrong-code");
    ada.post("/2fa/checkup", json!({CODE: ada.next_code()})).await.gives(204);
    assert!(!is_due().await);
    let bob = Client::logged_in(&house).await;
    bob.post("/2fa/checkup", json!({CODE: "123456"})).await.is_problem(409, "two-factor-not-on");
    bob.order("/2fa/checkup/later").await.is_problem(409, "two-factor-not-on");
}
