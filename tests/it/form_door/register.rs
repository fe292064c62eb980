//! Making an account.

use latchkey::ui::message::Message;
use latchkey_core::domain::invalid::{
    FieldProblem::{Common, Empty, Malformed, Personal, Taken, TooLong, TooShort, Unprintable},
    Invalid, field,
};

use crate::support::{Browser, HOUR, House, Plan, Way, at_once, fresh, sentences};

/// Sends the form with these values.
async fn register(house: &House, name: &str, email: &str, password: &str) -> crate::support::Answer {
    let browser = Browser::new(house, Way::Island);
    browser.submit("/ui/register", &[("name", name), ("email", email), ("password", password)]).await
}

fn address() -> String {
    format!("ada.{}@example.com", fresh())
}

#[tokio::test]
async fn somebody_registers_and_is_in() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.newcomer("Ada Lovelace").in_way(way);
        ada.register().await.leads_to("/account");
        assert_eq!(ada.browser.cookie_names(), ["latchkey-access", "latchkey-refresh"]);
        let page = ada.see("/account").await;
        assert!(page.shows().says("Ada Lovelace") && page.says(&ada.email), "{page:#?}");
        // Whoever is in needs neither page.
        assert_eq!(ada.see("/register").await.page(), "/account");
        assert_eq!(ada.see("/sign-in").await.page(), "/account");
    }
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once_and_what_was_typed_stays() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.newcomer("Ada").in_way(way);
        ada.see("/register").await.shows();
        let fields = [("name", "Ada\u{202e}"), ("email", "ada at example.com"), ("password", "much-too-short")];
        let answer = house.changes_nothing(ada.submit("/ui/register", &fields)).await;
        let expected = [
            Invalid::new(field::NAME, Unprintable),
            Invalid::new(field::EMAIL, Malformed),
            Invalid::new(field::PASSWORD, TooShort(15)),
        ];
        assert_eq!(answer.told(), Message::Invalid(expected.into()));
        if way == Way::Island {
            assert_eq!(answer.status, 400);
            continue;
        }
        // The page that a browser without WebAssembly is sent back to: every sentence, what was typed, never the password.
        let page = ada.see(answer.location().unwrap()).await;
        for sentence in sentences(&answer.told()) {
            assert_eq!(page.times(&sentence), 1, "{sentence}: {page:#?}");
        }
        assert!(page.body.contains("ada at example.com") && page.body.contains("Ada\u{202e}"), "{page:#?}");
        assert!(!page.body.contains("much-too-short") && !answer.location().unwrap().contains("much-too-short"));
        // Once: the next visit begins anew.
        assert!(!ada.see("/register").await.body.contains("ada at example.com"));
    }
}

#[tokio::test]
async fn nothing_typed_is_told_field_by_field() {
    let house = House::open().await;
    let nothing = Message::Invalid(vec![
        Invalid::new(field::NAME, Empty),
        Invalid::new(field::EMAIL, Empty),
        Invalid::new(field::PASSWORD, Empty),
    ]);
    assert_eq!(register(&house, "", "", "").await.told(), nothing);
    // U-08: white space is nothing, in a name and an address.
    let told = register(&house, " \t ", "  \u{a0}", "   ").await.told();
    let spaces =
        [Invalid::new(field::NAME, Empty), Invalid::new(field::EMAIL, Empty), Invalid::new(field::PASSWORD, TooShort(15))];
    assert_eq!(told, Message::Invalid(spaces.into()));
}

#[tokio::test]
async fn c_10_passwords_of_every_length() {
    let house = House::open().await;
    let random = fresh().repeat(70);
    for (password, expected) in [
        (random[..7].to_owned(), Some(Invalid::new(field::PASSWORD, TooShort(15)))),
        (random[..8].to_owned(), Some(Invalid::new(field::PASSWORD, TooShort(15)))),
        (random[..14].to_owned(), Some(Invalid::new(field::PASSWORD, TooShort(15)))),
        (random[..15].to_owned(), None),
        (random[..64].to_owned(), None),
        (random[..128].to_owned(), None),
        (random[..1024].to_owned(), None),
        (random[..1025].to_owned(), Some(Invalid::new(field::PASSWORD, TooLong(1024)))),
        // Code points count, not bytes: 15 of them are enough, 14 of four bytes are not. And bytes are bounded.
        ("🐢🦀🐍🦜🐳🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵".to_owned(), None),
        ("🐢🦀🐍🦜🐳🦊🐻🐼🐨🐯🦁🐮🐷🐸".to_owned(), Some(Invalid::new(field::PASSWORD, TooShort(15)))),
        ("🐢".repeat(257), Some(Invalid::new(field::PASSWORD, TooLong(1024)))),
        (" ".repeat(15), Some(Invalid::new(field::PASSWORD, Common))),
        ("  spaces of mine  ".to_owned(), None),
    ] {
        let email = address();
        let answer = register(&house, "Ada", &email, &password).await;
        match expected {
            Some(ref complaint) => assert_eq!(answer.told(), Message::Invalid(vec![complaint.clone()]), "{password}"),
            None => {
                answer.leads_to("/account");
            }
        }
        assert_eq!(
            house.number(&format!("SELECT COUNT(*) FROM accounts WHERE email = '{email}'")).await == 1,
            expected.is_none()
        );
    }
}

