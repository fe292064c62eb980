//! Who may register, and the first administrator.

use latchkey::{features::first_administrator, ui::message::Message};
use latchkey_core::domain::{
    invalid::{FieldProblem, Invalid, field},
    invitation::Terms,
    origin::Origin,
};
use secrecy::ExposeSecret;

use crate::support::{Answer, House, Person, Plan, Way};

async fn open_to(who: &str) -> House {
    House::built(Plan { settings: vec![("LATCHKEY_REGISTRATION", who.to_owned())], ..Plan::default() }).await
}

/// The code of the link that the log tells, if it does.
async fn set_up_code(house: &House) -> Option<String> {
    let origin = Origin::localhost(house.address.port());
    let link = first_administrator::link(&house.services, &origin).await.unwrap()?;
    Some(link.expose_secret().split_once("/first-administrator#").unwrap().1.to_owned())
}

/// Registers by the link of the log.
pub async fn become_first(house: &House, boss: &Person) -> Answer {
    let code = set_up_code(house).await.unwrap();
    by_code(boss, &code).await
}

async fn by_code(boss: &Person, code: &str) -> Answer {
    let typed = [("set_up_code", code), ("name", &*boss.name), ("email", &*boss.email), ("password", &*boss.password)];
    boss.submit("/ui/become_first_administrator", &typed).await
}

async fn registers(person: &Person, invitation: &str) -> Answer {
    let typed = [("name", &*person.name), ("email", &*person.email), ("password", &*person.password), ("invitation", invitation)];
    person.submit("/ui/register", &typed).await
}

/// C-15: there is no default login, and what makes the first administrator is good once.
#[tokio::test]
async fn c_15_the_link_of_the_log_makes_one_administrator_and_never_another() {
    for way in Way::BOTH {
        for mode in ["open", "invited", "approved", "closed"] {
            let house = open_to(mode).await;
            let (boss, eve) = (house.newcomer("Boss").in_way(way), house.newcomer("Eve").in_way(way));
            let malformed = Message::Invalid(vec![Invalid::new(field::SET_UP_CODE, FieldProblem::Malformed)]);
            assert_eq!(by_code(&eve, "certainly.not").await.told(), malformed);
            assert!(boss.see("/first-administrator").await.says("The first administrator"));
            // Each start tells another link. All are good, until one is used.
            let (first, second) = (set_up_code(&house).await.unwrap(), set_up_code(&house).await.unwrap());
            by_code(&boss, &first).await.leads_to("/account?notice=registered");
            assert_eq!(set_up_code(&house).await, None);
            for code in [&first, &second] {
                assert_eq!(by_code(&eve, code).await.told(), Message::ResetOver, "{mode}");
            }
            assert!(!eve.is_in().await);
            boss.see("/admin").await.leads_to("/account?notice=two-factor-required");
        }
    }
}

#[tokio::test]
async fn where_registration_is_closed_nobody_registers_and_no_page_offers_it() {
    let house = open_to("closed").await;
    let eve = house.newcomer("Eve");
    for page in ["/", "/sign-in"] {
        assert!(!eve.see(page).await.body.contains("href=\"/register\""), "{page}");
    }
    assert!(eve.see("/register").await.says("Nobody can create an account here by themselves."));
    let (_, token) = house.operator().await.invite(Terms::default()).await.unwrap();
    for code in ["", token.to_text().expose_secret()] {
        assert_eq!(registers(&eve, code).await.told(), Message::RegistrationClosed);
    }
    let body = format!("{{\"name\":\"Eve\",\"email\":\"{}\",\"password\":\"{}\"}}", eve.email, eve.password);
    let headers = [("content-type", "application/json"), ("sec-fetch-site", "same-origin"), ("accept", "application/json")];
    let answer = eve.browser.send("POST", "/api/v1/authentication/register", &headers, &body).await;
    assert!(answer.status == 403 && answer.body.contains("urn:latchkey:problem:registration-closed"), "{answer:#?}");
}

#[tokio::test]
async fn where_people_are_invited_nobody_registers_without_an_invitation() {
    let house = open_to("invited").await;
    let (ada, eve) = (house.newcomer("Ada"), house.newcomer("Eve"));
    assert!(eve.see("/register").await.says("You need an invitation for this"));
    let wrong = |problem| Message::Invalid(vec![Invalid::new(field::INVITATION, problem)]);
    assert_eq!(registers(&eve, "").await.told(), wrong(FieldProblem::Empty));
    assert_eq!(registers(&eve, "no invitation").await.told(), wrong(FieldProblem::Malformed));
    let operator = house.operator().await;
    let (invitation, token) = operator.invite(Terms { days: 1, ..Terms::default() }).await.unwrap();
    let link = format!("{}/register#{}", house.origin, token.to_text().expose_secret());
    // What is wrong with the fields uses nothing up, and is told with what is wrong with the invitation.
    let nameless = Person { name: String::new(), ..eve.clone() };
    assert!(matches!(registers(&nameless, "").await.told(), Message::Invalid(fields) if fields.len() == 2));
    registers(&ada, &link).await.leads_to("/account?notice=registered");
    assert_eq!(registers(&eve, &link).await.told(), Message::InvitationOver);
    assert!(operator.withdraw_invitation(invitation.id).await.unwrap());
    let (_, token) = operator.invite(Terms { days: 1, ..Terms::default() }).await.unwrap();
    house.clock.advance(std::time::Duration::from_secs(24 * 3600));
    assert_eq!(registers(&eve, token.to_text().expose_secret()).await.told(), Message::InvitationOver);
}
