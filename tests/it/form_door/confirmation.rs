//! Addresses are confirmed by a letter, where letters are sent: of a new account, and another one of an account.

use latchkey::{mail::outlet::KeptLetter, ui::message::Message};

use super::mail::{a_house, code, moves, subjects};
use crate::support::{Answer, DAY, House, MINUTE, Person, Plan, Way, at_once};

const ASKED: &str = "/register";

/// Asks for an account.
async fn wants(who: &Person) -> Answer {
    who.submit("/ui/register", &[("name", &who.name), ("email", &who.email), ("next", "/posts")]).await
}

/// The letter that confirms the address.
async fn confirmation(house: &House, email: &str) -> KeptLetter {
    house.letters(email).await.into_iter().find(|letter| letter.text.contains("/register/confirm#")).unwrap()
}

/// Follows the link of the letter.
async fn opens(who: &Person, letter: &KeptLetter) -> Answer {
    who.submit("/ui/open_registration", &[("letter_code", &code(&who.house, letter))]).await
}

async fn chooses(who: &Person) -> Answer {
    who.submit("/ui/confirm_registration", &[("password", &who.password)]).await
}

async fn accounts(house: &House) -> i64 {
    house.database().number("SELECT COUNT(*) FROM accounts").await
}

#[tokio::test]
async fn an_account_is_made_by_the_link_of_a_letter_and_the_password_is_chosen_then() {
    for way in Way::BOTH {
        let house = a_house().await;
        let ada = house.newcomer("Ada").in_way(way);
        assert!(!ada.see("/register").await.body.contains("type=\"password\""));
        wants(&ada).await.leads_to(ASKED);
        assert!(ada.see("/register?notice=registration-asked").await.says("A letter is on its way to that address."));
        let letter = confirmation(&house, &ada.email).await;
        assert_eq!(letter.subject, "Confirm your address · Latchkey");
        // What whoever asked calls themselves is not said to a stranger.
        assert!(letter.text.starts_with("Hello,") && !letter.text.contains(&ada.name), "{}", letter.text);
        // M-10: programs that follow links create nothing. Nor does the first step.
        let phone = ada.elsewhere().in_way(way);
        for page in ["/register/confirm", "/register/password"] {
            phone.see(page).await;
        }
        for wrong in ["", "x", "a.b", &code(&house, &letter)[1..]] {
            let refused = phone.submit("/ui/open_registration", &[("letter_code", wrong)]).await;
            assert!(matches!(refused.told(), Message::Invalid(_)), "{wrong}");
        }
        opens(&phone, &letter).await.leads_to("/register/password");
        assert!(phone.see("/register/password").await.says(&ada.email));
        let refused = phone.submit("/ui/confirm_registration", &[("password", "too short")]).await;
        assert!(matches!(refused.told(), Message::Invalid(_)));
        assert_eq!(accounts(&house).await, 0);
        chooses(&phone).await.leads_to("/posts");
        assert!(phone.is_in().await && !ada.is_in().await);
        assert_eq!(house.database().number("SELECT COUNT(*) FROM accounts WHERE confirmed_email = email").await, 1);
        // Once: neither the link nor what the browser kept is good again.
        assert_eq!(opens(&ada, &letter).await.told(), Message::ResetOver);
        assert_eq!(chooses(&phone).await.told(), Message::ResetOver);
        assert_eq!(ada.see("/register/password").await.page(), "/register/confirm");
        // Registering itself is no sign-in with a new browser.
        assert_eq!(house.letters(&ada.email).await.len(), 1);
    }
}

#[tokio::test]
async fn e_03_e_04_nothing_tells_whether_an_address_has_an_account_but_its_owner_is_told() {
    let house = a_house().await;
    let (ada, stranger) = (house.registered("Ada").await, house.newcomer("Eve"));
    let another = Person { email: ada.email.clone(), browser: stranger.elsewhere().browser, ..stranger.clone() };
    let (free, taken) = (wants(&stranger).await, wants(&another).await);
    assert_eq!((free.status, &free.body, free.set_cookies().len()), (taken.status, &taken.body, taken.set_cookies().len()));
    // The same is written for both, and nothing that tells of whom.
    let rows = house.database().rows("letters").await;
    assert_eq!(rows.iter().filter(|row| row.contains("registration")).count(), 2, "{rows:?}");
    let letters = house.letters(&ada.email).await;
    assert_eq!(subjects(&letters), ["You already have an account · Latchkey"]);
    assert!(letters[0].text.starts_with("Hello Ada,") && !letters[0].text.contains('#'), "{}", letters[0].text);
    assert_eq!(house.letters(&stranger.email).await.len(), 1);
    // However often somebody asks, few letters are sent, and nobody is told.
    for _ in 0..10 {
        wants(&another).await.leads_to(ASKED);
    }
    assert_eq!(house.letters(&ada.email).await.len(), 3);
    // Nor is there another way: without a letter nobody registers.
    let direct = stranger.submit("/ui/register", &[("name", "Eve"), ("email", "nobody"), ("password", &stranger.password)]).await;
    assert!(matches!(direct.told(), Message::Invalid(_)));
    assert_eq!(accounts(&house).await, 1);
}

