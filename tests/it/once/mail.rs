//! Letters by SMTP: to a mail server that takes them, and to one that does not.

use std::time::Duration;

use latchkey::outbox::Carrier;

use crate::support::{
    DAY, HOUR, House, MINUTE, Plan,
    api::Api,
    cluster::Database,
    program::{Place, refusal},
    served::{key, settings},
    sink::{self, Sink},
    smtp::{MailServer, Mood},
    storage::Storage,
    told::Told,
};

fn sending(mail: &MailServer) -> Plan {
    let settings = vec![("LATCHKEY_MAIL_URL", mail.url()), ("LATCHKEY_MAIL_FROM", "Latchkey <login@example.com>".into())];
    Plan { settings, ..Plan::default() }
}

async fn deliver(house: &House) -> usize {
    house.post.clone().unwrap().deliver(&house.services).await.unwrap()
}

async fn asks(house: &House, email: &str) {
    house.newcomer("Eve").submit("/ui/ask_for_reset", &[("email", email)]).await.leads_to("/forgot-password");
}

fn header<'m>(message: &'m str, name: &str) -> Vec<&'m str> {
    let head = message.split("\r\n\r\n").next().unwrap();
    head.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect()
}

#[tokio::test]
async fn a_letter_goes_to_one_recipient_with_the_headers_of_a_machine() {
    let mail = MailServer::start().await;
    let house = House::built(sending(&mail)).await;
    let ada = house.registered("Ada").await;
    asks(&house, &ada.email).await;
    assert_eq!(deliver(&house).await, 1);
    let taken = mail.taken();
    let [letter] = &taken[..] else { panic!("{taken:#?}") };
    assert_eq!(letter.to, [&*ada.email]);
    let message = &letter.message;
    assert_eq!(header(message, "To"), [&*ada.email]);
    assert_eq!(header(message, "From"), ["Latchkey <login@example.com>"]);
    assert_eq!(header(message, "Auto-Submitted"), ["auto-generated"]);
    assert_eq!(header(message, "Date"), ["Fri, 15 Jan 2027 08:00:15 +0000"]);
    let [id] = header(message, "Message-ID")[..] else { panic!("{message}") };
    assert!(id.starts_with('<') && id.ends_with("@example.com>"), "{id}");
    for absent in ["Cc", "Bcc", "Reply-To", "Sender", "List-Unsubscribe"] {
        assert!(header(message, absent).is_empty(), "{absent}");
    }
    // No tracking, and nothing from elsewhere.
    assert!(!message.contains("<img") && !message.contains("<script") && !message.contains("url("));
    // There is nothing more to send.
    assert_eq!(deliver(&house).await, 0);
    house.clock.advance(DAY);
    assert_eq!((deliver(&house).await, mail.taken().len()), (0, 1));
}

#[tokio::test]
async fn m_09_while_the_mail_server_is_away_nobody_waits_and_afterwards_the_letter_arrives_once() {
    for mood in [Mood::Refuses("451 4.3.0 come back"), Mood::Refuses("550 5.1.1 nobody"), Mood::HangsUp] {
        let mail = MailServer::start().await;
        let house = House::built(sending(&mail)).await;
        let ada = house.registered("Ada").await;
        mail.is(mood);
        asks(&house, &ada.email).await;
        assert_eq!(deliver(&house).await, 0, "{mood:?}");
        let before = mail.taken().len();
        // Not again at once: a mail server that is away is not helped by that.
        assert_eq!((deliver(&house).await, mail.taken().len()), (0, before));
        house.clock.advance(MINUTE);
        assert_eq!(deliver(&house).await, 0);
        mail.is(Mood::Takes);
        house.clock.advance(5 * MINUTE);
        assert_eq!(deliver(&house).await, 1, "{mood:?}");
        house.clock.advance(HOUR);
        assert_eq!(deliver(&house).await, 0);
        // What a server may have taken twice bears the same Message-ID.
        let mut ids: Vec<_> = mail.taken().iter().map(|taken| header(&taken.message, "Message-ID")[0].to_owned()).collect();
        ids.dedup();
        assert_eq!(ids.len(), 1, "{mood:?}");
    }
}

