//! The administration: who gets in, and what is done there.

use latchkey::ui::message::Message;

use super::account_life::log;
use crate::support::{Answer, House, MINUTE, Person, Plan, Way};

async fn person_page(boss: &Person, id: &str) -> Answer {
    boss.see(&format!("/admin/person?person={id}")).await
}

async fn does(boss: &Person, id: &str, deed: &str) -> Answer {
    boss.submit("/ui/administer", &[("person", id), ("deed", deed)]).await
}

/// What is between two texts.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).unwrap_or_else(|| panic!("{before}: {text}")).0
}

#[tokio::test]
async fn every_deed_is_done_once_and_stands_in_the_persons_own_log() {
    for way in Way::BOTH {
        let house = House::open().await;
        let boss = house.administrator("Boss").await.in_way(way);
        let ada = house.protected("Ada").await;
        let id = ada.id().await;
        let page = person_page(&boss, &id).await;
        assert!(page.says("Ada") && page.says("authenticator") && page.says("Make sure who is asking."), "{page:#?}");
        for (deed, kind) in [
            ("unlock", "unlocked"),
            ("end-sessions", "all_sessions_ended"),
            ("disable", "disabled"),
            ("enable", "enabled"),
            ("give-role", "role_given"),
            ("take-role", "role_taken"),
            ("reset-second-factors", "two_factor_off"),
            ("seal", "sealed"),
        ] {
            does(&boss, &id, deed).await.leads_to(&format!("/admin/person?person={id}&notice=done"));
            let page = person_page(&boss, &id).await;
            assert!(page.body.contains(&format!("data-kind=\"{kind}\"")), "{deed}: {page:#?}");
            assert!(page.says(&boss.email), "{deed}: who did it");
            if !matches!(deed, "unlock" | "end-sessions") {
                does(&boss, &id, deed).await.leads_to(&format!("/admin/person?person={id}&notice=unchanged"));
            }
        }
        // The link is shown once, on the person's own page alone: on another's it would go to somebody else.
        let own = boss.id().await;
        does(&boss, &id, "reset-password").await;
        assert!(!person_page(&boss, &own).await.body.contains("/reset-password#"));
        assert!(!person_page(&boss, &id).await.body.contains("/reset-password#"));
        does(&boss, &id, "reset-password").await.leads_to(&format!("/admin/person?person={id}&notice=link-made"));
        let page = person_page(&boss, &id).await;
        let link = between(&page.body, "value=\"http", "\"").to_owned();
        let code = link.rsplit_once("/reset-password#").unwrap().1;
        house.keep_secret("the code of a link", code);
        assert!(!person_page(&boss, &id).await.body.contains("/reset-password#"), "once");
        let new = format!("chosen anew {}", crate::support::fresh());
        house.keep_secret("a new password", &new);
        let guest = Person { password: new.clone(), ..ada.elsewhere() };
        guest.submit("/ui/open_reset", &[("reset_code", code)]).await.leads_to("/reset-password/new");
        guest.submit("/ui/reset_password", &[("new_password", &new)]).await.leads_to("/sign-in?notice=password-reset");
        guest.type_password().await.leads_to("/account");
        let told = log(&guest, "").await;
        for kind in [
            "unlocked",
            "all_sessions_ended",
            "disabled",
            "enabled",
            "role_given",
            "role_taken",
            "sealed",
            "password_reset_issued",
        ] {
            assert!(told.contains(&kind.to_owned()), "{kind}: {told:?}");
        }
        assert!(guest.see("/account/security-log").await.says("by an operator of this service"));
        // A session of hers, ended by itself.
        let page = person_page(&boss, &id).await;
        let session = between(&page.body, "data-session=\"", "\"").to_owned();
        boss.submit("/ui/end_session_of", &[("person", &id), ("session", &session)])
            .await
            .leads_to(&format!("/admin/person?person={id}&notice=done"));
        assert!(!guest.is_in().await);
        does(&boss, &id, "delete").await.leads_to("/admin?notice=account-deleted");
        assert_eq!(person_page(&boss, &id).await.status, 404);
        assert_eq!(guest.type_password().await.told(), Message::WrongCredentials);
    }
}