#[tokio::test]
async fn c_11_and_c_12_common_and_personal_passwords_are_refused_and_the_reason_is_told() {
    let house = House::built(Plan { app_name: "Blue Heron", ..Plan::default() }).await;
    for (password, expected) in [
        ("passwordpassword", Invalid::new(field::PASSWORD, Common)),
        ("123456789012345", Invalid::new(field::PASSWORD, Common)),
        ("qwertyuiopasdfghjkl", Invalid::new(field::PASSWORD, Common)),
        ("aaaaaaaaaaaaaaaaaaa", Invalid::new(field::PASSWORD, Common)),
        ("countess.of.lovelace@example.com", Invalid::new(field::PASSWORD, Personal)),
        ("Countess.of.Lovelace", Invalid::new(field::PASSWORD, Personal)),
        ("countess.of.lovelace1!", Invalid::new(field::PASSWORD, Personal)),
        ("Augusta King 1815", Invalid::new(field::PASSWORD, Personal)),
        ("blueheronblueheron", Invalid::new(field::PASSWORD, Personal)),
        ("Blue Heron Blue Heron 1!", Invalid::new(field::PASSWORD, Personal)),
        ("latchkeylatchkey1!", Invalid::new(field::PASSWORD, Personal)),
        ("localhostlocalhost", Invalid::new(field::PASSWORD, Personal)),
    ] {
        let answer = register(&house, "Augusta King", "countess.of.lovelace@example.com", password).await;
        assert_eq!(answer.told(), Message::Invalid(vec![expected]), "{password}");
        assert_eq!(answer.status, 400);
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM accounts").await, 0);
}

/// D-03: a password can be made that takes half a second to look at.
#[tokio::test]
async fn a_password_is_counted_before_it_is_looked_at_whatever_becomes_of_the_form() {
    let house = House::open().await;
    let look = async |password: &str| register(&house, "", &address(), password).await.told();
    let name = || Invalid::new(field::NAME, Empty);
    let common = || Invalid::new(field::PASSWORD, Common);
    for _ in 0..100 {
        // What is too short, too long or the person's own needs no look.
        assert_eq!(look("short").await, Message::Invalid(vec![name(), Invalid::new(field::PASSWORD, TooShort(15))]));
        assert_eq!(look("passwordpassword").await, Message::Invalid(vec![name(), common()]));
    }
    assert_eq!(look("passwordpassword").await, Message::TooManyAttempts { seconds: 60 });
    assert_eq!(look("short").await, Message::Invalid(vec![name(), Invalid::new(field::PASSWORD, TooShort(15))]));
}

#[tokio::test]
async fn where_every_account_has_a_second_factor_eight_characters_are_enough() {
    let plan = Plan { require_second_factor: "everybody", ..Plan::default() };
    let house = House::built(plan).await;
    let told = register(&house, "Ada", &address(), "gr8-w7x").await.told();
    assert_eq!(told, Message::Invalid(vec![Invalid::new(field::PASSWORD, TooShort(8))]));
    assert!(register(&house, "Ada", &address(), "gr8-w7x!").await.refusal().is_none());
}

#[tokio::test]
async fn an_address_that_has_an_account_is_refused_in_every_spelling() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let (local, _) = ada.email.split_once('@').unwrap();
    for spelling in [ada.email.clone(), ada.email.to_uppercase(), format!(" {}. ", ada.email), format!("{local}@Example.COM")] {
        for way in Way::BOTH {
            let mut stranger = house.newcomer("Mallory").in_way(way);
            stranger.email.clone_from(&spelling);
            let answer = house.changes_nothing(stranger.register()).await;
            assert_eq!(answer.told(), Message::Invalid(vec![Invalid::new(field::EMAIL, Taken)]), "{spelling}");
            assert!(!stranger.is_in().await);
        }
    }
    // The owner's password still is the owner's.
    ada.elsewhere().sign_in().await.leads_to("/account");
}

