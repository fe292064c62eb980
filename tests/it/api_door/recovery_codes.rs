//! New recovery codes, and the step-up that they ask for.

use serde_json::json;

use super::support::{CODE, Client, RECOVERY_CODE, Told, claims};
use crate::support::{House, MINUTE};

#[tokio::test]
async fn a_new_set_ends_the_old_one() {
    let house = House::open().await;
    let mut ada = Client::protected(&house).await;
    let old = ada.codes.clone();
    let answer = ada.order("/2fa/recovery-codes").await;
    ada.codes = answer.gives(200).recovery_codes();
    assert!(ada.codes.len() == 10 && ada.codes.iter().all(|code| !old.contains(code)));
    let guest = ada.elsewhere();
    guest.log_in().await.gives(200);
    for code in &old[..4] {
        guest.authenticate_by_recovery_code(code).await.is_problem(401, "wrong-recovery-code");
    }
    guest.authenticate_by_recovery_code(&ada.codes[0]).await.gives(200);
    // What is shown by the pages is not shown again for what this door told.
    let page = ada.see("/account/recovery-codes.txt").await;
    assert!(ada.codes.iter().all(|code| !page.body.contains(code)), "{page:#?}");
}

#[tokio::test]
async fn a_new_set_needs_a_step_up() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    house.clock.advance(6 * MINUTE);
    ada.order("/authentication/refresh").await.gives(200);
    // N-10: refused, and the old set lives.
    house.changes_nothing(ada.order("/2fa/recovery-codes")).await.is_problem(401, "step-up-required");
    let before = claims(&ada.browser.cookie("latchkey-access").unwrap());
    let answer = ada.step_up().await;
    assert_eq!(answer.gives(200).sets().len(), 2, "{answer:#?}");
    let after = claims(&ada.browser.cookie("latchkey-access").unwrap());
    assert!(before["sid"] == after["sid"] && after["auth_time"].as_i64() > before["auth_time"].as_i64());
    ada.order("/2fa/recovery-codes").await.gives(200).recovery_codes();
    // Refreshing does not make it fresh again.
    house.clock.advance(6 * MINUTE);
    ada.order("/authentication/refresh").await.gives(200);
    ada.order("/2fa/recovery-codes").await.is_problem(401, "step-up-required");
}

#[tokio::test]
async fn a_step_up_asks_for_every_factor_that_the_account_has() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let step_up = "/authentication/step-up";
    assert_eq!(ada.post(step_up, json!({})).await.fields(), ["password", CODE]);
    assert_eq!(ada.post(step_up, json!({"password": ada.password})).await.fields(), [CODE]);
    let wrong = json!({"password": "wrong", CODE: ada.next_code()});
    house.changes_nothing(ada.post(step_up, wrong)).await.is_problem(401, "wrong-password");
    let wrong = json!({"password": ada.password, CODE: ada.wrong_code()});
    house.changes_nothing(ada.post(step_up, wrong)).await.is_problem(401, "wrong-code");
    ada.post(step_up, json!({"password": ada.password, RECOVERY_CODE: ada.codes[0]})).await.gives(200);
    assert!(ada.is_in().await);

    let bob = Client::logged_in(&house).await;
    bob.post(step_up, json!({"password": bob.password})).await.gives(200);
    assert_eq!(bob.post(step_up, json!({"password": bob.password, CODE: "123456"})).await.fields(), [""]);
    bob.order("/2fa/recovery-codes").await.is_problem(409, "two-factor-not-on");
}
