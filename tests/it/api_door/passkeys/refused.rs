//! What must not be taken for a passkey, and what nobody is told by one.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::{PASSKEY, SECOND_STEP, SIGN_IN, STEP_UP, kinds};
use crate::{
    api_door::support::{Client, Told},
    support::{
        House, MINUTE, at_once,
        passkey::{Forged, OF_DEVICE, SYNCED, passkey},
    },
};

#[tokio::test]
async fn p_01_and_p_03_what_is_forged_opens_nothing_and_counts_as_no_guess() {
    type Forgery = fn(&mut Forged);
    let forgeries: [(&str, Forgery); 9] = [
        ("origin", |key| key.origin = "https://localhost.evil.example".into()),
        ("RP ID", |key| key.rp_id = "evil.example".into()),
        ("ceremony", |key| key.ceremony = Some("webauthn.create")),
        ("signature", |key| key.has_bogus_signature = true),
        ("user handle", |key| key.user_handle = Some(vec![7; 32])),
        ("presence", |key| key.flags &= !0x01),
        ("verification", |key| key.flags &= !0x04),
        ("backup", |key| key.flags &= !0x18),
        ("frame", |key| key.cross_origin = Some(true)),
    ];
    let house = House::open().await;
    let (ada, _) = Client::with_passkey(&house, -7).await;
    for (what, forge) in forgeries {
        let mut key = passkey(&house, -7);
        ada.add(&mut key, what).await.gives(200);
        // Each of its copies is a session of its own, since a wrong answer ends none.
        let there = ada.elsewhere();
        there.log_in().await.gives(200);
        let genuine = key.user_handle.clone();
        forge(&mut key);
        for _ in 0..60 {
            there.authenticate_by(&mut key).await.is_problem(401, "passkey-refused");
        }
        ada.elsewhere().log_in_by(&mut key).await.is_problem(401, "passkey-refused");
        ada.step_up_by(&mut key).await.is_problem(401, "passkey-refused");
        assert!(!there.is_in().await);
        // The pending sign-in is where it was: nothing was a guess.
        let mut again = key;
        again.origin = house.origin.clone();
        again.rp_id = "localhost".into();
        (again.ceremony, again.has_bogus_signature, again.cross_origin) = (None, false, Some(false));
        (again.flags, again.user_handle) = (SYNCED, genuine);
        there.authenticate_by(&mut again).await.gives(200);
        ada.step_up_by(&mut again).await.gives(200);
    }
    assert!(!kinds(&ada).await.contains(&"second_factor_refused".to_owned()));
}

#[tokio::test]
async fn without_a_user_handle_nobody_signs_in_alone() {
    let house = House::open().await;
    let (ada, mut key) = Client::with_passkey(&house, -7).await;
    key.user_handle = None;
    ada.elsewhere().log_in_by(&mut key).await.is_problem(401, "passkey-refused");
    let there = ada.elsewhere();
    there.log_in().await.gives(200);
    there.authenticate_by(&mut key).await.gives(200);
}

