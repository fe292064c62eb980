//! Push messages: to a person, where they choose, and to the operator.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{LOOPBACK, SECRET, with};
use crate::support::{
    HOUR, House, MINUTE, Person,
    api::{Api, Member},
    receiver::{Mood, Receiver},
    told::Told,
};

/// A house whose people may have push messages sent to this machine.
async fn with_push(receiver: &Receiver) -> House {
    let plan = with(&[
        ("LATCHKEY_PERSONAL_PUSH_HOSTS", "localhost, other.example"),
        ("LATCHKEY_NOTICE_NETWORKS", LOOPBACK),
        ("LATCHKEY_NOTICE_CA_FILE", receiver.ca_file().to_str().unwrap()),
    ]);
    House::built(plan).await
}

async fn chooses(ada: &Person, address: &str) {
    let typed = [("push_address", address), ("password", &ada.password)];
    ada.submit("/ui/choose_push", &typed).await.leads_to("/account/letters");
}

#[tokio::test]
async fn push_messages_go_to_ntfy_and_gotify_in_the_language_of_their_person() {
    let receiver = Receiver::encrypted().await;
    let house = with_push(&receiver).await;
    let ada = house.protected("Ada").await;
    ada.submit("/ui/language", &[("language", "de")]).await;
    assert_eq!(house.pushes().await, 0, "there is no address yet");
    house.keep_secret("an access token", "tk_secret");
    house.keep_secret("a token of Gotify", "Abc.dEfGh");
    let topic = receiver.url("/ada-7Kq").replace("https://", "https://:tk_secret@");
    chooses(&ada, &topic).await;
    assert_eq!(house.pushes().await, 1);
    let got = receiver.got();
    let [first] = &got[..] else { panic!("{got:#?}") };
    assert_eq!((&*first.line, first.header("authorization")), ("POST /", Some("Basic OnRrX3NlY3JldA==")));
    let message = first.json();
    assert_eq!(message["topic"], json!("ada-7Kq"));
    assert_eq!(message["title"], json!("Adresse der Push-Nachrichten geändert · Latchkey"));
    assert_eq!(message["click"], json!(format!("{}/account/security-log", house.origin)));
    assert!(!first.body.contains('#') && !first.body.contains(&ada.email), "no code, no address: {}", first.body);
    // The next one goes to Gotify, and is told where the others went, too.
    chooses(&ada, &receiver.url("/push/message?token=Abc.dEfGh")).await;
    assert_eq!(house.pushes().await, 2);
    let lines: HashSet<String> = receiver.got()[1..].iter().map(|one| one.line.clone()).collect();
    assert_eq!(lines, HashSet::from(["POST /".to_owned(), "POST /push/message".to_owned()]));
    let got = receiver.got();
    let gotify = got.iter().find(|one| one.line == "POST /push/message").unwrap();
    assert_eq!((gotify.header("x-gotify-key"), &gotify.json()["priority"]), (Some("Abc.dEfGh"), &json!(8)));
    // Without an address there are none, and where they went is told.
    chooses(&ada, "").await;
    assert_eq!(house.pushes().await, 1);
    ada.submit("/ui/change_name", &[("name", "Ada L"), ("password", &ada.password)]).await;
    assert_eq!(house.pushes().await, 0);
}

#[tokio::test]
async fn a_person_chooses_a_place_that_the_operator_allows_with_a_step_up() {
    let receiver = Receiver::encrypted().await;
    let house = with_push(&receiver).await;
    let ada = house.protected("Ada").await;
    for address in [
        "https://elsewhere.example/topic".to_owned(),
        receiver.url("/topic").replace("https", "http"),
        receiver.url("/topic").replace(&receiver.address.port().to_string(), "25"),
        "nothing".into(),
    ] {
        let refused = ada.submit("/ui/choose_push", &[("push_address", &address), ("password", &ada.password)]).await;
        assert!(refused.refusal().is_some(), "{address}: {refused:?}");
    }
    house.clock.advance(6 * MINUTE);
    let late = ada.submit("/ui/choose_push", &[("push_address", &receiver.url("/topic"))]).await;
    late.leads_to("/account/push-messages");
    assert_eq!(house.database().number("SELECT COUNT(*) FROM push_addresses").await, 0);
    // Where the operator allows none, there is no page.
    let closed = House::open().await;
    let eve = closed.registered("Eve").await;
    assert_eq!(eve.see("/account/push-messages").await.status, 404);
    assert!(!eve.see("/account").await.body.contains("/account/letters"));
}

