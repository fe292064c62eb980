//! Letters: a forgotten password, and what the owner is told of.

use latchkey::{mail::outlet::KeptLetter, ui::message::Message};

use crate::support::{Answer, HOUR, House, MINUTE, Person, Plan, Way};

const SECOND: std::time::Duration = std::time::Duration::from_secs(1);
pub(super) const ASK: &str = "/forgot-password";

pub(super) async fn a_house() -> House {
    House::built(Plan { settings: vec![("LATCHKEY_MAIL_URL", "dev:".into())], ..Plan::default() }).await
}

/// Asks for a letter with a link to a new password.
pub(super) async fn asks(who: &Person, email: &str) {
    who.submit("/ui/ask_for_reset", &[("email", email)]).await.leads_to(ASK);
}

/// What the link of a letter ends with.
pub(super) fn code(house: &House, letter: &KeptLetter) -> String {
    let code = letter.text.split('#').nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    house.keep_secret("the code of a letter", &code);
    code
}

/// Asks for another address, and follows the link of its letter.
pub(super) async fn moves(who: &Person, to: &str) -> Answer {
    who.submit("/ui/change_email", &[("email", to)]).await.leads_to("/account");
    let letters = who.house.letters(to).await;
    let letter = letters.iter().find(|letter| letter.text.contains("/confirm-email#")).unwrap();
    who.submit("/ui/confirm_email", &[("letter_code", &code(&who.house, letter))]).await
}

pub(super) fn subjects(letters: &[KeptLetter]) -> Vec<&str> {
    letters.iter().map(|letter| letter.subject.as_str()).collect()
}

/// Follows the link of a letter, and gives a new password. Returns the refusal, if it is one.
pub(super) async fn resets(guest: &Person, letter: &KeptLetter, (password, second): (&str, &str)) -> Option<Message> {
    let opened = guest.submit("/ui/open_reset", &[("reset_code", &code(&guest.house, letter))]).await;
    if let Some(refused) = opened.refusal() {
        return Some(refused);
    }
    guest.submit("/ui/reset_password", &[("new_password", password), ("code", second)]).await.refusal()
}

#[tokio::test]
async fn without_mail_nothing_offers_it() {
    let house = House::open().await;
    let ada = house.newcomer("Ada");
    assert!(!ada.see("/sign-in").await.body.contains(ASK));
    assert_eq!(ada.see(ASK).await.page(), "/sign-in");
    assert_eq!(ada.submit("/ui/ask_for_reset", &[("email", &ada.email)]).await.told(), Message::NotFound);
    assert_eq!(ada.see("/dev/mail").await.status, 404);
    house.registered("Bob").await;
    assert_eq!(house.database().number("SELECT COUNT(*) FROM letters").await, 0);
}

#[tokio::test]
async fn m_01_m_02_a_forgotten_password_is_replaced_by_a_letter_and_the_second_factor() {
    for way in Way::BOTH {
        let house = a_house().await;
        let ada = house.protected("Ada").await;
        house.letters(&ada.email).await;
        let guest = ada.elsewhere().in_way(way);
        assert!(guest.see("/sign-in").await.body.contains(ASK));
        guest.see(ASK).await.shows();
        // However the address is typed.
        asks(&guest, &format!(" {} ", ada.email.to_uppercase())).await;
        assert!(guest.see(&format!("{ASK}?notice=reset-asked")).await.says("a letter is on its way"));
        let letters = house.letters(&ada.email).await;
        assert_eq!(subjects(&letters[..1]), ["Choose a new password · Latchkey"]);
        let text = &letters[0].text;
        assert!(text.starts_with("Hello Ada,") && text.contains("127.0.0.1") && text.contains("/reset-password#"), "{text}");
        // M-07, M-10: programs that follow links change nothing.
        for page in ["/reset-password", "/reset-password/new"] {
            guest.see(page).await;
        }
        let new = format!("{}-anew", ada.password);
        house.keep_secret("a password", &new);
        assert_eq!(resets(&guest, &letters[0], (&new, &ada.wrong_code())).await, Some(Message::WrongCode));
        assert!(ada.is_in().await, "so far nothing has changed");
        assert_eq!(resets(&guest, &letters[0], (&new, &ada.next_code())).await, None);
        // M-18: everybody is signed out, and nobody signed in.
        assert!(!ada.is_in().await && !guest.is_in().await);
        assert_eq!(guest.try_password(&ada.password).await.told(), Message::WrongCredentials);
        let ada = Person { password: new, ..guest };
        ada.sign_in().await.leads_to("/account");
        // M-08: once. And the owner is told.
        assert_eq!(
            resets(&ada.elsewhere(), &letters[0], ("another long password", &ada.next_code())).await,
            Some(Message::ResetOver)
        );
        let letters = house.letters(&ada.email).await;
        assert!(subjects(&letters).contains(&"Password replaced by a link · Latchkey"), "{:?}", subjects(&letters));
    }
}

