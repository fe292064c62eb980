//! Notices by webhook and push message: signed, sent again until they are taken, and to no address inside unless it is allowed.

mod push;

use std::collections::HashSet;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use latchkey::outbox::Carrier;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{
    HOUR, House, MINUTE, Plan, log,
    program::{Place, refusal},
    receiver::{Got, Mood, Receiver},
    served::{key, settings},
    smtp::{self, MailServer},
};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const LOOPBACK: &str = "127.0.0.0/8,::1/128";

fn with(given: &[(&'static str, &str)]) -> Plan {
    Plan { settings: given.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(), ..Plan::default() }
}

fn by_webhook(receiver: &Receiver) -> Plan {
    with(&[
        ("LATCHKEY_WEBHOOK_URL", &receiver.url("/hook?of=latchkey")),
        ("LATCHKEY_WEBHOOK_SECRET", SECRET),
        ("LATCHKEY_NOTICE_NETWORKS", LOOPBACK),
    ])
}

/// What a receiver does that follows the specification.
#[derive(Default)]
struct Checking {
    seen: HashSet<String>,
}

impl Checking {
    fn takes(&mut self, got: &Got, now: i64) -> Result<(), &'static str> {
        let (id, at) = (got.header("webhook-id").unwrap(), got.header("webhook-timestamp").unwrap());
        let key = BASE64.decode(SECRET.trim_start_matches("whsec_").as_bytes()).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{id}.{at}.{}", got.body).as_bytes());
        let expected = format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()));
        if !got.header("webhook-signature").unwrap().split(' ').any(|one| one == expected) {
            return Err("forged");
        }
        if (now - at.parse::<i64>().unwrap()).abs() > 300 {
            return Err("old");
        }
        if self.seen.insert(id.to_owned()) { Ok(()) } else { Err("seen") }
    }
}

#[tokio::test]
async fn a_webhook_is_told_of_each_event_and_its_receiver_can_refuse_forgeries_and_replays() {
    let receiver = Receiver::plain().await;
    let house = House::built(by_webhook(&receiver)).await;
    let ada = house.protected("Ada").await;
    assert_eq!(house.pushes().await, 1);
    let got = receiver.got();
    let [hook] = &got[..] else { panic!("{got:#?}") };
    assert_eq!((&*hook.line, hook.header("content-type")), ("POST /hook?of=latchkey", Some("application/json")));
    let told = hook.json();
    assert_eq!((&told["type"], &told["data"]["event"]["kind"]), (&json!("account.two_factor_on"), &json!("two_factor_on")));
    assert_eq!(told["data"]["user"]["email"], json!(ada.email));
    assert_eq!(told["data"]["event"]["address"], json!("127.0.0.1"));
    assert_eq!(told["timestamp"], told["data"]["event"]["at"]);
    let now = || house.services.now().seconds();
    let mut checking = Checking::default();
    assert_eq!(checking.takes(hook, now()), Ok(()));
    assert_eq!(checking.takes(hook, now()), Err("seen"));
    assert_eq!(Checking::default().takes(hook, now() + 301), Err("old"));
    let forged = Got { body: hook.body.replace("two_factor_on", "two_factor_off"), ..hook.clone() };
    assert_eq!(Checking::default().takes(&forged, now()), Err("forged"));
    // There is nothing more to tell.
    house.clock.advance(HOUR);
    assert_eq!((house.pushes().await, receiver.got().len()), (0, 1));
}

#[tokio::test]
async fn a_webhook_that_does_not_answer_is_told_again_under_the_same_id() {
    let receiver = Receiver::plain().await;
    let house = House::built(by_webhook(&receiver)).await;
    let _ada = house.protected("Ada").await;
    // Whatever an operator's receiver says: it is mended, and nothing is lost meanwhile.
    for (mood, wait) in [
        (Mood::Answers(503), MINUTE),
        (Mood::HangsUp, 5 * MINUTE),
        (Mood::Answers(404), 15 * MINUTE),
        (Mood::Answers(410), HOUR),
        (Mood::Redirects(receiver.url("/elsewhere")), 4 * HOUR),
    ] {
        receiver.is(mood.clone());
        assert_eq!(house.pushes().await, 0, "{mood:?}");
        let before = receiver.got().len();
        assert_eq!((house.pushes().await, receiver.got().len()), (0, before), "not at once");
        house.clock.advance(wait);
    }
    receiver.is(Mood::Answers(204));
    assert_eq!(house.pushes().await, 1);
    let got = receiver.got();
    assert_eq!(got.iter().filter(|one| one.line == "POST /hook?of=latchkey").count(), 6, "redirects are not followed: {got:#?}");
    let of = |name: &str| got.iter().map(|one| one.header(name).unwrap().to_owned()).collect::<HashSet<_>>().len();
    assert_eq!((of("webhook-id"), of("webhook-timestamp")), (1, 6), "signed anew each time");
    assert_eq!(Checking::default().takes(&got[5], house.services.now().seconds()), Ok(()));
}