#[tokio::test]
async fn a_place_of_a_person_inside_the_network_is_given_up_at_once_and_one_that_refuses_soon() {
    let receiver = Receiver::encrypted().await;
    let closed = House::built(with(&[
        ("LATCHKEY_PERSONAL_PUSH_HOSTS", "*"),
        ("LATCHKEY_NOTICE_CA_FILE", receiver.ca_file().to_str().unwrap()),
    ]))
    .await;
    let eve = closed.registered("Eve").await;
    for host in ["localhost", "127.0.0.1", "[::1]", "169.254.169.254"] {
        let address = receiver.url("/topic").replace("localhost", host);
        chooses(&eve, &address).await;
        assert_eq!((closed.pushes().await, receiver.got().len()), (0, 0), "{host}");
        assert_eq!(closed.database().number("SELECT COUNT(*) FROM letters WHERE channel = 'person'").await, 0, "{host}");
    }
    let house = with_push(&receiver).await;
    let ada = house.registered("Ada").await;
    for mood in [Mood::Answers(403), Mood::Redirects("https://elsewhere.example/".into())] {
        receiver.is(mood.clone());
        chooses(&ada, &receiver.url("/topic")).await;
        let before = receiver.got().len();
        for _ in 0..10 {
            assert_eq!(house.pushes().await, 0, "{mood:?}");
            house.clock.advance(5 * MINUTE);
        }
        assert_eq!(receiver.got().len() - before, 3, "{mood:?}");
        ada.sign_in().await;
        receiver.is(Mood::Answers(200));
        chooses(&ada, "").await;
        house.pushes().await;
    }
}

#[tokio::test]
async fn nobody_floods_a_person_or_the_operator_with_push_messages() {
    let receiver = Receiver::encrypted().await;
    let operators = Receiver::plain().await;
    let house = House::built(with(&[
        ("LATCHKEY_PERSONAL_PUSH_HOSTS", "*"),
        ("LATCHKEY_OPERATOR_PUSH_URL", &operators.url("/alarms")),
        ("LATCHKEY_NOTICE_NETWORKS", LOOPBACK),
        ("LATCHKEY_NOTICE_CA_FILE", receiver.ca_file().to_str().unwrap()),
    ]))
    .await;
    let ada = house.protected("Ada").await;
    chooses(&ada, &receiver.url("/ada")).await;
    for _ in 0..12 {
        house.database().execute("UPDATE attempts SET misses = 0, blocked_until = 0").await;
        ada.see("/account/data.json").await.shows();
        house.pushes().await;
    }
    // Ten in an hour, then one that says that there is more.
    let titles: Vec<Value> = receiver.got().iter().map(|one| one.json()["title"].clone()).collect();
    assert_eq!(titles.len(), 11, "{titles:#?}");
    assert_eq!(titles[10], json!("More happened to your account · Latchkey"));
    assert_eq!(operators.got().len(), 0, "that is nothing for the operator");
    // The operator is told of what an operator did, by the account's id alone, and three times of one account.
    let operator = house.operator().await;
    for number in 0..12 {
        let email = if number == 0 { ada.email.clone() } else { house.registered("Eve").await.email };
        let account = operator.find(&email).await.unwrap();
        for _ in 0..4 {
            operator.issue_password_reset(&account).await.unwrap();
            house.pushes().await;
        }
        assert_eq!(operators.got().len(), (3 * (number + 1)).min(31), "thirty in an hour, and one that says that there is more");
    }
    let got = operators.got();
    assert_eq!(got[0].line, "POST /");
    assert!(got[0].body.contains("Link for a new password made") && !got[0].body.contains(&ada.email), "{}", got[0].body);
    assert!(got[30].body.contains("Much happened"), "{}", got[30].body);
}

#[tokio::test]
async fn what_happened_before_an_address_is_told_where_messages_went_then() {
    let receiver = Receiver::encrypted().await;
    let house = with_push(&receiver).await;
    let ada = house.protected("Ada").await;
    chooses(&ada, &receiver.url("/owner")).await;
    house.pushes().await;
    // With the owner's session and every factor, somebody turns it off and at once takes the messages.
    ada.submit("/ui/replace_recovery_codes", &[]).await.leads_to("/account/recovery-codes");
    chooses(&ada, &receiver.url("/thief")).await;
    house.pushes().await;
    let of = |topic: &str| -> Vec<String> {
        let got = receiver.got().into_iter().map(|one| one.json()).filter(|one| one["topic"] == *topic);
        let mut titles: Vec<_> = got.map(|one| one["title"].as_str().unwrap().split(" · ").next().unwrap().to_owned()).collect();
        titles.sort();
        titles
    };
    let changed = "Address of push messages changed";
    assert_eq!(of("owner"), [changed, changed, "New recovery codes made"]);
    assert_eq!(of("thief"), [changed]);
}