#[tokio::test(flavor = "multi_thread")]
async fn r_07_one_address_in_fifty_spellings_at_once_makes_one_account() {
    let house = House::open().await;
    // One network has not so many places at a time: whoever gets none asks again.
    house.expect_faults();
    let local = format!("zoé.{}", fresh());
    let requests = (0..50_usize).map(|n| {
        let swapped: String =
            local.chars().enumerate().map(|(i, c)| if n >> (i % 6) & 1 == 1 { c.to_ascii_uppercase() } else { c }).collect();
        let local = if n % 3 == 0 { swapped.replace('é', "e\u{301}") } else { swapped };
        let domain = ["bücher.example", "xn--bcher-kva.example", "BÜCHER.example.", "bu\u{308}cher.EXAMPLE"][n % 4];
        let email = format!("{}{local}@{domain}", [" ", "", "\t"][n % 3]);
        let browser = Browser::new(&house, Way::Island);
        async move {
            let fields = [("name", "Zoé"), ("email", &email), ("password", &*format!("{}-otter-velvet", fresh()))];
            loop {
                let answer = browser.send_form("/ui/register", &fields).await;
                if answer.status != 503 {
                    return answer;
                }
            }
        }
    });
    let answers = at_once(requests).await;
    let made = answers.iter().filter(|answer| answer.refusal().is_none()).count();
    let taken = answers
        .iter()
        .filter(|answer| answer.refusal() == Some(Message::Invalid(vec![Invalid::new(field::EMAIL, Taken)])))
        .count();
    assert_eq!((made, taken), (1, 49));
    assert_eq!(house.column("SELECT email FROM accounts").await, [format!("{local}@xn--bcher-kva.example")]);
    assert_eq!(house.session_ids().await.len(), 1);
}

#[tokio::test]
async fn u_01_addresses_are_read_in_one_way_or_not_at_all() {
    let house = House::open().await;
    let tag = fresh();
    for (typed, stored) in [
        (format!("  Ada.{tag}@EXAMPLE.com "), Some(format!("ada.{tag}@example.com"))),
        (format!("plus+{tag}@example.com."), Some(format!("plus+{tag}@example.com"))),
        (format!("u{tag}@bücher.example"), Some(format!("u{tag}@xn--bcher-kva.example"))),
        (format!("straße{tag}@example.com"), Some(format!("straße{tag}@example.com"))),
        (format!("e\u{301}{tag}@example.com"), Some(format!("é{tag}@example.com"))),
        (format!("ada{tag}\u{ff20}example.com"), None),
        (format!("ada{tag}\u{fe6b}example.com"), None),
        (format!("ａda{tag}@example.com"), None),
        (format!("ada{tag}@@example.com"), None),
        (format!("a@b@{tag}.example"), None),
        (format!("\"ada {tag}\"@example.com"), None),
        (format!("ada{tag}(comment)@example.com"), None),
        (format!("ada{tag}@[127.0.0.1]"), None),
        (format!("ada{tag}@localhost"), None),
        (format!(".ada{tag}@example.com"), None),
        (format!("ada..{tag}@example.com"), None),
        (format!("ada{tag}@exa mple.com"), None),
        (format!("ada{tag}@example.com\r\nBcc: eve@evil.example"), None),
        (format!("Ada <ada{tag}@example.com>"), None),
        (format!("ada{tag}%40example.com"), None),
        ("no address".to_owned(), None),
        ("@".to_owned(), None),
    ] {
        let answer = register(&house, "Ada", &typed, &format!("{}-otter-velvet", fresh())).await;
        match stored {
            Some(stored) => {
                answer.leads_to("/account");
                let found = house.number(&format!("SELECT COUNT(*) FROM accounts WHERE email = '{stored}'")).await;
                assert_eq!(found, 1, "{typed:?} as {stored:?}");
            }
            None => assert_eq!(answer.told(), Message::Invalid(vec![Invalid::new(field::EMAIL, Malformed)]), "{typed:?}"),
        }
    }
    let long = format!("{}@example.com", "a".repeat(255));
    let answer = register(&house, "Ada", &long, &format!("{}-otter-velvet", fresh())).await;
    assert_eq!(answer.told(), Message::Invalid(vec![Invalid::new(field::EMAIL, TooLong(254))]));
    // A dotless i and the Kelvin sign are other letters than they look like; no two of these are one account.
    assert_eq!(house.number("SELECT COUNT(*) - COUNT(DISTINCT email) FROM accounts").await, 0);
}