/// A mail server of somebody else's, in its moods.
#[tokio::test]
async fn m_09_smtp_sink_refuses_hangs_up_and_is_slow_and_each_letter_arrives_in_the_end() {
    let sink = Sink::new().await;
    let settings = vec![("LATCHKEY_MAIL_URL", sink.url()), ("LATCHKEY_MAIL_FROM", "login@example.com".into())];
    let house = House::built(Plan { settings, ..Plan::default() }).await;
    let moods: [&[&str]; 6] = [&["-f", "MAIL"], &["-f", "RCPT"], &["-r", "RCPT"], &["-r", "DATA"], &["-q", "RCPT"], &["-q", "."]];
    for mood in moods {
        let person = house.registered("Ada").await;
        let running = sink.starts(mood).await;
        asks(&house, &person.email).await;
        assert_eq!(deliver(&house).await, 0, "{mood:?}");
        sink::ends(running).await;
        let running = sink.starts(&["-w", "1"]).await;
        house.clock.advance(MINUTE);
        assert_eq!((deliver(&house).await, deliver(&house).await), (1, 0), "{mood:?}");
        sink::ends(running).await;
    }
    // Nobody listens.
    let person = house.registered("Ada").await;
    asks(&house, &person.email).await;
    assert_eq!(deliver(&house).await, 0);
}

#[tokio::test]
async fn m_08_a_link_that_was_used_is_not_good_again_by_another_attempt_to_send_it() {
    let mail = MailServer::start().await;
    let house = House::built(sending(&mail)).await;
    let ada = house.registered("Ada").await;
    // The letter arrives, and the server does not learn it.
    mail.is(Mood::HangsUp);
    asks(&house, &ada.email).await;
    assert_eq!((deliver(&house).await, mail.taken().len()), (0, 1));
    let message = mail.taken()[0].message.replace("=\r\n", "");
    let code = message.split("/reset-password#").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    house.keep_secret("the code of a letter", &code);
    let opens = async || ada.submit("/ui/open_reset", &[("reset_code", &code)]).await;
    opens().await.leads_to("/reset-password/new");
    ada.submit("/ui/reset_password", &[("new_password", "seven quiet lanterns at noon")]).await.leads_to("/sign-in");
    mail.is(Mood::Takes);
    house.clock.advance(MINUTE);
    deliver(&house).await;
    assert!(mail.taken().iter().skip(1).all(|taken| !taken.message.contains("/reset-password#")));
    assert!(opens().await.refusal().is_some());
}

#[tokio::test]
async fn m_09_e_05_nobody_waits_for_a_mail_server_that_says_nothing() {
    let mail = MailServer::start().await;
    let house = House::built(sending(&mail)).await;
    let ada = house.registered("Ada").await;
    mail.is(Mood::Silent);
    asks(&house, &ada.email).await;
    let (post, services) = (house.post.clone().unwrap(), house.services.clone());
    let stuck = tokio::spawn(async move { post.deliver(&services).await.unwrap() });
    for _ in 0..3 {
        let other = house.registered("Bob").await;
        asks(&house, &other.email).await;
        ada.step_up().await.leads_to("/account");
    }
    assert!(!stuck.is_finished());
    // A server that ends meanwhile leaves the letter to others, once its lease has run out.
    stuck.abort();
    mail.is(Mood::Takes);
    let sent = deliver(&house).await;
    house.clock.advance(6 * MINUTE);
    assert_eq!(sent + deliver(&house).await, 4, "none is lost");
}

#[tokio::test]
async fn a_letter_that_cannot_be_sent_in_time_is_given_up() {
    let mail = MailServer::start().await;
    let house = House::built(sending(&mail)).await;
    let ada = house.registered("Ada").await;
    mail.is(Mood::Refuses("550 5.1.1 <no such user>"));
    asks(&house, &ada.email).await;
    for _ in 0..10 {
        deliver(&house).await;
        house.clock.advance(5 * MINUTE);
    }
    mail.is(Mood::Takes);
    assert_eq!((deliver(&house).await, mail.taken().len()), (0, 0));
    assert_eq!(house.database().number("SELECT COUNT(*) FROM letters").await, 0);
}