#[tokio::test]
async fn r_06_of_many_who_use_one_link_with_passwords_of_their_own_one_has_the_account() {
    let settings = vec![("LATCHKEY_MAIL_URL", "dev:".into())];
    let house = House::built(Plan { settings, hash_parallel: 64, ..Plan::default() }).await;
    let ada = house.newcomer("Ada");
    wants(&ada).await.leads_to(ASKED);
    let letter = confirmation(&house, &ada.email).await;
    let mut rivals = vec![];
    for _ in 0..3 {
        let stranger = house.newcomer("Eve");
        let rival = Person { email: ada.email.clone(), ..stranger };
        opens(&rival, &letter).await.leads_to("/register/password");
        rivals.push(rival);
    }
    let answers = at_once(rivals.iter().cloned().map(|rival| async move {
        // Without a look at the database: what is opened meanwhile is of another.
        rival.browser.send_form("/ui/confirm_registration", &[("password", &rival.password)]).await
    }))
    .await;
    let won: Vec<usize> = (0..rivals.len()).filter(|number| answers[*number].refusal().is_none()).collect();
    let [winner] = won[..] else { panic!("{won:?}") };
    for (number, (rival, answer)) in rivals.iter().zip(&answers).enumerate().filter(|(number, _)| *number != winner) {
        assert_eq!(answer.refusal(), Some(Message::ResetOver), "{number}");
        assert_eq!(rival.elsewhere().type_password().await.told(), Message::WrongCredentials);
    }
    rivals[winner].elsewhere().sign_in().await.leads_to("/account");
}

#[tokio::test]
async fn m_15_a_link_of_yesterday_confirms_nothing() {
    let house = a_house().await;
    let ada = house.newcomer("Ada");
    wants(&ada).await.leads_to(ASKED);
    let letter = confirmation(&house, &ada.email).await;
    house.clock.advance(DAY);
    assert_eq!(opens(&ada, &letter).await.told(), Message::ResetOver);
    let bob = house.registered("Bob").await;
    let (new, letter) = asks_to_move(&bob).await;
    house.clock.advance(DAY);
    bob.sign_in().await;
    assert_eq!(follows(&bob, &letter).await.told(), Message::ResetOver);
    assert!(bob.see("/account").await.says(&bob.email) && !bob.see("/account").await.says(&new));
}

/// Asks for another address. Returns it with the letter that went there.
async fn asks_to_move(who: &Person) -> (String, KeptLetter) {
    let new = format!("new.{}", who.email);
    who.house.keep_out_of_the_log("an e-mail address", &new);
    who.submit("/ui/change_email", &[("email", &new)]).await.leads_to("/account");
    let letter = who.house.letters(&new).await.remove(0);
    assert_eq!(letter.subject, "Confirm your new address · Latchkey");
    (new, letter)
}

async fn follows(who: &Person, letter: &KeptLetter) -> Answer {
    who.submit("/ui/confirm_email", &[("letter_code", &code(&who.house, letter))]).await
}

#[tokio::test]
async fn n_08_m_15_another_address_is_taken_once_its_mailbox_and_the_person_confirm_it() {
    for way in Way::BOTH {
        let house = a_house().await;
        let (ada, eve) = (house.registered("Ada").await.in_way(way), house.registered("Eve").await);
        house.clock.advance(10 * MINUTE);
        // As before: without a step-up nothing is asked.
        let asked = ada.submit("/ui/change_email", &[("email", "new@example.com")]).await;
        assert!(asked.page() != "/account" && house.letters("new@example.com").await.is_empty());
        ada.step_up().await;
        let (new, letter) = asks_to_move(&ada).await;
        // So far the former address counts, and following the link changes nothing.
        ada.see("/confirm-email").await.shows();
        let elsewhere = ada.elsewhere();
        elsewhere.sign_in().await.leads_to("/account");
        // Whoever has the mailbox alone gets nowhere, signed in or not.
        let stranger = house.newcomer("Mallory");
        assert!(stranger.see("/confirm-email").await.says("Sign in to your account first."));
        assert_eq!(follows(&stranger, &letter).await.told(), Message::NotSignedIn);
        assert_eq!(follows(&eve, &letter).await.told(), Message::OtherAccount);
        follows(&ada, &letter).await.leads_to("/account");
        assert!(!elsewhere.is_in().await && ada.see("/account").await.says(&new));
        assert_eq!(follows(&ada, &letter).await.told(), Message::ResetOver);
        assert_eq!(house.database().number("SELECT COUNT(*) FROM accounts WHERE confirmed_email = email").await, 2);
    }
}

