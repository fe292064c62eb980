//! A person's whole account: what happened, where they are signed in, how they change it, how they seal it and leave.

use latchkey::ui::message::Message;
use latchkey_core::domain::invalid::{FieldProblem, Invalid, field};

use crate::support::{House, MINUTE, Person, Plan, Way};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";

/// The kinds in the person's log, the newest first.
pub async fn log(ada: &Person, query: &str) -> Vec<String> {
    let page = ada.see(&format!("/account/security-log{query}")).await;
    page.shows();
    page.body.split("data-kind=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_log_tells_what_happened_from_where_and_is_filtered() {
    let house = House::open().await;
    let mut ada = house.protected("Ada").await;
    ada.browser = ada.browser.with_header("user-agent", FIREFOX);
    ada.step_up().await;
    assert_eq!(log(&ada, "").await, ["stepped_up", "two_factor_on", "signed_in", "registered"]);
    let page = ada.see("/account/security-log").await;
    assert!(page.says("Firefox on Linux, 127.0.0.1"));
    assert_eq!(log(&ada, "?show=sign-ins").await, ["stepped_up", "signed_in"]);
    assert_eq!(log(&ada, "?show=changes").await, ["two_factor_on", "registered"]);
    assert_eq!(log(&ada, "?show=misses").await, Vec::<String>::new());
    assert_eq!(log(&ada, "?show=nonsense&before=nonsense").await.len(), 4);
    let stranger = ada.elsewhere();
    stranger.try_password("certainly not the password").await;
    assert_eq!(log(&ada, "?show=misses").await, ["password_refused"]);
    // As a file.
    let file = ada.see("/account/security-log.json").await;
    file.shows();
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"security-log.json\""));
    let events: Vec<serde_json::Value> = serde_json::from_str(&file.body).unwrap();
    assert_eq!(events.len(), 5);
    assert_eq!((&events[0]["kind"], &events[0]["actor"]), (&"password_refused".into(), &"somebody".into()));
}

#[tokio::test]
async fn the_log_has_pages_and_nobody_reads_that_of_another() {
    let house = House::open().await;
    let (ada, eve) = (house.registered("Ada").await, house.registered("Eve").await);
    for _ in 0..35 {
        ada.step_up().await;
    }
    let first = ada.see("/account/security-log").await;
    let next = first.body.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let second = log(&ada, next.strip_prefix("/account/security-log").unwrap()).await;
    assert_eq!((log(&ada, "").await.len(), second.len()), (30, 7));
    assert_eq!(log(&eve, "").await, ["signed_in", "registered"]);
}

#[tokio::test]
async fn c_01_a_refused_password_is_told_whoever_typed_it_and_a_right_one_is_not() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    ada.elsewhere().try_password("certainly not the password").await;
    let elsewhere = ada.elsewhere();
    elsewhere.sign_in().await.leads_to("/account");
    assert_eq!(log(&elsewhere, "").await, ["signed_in", "password_refused", "signed_in", "registered"]);
    let page = elsewhere.see("/account/security-log").await;
    assert_eq!(page.times("New browser"), 2, "that of the stranger, and this one: {page:#?}");
    elsewhere.sign_out().await;
    assert_eq!(log(&ada, "?show=sign-ins").await, ["signed_out", "signed_in", "signed_in"]);
}

#[tokio::test]
async fn m_14_a_right_password_without_its_second_factor_stands_out_until_it_is_answered() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.in_way(way);
        assert!(!ada.see("/account").await.body.contains("data-warning"));
        let thief = ada.elsewhere();
        thief.type_password().await;
        thief.type_code(&ada.wrong_code()).await;
        assert_eq!(log(&ada, "?show=misses").await, ["second_factor_refused", "second_factor_missing"]);
        for page in ["/account", "/account/security-log"] {
            assert!(ada.see(page).await.says("Somebody knows your password"));
        }
        // At the next sign-in, too.
        let elsewhere = ada.elsewhere();
        elsewhere.sign_in().await.leads_to("/account");
        let page = elsewhere.see("/account").await;
        assert!(page.says("Somebody knows your password"));
        let warned = page.body.split("name=\"warned\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        elsewhere.submit("/ui/answer_warning", &[("warned", &warned)]).await.leads_to("/account");
        for browser in [&elsewhere, &ada] {
            assert!(!browser.see("/account").await.body.contains("data-warning"));
        }
        // Another one warns again.
        house.clock.advance(MINUTE);
        thief.type_password().await;
        assert!(ada.see("/account").await.says("Somebody knows your password"));
        assert_eq!(ada.submit("/ui/answer_warning", &[("warned", "nonsense")]).await.told(), Message::Unreadable);
    }
}