#[tokio::test]
async fn e_05_nothing_tells_whether_there_is_an_account_and_strangers_get_no_letter() {
    let house = a_house().await;
    let (ada, stranger) = (house.registered("Ada").await, house.newcomer("Eve"));
    let known = stranger.submit("/ui/ask_for_reset", &[("email", &ada.email)]).await;
    let unknown = stranger.submit("/ui/ask_for_reset", &[("email", &stranger.email)]).await;
    assert_eq!(
        (known.status, &known.body, known.set_cookies().len()),
        (unknown.status, &unknown.body, unknown.set_cookies().len())
    );
    // The same is written for both, and nothing that tells of whom.
    let rows = house.database().rows("letters").await;
    assert!(rows.iter().filter(|row| row.contains("forgotten_password")).count() == 2, "{rows:?}");
    assert_eq!(house.letters(&stranger.email).await.len(), 0);
    assert_eq!(house.letters(&ada.email).await.len(), 1);
    assert_eq!(house.database().number("SELECT COUNT(*) FROM letters WHERE payload IS NOT NULL").await, 0);
    // Only what is no address is refused.
    let refused = stranger.submit("/ui/ask_for_reset", &[("email", "nobody")]).await;
    assert!(matches!(refused.told(), Message::Invalid(_)));
}

#[tokio::test]
async fn d_11_m_03_however_often_somebody_asks_few_letters_are_sent_and_nobody_is_told() {
    let house = a_house().await;
    let (ada, stranger) = (house.registered("Ada").await, house.newcomer("Eve"));
    for _ in 0..20 {
        asks(&stranger, &ada.email).await;
        asks(&stranger, &stranger.email).await;
    }
    assert_eq!(house.letters(&ada.email).await.len(), 3);
    // M-08: only the newest link works.
    let letters = house.letters(&ada.email).await;
    let new = "seven quiet lanterns at noon";
    for old in &letters[1..] {
        assert_eq!(resets(&stranger, old, (new, "")).await, Some(Message::ResetOver));
    }
    assert_eq!(resets(&stranger, &letters[0], (new, "")).await, None);
    house.clock.advance(2 * HOUR);
    asks(&stranger, &ada.email).await;
    assert!(house.letters(&ada.email).await.len() > 3);
}

#[tokio::test]
async fn m_08_a_link_lives_half_an_hour_from_when_it_was_asked_for() {
    let house = a_house().await;
    let ada = house.registered("Ada").await;
    asks(&ada, &ada.email).await;
    // The letter goes late, and the link is not good for longer by that.
    house.clock.advance(20 * MINUTE);
    let letters = house.letters(&ada.email).await;
    house.clock.advance(10 * MINUTE - SECOND);
    ada.submit("/ui/open_reset", &[("reset_code", &code(&house, &letters[0]))]).await.leads_to("/reset-password/new");
    house.clock.advance(SECOND);
    assert_eq!(resets(&ada, &letters[0], ("seven quiet lanterns at noon", "")).await, Some(Message::ResetOver));
    // What has expired before it could be sent is not sent.
    let before = house.letters(&ada.email).await.len();
    asks(&ada, &ada.email).await;
    house.clock.advance(HOUR);
    assert_eq!(house.letters(&ada.email).await.len(), before);
}

#[tokio::test]
async fn m_14_each_change_is_told_once_with_a_way_to_seal() {
    let house = a_house().await;
    let mut ada = house.protected("Ada").await;
    // Not the sign-in that is part of the registration.
    let letters = house.letters(&ada.email).await;
    assert_eq!(subjects(&letters), ["Two-factor authentication turned on · Latchkey"]);
    assert!(letters[0].text.contains("/seal#") && letters[0].message.contains("Auto-Submitted: auto-generated"));
    let mut told = letters.len();
    let mut tells = async |ada: &Person, expected: &[&str]| {
        let letters = house.letters(&ada.email).await;
        let new = &letters[..letters.len() - told];
        assert_eq!(subjects(new), expected.iter().map(|subject| format!("{subject} · Latchkey")).collect::<Vec<_>>());
        told = letters.len();
        house.clock.advance(10 * MINUTE);
    };
    // In the browser that is known nothing is told of a sign-in; in another one it is.
    ada.sign_out().await;
    ada.sign_in().await.leads_to("/account");
    tells(&ada, &[]).await;
    let elsewhere = ada.elsewhere();
    elsewhere.sign_in().await.leads_to("/account");
    tells(&ada, &["Signed in with a new browser"]).await;
    elsewhere.step_up().await;
    elsewhere.submit("/ui/replace_recovery_codes", &[]).await.leads_to("/account/recovery-codes");
    let codes = elsewhere.read_codes().await;
    tells(&ada, &["New recovery codes made"]).await;
    elsewhere.type_password().await;
    elsewhere.type_recovery_code(&codes[0]).await.leads_to("/account");
    tells(&ada, &["Recovery code used"]).await;
    let new = format!("{}-anew", ada.password);
    house.keep_secret("a password", &new);
    let typed = [("password", &*ada.password), ("new_password", &*new), ("code", &*ada.next_code())];
    elsewhere.submit("/ui/change_password", &typed).await.leads_to("/account");
    ada.password = new;
    tells(&ada, &["Password changed"]).await;
    ada.browser = elsewhere.browser;
    ada.turn_off(&ada.password, &ada.next_code()).await.leads_to("/account");
    tells(&ada, &["Two-factor authentication turned off"]).await;
}