#[tokio::test]
async fn u_03_and_u_05_characters_that_hide_are_refused_everywhere() {
    let house = House::open().await;
    for hidden in ['\0', '\u{7}', '\n', '\u{202e}', '\u{200b}', '\u{feff}', '\u{2028}', '\u{e0041}'] {
        let told = register(&house, &format!("A{hidden}da"), &address(), &format!("{}-otter-velvet", fresh())).await.told();
        assert_eq!(told, Message::Invalid(vec![Invalid::new(field::NAME, Unprintable)]), "{hidden:?}");
        let told = register(&house, "Ada", &format!("a{hidden}{}", address()), &format!("{}-otter-velvet", fresh())).await.told();
        assert_eq!(told, Message::Invalid(vec![Invalid::new(field::EMAIL, Malformed)]), "{hidden:?}");
    }
    // In a password every character is good, and counts.
    let password = format!("{}\0\u{202e}", fresh());
    let ada = crate::support::Person { password, ..house.newcomer("Ada") };
    ada.register().await.leads_to("/account");
    ada.elsewhere().sign_in().await.leads_to("/account");
    let other = ada.elsewhere().try_password(ada.password.trim_end_matches('\u{202e}')).await;
    assert_eq!(other.told(), Message::WrongCredentials);
}

#[tokio::test]
async fn forms_with_missing_repeated_or_foreign_fields_are_refused_with_a_sentence() {
    let house = House::open().await;
    let ada = house.newcomer("Ada");
    let all = [("name", "Ada"), ("email", ada.email.as_str()), ("password", ada.password.as_str())];
    let with = |more: (&'static str, &'static str)| [&all[..], &[more]].concat();
    let without = |gone: &str| all.into_iter().filter(|(name, _)| *name != gone).collect::<Vec<_>>();
    for fields in [
        vec![],
        without("name"),
        without("email"),
        with(("email", "eve@evil.example")),
        with(("password", "another-password-entirely")),
        with(("email[]", "eve@evil.example")),
        with(("email[0]", "eve@evil.example")),
    ] {
        for way in Way::BOTH {
            let browser = Browser::new(&house, way);
            let answer = house.changes_nothing(browser.submit("/ui/register", &fields)).await;
            assert_eq!(answer.told(), Message::Unreadable, "{fields:?}");
        }
    }
    // Where letters are sent, forms have no password; here it is missing.
    let refused = house.changes_nothing(ada.submit("/ui/register", &without("password"))).await;
    assert_eq!(refused.told(), Message::Invalid(vec![Invalid::new(field::PASSWORD, Empty)]));
    // What nobody asked for is passed over: nothing can be assigned that way.
    let fields = [&all[..], &[("two_factor_since", "1"), ("id", "1"), ("verified", "true")]].concat();
    ada.browser.submit("/ui/register", &fields).await.leads_to("/account");
    assert_eq!(house.number("SELECT COUNT(*) FROM accounts WHERE two_factor_since IS NULL AND length(id) = 36").await, 1);
}

#[tokio::test]
async fn c_09_accounts_made_from_one_address_are_limited() {
    let house = House::open().await;
    house.registered("Ada").await;
    // As if 98 more had been made.
    assert_eq!(house.sql("UPDATE attempts SET misses = 99 WHERE subject LIKE 'register:%'").await, 1);
    house.registered("Bob").await;
    let eve = house.newcomer("Eve");
    let answer = house.changes_nothing(eve.register()).await;
    assert_eq!((answer.status, answer.told()), (429, Message::TooManyAttempts { seconds: 60 }));
    assert_eq!(answer.header("retry-after"), Some("60"));
    // Signing in is another matter, and within the hour it is forgotten.
    house.clock.advance(HOUR);
    eve.register().await.leads_to("/account");
}

#[tokio::test]
async fn x_08_registering_leads_on_to_pages_of_this_site_alone() {
    let house = House::open().await;
    for (next, lands) in
        [("/scraps", "/scraps"), ("//evil.example", "/account"), ("https://evil.example", "/account"), ("/\\evil", "/account")]
    {
        let ada = house.newcomer("Ada").in_way(Way::Plain);
        let fields = [("name", "Ada"), ("email", &*ada.email), ("password", &*ada.password), ("next", next)];
        ada.submit("/ui/register", &fields).await.leads_to(lands);
    }
}
