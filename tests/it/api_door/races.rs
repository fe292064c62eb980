//! Fifty requests at once: what is good once is good once.

use std::collections::HashSet;

use serde_json::json;

use super::support::{CODE, Client, RECOVERY_CODE, Told};
use crate::support::{Answer, House, at_once};

const MANY: usize = 50;

fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

fn count_kind(answers: &[Answer], kind: &str) -> usize {
    answers.iter().filter(|answer| answer.status >= 400 && answer.kind() == kind).count()
}

/// The same body with fifty log-ins that wait for it: all of one, or each of its own.
async fn authenticate_at_once(ada: &Client, one: bool, body: serde_json::Value) -> Vec<Answer> {
    let mut clients = vec![];
    for _ in 0..MANY {
        if one && !clients.is_empty() {
            let first: &Client = &clients[0];
            clients.push(first.copied());
        } else {
            let client = ada.elsewhere();
            client.log_in().await.gives(200);
            clients.push(client);
        }
    }
    at_once(clients.into_iter().map(|client| {
        let body = body.clone();
        async move { client.post("/2fa/authenticate", body).await }
    }))
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn r01_one_recovery_code_opens_one_session() {
    for one in [true, false] {
        let house = House::open().await;
        let ada = Client::protected(&house).await;
        let answers = authenticate_at_once(&ada, one, json!({RECOVERY_CODE: ada.codes[0]})).await;
        assert_eq!((count(&answers, 200), count(&answers, 401) + count(&answers, 429)), (1, 49), "{one}");
        assert_eq!(house.session_ids().await.len(), 2, "Ada's own, and the one");
        assert_eq!(house.number("SELECT COUNT(*) FROM recovery_codes WHERE used_at IS NULL").await, 9);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r02_one_code_opens_one_session() {
    for one in [true, false] {
        let house = House::open().await;
        let ada = Client::protected(&house).await;
        let answers = authenticate_at_once(&ada, one, json!({CODE: ada.next_code()})).await;
        assert_eq!((count(&answers, 200), count(&answers, 401) + count(&answers, 429)), (1, 49), "{one}");
        assert_eq!(house.session_ids().await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r02_one_code_turns_it_on_once() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    let code = ada.generate().await.code_at(latchkey_core::domain::time::Clock::now(&*house.clock));
    let clients: Vec<Client> = (0..MANY).map(|_| ada.copied()).collect();
    let turn_on = |client: Client, code: String| async move { client.turn_on_with(&code).await };
    let answers = at_once(clients.into_iter().map(|client| turn_on(client, code.clone()))).await;
    assert_eq!(count(&answers, 200), 1, "{answers:#?}");
    assert_eq!(house.number("SELECT COUNT(*) FROM recovery_codes").await, 10);
    assert_eq!(house.session_ids().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn r03_of_fifty_wrong_codes_five_are_evaluated_in_one_log_in_and_ten_in_many() {
    for (one, evaluated, rest) in [(true, 5, "sign-in-over"), (false, 10, "too-many-attempts")] {
        let house = House::open().await;
        let ada = Client::protected(&house).await;
        let answers = authenticate_at_once(&ada, one, json!({CODE: ada.wrong_code()})).await;
        assert_eq!((count_kind(&answers, "wrong-code"), count_kind(&answers, rest)), (evaluated, MANY - evaluated));
        assert_eq!(house.second_factor_misses().await, evaluated as i64);
        assert_eq!(house.session_ids().await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r04_of_fifty_wrong_passwords_five_are_evaluated() {
    let house = House::open().await;
    for client in [Client::registered(&house).await, Client::new(&house)] {
        let client = client.elsewhere();
        let clients: Vec<Client> = (0..MANY).map(|_| client.elsewhere()).collect();
        let guess = |client: Client| async move { client.log_in_with("certainly not the password").await };
        let answers = at_once(clients.into_iter().map(guess)).await;
        assert_eq!((count_kind(&answers, "invalid-credentials"), count_kind(&answers, "too-many-attempts")), (5, 45));
        // During the wait the right one is not looked at either.
        client.log_in().await.is_problem(429, "too-many-attempts");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r05_one_refresh_token_has_one_successor() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    let clients: Vec<Client> = (0..MANY).map(|_| ada.copied()).collect();
    let refresh = |client: Client| async move {
        let answer = client.order("/authentication/refresh").await;
        (client, answer)
    };
    let (clients, answers): (Vec<Client>, Vec<Answer>) = at_once(clients.into_iter().map(refresh)).await.into_iter().unzip();
    assert_eq!(count(&answers, 200), 50);
    let successors: HashSet<_> = clients.iter().map(|client| client.browser.cookie("latchkey-refresh")).collect();
    assert_eq!(successors.len(), 1, "one successor");
    // The family was not forked, and lives.
    assert_eq!(house.session_ids().await.len(), 1);
    let winner = clients.iter().zip(&answers).find(|(_, answer)| answer.status == 200).unwrap().0;
    winner.order("/authentication/refresh").await.gives(200);
    assert!(winner.is_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn r07_fifty_spellings_of_one_address_are_one_account() {
    let house = House::open().await;
    house.expect_faults();
    let ada = Client::new(&house);
    let spelt = |n: usize| -> String {
        let flip = |(i, c): (usize, char)| if (n >> (i % 6)) & 1 == 1 { c.to_ascii_uppercase() } else { c };
        ada.email.chars().enumerate().map(flip).collect()
    };
    let clients: Vec<Client> = (0..MANY)
        .map(|n| {
            let mut client = Client::new(&house);
            client.email = spelt(n);
            client
        })
        .collect();
    let answers = at_once(clients.into_iter().map(|client| async move { client.register().await })).await;
    // On a machine that is busy, some are turned away before their password is hashed.
    let refused = count(&answers, 409) + count_kind(&answers, "unavailable");
    assert_eq!((count(&answers, 201), refused, house.number("SELECT COUNT(*) FROM accounts").await), (1, 49, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn r09_whatever_wins_between_refreshing_and_logging_out_nothing_is_left() {
    let house = House::open().await;
    for _ in 0..20 {
        let ada = Client::logged_in(&house).await;
        let (one, other) = (ada.copied(), ada.copied());
        let answers = at_once((0..2).map(|n| {
            let (one, other) = (one.clone(), other.clone());
            async move {
                if n == 0 { one.order("/authentication/refresh").await } else { other.order("/authentication/log-out").await }
            }
        }))
        .await;
        answers[1].gives(200);
        assert!(!one.is_in().await && !ada.is_in().await, "{answers:#?}");
        one.order("/authentication/refresh").await.is_problem(401, "unauthenticated");
    }
}

/// a new set of recovery codes is made while somebody spends a code of the old one.
#[tokio::test(flavor = "multi_thread")]
async fn r11_no_code_of_the_old_set_works_once_the_new_set_is_told() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let mut old = ada.codes.clone();
    // Two misses a round at most: ten would bring a wait.
    for _ in 0..4 {
        let waiting = ada.elsewhere();
        waiting.log_in().await.gives(200);
        let (told, spent) = tokio::join!(ada.order("/2fa/recovery-codes"), waiting.authenticate_by_recovery_code(&old[0]));
        assert!(matches!(spent.status, 200 | 401), "{spent:#?}");
        let new: Vec<String> = told.gives(200).recovery_codes();
        assert_eq!(
            house.number("SELECT COUNT(*) FROM recovery_codes WHERE used_at IS NULL").await,
            10,
            "ten new, whoever was first"
        );
        let late = ada.elsewhere();
        late.log_in().await.gives(200);
        assert_eq!(late.authenticate_by_recovery_code(&old[1]).await.status, 401, "a code of the old set");
        old = new;
    }
    let owner = ada.elsewhere();
    owner.log_in().await.gives(200);
    owner.authenticate_by_recovery_code(&old[0]).await.gives(200);
}