#[tokio::test]
async fn p_02_a_challenge_is_answered_once_in_time_by_whom_it_was_given_to() {
    let house = House::open().await;
    let (ada, mut key) = Client::with_passkey(&house, -7).await;
    let (eve, mut of_eve) = Client::with_passkey(&house, -7).await;
    let log_in = async |signed: &Value| ada.elsewhere().post("/authentication/log-in/passkey", json!({PASSKEY: signed})).await;
    let signed = ada.signed(&mut key, SIGN_IN).await;
    log_in(&signed).await.gives(200);
    log_in(&signed).await.is_problem(401, "passkey-over");
    let late = ada.signed(&mut key, SIGN_IN).await;
    house.clock.advance(5 * MINUTE);
    log_in(&late).await.is_problem(401, "passkey-over");
    ada.order("/authentication/refresh").await.gives(200);
    eve.order("/authentication/refresh").await.gives(200);
    // Never asked for.
    let invented = key.get(&json!({"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}));
    log_in(&serde_json::from_str(&invented).unwrap()).await.is_problem(401, "passkey-over");
    // Each is good for one purpose, and for one session or sign-in.
    let of_step_up = ada.signed(&mut key, STEP_UP).await;
    log_in(&of_step_up).await.is_problem(401, "passkey-over");
    let (here, there) = (ada.elsewhere(), ada.elsewhere());
    here.log_in().await.gives(200);
    there.log_in().await.gives(200);
    let of_here = here.signed(&mut key, SECOND_STEP).await;
    there.post("/2fa/authenticate", json!({PASSKEY: of_here})).await.is_problem(401, "passkey-over");
    ada.post("/authentication/step-up", json!({PASSKEY: of_here})).await.is_problem(401, "passkey-over");
    here.post("/2fa/authenticate", json!({PASSKEY: of_here})).await.gives(200);
    // Another account's passkey, which signed what was asked of Ada's.
    let of_another = there.signed(&mut of_eve, SECOND_STEP).await;
    there.post("/2fa/authenticate", json!({PASSKEY: of_another})).await.is_problem(401, "passkey-refused");
    let of_another = ada.signed(&mut of_eve, STEP_UP).await;
    ada.post("/authentication/step-up", json!({PASSKEY: of_another})).await.is_problem(401, "passkey-refused");
    eve.step_up_by(&mut of_eve).await.gives(200);
}

#[tokio::test]
async fn r_of_fifty_who_send_one_answer_one_is_let_in() {
    let house = House::open().await;
    let (ada, mut key) = Client::with_passkey(&house, -7).await;
    let before = house.session_ids().await.len();
    let signed = ada.signed(&mut key, SIGN_IN).await;
    let answers = at_once((0..50).map(|_| {
        let (there, signed) = (ada.elsewhere(), signed.clone());
        async move { there.post("/authentication/log-in/passkey", json!({PASSKEY: signed})).await.status }
    }));
    let answers = answers.await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    assert_eq!(house.session_ids().await.len(), before + 1);
}

#[tokio::test]
async fn r_of_fifty_answers_with_one_count_one_is_taken() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    let mut key = passkey(&house, -7);
    key.counter = 1;
    ada.add(&mut key, "").await.gives(200);
    key.counter = 2;
    let key = Arc::new(Mutex::new(key));
    let answers = at_once((0..20).map(|_| {
        let (there, key) = (ada.elsewhere(), key.clone());
        async move { there.log_in_by(&mut *key.lock().await).await.status }
    }));
    let answers = answers.await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
}

#[tokio::test]
async fn p_04_a_counter_that_goes_back_is_refused_and_told() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    let mut key = passkey(&house, -7);
    (key.flags, key.counter) = (OF_DEVICE, 5);
    ada.add(&mut key, "Key").await.gives(200);
    key.counter = 6;
    ada.elsewhere().log_in_by(&mut key).await.gives(200);
    for counter in [6, 5, 0] {
        key.counter = counter;
        ada.elsewhere().log_in_by(&mut key).await.is_problem(401, "passkey-copied");
    }
    assert_eq!(kinds(&ada).await[0], "passkey_copied");
    // The key stays: its person decides.
    key.counter = 7;
    ada.elsewhere().log_in_by(&mut key).await.gives(200);
}

#[tokio::test]
async fn p_07_no_two_accounts_have_the_same() {
    let house = House::open().await;
    let (ada, mut key) = Client::with_passkey(&house, -7).await;
    let eve = Client::logged_in(&house).await;
    eve.add(&mut key, "").await.is_problem(409, "passkey-taken");
    assert_eq!(eve.get("/authentication").await.gives(200).json()["isTwoFactorAuthenticationEnabled"], false);
    ada.add(&mut key, "").await.is_problem(409, "passkey-taken");
    // An answer to another session's question.
    let asked = ada.asked("/2fa/passkeys/options").await;
    let signed: Value = serde_json::from_str(&passkey(&house, -7).create(&asked)).unwrap();
    eve.post("/2fa/passkeys/confirm", json!({PASSKEY: signed})).await.is_problem(401, "passkey-over");
    ada.post("/2fa/passkeys/confirm", json!({PASSKEY: signed})).await.gives(200);
    ada.post("/2fa/passkeys/confirm", json!({PASSKEY: signed})).await.is_problem(401, "passkey-over");
}

#[tokio::test]
async fn e_07_nothing_tells_who_has_one() {
    let house = House::open().await;
    let (ada, _) = Client::with_passkey(&house, -7).await;
    let plain = Client::logged_in(&house).await;
    let mut shapes = Vec::new();
    for client in [ada.elsewhere(), plain.elsewhere(), Client::new(&house)] {
        let mut asked = client.asked(SIGN_IN).await;
        assert_eq!(asked["allowCredentials"], json!([]));
        asked["challenge"] = Value::Null;
        shapes.push(asked);
    }
    assert!(shapes.iter().all(|shape| *shape == shapes[0]));
    // Before the password is right, nobody is told what would be asked.
    for client in [ada.elsewhere(), Client::new(&house)] {
        client.log_in_with("certainly not the password").await.is_problem(401, "invalid-credentials");
        client.order(SECOND_STEP).await.is_problem(401, "sign-in-over");
    }
    plain.order(STEP_UP).await.is_problem(404, "not-found");
}

#[tokio::test]
async fn whoever_has_a_session_alone_learns_nothing_of_the_password() {
    let house = House::open().await;
    for client in [Client::logged_in(&house).await, Client::protected(&house).await] {
        // What stands in the place of a passkey's answer is looked at before the password is.
        let body = json!({PASSKEY: {"id": "x"}, "newPassword": client.password});
        let answer = client.post("/authentication/password", body).await;
        assert_eq!(answer.status, 400, "{answer:#?}");
        assert!(!answer.body.contains("newPassword"), "{answer:#?}");
    }
}
