//! Snapshots of every answer, with ids, times, secrets and codes redacted.

use insta::{assert_json_snapshot, with_settings};
use latchkey::domain::time::Clock;
use serde_json::{Map, Value, json};

use super::support::{CODE, Client, RECOVERY_CODE, Told, filled};
use crate::support::{Answer, House, MINUTE, Plan};

/// What of an answer is promised: status, headers of this door, body.
fn seen(answer: &Answer) -> Value {
    let told =
        ["content-type", "cache-control", "allow", "clear-site-data", "location", "link", "retry-after", "www-authenticate"];
    let mut headers: Map<String, Value> =
        told.iter().filter_map(|name| Some(((*name).to_owned(), answer.header(name)?.into()))).collect();
    let cookies: Vec<Value> = answer
        .set_cookies()
        .iter()
        .map(|cookie| {
            let value = if cookie.value.is_empty() { "" } else { "[token]" };
            format!("{}={value}; {}", cookie.name, cookie.attributes.join("; ")).into()
        })
        .collect();
    if !cookies.is_empty() {
        headers.insert("set-cookie".into(), cookies.into());
    }
    let is_json = answer.header("content-type").is_some_and(|kind| kind.contains("json"));
    let body = match (is_json, answer.header("content-type")) {
        (true, _) => answer.json(),
        (false, Some(kind)) => json!(format!("[{kind}]")),
        (false, None) => json!(answer.body),
    };
    json!({"status": answer.status, "headers": headers, "body": body})
}

/// Compares an answer with its snapshot.
#[track_caller]
fn shot(name: &str, answer: &Answer) {
    with_settings!({snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        assert_json_snapshot!(name, seen(answer), {
            ".body.**.id" => "[id]",
            ".body.**.email" => "[email]",
            ".body.**.createdAt" => "[time]",
            ".body.**.updatedAt" => "[time]",
            ".body.expiresAt" => "[time]",
            ".body.secret" => "[secret]",
            ".body.otpauthUrl" => "[otpauth]",
            ".body.recoveryCodes[]" => "[code]",
            ".headers.location" => insta::dynamic_redaction(without_id),
            ".headers.link" => insta::dynamic_redaction(without_id),
        });
    });
}

/// The address with `[id]` for ids and the times before them.
fn without_id(value: insta::internals::Content, _: insta::internals::ContentPath<'_>) -> String {
    let text = value.as_str().unwrap_or_default();
    let hides = |part: &str| if part.contains("-4") && part.len() >= 36 { "[id]".to_owned() } else { part.to_owned() };
    let ends = ['/', '=', '&', '>'];
    text.split_inclusive(ends)
        .map(|part| {
            let body = part.trim_end_matches(ends);
            format!("{}{}", hides(body), &part[body.len()..])
        })
        .collect()
}

#[tokio::test]
async fn answers_without_a_second_factor() {
    let house = House::open().await;
    let ada = Client::new(&house);
    shot("register", &ada.register().await);
    shot("register-taken", &ada.register().await);
    let body = json!({"email": "nobody", "name": "", "password": "short"});
    shot("register-invalid", &ada.post("/authentication/register", body).await);
    shot("register-other-types", &ada.post("/authentication/register", json!({"email": 1, "name": null, "x": []})).await);
    shot("register-malformed", &ada.send_json("POST", "/authentication/register", "{").await);
    shot("register-media-type", &ada.send("POST", "/authentication/register", &[("content-type", "text/plain")], "{}").await);
    let large = ada.post("/authentication/register", json!({"email": "a".repeat(17_000)})).await;
    shot("register-too-large", &large);
    shot("log-in-wrong", &ada.log_in_with("certainly not it").await);
    shot("log-in", &ada.log_in().await);
    shot("user", &ada.get("/authentication").await);
    shot("step-up", &ada.step_up().await);
    shot("step-up-wrong-password", &ada.post("/authentication/step-up", json!({"password": "x"})).await);
    let former = ada.copied();
    shot("refresh", &ada.order("/authentication/refresh").await);
    former.order("/authentication/refresh").await.gives(200);
    shot("refresh-get", &ada.get("/authentication/refresh").await);
    let cross_site = [("sec-fetch-site", "cross-site")];
    shot("log-out-cross-site", &ada.send("POST", "/authentication/log-out", &cross_site, "").await);
    shot("recovery-codes-off", &ada.order("/2fa/recovery-codes").await);
    shot("turn-off-off", &ada.turn_off(&ada.password, "123456").await);
    shot("log-out", &ada.order("/authentication/log-out").await);
    shot("log-out-nobody", &ada.order("/authentication/log-out").await);
    shot("refresh-nobody", &ada.order("/authentication/refresh").await);
    shot("user-nobody", &ada.get("/authentication").await);
    shot("authenticate-nobody", &ada.authenticate("123456").await);
    for _ in 0..5 {
        ada.log_in_with("certainly not it").await;
    }
    shot("log-in-too-many", &ada.log_in().await);
}