#[tokio::test]
async fn three_servers_on_one_outbox_send_each_letter_once() {
    let mail = MailServer::start().await;
    let house = House::built(sending(&mail)).await;
    let (second, third) = (house.beside_alike().await, house.beside_alike().await);
    let mut addresses = vec![];
    for number in 0..12 {
        let person = house.registered(&format!("Person{number}")).await;
        asks([&house, &second, &third][number % 3], &person.email).await;
        addresses.push(person.email);
    }
    let sent = tokio::join!(deliver(&house), deliver(&second), deliver(&third));
    assert_eq!(sent.0 + sent.1 + sent.2, 12);
    let mut to: Vec<String> = mail.taken().into_iter().flat_map(|taken| taken.to).collect();
    to.sort();
    addresses.sort();
    assert_eq!(to, addresses);
}

#[tokio::test]
async fn of_three_servers_one_is_killed_while_it_sends_and_no_letter_is_lost() {
    let (place, key, mail, database) = (Place::new(), key(), MailServer::start().await, Database::empty().await);
    let url = mail.url();
    let given = settings(&database.url, &key, &[("LATCHKEY_MAIL_URL", &url), ("LATCHKEY_MAIL_FROM", "login@example.com")]);
    let stored = Storage::at(&database.url.parse().unwrap()).await;
    mail.is(Mood::Silent);
    let first = place.start(&given).await;
    let mut addresses = vec![];
    for number in 0..5 {
        let email = format!("ada{number}@example.com");
        let asked = serde_json::json!({"name": "Ada", "email": email});
        assert_eq!(Api::at(first.address).post("/authentication/register", asked).await.status, 202);
        addresses.push(email);
    }
    let until = async |query: &str, expected: i64| {
        let look = async {
            while stored.number(query).await != expected {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), look).await.unwrap_or_else(|_| panic!("{query} is not {expected}"));
    };
    // The mail server says nothing to it, and goes on saying nothing.
    while mail.unanswered() == 0 {
        tokio::task::yield_now().await;
    }
    mail.is(Mood::Takes);
    let (second, third) = (place.start(&given).await, place.start(&given).await);
    until("SELECT COUNT(*) FROM letters WHERE sent_at IS NOT NULL", 4).await;
    first.signal("KILL").await;
    first.end().await;
    // Five minutes later.
    stored.execute("UPDATE letters SET leased_until = 0 WHERE sent_at IS NULL").await;
    until("SELECT COUNT(*) FROM letters WHERE sent_at IS NOT NULL", 5).await;
    second.stop().await;
    third.stop().await;
    let mut to: Vec<String> = mail.taken().into_iter().flat_map(|taken| taken.to).collect();
    to.sort();
    assert_eq!(to, addresses);
}

#[tokio::test]
async fn an_operator_sends_a_test_letter_or_reads_in_one_line_what_is_wrong() {
    let (place, key, mail) = (Place::new(), key(), MailServer::start().await);
    let url = mail.url();
    let test = |url: &str, to: &str| {
        let mut given = settings("sqlite:latchkey.db?mode=rwc", &key, &[]);
        given.extend([("LATCHKEY_MAIL_URL", url), ("LATCHKEY_MAIL_FROM", "login@example.com")]);
        let mut command = place.program(&given);
        command.args(["mail", "test", to]);
        command
    };
    let output = test(&url, "ada@example.com").output().await.unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("The mail server has taken a letter to ada@example.com."));
    assert_eq!(mail.taken()[0].to, ["ada@example.com"]);
    mail.is(Mood::Refuses("550 5.7.1 relay access denied"));
    let line = refusal(test(&url, "ada@example.com")).await;
    assert!(line.contains("the letter was not taken") && line.contains("relay access denied"), "{line}");
    // One that speaks no TLS, where that is asked for; and none at all.
    mail.is(Mood::Takes);
    let line = refusal(test(&format!("smtp://{}", mail.address), "ada@example.com")).await;
    assert!(line.contains("STARTTLS") || line.to_lowercase().contains("tls"), "{line}");
    let line = refusal(test("smtp://127.0.0.1:1?tls=none", "ada@example.com")).await;
    assert!(line.to_lowercase().contains("refused"), "{line}");
    let line = refusal(test(&url, "nobody")).await;
    assert!(line.contains("no letter can be made of it"), "{line}");
}

