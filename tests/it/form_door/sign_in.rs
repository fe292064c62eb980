//! The first step of signing in: e-mail address and password.

use latchkey::ui::message::Message;
use latchkey_core::{
    domain::invalid::{
        FieldProblem::{Empty, Malformed, TooLong},
        Invalid, field,
    },
    domain::password::HashCost,
};

use crate::support::{Answer, Browser, House, MINUTE, Person, Plan, Way, at_once, fresh, sentences};

/// What a stranger sees of an answer: everything but what is different each time.
fn as_seen(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let changing = ["date", "x-request-id", "set-cookie"];
    let headers = answer.headers.iter().filter(|(name, _)| !changing.contains(&name.as_str()));
    let mut seen: Vec<_> = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    // What was typed comes back sealed, differently each time.
    seen.extend(answer.set_cookies().into_iter().map(|cookie| ("set-cookie".into(), cookie.name)));
    (answer.status, seen, answer.body.clone())
}

#[tokio::test]
async fn the_right_password_opens_an_account_that_has_no_second_factor() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.registered("Ada").await.elsewhere().in_way(way);
        let answer = ada.type_password().await;
        answer.leads_to("/account");
        assert_eq!(answer.status, if way == Way::Island { 200 } else { 302 });
        assert!(ada.is_in().await);
    }
}

#[tokio::test]
async fn a_wrong_password_keeps_the_address_and_never_the_password() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.registered("Ada").await.elsewhere().in_way(way);
        ada.see("/sign-in").await.shows();
        let answer = house.changes_nothing(ada.try_password("not-the-right-one")).await;
        assert_eq!(answer.told(), Message::WrongCredentials);
        assert!(!ada.is_in().await);
        if way == Way::Island {
            assert_eq!(answer.status, 401);
            assert_eq!(answer.set_cookies(), []);
            continue;
        }
        let page = ada.see(answer.location().unwrap()).await;
        assert_eq!(page.times(&sentences(&Message::WrongCredentials)[0]), 1, "{page:#?}");
        assert!(page.body.contains(&ada.email) && !page.body.contains("not-the-right-one"), "{page:#?}");
    }
}

#[tokio::test]
async fn fields_that_cannot_be_right_are_told_before_any_work_is_done() {
    let house = House::open().await;
    let browser = Browser::new(&house, Way::Island);
    let (many, long) = ("x".repeat(1025), format!("{}@example.com", "a".repeat(250)));
    for (email, password, expected) in [
        ("", "", vec![Invalid::new(field::EMAIL, Empty), Invalid::new(field::PASSWORD, Empty)]),
        ("ada", &*many, vec![Invalid::new(field::EMAIL, Malformed), Invalid::new(field::PASSWORD, TooLong(1024))]),
        (&*long, "x", vec![Invalid::new(field::EMAIL, TooLong(254))]),
        ("ada\0@example.com", "x", vec![Invalid::new(field::EMAIL, Malformed)]),
    ] {
        let before = house.dump(&[]).await;
        let answer = browser.submit("/ui/sign_in", &[("email", email), ("password", password)]).await;
        assert_eq!((answer.status, answer.told()), (400, Message::Invalid(expected)));
        assert_eq!(house.dump(&[]).await, before, "counted");
    }
}

#[tokio::test]
async fn e_01_and_e_07_wrong_passwords_are_answered_alike_whoever_is_asked_for() {
    for way in Way::BOTH {
        let house = House::open().await;
        let (plain, protected) = (house.registered("Ada").await, house.protected("Bob").await);
        let nobody = house.newcomer("Nobody");
        let mut seen = Vec::new();
        for person in [&plain, &protected, &nobody] {
            let stranger = person.elsewhere().in_way(way);
            let answer = stranger.try_password("not-the-right-one").await;
            assert_eq!(answer.told(), Message::WrongCredentials);
            seen.push(as_seen(&answer));
        }
        assert_eq!(seen[0], seen[1], "an account with a second factor");
        assert_eq!(seen[0], seen[2], "no account");
        // Locked: the same again, for all of them.
        let mut locked = Vec::new();
        for person in [&plain, &protected, &nobody] {
            let stranger = person.elsewhere().in_way(way);
            for _ in 0..4 {
                stranger.try_password("not-the-right-one").await.told();
            }
            locked.push(as_seen(&stranger.type_password().await));
        }
        assert_eq!(locked[0], locked[1], "an account with a second factor, locked");
        assert_eq!(locked[0], locked[2], "no account, locked");
    }
}

