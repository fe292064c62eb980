//! Trusted browsers for programs.

use serde_json::json;

use super::support::{CODE, Client, Told, claims};
use crate::support::{House, Plan, TRUST};

async fn a_house() -> House {
    House::built(Plan { settings: vec![("LATCHKEY_TRUSTED_BROWSER_DAYS", "30".into())], ..Plan::default() }).await
}

/// Somebody who has logged in and trusts this client.
async fn trusting(house: &House) -> Client {
    let ada = Client::protected(house).await;
    ada.order("/authentication/log-out").await.gives(200);
    ada.log_in().await.gives(200);
    ada.post("/2fa/authenticate", json!({CODE: ada.next_code(), "trustBrowser": true})).await.gives(200);
    ada
}

#[tokio::test]
async fn p_05_a_trusted_client_logs_in_by_password_with_amr_pwd_and_a_mark() {
    let house = a_house().await;
    let ada = trusting(&house).await;
    ada.order("/authentication/log-out").await.gives(200);
    assert!(ada.log_in().await.gives(200).json()["email"].is_string());
    let token = claims(&ada.browser.cookie("latchkey-access").unwrap());
    assert_eq!((&token["amr"], &token["trusted_browser"]), (&json!(["pwd"]), &json!(true)));
    let sessions = ada.get("/sessions").await.gives(200).json();
    assert_eq!((&sessions[0]["amr"], &sessions[0]["byTrustedBrowser"]), (&json!(["pwd"]), &json!(true)));
    let log = ada.get("/security-log?show=sign-ins").await.gives(200).json();
    assert_eq!((&log[0]["kind"], &log[0]["byTrustedBrowser"]), (&json!("signed_in"), &json!(true)));
    // It renews itself, and proves no more by that.
    ada.order("/authentication/refresh").await.gives(200);
    assert_eq!(claims(&ada.browser.cookie("latchkey-access").unwrap())["trusted_browser"], json!(true));
    for (method, path, body) in [
        ("POST", "/2fa/recovery-codes", ""),
        ("POST", "/2fa/authenticators", "{}"),
        ("DELETE", "/sessions", ""),
        ("PATCH", "/authentication", "{\"name\":\"Eve\"}"),
        ("GET", "/authentication/data", ""),
    ] {
        let answer =
            if body.is_empty() { ada.send(method, path, &[], "").await } else { ada.send_json(method, path, body).await };
        answer.is_problem(401, "step-up-required");
    }
    ada.step_up().await.gives(200);
    let token = claims(&ada.browser.cookie("latchkey-access").unwrap());
    assert_eq!((&token["amr"], &token["trusted_browser"]), (&json!(["pwd", "otp", "mfa"]), &json!(null)));
}

#[tokio::test]
async fn trusted_clients_are_listed_and_ended() {
    let house = a_house().await;
    let ada = trusting(&house).await;
    let listed = ada.get("/2fa/trusted-browsers").await.gives(200).json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["isThis"]), (1, &json!(true)));
    let path = format!("/2fa/trusted-browsers/{}", listed[0]["id"].as_str().unwrap());
    let eve = trusting(&house).await;
    eve.delete(&path).await.is_problem(404, "not-found");
    ada.step_up().await.gives(200);
    let data = ada.get("/authentication/data").await.gives(200).json();
    assert_eq!(data["trustedBrowsers"][0]["id"], listed[0]["id"]);
    ada.delete(&path).await.gives(204);
    ada.delete(&path).await.is_problem(404, "not-found");
    ada.delete("/2fa/trusted-browsers").await.gives(204);
    assert_eq!(ada.get("/2fa/trusted-browsers").await.gives(200).json(), json!([]));
    ada.order("/authentication/log-out").await.gives(200);
    assert_eq!(ada.log_in().await.gives(200).json()["secondFactorRequired"], json!(true));
    eve.order("/authentication/log-out").await.gives(200);
    assert!(eve.log_in().await.gives(200).json()["email"].is_string());
}

#[tokio::test]
async fn where_it_is_not_allowed_nothing_comes_of_it() {
    let house = House::open().await;
    let ada = trusting(&house).await;
    assert!(ada.browser.cookie(TRUST).is_none());
    assert_eq!(ada.get("/2fa/trusted-browsers").await.gives(200).json(), json!([]));
}