#[tokio::test]
async fn whoever_is_disabled_is_told_so_once_the_password_was_right_and_nobody_else_is() {
    let house = House::open().await;
    let boss = house.administrator("Boss").await;
    let ada = house.registered("Ada").await;
    let id = ada.id().await;
    does(&boss, &id, "disable").await;
    assert!(!ada.is_in().await, "at once");
    let guest = ada.elsewhere();
    assert_eq!(guest.type_password().await.told(), Message::Disabled);
    assert_eq!(guest.try_password("certainly not the password").await.told(), Message::WrongCredentials);
    assert!(!guest.is_in().await);
    // Neither a link that was made before nor a new one opens it.
    assert_eq!(does(&boss, &id, "reset-password").await.told(), Message::Disabled);
    does(&boss, &id, "enable").await;
    guest.type_password().await.leads_to("/account");
}

#[tokio::test]
async fn an_administrator_needs_a_second_factor_and_a_fresh_step_up_and_is_led_back_to_the_page() {
    let house = House::open().await;
    let boss = house.administrator("Boss").await;
    let ada = house.registered("Ada").await;
    let id = ada.id().await;
    assert!(boss.see("/admin").await.says(&ada.email));
    house.clock.advance(6 * MINUTE);
    let page = format!("/admin/person?person={id}");
    let answer = boss.see(&page).await;
    let confirm = answer.location().unwrap().to_owned();
    assert!(confirm.starts_with("/account/confirm?after=administer&id=%2Fadmin%2Fperson%3Fperson%3D"), "{confirm}");
    assert!(boss.see(&confirm).await.says("You are about to administer the accounts of others."));
    let typed = [("password", &*boss.password), ("code", &*boss.next_code()), ("after", "administer"), ("id", &*page)];
    boss.submit("/ui/confirm_identity", &typed).await.leads_to(&page);
    assert!(person_page(&boss, &id).await.says("Ada"));
    // Without a second factor an administrator administers nothing.
    let code = boss.next_code();
    boss.turn_off(&boss.password, &code).await;
    boss.see("/admin").await.leads_to("/account?notice=two-factor-required");
    // For anybody else there is nothing.
    assert_eq!(ada.see("/admin").await.status, 404);
    assert_eq!(does(&ada, &id, "give-role").await.status, 404);
}

#[tokio::test]
async fn nobody_administers_the_own_account_and_the_last_administrator_stays() {
    let house = House::open().await;
    let boss = house.administrator("Boss").await;
    let id = boss.id().await;
    for deed in ["disable", "take-role", "seal", "reset-second-factors", "reset-password", "end-sessions", "delete"] {
        assert_eq!(does(&boss, &id, deed).await.told(), Message::OwnAccount, "{deed}");
    }
    assert!(person_page(&boss, &id).await.says("This is your own account."));
    // Nor by leaving.
    let refused = house.changes_nothing(boss.submit("/ui/delete_account", &[])).await;
    assert_eq!(refused.told(), Message::LastAdministrator);
    let second = house.administrator("Second").await;
    does(&second, &id, "take-role").await.leads_to(&format!("/admin/person?person={id}&notice=done"));
    assert_eq!(boss.see("/admin").await.status, 404, "at once");
    boss.submit("/ui/delete_account", &[]).await.leads_to("/deleted");
}

///
#[tokio::test]
async fn people_are_sought_and_filtered_and_what_they_are_called_is_only_text() {
    let house = House::open().await;
    let boss = house.administrator("Boss").await;
    let mut eve = house.newcomer("\"><img src=x onerror=alert(1)>");
    eve.email = format!("eve.{}@example.com", crate::support::fresh());
    eve.register().await.leads_to("/account");
    let ada = house.protected("Ada").await;
    let page = boss.see("/admin?q=onerror").await;
    assert!(page.says(&eve.email) && !page.says(&ada.email) && !page.body.contains("<img src=x"), "{page:#?}");
    let page = boss.see(&format!("/admin?q={}", &ada.email[..8])).await;
    assert!(page.says(&ada.email) && !page.says(&eve.email));
    let page = boss.see("/admin?show=without-second-factor").await;
    assert!(page.says(&eve.email) && !page.says(&ada.email));
    let page = boss.see("/admin?show=administrators").await;
    assert!(page.says(&boss.email) && !page.says(&eve.email));
    assert!(boss.see("/admin?q=nobody+is+called+this").await.says("Nobody like that"));
    let log = boss.see("/admin/log?show=changes").await;
    assert!(log.says(&ada.email) && log.says("Two-factor authentication turned on") && !log.says("Signed in"), "{log:#?}");
}

