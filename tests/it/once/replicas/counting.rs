//! What is good once is good once, and a budget is one budget, however many servers there are.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::Replicas;
use crate::{
    support::told::{CODE, RECOVERY_CODE, Told},
    support::{
        Answer,
        api::{Api, Member},
        at_once,
    },
};

const MANY: usize = 50;

fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

fn count_kind(answers: &[Answer], kind: &str) -> usize {
    answers.iter().filter(|answer| answer.status >= 400 && answer.kind() == kind).count()
}

/// Machines at addresses of their own that wait for the second factor: all with one pending token, or each with its own.
async fn half_way(replicas: &Replicas, ada: &Member, one: bool) -> Vec<Api> {
    let mut machines: Vec<Api> = vec![];
    for number in 0..MANY {
        match machines.first() {
            Some(first) if one => machines.push(first.copied()),
            _ => {
                let machine = replicas.api.elsewhere(number);
                ada.log_in_at(&machine).await.gives(200);
                machines.push(machine);
            }
        }
    }
    machines
}

async fn authenticate(machines: &[Api], body: &Value) -> Vec<Answer> {
    let ask = |machine: Api, body: Value| async move { machine.post("/2fa/authenticate", body).await };
    at_once(machines.iter().map(|machine| ask(machine.clone(), body.clone()))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn r_01_one_recovery_code_at_three_servers_opens_one_session() {
    let replicas = Replicas::three().await;
    let ada = Member::protected(&replicas.api).await;
    for (one, left) in [(true, 9), (false, 8)] {
        replicas.storage.execute("DELETE FROM attempts").await;
        let machines = half_way(&replicas, &ada, one).await;
        let before = replicas.storage.number("SELECT COUNT(*) FROM sessions").await;
        let answers = authenticate(&machines, &json!({RECOVERY_CODE: ada.codes[left - 1]})).await;
        assert_eq!((count(&answers, 200), count(&answers, 401) + count(&answers, 429)), (1, MANY - 1), "{one}: {answers:#?}");
        assert_eq!(replicas.storage.number("SELECT COUNT(*) FROM sessions").await, before + 1);
        let unused = "SELECT COUNT(*) FROM recovery_codes WHERE used_at IS NULL";
        assert_eq!(replicas.storage.number(unused).await, left as i64);
    }
    replicas.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r_02_one_code_at_three_servers_opens_one_session() {
    let replicas = Replicas::three().await;
    for one in [true, false] {
        let ada = Member::protected(&replicas.api.elsewhere(800)).await;
        let machines = half_way(&replicas, &ada, one).await;
        let before = replicas.storage.number("SELECT COUNT(*) FROM sessions").await;
        let answers = authenticate(&machines, &json!({CODE: ada.next_code()})).await;
        assert_eq!((count(&answers, 200), count(&answers, 401) + count(&answers, 429)), (1, MANY - 1), "{one}: {answers:#?}");
        assert_eq!(replicas.storage.number("SELECT COUNT(*) FROM sessions").await, before + 1);
    }
    replicas.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r_05_one_refresh_token_at_three_servers_has_one_successor() {
    let replicas = Replicas::three().await;
    let ada = Member::logged_in(&replicas.api).await;
    let machines: Vec<Api> = (0..MANY).map(|_| ada.api.copied()).collect();
    let refresh = |machine: Api| async move { machine.order("/authentication/refresh").await };
    let answers = at_once(machines.iter().cloned().map(refresh)).await;
    assert_eq!(count(&answers, 200), MANY, "{answers:#?}");
    let successors: HashSet<_> = answers.iter().map(|answer| answer.cookie("latchkey-refresh")).collect();
    assert_eq!(successors.len(), 1, "one successor");
    // The family was not forked, and lives, everywhere.
    assert_eq!(replicas.storage.number("SELECT COUNT(*) FROM sessions").await, 1);
    let winner = machines.iter().zip(&answers).find(|(_, answer)| answer.status == 200).unwrap().0;
    winner.order("/authentication/refresh").await.gives(200);
    for at in replicas.each(winner) {
        at.me().await.gives(200);
    }
    replicas.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t_03_fifty_log_ins_at_three_servers_have_ten_guesses_together() {
    const GUESSES: usize = 4;
    let replicas = Replicas::three().await;
    let ada = Member::protected(&replicas.api).await;
    let machines = half_way(&replicas, &ada, false).await;
    let every: Vec<Api> = (0..GUESSES).flat_map(|_| machines.clone()).collect();
    let answers = authenticate(&every, &json!({CODE: ada.wrong_code()})).await;
    let counted = (count_kind(&answers, "wrong-code"), count_kind(&answers, "too-many-attempts"));
    assert_eq!(counted, (10, MANY * GUESSES - 10));
    let misses = "SELECT CAST(SUM(misses) AS BIGINT) FROM attempts WHERE subject LIKE 'second-factor:%'";
    assert_eq!(replicas.storage.number(misses).await, 10);
    // The right one is not looked at either, at whichever server.
    for (machine, running) in machines.iter().zip(&replicas.running) {
        let machine = machine.asking(running.address);
        machine.post("/2fa/authenticate", json!({CODE: ada.next_code()})).await.is_problem(429, "too-many-attempts");
    }
    replicas.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c_02_fifty_addresses_at_three_servers_have_five_guesses_at_one_account_together() {
    let replicas = Replicas::three().await;
    let ada = Member::logged_in(&replicas.api).await;
    replicas.storage.execute("DELETE FROM attempts").await;
    let guess = |machine: Api, email: String| async move { machine.log_in(&email, "certainly not the password").await };
    let answers = at_once((0..MANY).map(|number| guess(replicas.api.elsewhere(number), ada.email.clone()))).await;
    let counted = (count_kind(&answers, "invalid-credentials"), count_kind(&answers, "too-many-attempts"));
    assert_eq!(counted, (5, MANY - 5));
    // Five addresses with one evaluated guess each, and the account with all five.
    let misses = "SELECT CAST(misses AS TEXT) FROM attempts WHERE subject LIKE 'password:%' AND misses > 0 ORDER BY misses";
    assert_eq!(replicas.storage.column(misses).await, ["1", "1", "1", "1", "1", "5"]);
    for machine in replicas.each(&replicas.api.elsewhere(MANY)) {
        ada.log_in_at(&machine).await.is_problem(429, "too-many-attempts");
    }
    replicas.stop().await;
}
