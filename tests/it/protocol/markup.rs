//! What people send comes back as text, wherever it stands.

use crate::support::{Browser, House, Person, Way, fresh};

const INJECTIONS: &[&str] = &[
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<!--<script>",
    "javascript:alert(1)",
    "&lt;b&gt; &amp;amp;",
    "{{constructor.constructor('x')()}}",
];

/// Nothing of an injection's markup stands in a page as markup.
#[track_caller]
fn is_inert(page: &crate::support::Answer) {
    let lower = page.body.to_lowercase();
    for markup in ["<img", "<svg/onload", "<script>", "onerror=alert(1)>", "<b>"] {
        assert!(!lower.contains(markup), "{markup}: {page:#?}");
    }
    if lower.starts_with("<!doctype html>") {
        assert_eq!(lower.matches("</title>").count(), 1, "{page:#?}");
    }
}

#[tokio::test]
async fn x_11_names_and_posts_and_addresses_are_inert_on_every_page() {
    let house = House::open().await;
    for injection in INJECTIONS {
        let name: String = injection.chars().take(100).collect();
        let mut ada = Person { name, ..house.newcomer("Ada") };
        ada.register().await.leads_to("/account");
        ada.submit("/ui/write_scrap", &[("title", injection), ("content", injection)]).await.leads_to("/scraps");
        for path in ["/", "/account", "/scraps", "/account/confirm"] {
            let page = ada.see(path).await;
            is_inert(page.shows());
            if path != "/" {
                assert!(page.says(injection), "{injection} {path}: it is shown as it was typed");
            }
        }
        let header = ada.browser.with_header("user-agent", injection).with_header("referer", "http://localhost/<script>");
        is_inert(header.get("/account").await.shows());
        // A refused form comes back with it.
        for way in Way::BOTH {
            let visitor = Browser::new(&house, way);
            let fields = [("name", *injection), ("email", injection), ("password", injection)];
            let answer = visitor.submit("/ui/register", &fields).await;
            assert!(!answer.body.contains('<'), "{answer:#?}");
            if way == Way::Plain {
                is_inert(visitor.get(answer.location().unwrap()).await.shows());
            }
        }
        if injection.starts_with('&') {
            ada.protect().await;
            is_inert(ada.see("/account").await.shows());
        }
    }
    // The quoted local part is not taken at all, and what is taken is escaped.
    let email = format!("o'neil&co.{}@example.com", fresh());
    let mut ada = Person { email, ..house.newcomer("Ada") };
    ada.register().await.leads_to("/account");
    let page = ada.see("/account").await;
    assert!(page.says(&ada.email) && !page.body.contains("o'neil&co."), "{page:#?}");
    ada.protect().await;
}

#[tokio::test]
async fn x_12_paths_and_queries_are_not_reflected() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    for visitor in [Browser::new(&house, Way::Plain), ada.browser.in_way(Way::Plain)] {
        for injection in INJECTIONS {
            let encoded: String = url::form_urlencoded::byte_serialize(injection.as_bytes()).collect();
            let encoded = encoded.replace('+', "%20");
            for path in [
                format!("/{encoded}"),
                format!("/account/{encoded}"),
                format!("/api/v1/{encoded}"),
                format!("/api/v1/scraps/{encoded}"),
                format!("/sign-in?notice={encoded}"),
                format!("/sign-in?next=/{encoded}"),
                format!("/sign-in?__path=%2Fui%2Fsign_in&__err={encoded}"),
                format!("/sign-in?__path={encoded}&__err=IldyaXRlIg=="),
                format!("/scraps?after={encoded}"),
                format!("/account/confirm?after={encoded}"),
                format!("/register?{encoded}={encoded}"),
            ] {
                let answer = visitor.get(&path).await;
                is_inert(&answer);
                assert!(!injection.contains('<') || !answer.body.contains(injection), "{path}: {answer:#?}");
                // Whoever is in goes on to the page that is named, one of ours.
                let goes_on = path.starts_with("/sign-in?next=/") && answer.location().is_some_and(|to| to.starts_with("/{{"));
                let location = answer.location().filter(|_| !goes_on).unwrap_or_default();
                assert!(!location.contains(['<', '"', '\'', ' ']), "{path}: {answer:#?}");
                if path.starts_with("/api/") {
                    assert!(answer.header("content-type").is_some_and(|kind| kind.contains("json")) || answer.status == 404);
                }
            }
        }
    }
}

/// The sentence of a refusal travels in the query, so anybody can make one up: only sentences of the app's own can be made.
#[tokio::test]
async fn made_up_refusals_say_nothing_but_the_apps_own_sentences() {
    use data_encoding::BASE64URL;

    let house = House::open().await;
    let visitor = Browser::new(&house, Way::Plain);
    for made_up in [
        "\"Call 0900 123456 now\"",
        "{\"Invalid\":[{\"Malformed\":\"Call\"}]}",
        "{\"TooManyAttempts\":{\"seconds\":\"<b>now</b>\"}}",
        "{\"Invalid\":[{\"TooLong\":[\"Name\",99999999]}]}",
        "[]",
        "null",
        "",
        "\u{0}",
    ] {
        let error: String = url::form_urlencoded::byte_serialize(BASE64URL.encode(made_up.as_bytes()).as_bytes()).collect();
        let page = visitor.get(&format!("/sign-in?__path=%2Fui%2Fsign_in&__err={error}")).await;
        assert!(!page.shows().body.contains("Call") && !page.body.contains("<b>now"), "{page:#?}");
        is_inert(&page);
    }
    let page = visitor.get("/sign-in?notice=Call+0900+123456").await;
    assert!(!page.shows().body.contains("0900"));
}

#[tokio::test]
async fn h_03_line_breaks_in_what_is_sent_split_no_header() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    for text in
        ["x\r\nSet-Cookie: evil=1", "x\nLocation: https://evil.example", "x\u{10a}Set-Cookie: evil=1", "x\0y", "%0d%0aevil: 1"]
    {
        for way in Way::BOTH {
            let fields = [("title", text), ("content", text), ("next", text), ("id", text), ("name", text), ("email", text)];
            for form in ["/ui/write_scrap", "/ui/remove_post", "/ui/register", "/ui/sign_in"] {
                let answer =
                    ada.browser.copied().in_way(way).send_form(form, &[&fields[..], &[("password", "x")]].concat()).await;
                assert!(answer.header("evil").is_none() && answer.cookie("evil").is_none(), "{answer:#?}");
                assert!(!answer.location().unwrap_or_default().contains("evil.example/"), "{answer:#?}");
            }
        }
    }
}