#[tokio::test]
async fn m_14_the_former_address_is_told_too() {
    let house = a_house().await;
    let ada = house.registered("Ada").await;
    let new = format!("new.{}", ada.email);
    house.keep_out_of_the_log("an e-mail address", &new);
    moves(&ada, &new).await.leads_to("/account");
    for address in [&ada.email, &new] {
        let letters = house.letters(address).await;
        assert_eq!(letters[0].subject, "E-mail address changed · Latchkey", "{address}");
        assert_eq!(letters[0].text.contains("belonged to the account until now"), *address == ada.email);
    }
}

#[tokio::test]
async fn somebody_knows_your_password_is_told_when_nothing_followed_and_once_an_hour() {
    let house = a_house().await;
    let ada = house.protected("Ada").await;
    house.letters(&ada.email).await;
    let known =
        async || subjects(&house.letters(&ada.email).await).iter().filter(|one| one.starts_with("Somebody knows")).count();
    // Whoever goes on to sign in is not warned.
    ada.type_password().await;
    assert_eq!(known().await, 0);
    ada.type_code(&ada.next_code()).await.leads_to("/account");
    house.clock.advance(6 * MINUTE);
    assert_eq!(known().await, 0);
    let stranger = ada.elsewhere();
    stranger.type_password().await;
    stranger.type_code(&ada.wrong_code()).await;
    assert_eq!(known().await, 0, "it may follow yet");
    house.clock.advance(6 * MINUTE);
    assert_eq!(known().await, 1);
    for _ in 0..5 {
        stranger.type_password().await;
        house.clock.advance(6 * MINUTE);
        assert_eq!(known().await, 1);
    }
    house.clock.advance(HOUR);
    stranger.type_password().await;
    house.clock.advance(6 * MINUTE);
    assert_eq!(known().await, 2);
}

#[tokio::test]
async fn a_mailbox_is_not_flooded_and_what_matters_is_told_in_any_case() {
    let house = a_house().await;
    let ada = house.protected("Ada").await;
    house.clock.advance(HOUR);
    ada.sign_in().await;
    house.letters(&ada.email).await;
    house.clock.advance(HOUR);
    let before = house.letters(&ada.email).await.len();
    for code in &ada.codes {
        ada.type_password().await;
        ada.type_recovery_code(code).await.leads_to("/account");
        let elsewhere = ada.elsewhere();
        elsewhere.sign_in().await;
    }
    let letters = house.letters(&ada.email).await;
    assert_eq!(letters.len() - before, 11, "{:?}", subjects(&letters));
    assert_eq!(letters[0].subject, "More happened to your account · Latchkey");
    assert!(letters[0].text.contains("/seal#"));
    ada.turn_off(&ada.password, &ada.next_code()).await.leads_to("/account");
    assert_eq!(house.letters(&ada.email).await[0].subject, "Two-factor authentication turned off · Latchkey");
}

#[tokio::test]
async fn m_14_few_recovery_codes_are_told_with_the_one_that_was_used() {
    let house = a_house().await;
    let ada = house.protected("Ada").await;
    for (used, code) in ada.codes.iter().enumerate() {
        ada.type_password().await;
        ada.type_recovery_code(code).await.leads_to("/account");
        let letter = house.letters(&ada.email).await.remove(0);
        assert_eq!(letter.subject, "Recovery code used · Latchkey");
        let left = ada.codes.len() - 1 - used;
        assert_eq!(letter.text.contains("Make new ones before the last is used"), left <= 3, "{left}: {}", letter.text);
        house.clock.advance(HOUR);
    }
}