#[tokio::test]
async fn a_warning_that_outlives_the_second_factor_offers_no_seal_that_nothing_could_open() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    ada.elsewhere().type_password().await;
    let offers_seal = async |page| ada.see(page).await.body.contains("action=\"/ui/seal_account\"");
    for page in ["/account", "/account/security-log"] {
        assert!(offers_seal(page).await, "{page}");
    }
    ada.turn_off(&ada.password, &ada.next_code()).await.leads_to("/account");
    for page in ["/account", "/account/security-log"] {
        let shown = ada.see(page).await;
        assert!(
            shown.says("Somebody knows your password") && shown.body.contains("href=\"/account/seal\""),
            "{page}: {shown:#?}"
        );
        assert!(!offers_seal(page).await, "{page}");
    }
}

#[tokio::test]
async fn a_sign_in_that_succeeds_warns_of_nothing_however_often_the_code_was_mistyped() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let elsewhere = ada.elsewhere();
    elsewhere.type_password().await;
    elsewhere.type_code(&ada.wrong_code()).await;
    elsewhere.type_code(&ada.next_code()).await.leads_to("/account");
    assert!(!elsewhere.see("/account").await.body.contains("data-warning"));
    assert_eq!(log(&ada, "?show=misses").await, ["second_factor_refused"]);
}

