//! Registering, logging in, logging out: as the article has it, with the second factor off and on.

use serde_json::json;

use super::support::{API, Client, RECOVERY_CODE, SESSION_COOKIES, Told, claims, filled, operations};
use crate::support::{Answer, House, MINUTE};

/// Exactly what a user is shown as (no hash, no secret, no token).
#[track_caller]
fn shows_user(answer: &Answer, client: &Client, two_factor: bool) {
    let mut user = answer.json();
    let shown = user.as_object_mut().unwrap();
    let (id, created) = (shown.remove("id").unwrap(), shown.remove("createdAt").unwrap());
    assert!(uuid::Uuid::parse_str(id.as_str().unwrap()).is_ok(), "{answer:#?}");
    assert!(created.as_str().is_some_and(|time| time.ends_with('Z')), "{answer:#?}");
    let rest = json!({"email": client.email, "name": client.name, "isEmailConfirmed": false, "hasPassword": true, "isTwoFactorAuthenticationEnabled": two_factor});
    assert_eq!(user, rest, "{answer:#?}");
}

/// The cookies of a session: `HttpOnly`, `Path=/`, as long as their tokens.
#[track_caller]
fn sets_session(answer: &Answer) {
    let lines: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
    for (name, max_age) in [("latchkey-access", "Max-Age=300"), ("latchkey-refresh", "Max-Age=86400")] {
        let of: Vec<&&str> = lines.iter().filter(|line| line.starts_with(&format!("{name}="))).collect();
        assert_eq!(of.len(), 1, "{lines:?}");
        for attribute in ["HttpOnly", "Path=/", "SameSite=Lax", max_age] {
            assert!(of[0].split("; ").any(|given| given == attribute), "{attribute}: {lines:?}");
        }
    }
}

#[tokio::test]
async fn registering_gives_the_user_without_cookies_and_does_not_sign_in() {
    let house = House::open().await;
    let ada = Client::new(&house);
    let answer = ada.register().await;
    shows_user(answer.gives(201), &ada, false);
    assert!(answer.set_cookies().is_empty(), "{answer:#?}");
    assert!(house.session_ids().await.is_empty());
    ada.get("/authentication").await.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn an_address_has_one_account_however_it_is_spelt() {
    let house = House::open().await;
    let ada = Client::registered(&house).await;
    for email in [ada.email.clone(), ada.email.to_uppercase(), format!(" {}. ", ada.email)] {
        let body = json!({"email": email, "name": "Eve", "password": ada.password});
        let answer = house.changes_nothing(ada.post("/authentication/register", body)).await;
        answer.is_problem(409, "email-taken");
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM accounts").await, 1);
}

#[tokio::test]
async fn without_a_second_factor_log_in_gives_the_user_and_a_session() {
    let house = House::open().await;
    let ada = Client::registered(&house).await;
    let answer = ada.log_in().await;
    shows_user(answer.gives(200), &ada, false);
    sets_session(&answer);
    assert_eq!(answer.sets().len(), 3, "access, refresh, and the device is known from now on: {answer:#?}");
    shows_user(ada.get("/authentication").await.gives(200), &ada, false);
    // J-13: ids and times, nothing about the person.
    let token = claims(&ada.browser.cookie("latchkey-access").unwrap());
    let names: Vec<&String> = token.as_object().unwrap().keys().collect();
    assert_eq!(names, ["amr", "aud", "auth_time", "exp", "iat", "iss", "jti", "nbf", "sid", "sub"]);
    assert_eq!(token["amr"], json!(["pwd"]));
}

#[tokio::test]
async fn with_a_second_factor_log_in_gives_the_pending_cookie_and_nothing_about_the_user() {
    let house = House::open().await;
    let ada = Client::protected(&house).await.elsewhere();
    let answer = ada.log_in().await;
    let expected = json!({"secondFactorRequired": true, "methods": ["totp", "recoveryCode"]});
    assert_eq!(answer.gives(200).json(), expected);
    // F-05: the raw lines, duplicates and expired ones included.
    let lines: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("latchkey-pending=ey") && lines[0].ends_with("HttpOnly; SameSite=Lax; Path=/; Max-Age=300"));
    assert_eq!(house.number("SELECT COUNT(*) FROM sessions").await, 1, "the session that turned it on, no other");

    let answer = ada.authenticate(&ada.next_code()).await;
    shows_user(answer.gives(200), &ada, true);
    sets_session(&answer);
    assert_eq!(ada.browser.cookie_names(), SESSION_COOKIES, "the pending cookie is gone");
    shows_user(ada.get("/authentication").await.gives(200), &ada, true);
    let token = claims(&ada.browser.cookie("latchkey-access").unwrap());
    assert_eq!(token["amr"], json!(["pwd", "otp", "mfa"]));
}

#[tokio::test]
async fn a_recovery_code_does_in_place_of_a_code_once() {
    let house = House::open().await;
    let ada = Client::protected(&house).await.elsewhere();
    ada.log_in().await.gives(200);
    let spelt = format!(" {} ", ada.codes[3].to_lowercase().replace('-', " "));
    let answer = ada.post("/2fa/authenticate", json!({RECOVERY_CODE: spelt})).await;
    shows_user(answer.gives(200), &ada, true);
    assert_eq!(claims(&ada.browser.cookie("latchkey-access").unwrap())["amr"], json!(["pwd", "recovery", "mfa"]));
    let again = ada.elsewhere();
    again.log_in().await.gives(200);
    again.authenticate_by_recovery_code(&ada.codes[3]).await.is_problem(401, "wrong-recovery-code");
    again.authenticate_by_recovery_code(&ada.codes[4]).await.gives(200);
}

#[tokio::test]
async fn logging_in_again_ends_the_session_before() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    let former = ada.copied();
    ada.log_in().await.gives(200);
    assert!(ada.is_in().await && !former.is_in().await);
    assert_eq!(house.session_ids().await.len(), 1);
}