#[tokio::test]
async fn e_06_thirty_misses_bring_the_same_waits_with_and_without_an_account() {
    async fn waits(person: &Person) -> Vec<(u16, Option<String>)> {
        let mut waits = Vec::new();
        for n in 0..30 {
            let answer = person.try_password("not-the-right-one").await;
            answer.told();
            waits.push((answer.status, answer.header("retry-after").map(ToOwned::to_owned)));
            if n % 6 == 5 {
                person.house.clock.advance(MINUTE);
            }
        }
        waits
    }
    let known = waits(&House::open().await.registered("Ada").await.elsewhere()).await;
    let unknown = waits(&House::open().await.newcomer("Nobody")).await;
    assert_eq!(known, unknown);
    assert!(known.contains(&(429, Some("30".into()))) && known.iter().filter(|(status, _)| *status == 401).count() < 10);
}

#[tokio::test]
async fn c_01_misses_bring_growing_waits_in_which_even_the_right_password_is_refused() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let thief = ada.elsewhere();
    for _ in 0..5 {
        assert_eq!(thief.try_password("not-the-right-one").await.told(), Message::WrongCredentials);
    }
    for seconds in [30_u32, 60, 120, 240, 480, 900, 900] {
        for password in ["not-the-right-one", &ada.password] {
            let answer = house.changes_nothing(thief.try_password(password)).await;
            assert_eq!((answer.status, answer.told()), (429, Message::TooManyAttempts { seconds }));
            assert_eq!(answer.header("retry-after"), Some(&*seconds.to_string()));
        }
        // Not a moment before.
        house.clock.advance(std::time::Duration::from_millis(u64::from(seconds) * 1000 - 1));
        assert_eq!(thief.type_password().await.told(), Message::TooManyAttempts { seconds: 1 });
        house.clock.advance(std::time::Duration::from_millis(1));
        assert_eq!(thief.try_password("not-the-right-one").await.told(), Message::WrongCredentials);
    }
    // Two hundred more at once change nothing.
    for _ in 0..200 {
        assert_eq!(thief.try_password("not-the-right-one").await.told(), Message::TooManyAttempts { seconds: 900 });
    }
    // Never for good: after the wait the person gets in, and the count begins anew.
    house.clock.advance(15 * MINUTE);
    ada.elsewhere().sign_in().await.leads_to("/account");
    assert_eq!(thief.try_password("not-the-right-one").await.told(), Message::WrongCredentials);
    assert_eq!(thief.try_password("not-the-right-one").await.told(), Message::WrongCredentials);
}

#[tokio::test(flavor = "multi_thread")]
async fn r_04_of_fifty_wrong_passwords_at_once_five_are_evaluated() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let answers = at_once((0..50).map(|n| {
        let (browser, email) = (Browser::new(&house, Way::Island), ada.email.clone());
        async move {
            let password = format!("guess-number-{n}");
            browser.send_form("/ui/sign_in", &[("email", &email), ("password", &password)]).await
        }
    }))
    .await;
    let evaluated = answers.iter().filter(|answer| answer.told() == Message::WrongCredentials).count();
    let refused = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((evaluated, refused), (5, 45));
    // Counted: five at the account, five at the network address.
    assert_eq!(house.password_counters().await, [5, 5]);
    assert_eq!(house.session_ids().await.len(), 1);
}

#[tokio::test]
async fn c_05_signing_in_to_an_account_of_ones_own_clears_nobody_elses_count() {
    let house = House::open().await;
    let (victim, mallory) = (house.registered("Victim").await.elsewhere(), house.registered("Mallory").await);
    for _ in 0..5 {
        assert_eq!(victim.try_password("not-the-right-one").await.told(), Message::WrongCredentials);
        mallory.elsewhere().sign_in().await.leads_to("/account");
    }
    assert_eq!(victim.try_password("not-the-right-one").await.told(), Message::TooManyAttempts { seconds: 30 });
    // The network address keeps its five, too.
    assert_eq!(house.password_counters().await, [5, 5]);
    mallory.elsewhere().sign_in().await.leads_to("/account");
    assert_eq!(house.password_counters().await, [5, 5]);
}

#[tokio::test]
async fn c_06_whoever_is_no_trusted_proxy_cannot_say_where_requests_come_from() {
    let house = House::open().await;
    for n in 0..50 {
        let stranger = house.newcomer("Stranger");
        let browser = stranger
            .browser
            .with_header("x-forwarded-for", &format!("203.0.113.{n}"))
            .with_header("forwarded", &format!("for=203.0.113.{n}"))
            .with_header("x-real-ip", &format!("203.0.113.{n}"));
        let stranger = Person { browser, ..stranger };
        assert_eq!(stranger.type_password().await.told(), Message::WrongCredentials);
    }
    // Fifty misses for fifty accounts from one address: the next is not evaluated, whatever it says of itself.
    let ada = house.registered("Ada").await;
    let other = Person { browser: ada.elsewhere().browser.with_header("x-forwarded-for", "198.51.100.1"), ..ada.clone() };
    let answer = other.type_password().await;
    assert_eq!((answer.status, answer.told()), (429, Message::TooManyAttempts { seconds: 60 }));
    house.clock.advance(MINUTE);
    other.type_password().await.leads_to("/account");
}

