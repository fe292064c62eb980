//! Browsers that are not asked for the second step, where the operator allows it.

use latchkey::ui::message::Message;

use super::account_life::log;
use crate::support::{DAY, House, Person, Plan, TRUST, Way};

const PAGE: &str = "/account/trusted-browsers";
const DAYS: u32 = 30;

async fn a_house() -> House {
    House::built(Plan { settings: vec![("LATCHKEY_TRUSTED_BROWSER_DAYS", DAYS.to_string())], ..Plan::default() }).await
}

/// Signs in by a code, and trusts this browser.
async fn trusts(ada: &Person) {
    ada.type_password().await;
    ada.submit("/ui/sign_in_code", &[("code", &ada.next_code()), ("trust", "true")]).await.leads_to("/account");
    assert!(ada.browser.cookie(TRUST).is_some());
}

/// Somebody signed out in a browser that they trust.
async fn trusting(house: &House, name: &str) -> Person {
    let ada = house.protected(name).await;
    ada.sign_out().await;
    trusts(&ada).await;
    ada.sign_out().await.leads_to("/sign-in");
    assert!(ada.browser.cookie(TRUST).is_some() && !ada.is_in().await);
    ada
}

/// True if the password alone signs them in. Otherwise the second factor is asked.
async fn gets_in(ada: &Person) -> bool {
    let answer = ada.type_password().await;
    assert!(answer.refusal().is_none(), "{answer:#?}");
    let pending = ada.browser.cookie("latchkey-pending").is_some();
    assert_ne!(ada.is_in().await, pending, "{answer:#?}");
    !pending
}

#[tokio::test]
async fn where_it_is_not_allowed_nothing_offers_or_gives_it() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    assert!(!ada.see("/account").await.body.contains(PAGE));
    assert_eq!(ada.see(PAGE).await.page(), "/account");
    ada.sign_out().await;
    ada.type_password().await;
    for page in ["/sign-in/code", "/sign-in/recovery-code"] {
        assert!(!ada.see(page).await.body.contains("name=\"trust\""), "{page}");
    }
    ada.submit("/ui/sign_in_code", &[("code", &ada.next_code()), ("trust", "true")]).await.leads_to("/account");
    assert!(ada.browser.cookie(TRUST).is_none());
    assert_eq!(house.database().number("SELECT COUNT(*) FROM trusted_browsers").await, 0);
}

#[tokio::test]
async fn a_trusted_browser_is_asked_for_the_password_alone_until_it_expires() {
    for way in Way::BOTH {
        let house = a_house().await;
        let ada = house.protected("Ada").await.in_way(way);
        ada.sign_out().await;
        ada.type_password().await;
        for page in ["/sign-in/code", "/sign-in/recovery-code"] {
            assert!(ada.see(page).await.says("Do not ask me in this browser again for 30 days."), "{page}");
        }
        // Who does not choose it is asked again; and what was chosen stays chosen after a wrong code.
        ada.type_code(&ada.next_code()).await.leads_to("/account");
        assert!(ada.browser.cookie(TRUST).is_none());
        ada.sign_out().await;
        assert!(!gets_in(&ada).await);
        ada.submit("/ui/sign_in_code", &[("code", &ada.wrong_code()), ("trust", "true")]).await.told();
        if way == Way::Plain {
            assert!(ada.see("/sign-in/code").await.body.contains("value=\"true\" checked"));
        }
        ada.submit("/ui/sign_in_code", &[("code", &ada.next_code()), ("trust", "true")]).await.leads_to("/account");
        // Each time by another token, which lasts no longer than the first.
        for _ in 0..3 {
            let before = ada.browser.cookie(TRUST);
            ada.sign_out().await;
            assert!(gets_in(&ada).await);
            assert_ne!(ada.browser.cookie(TRUST), before);
            house.clock.advance(9 * DAY);
        }
        assert!(gets_in(&ada).await);
        house.clock.advance(3 * DAY);
        assert!(!gets_in(&ada).await);
        ada.type_code(&ada.next_code()).await.leads_to("/account");
        assert!(log(&ada, "?show=changes").await.contains(&"browser_trusted".to_owned()));
    }
}

#[tokio::test]
async fn a_recovery_code_may_give_trust_too() {
    let house = a_house().await;
    let ada = house.protected("Ada").await;
    ada.sign_out().await;
    ada.type_password().await;
    let typed = [("recovery_code", &*ada.codes[0]), ("trust", "true")];
    ada.submit("/ui/sign_in_recovery_code", &typed).await.leads_to("/account");
    ada.sign_out().await;
    assert!(gets_in(&ada).await);
}

