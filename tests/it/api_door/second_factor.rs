//! The second step, by every wrong way there is.

use std::time::Duration;

use latchkey_core::domain::time::Clock;
use serde_json::json;

use super::support::{CODE, Client, RECOVERY_CODE, Told};
use crate::support::{House, MINUTE, STEP};

#[tokio::test]
async fn exactly_one_of_code_and_recovery_code_is_taken() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let guest = ada.elsewhere();
    guest.log_in().await.gives(200);
    let both = json!({CODE: ada.next_code(), RECOVERY_CODE: ada.codes[0]});
    for body in [json!({}), both] {
        assert_eq!(guest.post("/2fa/authenticate", body).await.fields(), [CODE]);
    }
    // T-16: nothing else is a code.
    for wrong in [json!(null), json!(true), json!([]), json!({}), json!(["000000"]), json!(123_456), json!("")] {
        assert_eq!(guest.post("/2fa/authenticate", json!({CODE: wrong})).await.fields(), [CODE], "{wrong}");
        assert_eq!(guest.post("/2fa/authenticate", json!({RECOVERY_CODE: wrong})).await.fields(), [RECOVERY_CODE], "{wrong}");
    }
    for wrong in ["12345", "1234567", "abcdef", "12 34 5x", "\u{0}"] {
        assert_eq!(guest.authenticate(wrong).await.fields(), [CODE], "{wrong}");
    }
    // None of it was a try.
    assert_eq!(house.second_factor_misses().await, 0);
    guest.authenticate(&ada.next_code()).await.gives(200);
}

#[tokio::test]
async fn five_wrong_codes_end_a_log_in() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let guest = ada.elsewhere();
    guest.log_in().await.gives(200);
    for _ in 0..5 {
        guest.authenticate(&ada.wrong_code()).await.is_problem(401, "wrong-code");
    }
    // T-01
    guest.authenticate(&ada.next_code()).await.is_problem(401, "sign-in-over");
    guest.authenticate_by_recovery_code(&ada.codes[0]).await.is_problem(401, "sign-in-over");
    guest.log_in().await.gives(200);
    guest.authenticate(&ada.next_code()).await.gives(200);
}

#[tokio::test]
async fn misses_are_counted_over_log_ins_doors_and_purposes() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let guest = ada.elsewhere();
    // T-02, T-04, T-07, T-08: four here, two there, ...
    guest.log_in().await.gives(200);
    for _ in 0..4 {
        guest.authenticate(&ada.wrong_code()).await.is_problem(401, "wrong-code");
    }
    guest.log_in().await.gives(200);
    guest.authenticate_by_recovery_code(&"A".repeat(24)).await.is_problem(401, "wrong-recovery-code");
    for _ in 0..2 {
        ada.turn_off(&ada.password, &ada.wrong_code()).await.is_problem(401, "wrong-code");
        let body = json!({"password": ada.password, CODE: ada.wrong_code()});
        ada.post("/authentication/step-up", body).await.is_problem(401, "wrong-code");
    }
    assert_eq!((house.second_factor_misses().await, house.recovery_code_misses().await), (8, 1));
    guest.authenticate(&ada.wrong_code()).await.is_problem(401, "wrong-code");
    guest.authenticate(&ada.wrong_code()).await.is_problem(401, "wrong-code");
    // ... and the tenth brings a quarter of an hour, for the right code as well, everywhere.
    let answer = guest.authenticate(&ada.next_code()).await;
    assert_eq!(answer.is_problem(429, "too-many-attempts").header("retry-after"), Some("870"));
    ada.turn_off(&ada.password, &ada.code()).await.is_problem(429, "too-many-attempts");
    house.clock.advance(15 * MINUTE);
    guest.log_in().await.gives(200);
    guest.authenticate(&ada.code()).await.gives(200);
    assert_eq!(house.second_factor_misses().await, 0);
}

#[tokio::test]
async fn after_fifty_misses_only_a_recovery_code_helps() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let guest = ada.elsewhere();
    let mut misses = 0;
    while misses < 50 {
        guest.log_in().await.gives(200);
        for _ in 0..5 {
            guest.authenticate(&ada.wrong_code()).await.is_problem(401, "wrong-code");
            misses += 1;
        }
        house.clock.advance(16 * MINUTE);
    }
    // T-06: for ever.
    house.clock.advance(90 * 24 * 60 * MINUTE);
    guest.log_in().await.gives(200);
    guest.authenticate(&ada.code()).await.is_problem(401, "codes-disabled");
    guest.authenticate_by_recovery_code(&ada.codes[0]).await.gives(200);
    ada.elsewhere().log_in_fully().await.gives(200);
}