#[tokio::test]
async fn a_host_that_the_operator_takes_away_gets_nothing_more_and_its_address_can_be_taken_away() {
    let receiver = Receiver::encrypted().await;
    let house = with_push(&receiver).await;
    let ada = house.registered("Ada").await;
    chooses(&ada, &receiver.url("/ada")).await;
    let closed = house
        .beside_with(vec![("LATCHKEY_WEBHOOK_URL", receiver.url("/hook")), ("LATCHKEY_WEBHOOK_SECRET", SECRET.into())])
        .await;
    let elsewhere = ada.led_to(&closed);
    closed.pushes().await;
    assert_eq!(receiver.got().len(), 0, "neither is the webhook's authority known here");
    assert!(elsewhere.see("/account/push-messages").await.body.contains("can no longer be used"));
    chooses(&elsewhere, "").await;
    assert_eq!(elsewhere.see("/account/push-messages").await.status, 404);
    assert_eq!(house.database().number("SELECT COUNT(*) FROM push_addresses").await, 0);
}

#[tokio::test]
async fn a_host_that_never_answers_well_is_asked_sixty_times_in_an_hour() {
    let receiver = Receiver::encrypted().await;
    let house = with_push(&receiver).await;
    let ada = house.registered("Ada").await;
    chooses(&ada, &receiver.url("/ada")).await;
    receiver.is(Mood::Answers(503));
    let letters = "UPDATE letters SET not_before = 0 WHERE channel = 'person'";
    for _ in 0..70 {
        house.pushes().await;
        house.database().execute(letters).await;
    }
    assert_eq!(receiver.got().len(), 60);
}

#[tokio::test]
async fn a_wait_for_lost_factors_is_told_at_once_and_daily_by_push_message() {
    let receiver = Receiver::encrypted().await;
    let house = House::built(with(&[
        ("LATCHKEY_PERSONAL_PUSH_HOSTS", "*"),
        ("LATCHKEY_NOTICE_NETWORKS", LOOPBACK),
        ("LATCHKEY_NOTICE_CA_FILE", receiver.ca_file().to_str().unwrap()),
        ("LATCHKEY_RECOVERY_WAIT_HOURS", "72"),
    ]))
    .await;
    let ada = house.protected("Ada").await;
    chooses(&ada, &receiver.url("/ada")).await;
    house.pushes().await;
    let before = receiver.got().len();
    house.clock.advance(MINUTE);
    let eve = ada.elsewhere();
    eve.type_password().await;
    eve.submit("/ui/begin_recovery", &[]).await.leads_to("/sign-in");
    for _ in 0..4 {
        house.pushes().await;
        house.clock.advance(24 * HOUR);
    }
    let told: Vec<String> = receiver.got()[before..].iter().map(|one| one.body.clone()).collect();
    let waits = told.iter().filter(|body| body.contains("sign in: that stops it")).count();
    assert_eq!(waits, 3, "at once and on two further days: {told:#?}");
    assert_eq!(told.len(), 4, "and that somebody knows the password: {told:#?}");
}

#[tokio::test]
async fn programs_choose_where_push_messages_go() {
    let receiver = Receiver::encrypted().await;
    let house = with_push(&receiver).await;
    let ada = Member::logged_in(&Api::at(house.address)).await;
    let path = "/api/v1/authentication/push-messages";
    assert_eq!(ada.api.send("GET", path, None).await.json(), json!({}));
    let address = json!({"pushAddress": receiver.url("/ada")});
    ada.api.send("PUT", path, Some(address)).await.gives(204);
    let told = ada.api.send("GET", path, None).await.json();
    assert_eq!(told["host"], json!("localhost"));
    assert!(told["since"].is_string());
    assert_eq!(house.pushes().await, 1);
    let elsewhere = json!({"pushAddress": "https://elsewhere.example/topic"});
    let refused = ada.api.send("PUT", path, Some(elsewhere)).await;
    assert_eq!((refused.status, refused.json()["errors"][0]["field"].clone()), (400, json!("pushAddress")));
    let data = ada.api.send("GET", "/api/v1/authentication/data", None).await.json();
    assert_eq!(data["pushMessages"], told);
    ada.api.send("DELETE", path, None).await.gives(204);
    assert_eq!(ada.api.send("GET", path, None).await.json()["since"], json!(null));
}