#[tokio::test]
async fn what_happened_is_told_by_mail_and_webhook_each_once() {
    let receiver = Receiver::plain().await;
    let mut plan = by_webhook(&receiver);
    plan.settings.push(("LATCHKEY_MAIL_URL", "dev:".into()));
    let house = House::built(plan).await;
    let ada = house.newcomer("Ada");
    house.registers(&ada).await;
    house.newcomer("Eve").submit("/ui/ask_for_reset", &[("email", &ada.email)]).await.leads_to("/forgot-password");
    house.operator().await.seal(&house.operator().await.find(&ada.email).await.unwrap()).await.unwrap();
    assert_eq!(house.pushes().await, 1);
    house.clock.advance(HOUR);
    assert_eq!(house.pushes().await, 0);
    let kinds: Vec<Value> = receiver.got().iter().map(|one| one.json()["type"].clone()).collect();
    assert_eq!(kinds, [json!("account.sealed")], "what somebody asks for by mail is no notice");
    assert_eq!(receiver.got()[0].json()["data"]["event"]["actor"], json!("operator"));
    let sealed = house.letters(&ada.email).await.into_iter().filter(|letter| letter.subject.contains("sealed")).count();
    assert_eq!(sealed, 1);
}

#[tokio::test]
async fn a_mail_server_that_says_nothing_holds_up_no_webhook() {
    let (receiver, mail) = (Receiver::plain().await, MailServer::start().await);
    mail.is(smtp::Mood::Silent);
    let mut plan = by_webhook(&receiver);
    plan.settings.extend([("LATCHKEY_MAIL_URL", mail.url()), ("LATCHKEY_MAIL_FROM", "login@example.com".into())]);
    let house = House::built(plan).await;
    let ada = house.newcomer("Ada");
    house.registers(&ada).await;
    house.newcomer("Eve").submit("/ui/ask_for_reset", &[("email", &ada.email)]).await.leads_to("/forgot-password");
    let (post, services) = (house.post.clone().unwrap(), house.services.clone());
    let stuck = tokio::spawn(async move { post.deliver(&services).await.unwrap() });
    let operator = house.operator().await;
    operator.seal(&operator.find(&ada.email).await.unwrap()).await.unwrap();
    assert_eq!(house.pushes_beside_mail().await, 1);
    assert!(!stuck.is_finished());
    stuck.abort();
}

#[tokio::test]
async fn nothing_is_sent_inside_the_network_unless_it_is_allowed() {
    let receiver = Receiver::plain().await;
    let port = receiver.address.port();
    for (host, networks) in [
        ("localhost", "10.0.0.0/8"),
        ("127.0.0.1", "10.0.0.0/8"),
        ("127.1", "10.0.0.0/8"),
        ("0x7f.0.0.1", "10.0.0.0/8"),
        ("2130706433", "10.0.0.0/8"),
        ("[::ffff:127.0.0.1]", "10.0.0.0/8"),
        ("[::1]", "127.0.0.0/8"),
        ("0.0.0.0", "127.0.0.0/8"),
    ] {
        let house = House::built(with(&[
            ("LATCHKEY_WEBHOOK_URL", &format!("http://{host}:{port}/hook")),
            ("LATCHKEY_WEBHOOK_SECRET", SECRET),
            ("LATCHKEY_NOTICE_NETWORKS", networks),
        ]))
        .await;
        let _ada = house.protected("Ada").await;
        let log_before = log::length();
        assert_eq!((house.pushes().await, receiver.got().len()), (0, 0), "{host}");
        assert!(log::since(log_before).contains("add its network to notice_networks"), "{host}");
        // It waits for the operator to mend it.
        assert_eq!(house.database().number("SELECT COUNT(*) FROM letters WHERE channel = 'webhook'").await, 1);
    }
}

#[tokio::test]
async fn a_server_without_mail_leaves_letters_to_those_that_send_them() {
    let receiver = Receiver::plain().await;
    let house = House::built(with(&[("LATCHKEY_MAIL_URL", "dev:")])).await;
    let ada = house.newcomer("Ada");
    house.registers(&ada).await;
    let by_webhook = house.beside_with(by_webhook(&receiver).settings).await;
    house.newcomer("Eve").submit("/ui/ask_for_reset", &[("email", &ada.email)]).await.leads_to("/forgot-password");
    by_webhook.pushes().await;
    assert_eq!(house.letters(&ada.email).await.len(), 1);
}

#[tokio::test]
async fn an_operator_tries_the_channels_or_reads_in_one_line_what_is_wrong() {
    let (place, key, receiver) = (Place::new(), key(), Receiver::plain().await);
    let (hook, topic) = (receiver.url("/hook"), receiver.url("/alarms"));
    let test = |more: &[(&str, &str)]| {
        let mut given = settings("sqlite:latchkey.db?mode=rwc", &key, &[]);
        given.extend(more);
        let mut command = place.program(&given);
        command.args(["notices", "test"]);
        command
    };
    let all = [
        ("LATCHKEY_WEBHOOK_URL", &*hook),
        ("LATCHKEY_WEBHOOK_SECRET", SECRET),
        ("LATCHKEY_OPERATOR_PUSH_URL", &topic),
        ("LATCHKEY_NOTICE_NETWORKS", LOOPBACK),
    ];
    let done = test(&all).output().await.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(String::from_utf8_lossy(&done.stdout).matches("a notice was taken").count(), 2);
    assert_eq!(receiver.got()[0].json()["type"], json!("test"));
    assert_eq!(
        refusal(test(&[])).await,
        "webhook_url and operator_push_url: neither is set, so the operator is told of nothing (docs/notices.md)"
    );
    let inside = refusal(test(&all[..3])).await;
    assert!(inside.starts_with("webhook_url: the notice was not taken: the host is at "), "{inside}");
    receiver.is(Mood::Answers(403));
    let refused = refusal(test(&all)).await;
    assert_eq!(
        refused,
        "webhook_url: the notice was not taken: the answer is 403 Forbidden; operator_push_url: the notice was not taken: the answer is 403 Forbidden"
    );
}