#[tokio::test]
async fn a_code_is_taken_once_for_every_purpose_and_steps_only_grow() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let guest = ada.elsewhere();
    guest.log_in().await.gives(200);
    // T-10: spent by turning it on.
    guest.authenticate(&ada.code()).await.is_problem(401, "code-used");
    let code = ada.next_code();
    guest.authenticate(&code).await.gives(200);
    // T-09, T-10: spent by logging in.
    let other = ada.elsewhere();
    other.log_in().await.gives(200);
    other.authenticate(&code).await.is_problem(401, "code-used");
    guest.turn_off(&ada.password, &code).await.is_problem(401, "code-used");
    guest.post("/authentication/step-up", json!({"password": ada.password, CODE: code})).await.is_problem(401, "code-used");
    // T-11: the one before is still in the window.
    house.clock.advance(STEP);
    let (before, now) = (ada.phone().code_at(house.clock.now()), ada.next_code());
    other.authenticate(&now).await.gives(200);
    let third = ada.elsewhere();
    third.log_in().await.gives(200);
    third.authenticate(&before).await.is_problem(401, "code-used");
}

#[tokio::test]
async fn one_step_either_way_is_taken_and_no_more() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    house.clock.advance(10 * MINUTE);
    // T-13, T-14: growing, since steps only grow. What the client says about time is not asked.
    for (offset, taken) in [(-2, false), (2, false), (10, false), (-10, false), (-1, true), (0, true), (1, true)] {
        let guest = ada.elsewhere();
        guest.log_in().await.gives(200);
        let code = ada.phone().code_of_step(house.clock.now().seconds() / 30 + offset);
        let body = json!({CODE: code}).to_string();
        let headers = [("content-type", "application/json"), ("date", "Thu, 01 Jan 1970 00:00:00 GMT")];
        let answer = guest.send("POST", "/2fa/authenticate", &headers, &body).await;
        assert_eq!(answer.status, if taken { 200 } else { 401 }, "{offset}: {answer:#?}");
    }
}

#[tokio::test]
async fn a_half_way_log_in_is_good_for_its_own_account_and_for_five_minutes() {
    let house = House::open().await;
    let (ada, bob) = (Client::protected(&house).await, Client::protected(&house).await);
    // F-07: neither Bob's code nor Bob's id in the body.
    let guest = ada.elsewhere();
    guest.log_in().await.gives(200);
    guest.authenticate(&bob.next_code()).await.is_problem(401, "wrong-code");
    guest.authenticate_by_recovery_code(&bob.codes[0]).await.is_problem(401, "wrong-recovery-code");
    assert_eq!(guest.post("/2fa/authenticate", json!({CODE: bob.next_code(), "userId": "1"})).await.fields(), [""]);
    assert_eq!(guest.post("/2fa/authenticate", json!({"userId": "1"})).await.fields(), [CODE, ""]);
    assert_eq!(guest.post("/2fa/authenticate", json!({CODE: 1, "userId": "1"})).await.fields(), [CODE, ""]);
    assert_eq!((house.second_factor_misses().await, house.recovery_code_misses().await), (1, 1));
    // F-06: not after five minutes, not twice.
    guest.browser.plant("latchkey-pending", &guest.browser.cookie("latchkey-pending").unwrap());
    house.clock.advance(Duration::from_secs(300));
    guest.authenticate(&ada.code()).await.is_problem(401, "sign-in-over");
    guest.log_in().await.gives(200);
    let twice = guest.copied();
    guest.authenticate(&ada.next_code()).await.gives(200);
    twice.authenticate(&ada.next_code()).await.is_problem(401, "sign-in-over");
}

#[tokio::test]
async fn a_secret_that_cannot_be_read_lets_nobody_in() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    house.expect_faults();
    // F-09
    house.sql("UPDATE authenticators SET secret = x'00'").await;
    let guest = ada.elsewhere();
    guest.log_in().await.gives(200);
    guest.authenticate(&ada.next_code()).await.is_problem(500, "internal");
    house.sql("DELETE FROM authenticators").await;
    guest.authenticate(&ada.next_code()).await.is_problem(500, "internal");
    assert!(!guest.is_in().await);
}