#[tokio::test]
async fn m_11_m_12_m_13_what_people_call_themselves_is_text_and_never_a_link() {
    let house = a_house().await;
    for (name, greeting) in [
        ("Ada Lovelace", "Hello Ada Lovelace,"),
        ("Dr. Ada", "Hello Dr. Ada,"),
        ("evil.example", "Hello,"),
        ("https://evil.example", "Hello,"),
        ("{{7*7}} ${x} %s", "Hello {{7*7}} ${x} %s,"),
        ("\"><img src=x onerror=1>", "Hello,"),
        ("Ada & Söhne \"quoted\"", "Hello Ada & Söhne \"quoted\","),
    ] {
        let mut ada = house.newcomer("Ada");
        ada.name = name.into();
        ada.register().await.leads_to("/account");
        house.clock.advance(2 * MINUTE);
        ada.elsewhere().sign_in().await;
        let letters = house.letters(&ada.email).await;
        assert!(letters[0].text.starts_with(greeting), "{name}: {}", letters[0].text);
        assert!(!letters[0].message.contains("<img") && !letters[0].message.contains("evil"), "{name}");
        assert_eq!(letters[0].message.matches("\r\nTo: ").count() + usize::from(letters[0].message.starts_with("To: ")), 1);
    }
}

#[tokio::test]
async fn letters_are_in_the_language_of_their_person() {
    let house = a_house().await;
    for (tag, greeting, subject) in [
        ("de", "Guten Tag, Ada,", "Anmeldung mit einem neuen Browser · Latchkey"),
        ("fr", "Bonjour Ada,", "Connexion avec un nouveau navigateur · Latchkey"),
        ("es", "Hola, Ada:", "Inicio de sesión con un navegador nuevo · Latchkey"),
        ("en", "Hello Ada,", "Signed in with a new browser · Latchkey"),
    ] {
        let ada = house.registered("Ada").await;
        ada.submit("/ui/language", &[("language", tag)]).await;
        house.clock.advance(2 * MINUTE);
        let elsewhere = ada.elsewhere();
        elsewhere.sign_in().await;
        house.clock.advance(SECOND);
        asks(&elsewhere, &ada.email).await;
        let letters = house.letters(&ada.email).await;
        assert_eq!((letters.len(), &*letters[1].subject), (2, subject));
        for letter in &letters {
            assert!(letter.text.starts_with(greeting), "{}", letter.text);
            assert!(
                letter.message.contains(&format!("<html lang=3D\"{tag}\">"))
                    || letter.message.contains(&format!("lang=\"{tag}\"")),
                "{}",
                letter.message
            );
        }
    }
}

#[tokio::test]
async fn kept_letters_are_shown_to_who_develops() {
    let house = a_house().await;
    let ada = house.registered("Ada").await;
    assert!(ada.see("/dev/mail").await.says("None yet."));
    asks(&ada, &ada.email).await;
    house.letters(&ada.email).await;
    let page = ada.see("/dev/mail").await;
    assert!(page.says("Choose a new password · Latchkey") && page.body.contains("/reset-password#"));
}

#[tokio::test]
async fn what_is_not_about_safety_is_not_written_to_whoever_does_without() {
    for way in Way::BOTH {
        let house = a_house().await;
        let ada = house.protected("Ada").await.in_way(way);
        let page = ada.see("/account/letters").await;
        assert!(page.says(&ada.email) && page.body.contains("checked"), "{page:#?}");
        assert!(ada.see("/account").await.body.contains("/account/letters"));
        house.clock.advance(2 * MINUTE);
        ada.elsewhere().sign_in().await.leads_to("/account");
        assert_eq!(house.letters(&ada.email).await[0].subject, "Signed in with a new browser · Latchkey");
        ada.step_up().await;
        ada.submit("/ui/choose_letters", &[]).await.leads_to("/account");
        assert!(!ada.see("/account/letters").await.body.contains("checked"));
        // That they do without is written.
        let letters = house.letters(&ada.email).await;
        assert_eq!(letters[0].subject, "Notices chosen · Latchkey");
        let elsewhere = ada.elsewhere();
        elsewhere.sign_in().await.leads_to("/account");
        assert_eq!(house.letters(&ada.email).await.len(), letters.len());
        // What changes who gets in is written all the same.
        elsewhere.turn_off(&ada.password, &ada.next_code()).await.leads_to("/account");
        assert_eq!(house.letters(&ada.email).await.len(), letters.len() + 1);
        // So is a sign-in with the password alone.
        ada.elsewhere().type_password().await.leads_to("/account");
        assert_eq!(house.letters(&ada.email).await.len(), letters.len() + 2);
        house.clock.advance(10 * MINUTE);
        elsewhere.submit("/ui/choose_letters", &[("optional", "true")]).await;
        assert_eq!(house.database().number("SELECT SUM(optional_letters) FROM accounts").await, 0, "without a step-up");
        elsewhere.submit("/ui/choose_letters", &[("optional", "true"), ("password", &ada.password)]).await.leads_to("/account");
        assert_eq!(house.database().number("SELECT SUM(optional_letters) FROM accounts").await, 1);
    }
}
