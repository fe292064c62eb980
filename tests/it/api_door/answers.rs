//! Snapshots of every answer, with ids, times, secrets and codes redacted.

use latchkey_core::domain::time::Clock;
use serde_json::json;

use super::support::{CODE, Client, RECOVERY_CODE, Told};
use crate::support::{House, MINUTE, shots::shot};

/// Where the snapshots are.
const FOLDER: &str = "../api_door/snapshots";

#[tokio::test]
async fn answers_without_a_second_factor() {
    let house = House::open().await;
    let ada = Client::new(&house);
    shot(FOLDER, "register", &ada.register().await);
    shot(FOLDER, "register-taken", &ada.register().await);
    let body = json!({"email": "nobody", "name": "", "password": "short"});
    shot(FOLDER, "register-invalid", &ada.post("/authentication/register", body).await);
    shot(FOLDER, "register-other-types", &ada.post("/authentication/register", json!({"email": 1, "name": null, "x": []})).await);
    shot(FOLDER, "register-malformed", &ada.send_json("POST", "/authentication/register", "{").await);
    shot(
        FOLDER,
        "register-media-type",
        &ada.send("POST", "/authentication/register", &[("content-type", "text/plain")], "{}").await,
    );
    let large = ada.post("/authentication/register", json!({"email": "a".repeat(17_000)})).await;
    shot(FOLDER, "register-too-large", &large);
    shot(FOLDER, "log-in-wrong", &ada.log_in_with("certainly not it").await);
    shot(FOLDER, "log-in", &ada.log_in().await);
    shot(FOLDER, "user", &ada.get("/authentication").await);
    shot(FOLDER, "step-up", &ada.step_up().await);
    shot(FOLDER, "step-up-wrong-password", &ada.post("/authentication/step-up", json!({"password": "x"})).await);
    let former = ada.copied();
    shot(FOLDER, "refresh", &ada.order("/authentication/refresh").await);
    former.order("/authentication/refresh").await.gives(200);
    shot(FOLDER, "refresh-get", &ada.get("/authentication/refresh").await);
    let cross_site = [("sec-fetch-site", "cross-site")];
    shot(FOLDER, "log-out-cross-site", &ada.send("POST", "/authentication/log-out", &cross_site, "").await);
    shot(FOLDER, "recovery-codes-off", &ada.order("/2fa/recovery-codes").await);
    shot(FOLDER, "turn-off-off", &ada.turn_off(&ada.password, "123456").await);
    shot(FOLDER, "log-out", &ada.order("/authentication/log-out").await);
    shot(FOLDER, "log-out-nobody", &ada.order("/authentication/log-out").await);
    shot(FOLDER, "refresh-nobody", &ada.order("/authentication/refresh").await);
    shot(FOLDER, "user-nobody", &ada.get("/authentication").await);
    shot(FOLDER, "authenticate-nobody", &ada.authenticate("123456").await);
    for _ in 0..5 {
        ada.log_in_with("certainly not it").await;
    }
    shot(FOLDER, "log-in-too-many", &ada.log_in().await);
}

#[tokio::test]
async fn answers_with_a_second_factor() {
    let house = House::open().await;
    let mut ada = Client::logged_in(&house).await;
    shot(FOLDER, "turn-on-nothing", &ada.turn_on_with("123456").await);
    shot(FOLDER, "generate-png", &ada.order("/2fa/generate").await);
    for (name, accept) in [("svg", "image/svg+xml"), ("json", "application/json"), ("other", "text/html")] {
        shot(FOLDER, &format!("generate-{name}"), &ada.send("POST", "/2fa/generate", &[("accept", accept)], "").await);
    }
    let wrong = ada.generate().await.wrong_code_at(house.clock.now());
    shot(FOLDER, "turn-on-wrong", &ada.turn_on_with(&wrong).await);
    shot(FOLDER, "turn-on-invalid", &ada.turn_on_with("12345x").await);
    shot(FOLDER, "turn-on", &ada.turn_on().await);
    shot(FOLDER, "generate-on", &ada.order("/2fa/generate").await);
    let guest = ada.elsewhere();
    shot(FOLDER, "log-in-second-factor", &guest.log_in().await);
    shot(FOLDER, "user-second-factor", &guest.get("/authentication").await);
    shot(FOLDER, "authenticate-neither", &guest.post("/2fa/authenticate", json!({})).await);
    shot(FOLDER, "authenticate-used", &guest.authenticate(&ada.code()).await);
    shot(FOLDER, "authenticate-wrong", &guest.authenticate(&ada.wrong_code()).await);
    shot(FOLDER, "authenticate-wrong-recovery-code", &guest.authenticate_by_recovery_code(&"A".repeat(24)).await);
    shot(FOLDER, "authenticate", &guest.authenticate(&ada.next_code()).await);
    shot(FOLDER, "authenticate-over", &guest.authenticate(&ada.next_code()).await);
    let other = ada.elsewhere();
    other.log_in().await;
    shot(FOLDER, "authenticate-recovery-code", &other.authenticate_by_recovery_code(&ada.codes[0]).await);
    let third = ada.elsewhere();
    third.log_in().await;
    shot(FOLDER, "log-out-half-way", &third.order("/authentication/log-out").await);
    shot(FOLDER, "recovery-codes", &ada.order("/2fa/recovery-codes").await);
    house.clock.advance(6 * MINUTE);
    shot(FOLDER, "user-expired", &ada.get("/authentication").await);
    ada.order("/authentication/refresh").await;
    shot(FOLDER, "recovery-codes-step-up", &ada.order("/2fa/recovery-codes").await);
    shot(FOLDER, "step-up-second-factor", &ada.step_up().await);
    shot(FOLDER, "turn-off-wrong", &ada.turn_off(&ada.password, &ada.wrong_code()).await);
    shot(FOLDER, "turn-off", &ada.turn_off(&ada.password, &ada.next_code()).await);
    let mut disabled = Client::protected(&house).await;
    disabled = disabled.elsewhere();
    disabled.log_in().await;
    house
        .sql(&format!(
            "INSERT INTO attempts (subject, misses, blocked_until, counted_at)
         SELECT 'second-factor:' || id, 50, 0, {} FROM accounts WHERE two_factor_since IS NOT NULL
         ON CONFLICT (subject) DO UPDATE SET misses = 50",
            house.clock.now().0
        ))
        .await;
    shot(FOLDER, "authenticate-disabled", &disabled.authenticate(&disabled.next_code()).await);
    let recovery = json!({RECOVERY_CODE: disabled.codes[0], CODE: "123456"});
    shot(FOLDER, "authenticate-both", &disabled.post("/2fa/authenticate", recovery).await);
}