#[tokio::test]
async fn s_13_sessions_are_seen_and_ended_at_once_after_a_step_up() {
    for way in Way::BOTH {
        let house = House::open().await;
        let mut ada = house.protected("Ada").await.in_way(way);
        ada.browser = ada.browser.with_header("user-agent", FIREFOX);
        let eve = house.registered("Eve").await;
        let other = ada.elsewhere();
        other.sign_in().await.leads_to("/account");
        house.clock.advance(6 * MINUTE);
        let page = ada.see("/account/sessions").await;
        assert!(page.says("Firefox on Linux"));
        assert!(page.says("Unknown browser"));
        assert_eq!((page.body.matches("data-session=").count(), page.times("This session")), (2, 1));
        let ids: Vec<_> =
            page.body.split("name=\"session\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let [id] = ids[..] else { panic!("{ids:?}") };
        // Nobody ends that of another, however fresh the session is.
        eve.step_up().await;
        eve.submit("/ui/end_session", &[("session", id)]).await.leads_to("/account/sessions");
        assert!(other.is_in().await);
        // Without a fresh step-up, it is asked for, and the rest follows by itself.
        let answer = ada.submit("/ui/end_session", &[("session", id)]).await;
        let place = answer.leads_to("/account/confirm").location().unwrap().to_owned();
        assert!(place.ends_with(&format!("?after=end-session&id={id}")), "{place}");
        assert!(other.is_in().await);
        let code = ada.next_code();
        let typed = [("password", &*ada.password), ("code", &code), ("after", "end-session"), ("id", id)];
        ada.submit("/ui/confirm_identity", &typed).await.leads_to("/account/sessions");
        assert!(!other.is_in().await && ada.is_in().await);
        // All others.
        let others = [ada.elsewhere(), ada.elsewhere()];
        for other in &others {
            other.sign_in().await.leads_to("/account");
        }
        ada.submit("/ui/end_other_sessions", &[]).await.leads_to("/account/sessions");
        assert!(!others[0].is_in().await && !others[1].is_in().await && ada.is_in().await && eve.is_in().await);
        assert!(log(&ada, "?show=changes").await.starts_with(&["other_sessions_ended".into(), "session_ended".into()]));
    }
}

#[tokio::test]
async fn n_09_a_new_password_needs_the_present_one_and_the_second_factor_and_ends_the_rest() {
    for way in Way::BOTH {
        let house = House::open().await;
        let mut ada = house.protected("Ada").await.in_way(way);
        let (other, half) = (ada.elsewhere(), ada.elsewhere());
        other.sign_in().await.leads_to("/account");
        half.type_password().await;
        ada.see("/account/password").await.shows();
        // However fresh the session is.
        ada.step_up().await;
        let new = format!("quite another {}", crate::support::fresh());
        house.keep_secret("a new password", &new);
        let (right, code) = (ada.password.clone(), ada.next_code());
        let change = async |current: &str, new: &str, code: &str| {
            let fields = [("password", current), ("new_password", new), ("code", code)];
            ada.submit("/ui/change_password", &fields).await
        };
        let invalid = |field, problem| Message::Invalid(vec![Invalid::new(field, problem)]);
        for (current, new, code, expected) in [
            ("not-the-right-one", &*new, &*code, Message::WrongPassword),
            (&*right, &*new, "", invalid(field::CODE, FieldProblem::Empty)),
            (&*right, &*new, &*ada.wrong_code(), Message::WrongCode),
            (&*right, "too short", &*code, invalid(field::NEW_PASSWORD, FieldProblem::TooShort(15))),
            (&*right, "aaaaaaaaaaaaaaaaaaaaaaaa", &*ada.next_code(), invalid(field::NEW_PASSWORD, FieldProblem::Common)),
            (&*right, &*right, &*ada.next_code(), invalid(field::NEW_PASSWORD, FieldProblem::Unchanged)),
        ] {
            // A right code is spent, whatever becomes of the password.
            let answer = change(current, new, code).await;
            assert_eq!(answer.told(), expected);
            assert!(other.is_in().await);
        }
        let copied = ada.browser.copied();
        change(&right, &new, &ada.next_code()).await.leads_to("/account");
        assert!(ada.is_in().await && !other.is_in().await);
        assert_eq!(half.type_code(&ada.next_code()).await.told(), Message::SignInOver);
        // S-06: the cookies from before are worth nothing.
        assert_eq!(copied.get("/account").await.status, 303);
        let elsewhere = ada.elsewhere();
        assert_eq!(elsewhere.type_password().await.told(), Message::WrongCredentials);
        ada.password = new;
        ada.elsewhere().sign_in().await.leads_to("/account");
    }
}

#[tokio::test]
async fn name_and_address_are_changed_with_a_step_up_in_place() {
    for way in Way::BOTH {
        let house = House::open().await;
        let mut ada = house.protected("Ada").await.in_way(way);
        let other = ada.elsewhere();
        other.sign_in().await.leads_to("/account");
        // A sign-in that was just completed counts.
        assert!(!ada.see("/account/name").await.body.contains("in-place"));
        ada.submit("/ui/change_name", &[("name", "Augusta")]).await.leads_to("/account");
        assert!(ada.see("/account").await.says("Hello, Augusta"));
        // One that was only refreshed does not.
        house.clock.advance(6 * MINUTE);
        let page = ada.see("/account/name").await;
        assert!(page.body.contains("in-place") && page.body.contains("name=\"password\""), "{page:#?}");
        let answer = ada.submit("/ui/change_name", &[("name", "Byron")]).await;
        // The page was made while it was fresh: it comes again, asks, and has kept what was typed.
        let place = match way {
            Way::Island => answer.location().unwrap().to_owned(),
            Way::Plain => {
                assert_eq!(answer.told(), Message::StepUpNeeded);
                answer.location().unwrap().to_owned()
            }
        };
        let page = ada.see(&place).await;
        assert!(page.body.contains("value=\"Byron\"") && page.body.contains("name=\"password\""), "{page:#?}");
        assert!(ada.see("/account").await.says("Hello, Augusta"));
        let code = ada.next_code();
        let typed = [("name", "Byron"), ("password", &*ada.password), ("code", &*code)];
        ada.submit("/ui/change_name", &typed).await.leads_to("/account");
        assert!(ada.see("/account").await.says("Hello, Byron"));
        // The address.
        let eve = house.registered("Eve").await;
        let taken = Message::Invalid(vec![Invalid::new(field::EMAIL, FieldProblem::Taken)]);
        assert_eq!(ada.submit("/ui/change_email", &[("email", &eve.email)]).await.told(), taken);
        assert!(other.is_in().await);
        let new = format!("new.{}@example.com", crate::support::fresh());
        house.keep_out_of_the_log("a new address", &new);
        ada.submit("/ui/change_email", &[("email", &new.to_uppercase())]).await.leads_to("/account");
        assert!(ada.is_in().await && !other.is_in().await);
        assert_eq!(ada.elsewhere().type_password().await.told(), Message::WrongCredentials);
        ada.email = new;
        ada.elsewhere().sign_in().await.leads_to("/account");
        assert!(log(&ada, "?show=changes").await.starts_with(&["email_changed".into(), "name_changed".into()]));
    }
}

#[tokio::test]
async fn copies_of_the_cookies_are_worth_nothing_after_a_change_of_the_address() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let copied = ada.browser.copied();
    // A former refresh token would end the session: somebody has a copy.
    copied.remove("latchkey-refresh");
    let new = format!("new.{}@example.com", crate::support::fresh());
    ada.submit("/ui/change_email", &[("email", &new)]).await.leads_to("/account");
    assert_eq!(copied.get("/account").await.status, 303);
    // It did not become fresher either: the codes that outlive a session want a step-up still.
    ada.submit("/ui/replace_recovery_codes", &[]).await.leads_to("/account/confirm");
}

