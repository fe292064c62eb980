//! What the links of letters do: sealing, a new password, and putting a former address back.

use latchkey::ui::message::Message;

use super::mail::{ASK, a_house, asks, code, moves, resets, subjects};
use crate::support::{DAY, MINUTE, Person};

#[tokio::test]
async fn the_link_of_a_letter_seals_at_a_press_and_not_by_being_followed() {
    let house = a_house().await;
    let (ada, bob) = (house.protected("Ada").await, house.registered("Bob").await);
    let letter = house.letters(&ada.email).await.remove(0);
    let stranger = ada.elsewhere();
    for _ in 0..5 {
        stranger.see("/seal").await.shows();
    }
    assert!(ada.is_in().await);
    for wrong in ["", "x", "a.b", &code(&house, &letter)[1..]] {
        let refused = stranger.submit("/ui/seal_by_link", &[("seal_code", wrong)]).await;
        assert!(refused.refusal().is_some(), "{wrong}");
    }
    stranger.submit("/ui/seal_by_link", &[("seal_code", &code(&house, &letter))]).await.leads_to("/sealed");
    assert!(!ada.is_in().await);
    assert_eq!(ada.type_password().await.page(), "/sign-in/unseal");
    // Pressed again it changes nothing. The password that opens the seal ends the link.
    stranger.submit("/ui/seal_by_link", &[("seal_code", &code(&house, &letter))]).await.leads_to("/sealed");
    let typed = [("code", &*ada.next_code()), ("new_password", "nine brass keys at dawn")];
    ada.submit("/ui/open_seal", &typed).await.leads_to("/account");
    assert_eq!(stranger.submit("/ui/seal_by_link", &[("seal_code", &code(&house, &letter))]).await.told(), Message::ResetOver);
    let letter = house.letters(&ada.email).await.remove(0);
    house.clock.advance(7 * DAY);
    assert_eq!(stranger.submit("/ui/seal_by_link", &[("seal_code", &code(&house, &letter))]).await.told(), Message::ResetOver);
    // Without a second factor nothing could open it: a new password helps then.
    bob.elsewhere().sign_in().await;
    let letter = house.letters(&bob.email).await.remove(0);
    assert!(!letter.text.contains("/seal#") && letter.text.contains("/forgot-password"), "{}", letter.text);
}

#[tokio::test]
async fn a_sealed_account_without_a_second_factor_is_opened_by_no_mailbox() {
    let house = a_house().await;
    let bob = house.registered("Bob").await;
    let operator = house.operator().await;
    assert!(operator.seal(&operator.find(&bob.email).await.unwrap()).await.unwrap());
    assert_eq!(subjects(&house.letters(&bob.email).await), ["Account sealed · Latchkey"]);
    asks(&bob, &bob.email).await;
    assert_eq!(house.letters(&bob.email).await.len(), 1);
}

#[tokio::test]
async fn a_stranger_who_asks_for_letters_does_not_end_the_link_of_an_operator() {
    let house = a_house().await;
    let ada = house.registered("Ada").await;
    let code = house.reset_code(&ada.email).await;
    asks(&ada.elsewhere(), &ada.email).await;
    assert!(house.letters(&ada.email).await.iter().all(|letter| !letter.text.contains("/reset-password#")));
    ada.submit("/ui/open_reset", &[("reset_code", &code)]).await.leads_to("/reset-password/new");
}

