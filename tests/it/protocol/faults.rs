//! When the database does not answer: nobody gets in, nothing breaks, and it heals by itself.

use latchkey::ui::message::Message;

use crate::support::{Browser, House, Way};

/// K-09: another process holds the database for writing.
#[tokio::test]
async fn k_09_while_the_database_is_locked_forms_say_so_within_seconds_and_pages_open() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    house.expect_faults();
    let lock = house.database().lock().await;
    ada.see("/account").await.shows();
    let (elsewhere, plain) = (ada.elsewhere(), ada.elsewhere().in_way(Way::Plain));
    let fields = [("email", &*ada.email), ("password", &*ada.password)];
    // Both at once: the wait is one wait.
    let (answer, from_plain) =
        tokio::join!(elsewhere.browser.send_form("/ui/sign_in", &fields), plain.browser.send_form("/ui/sign_in", &fields));
    assert_eq!((answer.status, answer.told()), (503, Message::Unavailable));
    assert_eq!(answer.header("retry-after"), Some("5"));
    assert_eq!(from_plain.told(), Message::Unavailable);
    assert!(elsewhere.browser.cookie_names().is_empty());
    lock.release().await;
    elsewhere.sign_in().await.leads_to("/account");
}

/// K-02, K-05: the database is gone altogether.
#[tokio::test]
async fn k_05_without_a_database_every_answer_is_a_sentence_and_nobody_is_let_in() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let half = ada.elsewhere();
    half.type_password().await;
    house.expect_faults();
    house.services.close().await;
    let machine = Browser::new(&house, Way::Island);
    assert_eq!(machine.get("/healthz").await.status, 200, "the process lives");
    let ready = machine.get("/readyz").await;
    assert_eq!((ready.status, &*ready.body, ready.header("retry-after")), (503, "the database does not answer\n", Some("5")));
    for path in ["/account", "/scraps"] {
        let answer = ada.see(path).await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")), "{path}");
        assert!(answer.says("The service cannot answer right now. Nothing was changed. Try again in a moment."), "{answer:#?}");
        assert!(!answer.body.contains(&ada.email) && answer.set_cookies().is_empty());
    }
    for (person, form, fields) in [
        (&ada.elsewhere(), "/ui/sign_in", vec![("email", &*ada.email), ("password", &*ada.password)]),
        (&half, "/ui/sign_in_code", vec![("code", "123456")]),
        (&ada, "/ui/write_scrap", vec![("title", "x"), ("content", "y")]),
        (&ada, "/ui/sign_out", vec![]),
    ] {
        let answer = person.browser.send_form(form, &fields).await;
        assert_eq!((answer.status, answer.told()), (503, Message::Unavailable), "{form}");
        assert_eq!(answer.set_cookies(), [], "{form}: nobody is signed in or out by a fault");
        // B-07: what broke is told to nobody.
        for detail in ["pool", "sql", "closed", "panicked"] {
            assert!(!answer.body.to_lowercase().contains(detail), "{answer:#?}");
        }
    }
}