#[tokio::test]
async fn two_administrators_who_do_the_same_at_once_do_it_once() {
    let house = House::open().await;
    let (first, second) = (house.administrator("First").await, house.administrator("Second").await);
    let ada = house.registered("Ada").await;
    let id = ada.id().await;
    let answers = tokio::join!(does(&first, &id, "disable"), does(&second, &id, "disable"));
    let done = [&answers.0, &answers.1].into_iter().filter(|answer| answer.location().unwrap().ends_with("notice=done"));
    assert_eq!(done.count(), 1, "{answers:#?}");
    // Of two who take the role from one another, one stays.
    let (of_first, of_second) = (first.id().await, second.id().await);
    tokio::join!(does(&first, &of_second, "take-role"), does(&second, &of_first, "take-role"));
    let left = [first.see("/admin").await.status, second.see("/admin").await.status];
    assert!(left.contains(&200) && left.contains(&404), "{left:?}");
}

#[tokio::test]
async fn an_invitation_is_made_used_up_and_withdrawn() {
    for way in Way::BOTH {
        let plan = Plan { settings: vec![("LATCHKEY_REGISTRATION", "approved".into())], ..Plan::default() };
        let house = House::built(plan).await;
        let boss = first_administrator(&house).await.in_way(way);
        let wrong = boss.submit("/ui/invite", &[("note", "choir"), ("uses", "0"), ("days", "never")]).await.told();
        assert!(matches!(&wrong, Message::Invalid(fields) if fields.len() == 2), "{wrong:?}");
        boss.submit("/ui/invite", &[("note", "the choir"), ("uses", "1"), ("days", "7")])
            .await
            .leads_to("/admin/invitations?notice=invited");
        let page = boss.see("/admin/invitations").await;
        let link = between(&page.body, "value=\"http", "\"").to_owned();
        let code = link.rsplit_once("/register#").unwrap().1.to_owned();
        assert!(page.says("the choir") && page.says("used by 0 of 1"), "{page:#?}");
        assert!(!boss.see("/admin/invitations").await.body.contains(&code), "once");
        let register = async |person: &Person, code: &str| {
            let typed =
                [("name", &*person.name), ("email", &*person.email), ("password", &*person.password), ("invitation", code)];
            person.submit("/ui/register", &typed).await
        };
        let (ada, bob) = (house.newcomer("Ada"), house.newcomer("Bob"));
        register(&ada, &code).await.leads_to("/account?notice=registered");
        assert_eq!(register(&bob, &code).await.told(), Message::InvitationOver);
        assert!(boss.see("/admin/invitations").await.says("used by 1 of 1"));
        let invitation = between(&boss.see("/admin/invitations").await.body, "data-invitation=\"", "\"").to_owned();
        boss.submit("/ui/withdraw_invitation", &[("invitation", &invitation)])
            .await
            .leads_to("/admin/invitations?notice=withdrawn");
        assert!(boss.see("/admin/invitations").await.says("No invitations"));
        // Without one, an account awaits approval.
        register(&bob, "").await.leads_to("/sign-in?notice=approval-asked");
        assert_eq!(bob.type_password().await.told(), Message::AwaitsApproval);
        assert_eq!(bob.try_password("certainly not the password").await.told(), Message::WrongCredentials);
        assert!(boss.see("/admin").await.says("Somebody awaits approval."));
        let id = bob.id().await;
        does(&boss, &id, "approve").await.leads_to(&format!("/admin/person?person={id}&notice=done"));
        bob.type_password().await.leads_to("/account");
    }
}

/// Whoever has the link of the log, with a second factor.
async fn first_administrator(house: &House) -> Person {
    let boss = house.newcomer("Boss");
    super::registration_modes::become_first(house, &boss).await.leads_to("/account?notice=registered");
    let mut boss = boss;
    boss.protect().await;
    assert!(boss.see("/admin").await.says("Everybody who has an account here."));
    boss
}