#[tokio::test]
async fn p_05_a_token_of_another_or_edited_or_copied_brings_the_second_step() {
    let house = a_house().await;
    let (ada, bob) = (trusting(&house, "Ada").await, house.protected("Bob").await);
    let token = ada.browser.cookie(TRUST).unwrap();
    // One browser's trust is never another's account's.
    bob.sign_out().await;
    bob.browser.plant(TRUST, &token);
    assert!(!gets_in(&bob).await);
    // Edited in its id, it is none. (Edited in its secret it counts as a copy, as below.)
    for with in ["AAAA", "____"] {
        let other = ada.elsewhere();
        other.browser.plant(TRUST, &format!("{with}{}", &token[4..]));
        assert!(!gets_in(&other).await, "{with}");
    }
    for edited in ["", ".", "x", &token[1..], &format!("{token}A"), &[&*token; 5].join(".")] {
        let other = ada.elsewhere();
        other.browser.plant(TRUST, edited);
        assert!(!gets_in(&other).await, "{edited}");
    }
    // None of that has harmed it. A copy is good until the browser itself, or another copy, was there.
    let thief = ada.elsewhere();
    thief.browser.plant(TRUST, &token);
    assert!(gets_in(&ada).await);
    house.clock.advance(DAY);
    assert!(!gets_in(&thief).await);
    ada.sign_in().await;
    // The trust has ended, and that is told.
    assert!(log(&ada, "?show=misses").await.contains(&"trust_reused".to_owned()));
    ada.sign_out().await;
    assert!(!gets_in(&ada).await);
}

#[tokio::test]
async fn p_05_a_session_by_trust_proves_no_second_factor() {
    let house = a_house().await;
    let ada = trusting(&house, "Ada").await;
    assert!(gets_in(&ada).await);
    for page in ["/account", "/account/sessions", "/account/security-log", PAGE] {
        ada.see(page).await.shows();
    }
    assert!(ada.see("/account/sessions").await.says("Password, in a trusted browser"));
    // What changes anything asks for every factor, however fresh the session is.
    for form in ["/ui/begin_authenticator", "/ui/replace_recovery_codes", "/ui/end_other_sessions"] {
        assert_eq!(ada.submit(form, &[]).await.page(), "/account/confirm", "{form}");
    }
    for (form, name, value) in [("/ui/change_name", "name", "Eve"), ("/ui/change_email", "email", "eve@example.com")] {
        ada.submit(form, &[(name, value)]).await;
        assert!(!ada.see("/account").await.says(value), "{form}");
    }
    let without_code = [("password", &*ada.password), ("code", "")];
    for form in ["/ui/confirm_identity", "/ui/turn_off"] {
        assert!(matches!(ada.submit(form, &without_code).await.told(), Message::Invalid(_)), "{form}");
    }
    // A step-up with a code makes it a session like others.
    ada.step_up().await.leads_to("/account");
    assert!(ada.see("/account/sessions").await.says("Password and code"));
    ada.submit("/ui/change_name", &[("name", "Ada Byron")]).await.leads_to("/account");
}

#[tokio::test]
async fn p_05_a_new_password_or_factor_ends_all_trust() {
    let house = a_house().await;
    for way in ["password", "codes", "off", "others", "reset"] {
        let mut ada = trusting(&house, "Ada").await;
        let elsewhere = ada.elsewhere();
        trusts(&elsewhere).await;
        assert!(gets_in(&ada).await);
        let new = format!("{}-more", ada.password);
        let code = ada.next_code();
        match way {
            "password" => {
                let typed = [("password", &*ada.password), ("new_password", &*new), ("code", &*code)];
                ada.submit("/ui/change_password", &typed).await.leads_to("/account");
                ada.password = new;
                // What was proved for it is proved for the session.
                assert!(ada.see("/account/sessions").await.says("Password and code"));
            }
            "off" => {
                ada.turn_off(&ada.password, &code).await.leads_to("/account");
                ada.protect().await;
            }
            "codes" => {
                ada.step_up().await;
                ada.submit("/ui/replace_recovery_codes", &[]).await.leads_to("/account/recovery-codes");
            }
            "others" => {
                ada.step_up().await;
                ada.submit("/ui/end_other_sessions", &[]).await.leads_to("/account/sessions");
            }
            _ => {
                let reset = house.reset_code(&ada.email).await;
                ada.submit("/ui/open_reset", &[("reset_code", &reset)]).await;
                ada.submit("/ui/reset_password", &[("new_password", &*new), ("code", &*code)]).await.leads_to("/sign-in");
                ada.password = new;
            }
        }
        house.keep_secret("a password", &ada.password);
        for browser in [&ada, &Person { browser: elsewhere.browser.clone(), ..ada.clone() }] {
            browser.sign_out().await;
            assert!(!gets_in(browser).await, "{way}");
        }
    }
}

