//! Between the two steps: the password was right, and that opens nothing.

use std::time::Duration;

use latchkey::ui::message::Message;

use crate::support::{Browser, House, MINUTE, Person, Way};

const PENDING: &str = "latchkey-pending";

/// Somebody with two factors who has given the first.
async fn half_way(house: &House) -> (Person, Person) {
    let ada = house.protected("Ada").await;
    let half = ada.elsewhere();
    half.type_password().await;
    (ada, half)
}

#[tokio::test]
async fn f_05_the_first_step_sets_the_pending_cookie_and_no_other() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.elsewhere().in_way(way);
        let answer = ada.type_password().await;
        let set: Vec<(String, Option<i64>)> =
            answer.set_cookies().into_iter().map(|cookie| (cookie.name, cookie.max_age)).collect();
        assert_eq!(set, [(PENDING.to_owned(), Some(300))], "duplicates included");
        // Nor after a wrong code, nor on any page.
        for answer in [ada.type_code(&ada.wrong_code()).await, ada.see("/sign-in").await, ada.see("/").await] {
            assert_eq!(answer.set_cookies(), [], "{answer:#?}");
        }
        let answer = ada.type_code(&ada.next_code()).await;
        let mut names: Vec<String> = answer.set_cookies().into_iter().map(|cookie| cookie.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), answer.set_cookies().len(), "none comes twice: {answer:#?}");
    }
}

#[tokio::test]
async fn f_02_a_pending_token_opens_nothing_wherever_it_is_put() {
    let house = House::open().await;
    let (_, half) = half_way(&house).await;
    let token = half.browser.cookie(PENDING).unwrap();
    let empty = || Browser::new(&house, Way::Island);
    let renamed = |name: &str| {
        let browser = empty();
        browser.plant(name, &token);
        browser
    };
    for browser in [
        half.browser.copied(),
        renamed("latchkey-access"),
        renamed("latchkey-refresh"),
        renamed("latchkey-typed"),
        renamed("access"),
        empty().with_header("authorization", &format!("Bearer {token}")),
        empty().with_header("authorization", &format!("Basic {token}")),
        empty().with_header("x-access-token", &token),
    ] {
        house
            .changes_nothing(async {
                for path in ["/account".to_owned(), "/scraps".into(), format!("/account?access_token={token}&token={token}")] {
                    let answer = browser.copied().get(&path).await;
                    assert_eq!((answer.page(), &*answer.body), ("/sign-in", ""), "{answer:#?}");
                }
                let fields = [("title", "x"), ("content", "y"), ("latchkey-access", &*token)];
                let told = browser.copied().submit("/ui/write_scrap", &fields).await.told();
                assert!(matches!(told, Message::NotSignedIn | Message::SecondFactorMissing), "{told:?}");
            })
            .await;
    }
}

#[tokio::test]
async fn f_03_pages_show_nobody_halfway_anything_about_the_account() {
    let house = House::open().await;
    let (ada, half) = half_way(&house).await;
    for page in ["/", "/sign-in", "/sign-in/code", "/sign-in/recovery-code", "/register", "/nowhere"] {
        let answer = half.see(page).await;
        for detail in [&*ada.email, "Ada", &ada.phone().base32, "Sign out", "of 10 left"] {
            assert!(!answer.body.contains(detail), "{detail}: {answer:#?}");
        }
    }
}

#[tokio::test]
async fn f_06_a_sign_in_is_good_once_for_five_minutes() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await;
        for (wait, good) in [(5 * MINUTE - Duration::from_secs(31), true), (5 * MINUTE - Duration::from_secs(30), false)] {
            let half = ada.elsewhere().in_way(way);
            half.type_password().await;
            let token = half.browser.cookie(PENDING).unwrap();
            house.clock.advance(wait);
            let code = ada.next_code();
            // A browser drops the cookie in time; somebody else may not.
            half.browser.plant(PENDING, &token);
            let answer = half.type_code(&code).await;
            assert_eq!(answer.refusal(), (!good).then_some(Message::SignInOver), "{wait:?}");
            assert_eq!(half.is_in().await, good);
            // A second use, with a code of its own.
            let again = Person { browser: Browser::new(&house, way), ..ada.clone() };
            again.browser.plant(PENDING, &token);
            assert_eq!(again.type_code(&ada.next_code()).await.told(), Message::SignInOver);
            assert_eq!(again.type_recovery_code(&ada.codes[0]).await.told(), Message::SignInOver);
            assert_eq!(house.number("SELECT COUNT(*) FROM recovery_codes WHERE used_at IS NOT NULL").await, 0);
        }
    }
}

#[tokio::test]
async fn f_06_turning_two_factor_authentication_off_ends_sign_ins_under_way() {
    let house = House::open().await;
    let (ada, half) = half_way(&house).await;
    ada.turn_off(&ada.password, &ada.next_code()).await.leads_to("/account");
    assert_eq!(half.see("/sign-in/code").await.page(), "/sign-in");
    assert_eq!(half.type_code(&ada.next_code()).await.told(), Message::SignInOver);
    assert!(!half.is_in().await);
}