#[tokio::test]
async fn changes_that_cost_nothing_are_held_up() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let mut changed = 0;
    while ada.submit("/ui/change_name", &[("name", &format!("Ada {changed}"))]).await.refusal().is_none() {
        changed += 1;
    }
    assert_eq!(changed, 60);
    let unchanged = Message::Invalid(vec![Invalid::new(field::NAME, FieldProblem::Unchanged)]);
    assert_eq!(ada.submit("/ui/change_name", &[("name", "Ada 59")]).await.told(), unchanged);
}

#[tokio::test]
async fn one_downloads_everything_after_a_step_up_and_no_secret_is_in_it() {
    for way in Way::BOTH {
        let house = House::built(Plan::with_application()).await;
        let ada = house.protected("Ada").await.in_way(way);
        ada.submit("/ui/write_post", &[("title", "Notes"), ("content", "On the engine")]).await;
        house.clock.advance(6 * MINUTE);
        ada.see("/account/data.json").await.leads_to("/account/data");
        assert!(ada.see("/account/data").await.body.contains("name=\"password\""));
        let code = ada.next_code();
        let typed = [("password", &*ada.password), ("code", &*code)];
        ada.submit("/ui/export_data", &typed).await.leads_to("/account/data.json");
        let file = ada.see("/account/data.json").await;
        file.shows();
        let data: serde_json::Value = serde_json::from_str(&file.body).unwrap();
        assert_eq!(data["user"]["email"], ada.email);
        assert_eq!((data["recoveryCodesLeft"].as_u64(), data["sessions"].as_array().unwrap().len()), (Some(10), 1));
        assert_eq!(data["application"]["posts"][0]["content"], "On the engine");
        assert_eq!(data["securityLog"][0]["kind"], "exported");
        for secret in ["argon2", "password_hash", &ada.phone().base32, &ada.codes[0]] {
            assert!(!file.body.contains(secret), "{secret}");
        }
    }
}

#[tokio::test]
async fn a_deleted_account_can_be_taken_back_for_a_week_and_is_gone_then() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.in_way(way);
        let eve = house.registered("Eve").await;
        let other = ada.elsewhere();
        other.sign_in().await.leads_to("/account");
        assert!(ada.see("/account/delete").await.says("after 7 days"));
        let delete = async |who: &Person| {
            who.step_up().await;
            who.submit("/ui/delete_account", &[]).await.leads_to("/deleted");
        };
        delete(&ada).await;
        assert!(!ada.is_in().await && !other.is_in().await);
        house.clock.advance(6 * 24 * 60 * MINUTE);
        latchkey_core::accounts::delete_due(&house.services).await.unwrap();
        ada.sign_in().await.leads_to("/account");
        assert!(log(&ada, "?show=changes").await.starts_with(&["deletion_cancelled".into(), "deletion_ordered".into()]));
        house.clock.advance(2 * MINUTE);
        latchkey_core::accounts::delete_due(&house.services).await.unwrap();
        assert!(ada.is_in().await);
        delete(&ada).await;
        house.clock.advance(7 * 24 * 60 * MINUTE);
        latchkey_core::accounts::delete_due(&house.services).await.unwrap();
        assert_eq!(ada.type_password().await.told(), Message::WrongCredentials);
        assert_eq!(house.number("SELECT COUNT(*) FROM accounts").await, 1);
        eve.sign_in().await.leads_to("/account");
    }
}

#[tokio::test]
async fn where_the_operator_says_so_an_account_is_deleted_at_once() {
    let house = House::built(Plan { settings: vec![("LATCHKEY_DELETION_NOTICE_DAYS", "0".into())], ..Plan::default() }).await;
    let ada = house.registered("Ada").await;
    assert!(ada.see("/account/delete").await.says("at once"));
    ada.submit("/ui/delete_account", &[]).await.leads_to("/deleted");
    assert_eq!(house.number("SELECT COUNT(*) FROM accounts").await, 0);
    assert_eq!(ada.type_password().await.told(), Message::WrongCredentials);
}