/// What runs in the program itself, too.
#[tokio::test]
async fn a_running_server_sends_what_is_due_by_itself() {
    let (place, key, mail) = (Place::new(), key(), MailServer::start().await);
    let url = mail.url();
    let mut given = settings("sqlite:latchkey.db?mode=rwc", &key, &[]);
    given.extend([("LATCHKEY_MAIL_URL", &*url), ("LATCHKEY_MAIL_FROM", "login@example.com")]);
    let running = place.start(&given).await;
    let api = Api::at(running.address);
    let (email, password) = ("ada@example.com", "seven quiet lanterns at dusk");
    let wanted = serde_json::json!({"email": email, "name": "Ada"});
    // E-03: a program is answered the same, too. What is typed with it is not kept, so it is refused.
    let refused =
        api.post("/authentication/register", serde_json::json!({"email": email, "name": "Ada", "password": password})).await;
    refused.is_problem(400, "invalid-input");
    api.post("/authentication/password/forgotten", serde_json::json!({"email": email, "more": ""}))
        .await
        .is_problem(400, "invalid-input");
    api.post("/authentication/register", wanted.clone()).await.gives(202);
    let code = arrives(&mail, "/register/confirm#").await;
    let wrong = serde_json::json!({"letterCode": &code[1..], "password": password});
    api.post("/authentication/register/confirm", wrong).await.is_problem(400, "invalid-input");
    let confirm = serde_json::json!({"letterCode": code, "password": password});
    let told = api.post("/authentication/register/confirm", confirm.clone()).await;
    assert_eq!(told.gives(201).json()["isEmailConfirmed"], true);
    api.post("/authentication/register/confirm", confirm).await.is_problem(410, "reset-over");
    api.post("/authentication/register", wanted).await.gives(202);
    api.log_in(email, password).await.gives(200);
    let asked = api.post("/authentication/password/forgotten", serde_json::json!({"email": email})).await;
    assert_eq!(asked.status, 202);
    arrives(&mail, "/reset-password#").await;
    let moved = api.patch("/authentication", serde_json::json!({"name": "Augusta", "email": "new@example.com"})).await;
    let moved = moved.gives(202).json().clone();
    assert_eq!((&moved["name"], &moved["email"]), (&"Augusta".into(), &email.into()));
    let code = arrives(&mail, "/confirm-email#").await;
    let moved = api.post("/authentication/email/confirm", serde_json::json!({"letterCode": code})).await;
    assert_eq!(moved.gives(200).json()["email"], "new@example.com");
    let letters = serde_json::json!({"optionalLetters": false});
    api.send("PUT", "/api/v1/authentication/letters", Some(letters.clone())).await.gives(204);
    assert_eq!(api.send("GET", "/api/v1/authentication/letters", None).await.json(), letters);
    // What is refused asks for no letter.
    let texts: Vec<String> = mail.taken().iter().map(|taken| taken.message.replace("=\r\n", "")).collect();
    let with = |link: &str| texts.iter().filter(|text| text.contains(link)).count();
    assert_eq!((with("/register/confirm#"), with("/reset-password#")), (1, 1), "{texts:#?}");
}

/// Waits for a letter with a link to this page. Returns the code that the link ends with.
async fn arrives(mail: &MailServer, page: &str) -> String {
    let letter = async {
        loop {
            let message =
                mail.taken().into_iter().map(|taken| taken.message.replace("=\r\n", "")).find(|text| text.contains(page));
            if let Some(message) = message {
                return message;
            }
            tokio::task::yield_now().await;
        }
    };
    let message = tokio::time::timeout(Duration::from_secs(30), letter).await;
    let message = message.unwrap_or_else(|_| panic!("no letter with {page}: {:#?}", mail.taken()));
    message.split(page).nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}