#[tokio::test]
async fn f_07_a_code_of_another_account_is_a_wrong_code_and_counts_against_the_one_asked_for() {
    let house = House::open().await;
    let (ada, half) = half_way(&house).await;
    let bob = house.protected("Bob").await;
    let ids = house.column("SELECT id FROM accounts ORDER BY created_at, name").await;
    house.clock.advance(MINUTE);
    let fields = [("code", &*bob.code()), ("account", &ids[1]), ("sub", &ids[1]), ("email", &bob.email), ("user_id", &ids[1])];
    let answer = house.changes_nothing(half.submit("/ui/sign_in_code", &fields)).await;
    assert_eq!(answer.told(), Message::WrongCode);
    let counted = house.column("SELECT subject || ' ' || misses FROM attempts WHERE subject LIKE 'second-factor:%'").await;
    let owner = house.column(&format!("SELECT id FROM accounts WHERE email = '{}'", ada.email)).await.remove(0);
    assert_eq!(counted, [format!("second-factor:{owner} 1")]);
    assert!(!half.is_in().await);
    // Bob's code was not spent by it.
    let visitor = bob.elsewhere();
    visitor.type_password().await;
    visitor.type_code(&bob.code()).await.leads_to("/account");
}

#[tokio::test]
async fn f_09_a_second_factor_that_cannot_be_looked_up_lets_nobody_in() {
    let house = House::open().await;
    let (ada, bob) = (house.protected("Ada").await, house.protected("Bob").await);
    house.sql("CREATE TABLE kept AS SELECT * FROM authenticators").await;
    house.expect_faults();
    for damage in [
        "DELETE FROM authenticators",
        "UPDATE authenticators SET secret = x'00'",
        "UPDATE authenticators SET secret = x''",
        "UPDATE authenticators SET secret = CAST(substr(secret, 1, 30) || x'0000' || substr(secret, 33) AS BLOB)",
        "UPDATE authenticators SET key_id = 'another key'",
        // The secret of somebody else, sealed for them.
        "UPDATE authenticators SET secret = (SELECT secret FROM kept WHERE kept.account_id <> authenticators.account_id)",
        "ALTER TABLE authenticators RENAME TO authenticators_gone",
    ] {
        house.sql(damage).await;
        for way in Way::BOTH {
            house.sql("DELETE FROM attempts").await;
            let half = ada.elsewhere().in_way(way);
            half.type_password().await;
            assert_eq!(half.browser.cookie_names(), [PENDING], "the password alone opens nothing: {damage}");
            house.clock.advance(MINUTE);
            for code in [ada.code(), bob.code(), "000000".into()] {
                let answer = half.type_code(&code).await;
                assert_eq!(answer.told(), Message::Unavailable, "{damage}");
                assert!(answer.set_cookies().iter().all(|cookie| cookie.clears()), "{damage}: {answer:#?}");
                if way == Way::Island {
                    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")));
                }
            }
            assert!(!half.is_in().await, "{damage}");
        }
        if damage.starts_with("ALTER") {
            house.sql("ALTER TABLE authenticators_gone RENAME TO authenticators").await;
        }
        house.sql("DELETE FROM authenticators").await;
        house.sql("INSERT INTO authenticators SELECT * FROM kept").await;
    }
    ada.elsewhere().sign_in().await.leads_to("/account");
}

#[tokio::test]
async fn f_09_without_the_account_or_the_database_nobody_gets_in() {
    for damage in ["DELETE FROM accounts", "ALTER TABLE sessions RENAME TO gone", "ALTER TABLE attempts RENAME TO gone"] {
        let house = House::open().await;
        let (ada, half) = half_way(&house).await;
        house.sql(damage).await;
        house.expect_faults();
        let code = ada.next_code();
        let answer = half.browser.send_form("/ui/sign_in_code", &[("code", &code)]).await;
        let told = answer.told();
        assert!(matches!(told, Message::Unavailable | Message::SignInOver), "{damage}: {told:?}");
        assert!(!answer.set_cookies().iter().any(|cookie| !cookie.clears()), "{damage}: {answer:#?}");
        let page = half.see("/account").await;
        assert!(page.status != 200 && !page.body.contains(&ada.email), "{damage}: {page:#?}");
        // Somebody who is in stays in where nothing of theirs is gone.
        assert_eq!(ada.see("/account").await.status == 200, damage.contains("attempts"), "{damage}");
        // What broke is told to nobody.
        for detail in ["sessions", "attempts", "sqlite", "SELECT", "no such table"] {
            assert!(!answer.body.contains(detail), "{answer:#?}");
        }
    }
}

#[tokio::test]
async fn x_08_the_second_step_leads_on_to_pages_of_this_site_alone() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    for (next, lands) in
        [("/scraps", "/scraps"), ("//evil.example", "/account"), ("https://evil.example", "/account"), ("/\\evil", "/account")]
    {
        let half = ada.elsewhere().in_way(Way::Plain);
        let fields = [("email", &*ada.email), ("password", &*ada.password), ("next", next)];
        let answer = half.submit("/ui/sign_in", &fields).await;
        assert!(!answer.leads_to("/sign-in/code").location().unwrap().contains("evil"), "{answer:#?}");
        half.submit("/ui/sign_in_code", &[("code", &ada.next_code()), ("next", next)]).await.leads_to(lands);
    }
}
