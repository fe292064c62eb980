//! The language of pages and of what they answer.

use latchkey::{l10n::Locale, ui::message::Message};

use crate::support::{Answer, House, Person, Way};

const TITLES: [(&str, &str); 4] = [("en", "Sign in"), ("de", "Anmelden"), ("fr", "Connexion"), ("es", "Iniciar sesión")];

/// The language that a page says it has, wherever it says so.
#[track_caller]
fn language(page: &Answer) -> &str {
    let told = page.header("content-language").unwrap_or_else(|| panic!("{page:#?}"));
    assert!(page.body.contains(&format!("<html lang=\"{told}\" dir=\"ltr\"")), "{page:#?}");
    let varies: Vec<&str> = page.headers.get_all("vary").iter().map(|line| line.to_str().unwrap()).collect();
    assert!(varies.iter().any(|line| line.contains("accept-language") && line.contains("cookie")), "{varies:?}");
    told
}

#[tokio::test]
async fn a_page_is_in_the_language_that_the_browser_asks_for() {
    let house = House::open().await;
    for (accepted, tag) in [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr-CH", "fr"),
        ("es-419,es;q=0.9", "es"),
        ("en-GB", "en"),
        ("nl,it;q=0.9", "en"),
        ("en-XA", "en"),
        ("", "en"),
    ] {
        let page = Person::new(&house, "Ada").browser.with_header("accept-language", accepted).get("/sign-in").await;
        assert_eq!(language(&page), tag, "{accepted}");
        let title = TITLES.into_iter().find(|(here, _)| *here == tag).unwrap().1;
        assert!(page.body.contains(&format!("<title>{title} · ")), "{accepted}: {page:#?}");
    }
}

#[tokio::test]
async fn the_switch_in_the_footer_comes_before_what_the_browser_asks_for_and_the_account_before_both() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.registered("Ada").await.in_way(way);
        let browser = ada.elsewhere().browser.in_way(way).with_header("accept-language", "fr");
        assert_eq!(language(&browser.get("/sign-in?next=%2Fposts").await), "fr");
        let answer = browser.submit("/ui/language", &[("language", "de")]).await;
        // Back to the page with its query.
        assert_eq!(answer.location(), Some("/sign-in?next=%2Fposts"), "{answer:#?}");
        assert_eq!(language(&browser.get("/sign-in").await), "de");
        // A region of a language that is here, and a language that is not.
        assert_eq!(language(&browser.plant("latchkey-language", "es-MX").get("/sign-in").await), "es");
        assert_eq!(language(&browser.plant("latchkey-language", "tlh").get("/sign-in").await), "fr");
        // Whoever is signed in chooses for the account: it counts on another device.
        ada.browser.get("/account").await;
        assert_eq!(ada.browser.submit("/ui/language", &[("language", "es")]).await.location(), Some("/account"));
        let elsewhere = ada.elsewhere();
        elsewhere.type_password().await.leads_to("/account");
        assert_eq!(
            language(
                &elsewhere.browser.with_header("accept-language", "fr").plant("latchkey-language", "de").get("/account").await
            ),
            "es"
        );
    }
}

#[tokio::test]
async fn whoever_registers_keeps_the_language_that_they_chose() {
    let house = House::open().await;
    let ada = Person::new(&house, "Ada");
    ada.browser.get("/register").await;
    ada.browser.submit("/ui/language", &[("language", "fr")]).await;
    ada.register().await.leads_to("/account");
    let elsewhere = ada.elsewhere();
    elsewhere.type_password().await.leads_to("/account");
    assert_eq!(language(&elsewhere.browser.get("/account").await), "fr");
}

#[tokio::test]
async fn a_language_that_is_not_here_is_refused() {
    let house = House::open().await;
    let browser = Person::new(&house, "Ada").browser;
    for tag in ["", "en-XA", "de-AT", "../de", "<b>"] {
        assert_eq!(browser.submit("/ui/language", &[("language", tag)]).await.told(), Message::NotFound, "{tag}");
    }
    assert_eq!(browser.cookie("latchkey-language"), None);
}

#[tokio::test]
async fn a_refusal_is_told_in_the_language_of_the_page() {
    let house = House::open().await;
    let german = Locale::for_person([Some("de"), None], "", false);
    for way in Way::BOTH {
        let browser = house.registered("Ada").await.elsewhere().browser.in_way(way).with_header("accept-language", "de");
        browser.get("/sign-in").await;
        let answer = browser.submit("/ui/sign_in", &[("email", "ada"), ("password", "")]).await;
        let page = match way {
            Way::Island => answer,
            Way::Plain => browser.get(answer.location().unwrap()).await,
        };
        for sentence in [german.email_malformed(), german.password_empty(), german.form_refused_title(2)] {
            assert!(page.body.contains(&sentence), "{sentence}: {page:#?}");
        }
        // Nor does an error page change the language.
        let nowhere = browser.get("/nowhere").await;
        assert!(language(&nowhere) == "de" && nowhere.says(&german.error_not_found_title()), "{nowhere:#?}");
    }
}

#[tokio::test]
async fn the_api_speaks_english_to_everybody() {
    let house = House::open().await;
    let browser = Person::new(&house, "Ada").browser.with_header("accept-language", "de");
    let body = r#"{"email":"ada","name":"","password":""}"#;
    let answer = browser.send("POST", "/api/v1/authentication/register", &[("content-type", "application/json")], body).await;
    assert!(answer.body.contains("Type your password.") && answer.header("content-language").is_none(), "{answer:#?}");
}