#[tokio::test]
async fn logging_out_ends_every_state_also_with_an_expired_access_token() {
    let house = House::open().await;
    let protected = Client::protected(&house).await;
    let pending = protected.elsewhere();
    pending.log_in().await.gives(200);
    for (client, wait) in
        [(Client::logged_in(&house).await, 0), (pending, 0), (protected.clone(), 0), (Client::logged_in(&house).await, 6)]
    {
        house.clock.advance(wait * MINUTE);
        let thief = client.copied();
        let answer = client.order("/authentication/log-out").await;
        assert!(answer.gives(200).sets().iter().all(|(_, cleared)| *cleared), "{answer:#?}");
        assert_eq!((answer.sets().len(), answer.header("clear-site-data")), (4, Some("\"storage\"")), "{answer:#?}");
        assert!(client.browser.cookie_names().is_empty());
        // S-10: on the server, too.
        assert!(!thief.is_in().await);
        thief.order("/authentication/refresh").await.gives(401);
        thief.authenticate(&protected.next_code()).await.is_problem(401, "sign-in-over");
        thief.order("/authentication/log-out").await.is_problem(401, "unauthenticated");
    }
    assert!(house.session_ids().await.is_empty());
    assert_eq!(house.number("SELECT COUNT(*) FROM pending_sign_ins").await, 0);
}

#[tokio::test]
async fn logging_out_ends_a_half_way_log_in_and_an_expired_session_beside_it() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    house.clock.advance(6 * MINUTE);
    ada.log_in().await.gives(200);
    assert_eq!(ada.browser.cookie_names(), ["latchkey-pending", "latchkey-refresh"]);
    let thief = ada.copied();
    ada.order("/authentication/log-out").await.gives(200);
    assert!(house.session_ids().await.is_empty(), "the expired session lives on");
    thief.order("/authentication/refresh").await.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn nobody_in_particular_cannot_log_out() {
    let house = House::open().await;
    let nobody = Client::new(&house);
    nobody.order("/authentication/log-out").await.is_problem(401, "unauthenticated");
    for name in ["latchkey-access", "latchkey-refresh", "latchkey-pending"] {
        nobody.browser.plant(name, "nonsense");
    }
    nobody.order("/authentication/log-out").await.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn unknown_addresses_and_wrong_passwords_are_the_same_bytes() {
    let house = House::open().await;
    let (ada, bob, eve) = (Client::registered(&house).await, Client::protected(&house).await, Client::new(&house));
    let mut seen = vec![];
    for round in 0..7 {
        for client in [ada.elsewhere(), bob.elsewhere(), eve.elsewhere()] {
            let mut answer = client.log_in_with("certainly not the password").await;
            answer.headers.remove("x-request-id");
            answer.headers.remove("date");
            seen.push((round, answer.status, format!("{:?}", answer.headers), answer.body));
        }
    }
    // E-06: the waits come at the same attempt, too.
    for round in seen.chunks(3) {
        assert!(round.iter().all(|answer| *answer == round[0]), "{round:#?}");
    }
    assert_eq!((seen[0].1, seen.last().unwrap().1), (401, 429));
}

#[tokio::test]
async fn without_a_full_session_every_guarded_operation_is_401_and_changes_nothing() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let pending = ada.elsewhere();
    pending.log_in().await.gives(200);
    let open = [
        "/authentication/register",
        "/authentication/register/confirm",
        "/authentication/log-in",
        "/authentication/log-out",
        "/authentication/refresh",
        "/authentication/password/reset",
        "/authentication/password/forgotten",
        "/authentication/log-in/passkey",
        "/authentication/log-in/passkey/options",
        "/authentication/password/reset/passkey",
        "/2fa/recovery/confirm",
    ];
    let expired = ada.elsewhere();
    for name in SESSION_COOKIES {
        expired.browser.plant(name, &ada.browser.cookie(name).unwrap());
    }
    let mut seen = 0;
    for (method, path) in operations(&house).await.into_iter().filter(|(_, path)| !open.contains(&path.as_str())) {
        let (path, body) = (filled(&path), r#"{"title":"t","content":"c","password":"p"}"#);
        house.clock.set(latchkey_core::domain::time::Timestamp::from_seconds(1_800_000_015));
        let answer = house.changes_nothing(Client::new(&house).send_json(&method, &path, body)).await;
        let halfway = ["/2fa/authenticate", "/2fa/authenticate/passkey", "/2fa/recovery/begin", "/authentication/unseal"]
            .contains(&path.as_str());
        answer.is_problem(401, if halfway { "sign-in-over" } else { "unauthenticated" });
        if !halfway {
            // F-03, F-04: nothing about the user, nothing touched.
            let answer = house.changes_nothing(pending.send_json(&method, &path, body)).await;
            answer.is_problem(401, "second-factor-required");
            assert!(!answer.body.contains(&ada.email), "{answer:#?}");
            // This door never renews by itself.
            house.clock.advance(6 * MINUTE);
            let answer = house.changes_nothing(expired.send_json(&method, &path, body)).await;
            assert!(answer.is_problem(401, "unauthenticated").set_cookies().is_empty(), "{answer:#?}");
        }
        // F-12: neither another spelling nor another method goes around the guard.
        for other in [format!("{path}/"), path.to_uppercase(), format!("/{path}")] {
            let answer = Client::new(&house).browser.send(&method, &format!("{API}{other}"), &[], "").await;
            assert!(matches!(answer.status, 401 | 404), "{answer:#?}");
        }
        seen += 1;
    }
    assert_eq!(seen, 50);
}