#[tokio::test]
async fn c_06_a_trusted_proxy_is_believed_as_far_as_it_saw() {
    let trusted_proxies = "127.0.0.0/8, 10.0.0.0/8";
    let house = House::built(Plan { trusted_proxies, ..Plan::default() }).await;
    let mut networks = 0;
    for (forwarded, is_new) in [
        ("198.51.100.1", true),
        ("198.51.100.1", false),
        ("198.51.100.2", true),
        // What a client claims stands before what the proxy adds.
        ("203.0.113.1, 198.51.100.1", false),
        ("203.0.113.2, 198.51.100.1, 10.9.9.9", false),
        // An IPv6 network of 64 bits is one address.
        ("2001:db8:1:2::1", true),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", false),
        ("2001:db8:1:3::1", true),
        ("::ffff:198.51.100.1", false),
    ] {
        let stranger = house.newcomer("Stranger");
        let stranger = Person { browser: stranger.browser.with_header("x-forwarded-for", forwarded), ..stranger };
        assert_eq!(stranger.type_password().await.told(), Message::WrongCredentials);
        networks += usize::from(is_new);
        // Each miss has a row of its own for its account; the rest are network addresses.
        let accounts = house.column("SELECT subject FROM attempts").await.len();
        house.sql("DELETE FROM attempts WHERE misses = 0").await;
        assert_eq!(distinct_networks(&house).await, networks, "{forwarded}: {accounts}");
    }
}

/// How many network addresses were counted: accounts were asked for once each, so theirs are the newest rows of one miss.
async fn distinct_networks(house: &House) -> usize {
    let rows = house.column("SELECT subject FROM attempts WHERE subject LIKE 'password:%'").await.len();
    let misses: i64 = house.password_counters().await.iter().sum();
    // Every attempt counts once for its account and once for its network; accounts never repeat here.
    rows - usize::try_from(misses / 2).unwrap()
}

#[tokio::test]
async fn c_07_an_address_has_one_counter_however_it_is_spelled() {
    let house = House::open().await;
    let mut zoe = house.newcomer("Zoé");
    zoe.email = format!("zoé.{}@bücher.example", fresh());
    zoe.register().await.leads_to("/account");
    let nobody = format!("zoé.{}@bücher.example", fresh());
    for email in [zoe.email.clone(), nobody] {
        let (local, _) = email.split_once('@').unwrap();
        for (n, spelling) in [
            email.clone(),
            email.to_uppercase(),
            format!("  {email} "),
            format!("{}@xn--bcher-kva.example", local.replace('é', "e\u{301}")),
            format!("{email}."),
            email.to_uppercase(),
            email.clone(),
        ]
        .into_iter()
        .enumerate()
        {
            let thief = Person { email: spelling.clone(), ..zoe.elsewhere() };
            let told = thief.try_password("not-the-right-one").await.told();
            let expected = if n < 5 { Message::WrongCredentials } else { Message::TooManyAttempts { seconds: 30 } };
            assert_eq!(told, expected, "{spelling:?}");
        }
    }
}

#[tokio::test]
async fn u_04_a_password_is_the_same_from_every_keyboard_and_otherwise_untouched() {
    let house = House::open().await;
    let tag = fresh();
    let ada = Person { password: format!(" éclair {tag} "), ..house.newcomer("Ada") };
    ada.register().await.leads_to("/account");
    let decomposed = format!(" e\u{301}clair {tag} ");
    ada.elsewhere().try_password(&decomposed).await.leads_to("/account");
    // U-08: spaces around it belong to it.
    for other in [format!("éclair {tag}"), format!(" éclair {tag}"), format!(" eclair {tag} "), format!(" ÉCLAIR {tag} ")] {
        assert_eq!(ada.elsewhere().try_password(&other).await.told(), Message::WrongCredentials, "{other:?}");
    }
}

#[tokio::test]
async fn passwords_are_compared_whole() {
    let house = House::open().await;
    let long = fresh().repeat(64);
    let ada = Person { password: long.clone(), ..house.newcomer("Ada") };
    ada.register().await.leads_to("/account");
    for (password, right) in [(&long[..1023], false), (&long[..72], false), (&long[..], true)] {
        assert_eq!(ada.elsewhere().try_password(password).await.refusal().is_none(), right, "{} bytes", password.len());
    }
}