#[tokio::test]
async fn m_15_a_new_password_ends_a_link_and_an_address_that_was_taken_meanwhile_is_told() {
    let house = a_house().await;
    let ada = house.registered("Ada").await;
    let (_, letter) = asks_to_move(&ada).await;
    let typed = [("password", &*ada.password), ("new_password", "nine brass keys at dawn")];
    ada.submit("/ui/change_password", &typed).await.leads_to("/account");
    assert_eq!(follows(&ada, &letter).await.told(), Message::ResetOver);
    let bob = house.registered("Bob").await;
    let (new, letter) = asks_to_move(&bob).await;
    let another = Person { email: new, ..house.newcomer("Another") };
    another.register().await.leads_to("/account");
    assert!(matches!(follows(&bob, &letter).await.told(), Message::Invalid(_)));
    assert!(bob.is_in().await);
}

#[tokio::test]
async fn e_03_a_change_to_an_address_in_use_is_told_to_its_owner_alone() {
    let house = a_house().await;
    let (ada, eve) = (house.registered("Ada").await, house.registered("Eve").await);
    eve.submit("/ui/change_email", &[("email", &ada.email)]).await.leads_to("/account");
    assert_eq!(subjects(&house.letters(&ada.email).await), ["You already have an account · Latchkey"]);
    assert!(house.letters(&eve.email).await.is_empty());
    // Whoever asks for many letters to an address does not keep back the one that tells of a change.
    let new = format!("new.{}", ada.email);
    house.keep_out_of_the_log("an e-mail address", &new);
    for _ in 0..5 {
        super::mail::asks(&eve, &ada.email).await;
    }
    moves(&ada, &new).await.leads_to("/account");
    assert_eq!(house.letters(&ada.email).await[0].subject, "E-mail address changed · Latchkey");
}

#[tokio::test]
async fn p_05_a_session_by_trust_confirms_no_address() {
    let settings = vec![("LATCHKEY_MAIL_URL", "dev:".into()), ("LATCHKEY_TRUSTED_BROWSER_DAYS", "30".into())];
    let house = House::built(Plan { settings, ..Plan::default() }).await;
    let ada = house.protected("Ada").await;
    let (new, letter) = asks_to_move(&ada).await;
    let there = ada.elsewhere();
    there.type_password().await;
    there.submit("/ui/sign_in_code", &[("code", &ada.next_code()), ("trust", "true")]).await.leads_to("/account");
    there.sign_out().await;
    there.type_password().await.leads_to("/account");
    follows(&there, &letter).await;
    assert!(there.see("/account").await.says(&ada.email) && !there.see("/account").await.says(&new));
    follows(&ada, &letter).await.leads_to("/account");
    assert!(ada.see("/account").await.says(&new));
}

#[tokio::test]
async fn what_strangers_ask_for_uses_up_no_letter_of_the_owner() {
    let house = a_house().await;
    let (ada, eve) = (house.protected("Ada").await, house.registered("Eve").await);
    house.letters(&ada.email).await;
    house.clock.advance(2 * MINUTE);
    let before = house.letters(&ada.email).await.len();
    for _ in 0..5 {
        super::mail::asks(&eve, &ada.email).await;
        eve.elsewhere().submit("/ui/register", &[("name", "Eve"), ("email", &ada.email)]).await.leads_to("/register");
        eve.submit("/ui/change_email", &[("email", &ada.email)]).await.leads_to("/account");
    }
    assert_eq!(house.letters(&ada.email).await.len() - before, 9, "three of each kind");
    for code in &ada.codes[..4] {
        ada.type_password().await;
        ada.type_recovery_code(code).await.leads_to("/account");
        assert_eq!(house.letters(&ada.email).await[0].subject, "Recovery code used · Latchkey");
    }
    assert_eq!(house.letters(&ada.email).await.len() - before, 13);
}