#[tokio::test]
async fn trusted_browsers_are_listed_and_ended_by_their_person_alone() {
    let house = a_house().await;
    let (ada, eve) = (trusting(&house, "Ada").await, house.protected("Eve").await);
    let laptop = ada.elsewhere();
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
    let laptop = Person { browser: laptop.browser.with_header("user-agent", agent), ..laptop };
    trusts(&laptop).await;
    let ids = async |who: &Person| -> Vec<String> {
        let page = who.see(PAGE).await;
        page.shows();
        page.body.split("data-trust=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let page = laptop.see(PAGE).await;
    assert!(page.says("Firefox on Linux") && page.times("This browser") == 1, "{page:#?}");
    let both = ids(&laptop).await;
    assert_eq!(both.len(), 2);
    assert!(gets_in(&ada).await);
    // Nobody else's.
    assert!(eve.see(PAGE).await.says("No browser is trusted."));
    assert_eq!(eve.submit("/ui/end_trust", &[("trust", &both[1])]).await.told(), Message::NotFound);
    assert_eq!(laptop.submit("/ui/end_trust", &[("trust", "nonsense")]).await.told(), Message::NotFound);
    // The other one ends, with the session by it.
    laptop.submit("/ui/end_trust", &[("trust", &both[1])]).await.leads_to(PAGE);
    assert!(laptop.see(PAGE).await.says("Stop trusting") && !ada.is_in().await && !gets_in(&ada).await);
    trusts(&ada).await;
    // In a session by trust: it ends, too.
    ada.sign_out().await;
    assert!(gets_in(&ada).await);
    ada.submit("/ui/end_all_trust", &[]).await.leads_to("/sign-in");
    assert!(!ada.is_in().await && laptop.is_in().await);
    for browser in [&ada, &laptop] {
        browser.sign_out().await;
        assert!(!gets_in(browser).await);
    }
}

#[tokio::test]
async fn a_household_shares_a_browser_and_no_trust() {
    let house = a_house().await;
    let ada = trusting(&house, "Ada").await;
    let bob = house.protected("Bob").await;
    let bob = Person { browser: ada.browser.clone(), ..bob };
    assert!(!gets_in(&bob).await);
    bob.submit("/ui/sign_in_code", &[("code", &bob.next_code()), ("trust", "true")]).await.leads_to("/account");
    for person in [&ada, &bob, &ada] {
        assert!(gets_in(person).await);
    }
    ada.submit("/ui/end_all_trust", &[]).await.leads_to("/sign-in");
    ada.sign_out().await;
    assert!(!gets_in(&ada).await);
    assert!(gets_in(&bob).await);
}

#[tokio::test]
async fn what_the_operator_no_longer_allows_ends_at_once() {
    let house = a_house().await;
    let ada = trusting(&house, "Ada").await;
    assert!(gets_in(&ada).await);
    let token = ada.browser.cookie(TRUST).unwrap();
    // The same installation by another server, where browsers are not trusted.
    let strict = ada.led_to(&house.beside(std::time::Duration::ZERO).await);
    assert!(!strict.is_in().await);
    strict.browser.plant(TRUST, &token);
    assert!(!gets_in(&strict).await);
    strict.type_code(&strict.next_code()).await.leads_to("/account");
    assert!(strict.is_in().await);
}

#[tokio::test]
async fn whoever_signed_in_by_trust_does_not_answer_the_warning() {
    let house = a_house().await;
    let ada = trusting(&house, "Ada").await;
    ada.elsewhere().type_password().await;
    assert!(gets_in(&ada).await);
    let page = ada.see("/account").await;
    assert!(page.says("Somebody knows your password") && !page.body.contains("/ui/answer_warning"), "{page:#?}");
    let log = ada.see("/account/security-log").await;
    assert!(!log.body.contains("/ui/answer_warning"));
    ada.step_up().await;
    assert!(ada.see("/account").await.body.contains("/ui/answer_warning"));
}

#[tokio::test]
async fn a_sealed_account_trusts_no_browser() {
    let house = a_house().await;
    let ada = trusting(&house, "Ada").await;
    assert!(gets_in(&ada).await);
    ada.submit("/ui/seal_account", &[]).await.leads_to("/sealed");
    assert_eq!(ada.type_password().await.page(), "/sign-in/unseal");
    assert!(!ada.is_in().await);
}