#[tokio::test]
async fn a_password_hash_is_renewed_at_the_next_sign_in_when_its_cost_was_raised() {
    let house = House::built(Plan { hash_cost: HashCost { memory: 128, passes: 2 }, ..Plan::default() }).await;
    let ada = house.registered("Ada").await;
    assert!(house.column("SELECT password_hash FROM accounts").await[0].starts_with("$argon2id$v=19$m=128,t=2,p=1$"));
    // As if it had been made by a cheaper installation: another house's hash of the same password.
    let cheap = House::open().await;
    Person { browser: Browser::new(&cheap, Way::Island), house: cheap.clone(), ..ada.clone() }
        .register()
        .await
        .leads_to("/account");
    let hash = cheap.column("SELECT password_hash FROM accounts").await.remove(0);
    house.sql(&format!("UPDATE accounts SET password_hash = '{hash}'")).await;
    assert_eq!(ada.elsewhere().try_password("not-the-right-one").await.told(), Message::WrongCredentials);
    assert_eq!(house.column("SELECT password_hash FROM accounts").await[0], hash);
    for _ in 0..2 {
        ada.elsewhere().sign_in().await.leads_to("/account");
        assert!(house.column("SELECT password_hash FROM accounts").await[0].starts_with("$argon2id$v=19$m=128,t=2,p=1$"));
    }
}

#[tokio::test]
async fn a_hash_that_cannot_be_read_lets_nobody_in() {
    let house = House::open().await;
    let ada = house.registered("Ada").await.elsewhere();
    house.sql("UPDATE accounts SET password_hash = 'plain'").await;
    house.expect_faults();
    let answer = ada.type_password().await;
    assert_eq!((answer.status, answer.told()), (503, Message::Unavailable));
    assert_eq!(answer.header("retry-after"), Some("5"));
}

#[tokio::test]
async fn x_08_signing_in_leads_on_to_pages_of_this_site_alone() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    for way in Way::BOTH {
        for (next, lands) in [
            ("/scraps", "/scraps"),
            ("/scraps?after=1_x", "/scraps"),
            ("", "/account"),
            ("//evil.example", "/account"),
            ("/\\evil.example", "/account"),
            ("https:evil.example", "/account"),
            ("https://evil.example/", "/account"),
            ("/\t/evil.example", "/account"),
            ("/..//evil.example", "/account"),
            ("javascript:alert(1)", "/account"),
            ("data:text/html,x", "/account"),
            ("@evil.example", "/account"),
            ("https://localhost@evil.example", "/account"),
            ("/a\r\nSet-Cookie: x=y", "/account"),
            ("/\u{10a}", "/account"),
            (&*format!("/{}", "a".repeat(8192)), "/account"),
        ] {
            let visitor = ada.elsewhere().in_way(way);
            let fields = [("email", &*ada.email), ("password", &*ada.password), ("next", next)];
            visitor.submit("/ui/sign_in", &fields).await.leads_to(lands);
            // The page itself does not carry it along either.
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
            let page = Browser::new(&house, way).get(&format!("/sign-in?{query}")).await;
            assert!(!page.shows().body.contains("evil"), "{next:?}");
        }
    }
}

#[tokio::test]
async fn whoever_is_sent_to_sign_in_comes_back_to_the_page_they_wanted() {
    let house = House::open().await;
    let ada = house.protected("Ada").await.elsewhere().in_way(Way::Plain);
    let wanted = "/scraps?after=1_x&y=a%26b";
    let encoded = "%2Fscraps%3Fafter%3D1_x%26y%3Da%2526b";
    let answer = ada.see(wanted).await;
    let sign_in = format!("/sign-in?notice=sign-in-first&next={encoded}");
    assert_eq!((answer.status, answer.location()), (303, Some(&*sign_in)));
    let fields = [("email", &*ada.email), ("password", &*ada.password), ("next", wanted)];
    let answer = ada.submit("/ui/sign_in", &fields).await;
    assert_eq!(answer.location(), Some(&*format!("/sign-in/code?next={encoded}")));
    ada.see(answer.location().unwrap()).await.shows();
    let answer = ada.submit("/ui/sign_in_code", &[("code", &ada.next_code()), ("next", wanted)]).await;
    assert_eq!(answer.location(), Some(wanted));
    ada.see(wanted).await.shows();
    // Whoever is signed in already need not do it again.
    for page in ["/sign-in", "/register"] {
        assert_eq!(ada.see(&format!("{page}?next={encoded}")).await.location(), Some(wanted), "{page}");
        assert_eq!(ada.see(&format!("{page}?next=%2F%2Fevil.example")).await.location(), Some("/account"), "{page}");
    }
}
