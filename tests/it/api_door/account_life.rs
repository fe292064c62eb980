//! The account by the API: its log, its sessions, its changes, its seal, its end.

use serde_json::{Value, json};

use super::support::{CODE, Client, Told};
use crate::support::{House, MINUTE, Plan, fresh};

async fn kinds(ada: &Client, query: &str) -> Vec<String> {
    let answer = ada.get(&format!("/security-log{query}")).await;
    let events = answer.gives(200).json();
    events.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_log_is_read_in_pages_and_filtered() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    ada.elsewhere().log_in_with("certainly not the password").await.gives(401);
    assert_eq!(kinds(&ada, "").await, ["password_refused", "two_factor_on", "signed_in", "registered"]);
    assert_eq!(kinds(&ada, "?show=misses").await, ["password_refused"]);
    let first = ada.get("/security-log?limit=3").await;
    let next = first.header("link").unwrap().split(['<', '>']).nth(1).unwrap().to_owned();
    assert_eq!(kinds(&ada, next.strip_prefix("/api/v1/security-log").unwrap()).await, ["registered"]);
    let event = &first.json()[0];
    assert_eq!(
        (&event["actor"], &event["address"], &event["isNewDevice"]),
        (&"somebody".into(), &"127.0.0.1".into(), &true.into())
    );
    for query in ["?show=nothing", "?before=x", "?limit=0", "?limit=101", "?unknown=1"] {
        ada.get(&format!("/security-log{query}")).await.is_problem(400, "invalid-input");
    }
}

#[tokio::test]
async fn s_13_sessions_are_listed_and_ended_after_a_step_up() {
    let house = House::open().await;
    let (ada, eve) = (Client::protected(&house).await, Client::logged_in(&house).await);
    let other = ada.elsewhere();
    other.log_in_fully().await.gives(200);
    house.clock.advance(MINUTE);
    let listed = ada.get("/sessions").await.gives(200).json();
    let sessions = listed.as_array().unwrap();
    assert_eq!(sessions.iter().filter(|session| session["isThis"] == true).count(), 1);
    let id = sessions.iter().find(|session| session["isThis"] == false).unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("/sessions/{id}");
    // F-13
    eve.delete(&path).await.is_problem(404, "not-found");
    house.clock.advance(5 * MINUTE);
    for client in [&ada, &eve] {
        client.order("/authentication/refresh").await.gives(200);
    }
    ada.delete(&path).await.is_problem(401, "step-up-required");
    ada.delete("/sessions").await.is_problem(401, "step-up-required");
    ada.step_up().await.gives(200);
    ada.delete(&path).await.gives(204);
    ada.delete(&path).await.is_problem(404, "not-found");
    assert!(!other.is_in().await);
    other.log_in_fully().await.gives(200);
    ada.delete("/sessions").await.gives(204);
    assert!(!other.is_in().await && ada.is_in().await && eve.is_in().await);
}

#[tokio::test]
async fn n_08_n_09_name_address_and_password_are_changed_with_every_factor_afresh() {
    let house = House::open().await;
    let (mut ada, eve) = (Client::protected(&house).await, Client::logged_in(&house).await);
    house.clock.advance(6 * MINUTE);
    ada.order("/authentication/refresh").await.gives(200);
    ada.patch("/authentication", json!({"name": "Augusta"})).await.is_problem(401, "step-up-required");
    let other = ada.elsewhere();
    other.log_in_fully().await.gives(200);
    ada.step_up().await.gives(200);
    assert_eq!(ada.patch("/authentication", json!({"name": " Augusta "})).await.gives(200).json()["name"], "Augusta");
    ada.patch("/authentication", json!({"name": "", "email": "x"})).await.is_problem(400, "invalid-input");
    ada.patch("/authentication", json!({"email": eve.email})).await.is_problem(409, "email-taken");
    assert!(other.is_in().await);
    let new = format!("new.{}@example.com", fresh());
    // Both or none: a name that cannot be taken keeps the address from changing, and nobody loses a session over it.
    let half = house.changes_nothing(ada.patch("/authentication", json!({"name": "Augusta", "email": new}))).await;
    half.is_problem(400, "invalid-input");
    assert!(ada.is_in().await);
    assert_eq!(ada.patch("/authentication", json!({"email": new})).await.gives(200).json()["email"], new);
    ada.email = new;
    assert!(ada.is_in().await && !other.is_in().await);
    // The password.
    let new = format!("quite another {}", fresh());
    let change = async |current: &str, code: Value| {
        let body = json!({"password": current, "newPassword": new, CODE: code});
        ada.post("/authentication/password", body).await
    };
    change("not-the-right-one", ada.next_code().into()).await.is_problem(401, "wrong-password");
    change(&ada.password, ada.wrong_code().into()).await.is_problem(401, "wrong-code");
    ada.post("/authentication/password", json!({"password": ada.password, "newPassword": new}))
        .await
        .is_problem(400, "invalid-input");
    let short = json!({"password": ada.password, "newPassword": "short", CODE: ada.next_code()});
    let answer = ada.post("/authentication/password", short).await;
    assert_eq!(answer.is_problem(400, "invalid-input").json()["errors"][0]["field"], "newPassword");
    change(&ada.password, ada.next_code().into()).await.gives(200);
    assert!(ada.is_in().await);
    ada.elsewhere().log_in().await.is_problem(401, "invalid-credentials");
    ada.password = new;
    ada.elsewhere().log_in_fully().await.gives(200);
    assert!(kinds(&ada, "?show=changes").await.starts_with(&[
        "password_changed".into(),
        "email_changed".into(),
        "name_changed".into()
    ]));
}