#[tokio::test]
async fn answers_with_a_second_factor() {
    let house = House::open().await;
    let mut ada = Client::logged_in(&house).await;
    shot("turn-on-nothing", &ada.turn_on_with("123456").await);
    shot("generate-png", &ada.order("/2fa/generate").await);
    for (name, accept) in [("svg", "image/svg+xml"), ("json", "application/json"), ("other", "text/html")] {
        shot(&format!("generate-{name}"), &ada.send("POST", "/2fa/generate", &[("accept", accept)], "").await);
    }
    let wrong = ada.generate().await.wrong_code_at(house.clock.now());
    shot("turn-on-wrong", &ada.turn_on_with(&wrong).await);
    shot("turn-on-invalid", &ada.turn_on_with("12345x").await);
    shot("turn-on", &ada.turn_on().await);
    shot("generate-on", &ada.order("/2fa/generate").await);
    let guest = ada.elsewhere();
    shot("log-in-second-factor", &guest.log_in().await);
    shot("user-second-factor", &guest.get("/authentication").await);
    shot("authenticate-neither", &guest.post("/2fa/authenticate", json!({})).await);
    shot("authenticate-used", &guest.authenticate(&ada.code()).await);
    shot("authenticate-wrong", &guest.authenticate(&ada.wrong_code()).await);
    shot("authenticate-wrong-recovery-code", &guest.authenticate_by_recovery_code(&"A".repeat(24)).await);
    shot("authenticate", &guest.authenticate(&ada.next_code()).await);
    shot("authenticate-over", &guest.authenticate(&ada.next_code()).await);
    let other = ada.elsewhere();
    other.log_in().await;
    shot("authenticate-recovery-code", &other.authenticate_by_recovery_code(&ada.codes[0]).await);
    let third = ada.elsewhere();
    third.log_in().await;
    shot("log-out-half-way", &third.order("/authentication/log-out").await);
    shot("recovery-codes", &ada.order("/2fa/recovery-codes").await);
    house.clock.advance(6 * MINUTE);
    shot("user-expired", &ada.get("/authentication").await);
    ada.order("/authentication/refresh").await;
    shot("recovery-codes-step-up", &ada.order("/2fa/recovery-codes").await);
    shot("step-up-second-factor", &ada.step_up().await);
    shot("turn-off-wrong", &ada.turn_off(&ada.password, &ada.wrong_code()).await);
    shot("turn-off", &ada.turn_off(&ada.password, &ada.next_code()).await);
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
    shot("authenticate-disabled", &disabled.authenticate(&disabled.next_code()).await);
    let recovery = json!({RECOVERY_CODE: disabled.codes[0], CODE: "123456"});
    shot("authenticate-both", &disabled.post("/2fa/authenticate", recovery).await);
}

#[tokio::test]
async fn answers_about_posts() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    shot("posts-none", &ada.get("/posts").await);
    let answer = ada.post("/posts", json!({"title": "First", "content": "one\ntwo"})).await;
    shot("posts-write", &answer);
    shot("posts-write-invalid", &ada.post("/posts", json!({"title": "", "content": ""})).await);
    let path = format!("/posts/{}", answer.json()["id"].as_str().unwrap());
    shot("posts-one", &ada.get(&path).await);
    shot("posts-change", &ada.patch(&path, json!({"title": "Changed"})).await);
    house.clock.advance(MINUTE);
    ada.post("/posts", json!({"title": "Second", "content": "three"})).await;
    shot("posts-page", &ada.get("/posts?limit=1").await);
    shot("posts-page-invalid", &ada.get("/posts?limit=0").await);
    shot("posts-remove", &ada.delete(&path).await);
    shot("posts-gone", &ada.get(&filled("/posts/{id}")).await);
    shot("posts-put", &ada.send("PUT", &path, &[], "").await);
    ada.order("/authentication/log-out").await;
    shot("posts-nobody", &ada.get("/posts").await);

    let strict = House::built(Plan { require_second_factor: true, ..Plan::default() }).await;
    shot("posts-two-factor-required", &Client::logged_in(&strict).await.get("/posts").await);
}