#[tokio::test]
async fn m_15_the_former_address_undoes_a_change_once_within_a_week() {
    let house = a_house().await;
    // Without a second factor: the mailbox is what the owner has left.
    let (ada, thief) = (house.registered("Ada").await, house.newcomer("Eve"));
    house.clock.advance(2 * MINUTE);
    let there = Person { browser: thief.browser.clone(), ..ada.clone() };
    there.sign_in().await.leads_to("/account");
    moves(&there, &thief.email).await.leads_to("/account");
    let letter = house.letters(&ada.email).await.remove(0);
    assert!(letter.text.contains("/undo-email#") && !letter.text.contains("/seal#"), "{}", letter.text);
    // The thief moves on, and chooses a password of their own.
    let farther = format!("farther.{}", thief.email);
    house.keep_out_of_the_log("an e-mail address", &farther);
    house.clock.advance(MINUTE);
    moves(&there, &farther).await.leads_to("/account");
    let typed = [("password", &*ada.password), ("new_password", "a password of the thief")];
    there.submit("/ui/change_password", &typed).await.leads_to("/account");
    let owner = ada.elsewhere();
    for wrong in ["", "x", "a.b", &code(&house, &letter)[1..]] {
        assert!(owner.submit("/ui/undo_email", &[("undo_code", wrong)]).await.refusal().is_some(), "{wrong}");
    }
    owner.see("/undo-email").await.shows();
    assert!(there.is_in().await, "following the link changes nothing");
    // Whoever undoes the later change first takes nothing from the owner.
    let of_thief = house.letters(&thief.email).await;
    let of_thief = of_thief.iter().find(|letter| letter.text.contains("/undo-email#")).unwrap();
    thief.submit("/ui/undo_email", &[("undo_code", &code(&house, of_thief))]).await.leads_to(ASK);
    owner.submit("/ui/undo_email", &[("undo_code", &code(&house, &letter))]).await.leads_to(ASK);
    assert!(!there.is_in().await);
    assert_eq!(owner.submit("/ui/undo_email", &[("undo_code", &code(&house, &letter))]).await.told(), Message::ResetOver);
    // Nor does the letter of the thief's own move.
    assert_eq!(thief.submit("/ui/undo_email", &[("undo_code", &code(&house, of_thief))]).await.told(), Message::ResetOver);
    asks(&owner, &ada.email).await;
    let letters = house.letters(&ada.email).await;
    let reset = letters.iter().find(|letter| letter.text.contains("/reset-password#")).unwrap();
    assert_eq!(resets(&owner, reset, ("seven quiet lanterns at noon", "")).await, None);
    let owner = Person { password: "seven quiet lanterns at noon".into(), ..owner };
    owner.sign_in().await.leads_to("/account");
    assert_eq!(there.type_password().await.told(), Message::WrongCredentials);
}

#[tokio::test]
async fn m_15_a_change_is_not_undone_after_a_week_nor_where_the_address_was_taken_meanwhile() {
    let house = a_house().await;
    let mut letters = vec![];
    for _ in 0..2 {
        let ada = house.registered("Ada").await;
        let new = format!("new.{}", ada.email);
        house.keep_out_of_the_log("an e-mail address", &new);
        moves(&ada, &new).await.leads_to("/account");
        letters.push((house.letters(&ada.email).await.remove(0), ada));
    }
    let (letter, ada) = letters.remove(0);
    let another = Person { name: "Another".into(), browser: ada.elsewhere().browser, ..ada.clone() };
    another.register().await.leads_to("/account");
    let refused = ada.elsewhere().submit("/ui/undo_email", &[("undo_code", &code(&house, &letter))]).await;
    assert!(matches!(refused.told(), Message::Invalid(_)));
    assert!(ada.is_in().await && another.is_in().await);
    let (letter, ada) = letters.remove(0);
    house.clock.advance(7 * DAY);
    let refused = ada.elsewhere().submit("/ui/undo_email", &[("undo_code", &code(&house, &letter))]).await;
    assert_eq!(refused.told(), Message::ResetOver);
}

#[tokio::test]
async fn m_15_whoever_moves_to_another_address_leaves_no_link_behind() {
    let house = a_house().await;
    let ada = house.registered("Ada").await;
    asks(&ada.elsewhere(), &ada.email).await;
    let letter = house.letters(&ada.email).await.remove(0);
    let new = format!("new.{}", ada.email);
    house.keep_out_of_the_log("an e-mail address", &new);
    moves(&ada, &new).await.leads_to("/account");
    assert_eq!(resets(&ada.elsewhere(), &letter, ("seven quiet lanterns at noon", "")).await, Some(Message::ResetOver));
}

#[tokio::test]
async fn the_address_that_was_replaced_by_the_former_one_is_told_too_and_undoes_nothing() {
    let house = a_house().await;
    let ada = house.registered("Ada").await;
    let new = format!("new.{}", ada.email);
    house.keep_out_of_the_log("an e-mail address", &new);
    moves(&ada, &new).await.leads_to("/account");
    let letters = house.letters(&ada.email).await;
    let undo = letters.iter().find(|letter| letter.text.contains("/undo-email#")).unwrap();
    house.clock.advance(MINUTE);
    ada.elsewhere().submit("/ui/undo_email", &[("undo_code", &code(&house, undo))]).await.leads_to(ASK);
    for address in [&ada.email, &new] {
        let letter = house.letters(address).await.remove(0);
        assert_eq!(letter.subject, "Former e-mail address put back · Latchkey", "{address}");
        assert!(!letter.text.contains("/undo-email#"), "{}", letter.text);
    }
    // Nor does the link that confirmed it.
    let confirms = house.letters(&new).await;
    let confirms = confirms.iter().find(|letter| letter.text.contains("/confirm-email#")).unwrap();
    ada.sign_in().await.leads_to("/account");
    let again = ada.submit("/ui/confirm_email", &[("letter_code", &code(&house, confirms))]).await;
    assert_eq!(again.told(), Message::ResetOver);
}