#[tokio::test]
async fn a_sealed_account_opens_by_a_second_factor_and_a_new_password_alone() {
    let house = House::open().await;
    let mut ada = Client::protected(&house).await;
    let (thief, owner) = (ada.elsewhere(), ada.elsewhere());
    thief.log_in_fully().await.gives(200);
    house.clock.advance(6 * MINUTE);
    thief.order("/authentication/refresh").await.gives(200);
    ada.order("/authentication/refresh").await.gives(200);
    ada.order("/authentication/seal").await.gives(204);
    assert!(!thief.is_in().await && !ada.is_in().await);
    thief.order("/authentication/refresh").await.is_problem(401, "unauthenticated");
    let answer = owner.log_in().await.gives(200).json();
    assert_eq!(answer, json!({"sealed": true, "methods": ["totp", "recoveryCode"]}));
    owner.authenticate(&ada.next_code()).await.is_problem(403, "sealed");
    let new = format!("after the seal {}", fresh());
    let open = async |code: String, password: &str| {
        owner.post("/authentication/unseal", json!({"newPassword": password, CODE: code})).await
    };
    open(ada.wrong_code(), &new).await.is_problem(401, "wrong-code");
    open(ada.next_code(), "short").await.is_problem(400, "invalid-input");
    open(ada.next_code(), &new).await.gives(200);
    assert!(owner.is_in().await);
    ada.elsewhere().log_in().await.is_problem(401, "invalid-credentials");
    ada.password = new;
    ada.elsewhere().log_in_fully().await.gives(200);
    // What is not sealed is not opened.
    let another = ada.elsewhere();
    another.log_in().await.gives(200);
    let body = json!({"newPassword": "something else entirely", CODE: ada.next_code()});
    another.post("/authentication/unseal", body).await.is_problem(401, "sign-in-over");
}

#[tokio::test]
async fn ones_data_holds_what_the_application_holds_and_no_secret() {
    let house = House::built(Plan::with_application()).await;
    let ada = Client::protected(&house).await;
    ada.post("/posts", json!({"title": "Notes", "content": "On the engine"})).await.gives(201);
    house.clock.advance(6 * MINUTE);
    ada.order("/authentication/refresh").await.gives(200);
    ada.get("/authentication/data").await.is_problem(401, "step-up-required");
    ada.step_up().await.gives(200);
    let answer = ada.get("/authentication/data").await;
    let data = answer.gives(200).json();
    assert_eq!((&data["user"]["email"], &data["application"]["posts"][0]["title"]), (&ada.email.clone().into(), &"Notes".into()));
    assert!(!answer.body.contains("argon2"));
}

#[tokio::test]
async fn s_11_whoever_deletes_the_account_is_out_everywhere_and_a_log_in_takes_it_back() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let other = ada.elsewhere();
    other.log_in_fully().await.gives(200);
    ada.step_up().await.gives(200);
    let deleted_at = ada.delete("/authentication/account").await.gives(202).json()["deletedAt"].as_str().unwrap().to_owned();
    assert!(deleted_at.starts_with("2027-01-22"), "{deleted_at}");
    assert!(!ada.is_in().await && !other.is_in().await);
    ada.log_in_fully().await.gives(200);
    assert!(kinds(&ada, "?show=changes").await.starts_with(&["deletion_cancelled".into(), "deletion_ordered".into()]));
}

#[tokio::test]
async fn m_01_a_password_is_replaced_by_the_link_of_an_operator() {
    let house = House::open().await;
    let mut ada = Client::protected(&house).await;
    let (path, guest, new) = ("/authentication/password/reset", ada.elsewhere(), format!("another one {}", fresh()));
    let code = house.reset_code(&ada.email).await;
    let body = |code: &str, digits: &str| json!({"resetCode": code, "newPassword": new, CODE: digits});
    guest.post(path, body("x", "")).await.is_problem(400, "invalid-input");
    guest.post(path, json!({"resetCode": code, "newPassword": new})).await.is_problem(400, "invalid-input");
    guest.post(path, body(&code, &ada.wrong_code())).await.is_problem(401, "wrong-code");
    assert!(ada.is_in().await);
    let done = guest.post(path, body(&code, &ada.next_code())).await;
    done.gives(204);
    assert!(done.set_cookies().is_empty() && !ada.is_in().await, "{done:#?}");
    guest.post(path, body(&code, &ada.next_code())).await.is_problem(410, "reset-over");
    ada.log_in().await.is_problem(401, "invalid-credentials");
    ada.password = new;
    ada.log_in_fully().await.gives(200);
    // Without a second factor, none may be given.
    let eve = Client::logged_in(&house).await;
    let code = house.reset_code(&eve.email).await;
    guest
        .post(path, json!({"resetCode": code, "newPassword": ada.password, CODE: "123456"}))
        .await
        .is_problem(400, "invalid-input");
    guest.post(path, json!({"resetCode": code, "newPassword": ada.password})).await.gives(204);
}
