//! Pages on the wire: their files, compression, and the operator's own look.

use latchkey::l10n::Locale;

use crate::support::{Answer, Browser, House, Plan, Way, scratch};

/// The addresses of a page's files that end like this.
fn files(page: &Answer, ending: &str) -> Vec<String> {
    let quoted = page.body.split('"').filter(|text| text.starts_with("/pkg/") && text.ends_with(ending));
    quoted.map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn files_are_kept_for_good_under_the_address_of_their_version_and_no_other() {
    let house = House::open().await;
    let nobody = Browser::new(&house, Way::Plain);
    let page = nobody.get("/sign-in").await;
    for name in ["latchkey.css", "latchkey.js", "latchkey.wasm", "islands.js", "favicon.svg"] {
        let [address] = &files(&page, name)[..] else { panic!("{name}: {page:#?}") };
        let file = nobody.get(address).await;
        assert_eq!(file.shows().header("cache-control"), Some("public, max-age=31536000, immutable"), "{name}");
        // A page from before an upgrade, or from a server that is ahead: dressed, and nobody keeps it for that version's.
        let version = address.split('/').nth(2).unwrap();
        let other = nobody.get(&address.replace(version, "0123456789abcdef")).await;
        assert_eq!((other.shows().header("cache-control"), &other.body), (Some("no-store"), &file.body), "{name}");
    }
    for path in ["/pkg/0123456789abcdef/nothing.js", "/pkg/0123456789abcdef/latchkey.db", "/pkg/0123456789abcdef/pkg/latchkey.js"]
    {
        assert_eq!(nobody.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn pages_are_compressed_but_for_those_with_a_secret() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let encoding = async |path: &str, accepted: &str| {
        let browser = ada.browser.with_header("accept-encoding", accepted);
        let answer = browser.send("GET", path, &[("accept", "text/html")], "").await;
        assert_eq!(answer.status, 200, "{path}");
        let varies = answer.headers.get_all("vary").iter().any(|line| line.to_str().unwrap().contains("accept-encoding"));
        (answer.header("content-encoding").map(ToOwned::to_owned), varies)
    };
    for (accepted, expected) in [("gzip, deflate, br, zstd", Some("br")), ("gzip", Some("gzip")), ("identity", None), ("", None)]
    {
        assert_eq!(encoding("/account", accepted).await, (expected.map(ToOwned::to_owned), true), "{accepted}");
    }
    ada.begin_two_factor().await;
    assert_eq!(encoding("/account/two-factor/set-up", "br, gzip").await.0, None);
    // Where links for others are shown.
    let boss = house.administrator("Boss").await;
    let own = format!("/admin/person?person={}", boss.id().await);
    for (path, expected) in
        [("/admin/log", Some("br")), ("/admin/invitations", None), (&own, None), ("/first-administrator", None)]
    {
        let answer = boss.browser.with_header("accept-encoding", "br").send("GET", path, &[("accept", "text/html")], "").await;
        assert_eq!((answer.status, answer.header("content-encoding")), (200, expected), "{path}");
    }
    let api = ada.browser.with_header("accept-encoding", "br").send("GET", "/api/v1/authentication", &[], "").await;
    assert_eq!((api.status, api.header("content-encoding")), (200, None));
}

#[tokio::test]
async fn the_operators_look_is_on_every_page() {
    let folder = scratch();
    let logo = folder.path().join("logo.svg");
    std::fs::write(&logo, "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>").unwrap();
    let settings = vec![
        ("LATCHKEY_ACCENT_COLOR", "#5B2A86".to_owned()),
        ("LATCHKEY_LOGO_FILE", logo.display().to_string()),
        ("LATCHKEY_FOOTER_TEXT", "Members of <Example> & friends".to_owned()),
        ("LATCHKEY_IMPRINT_URL", "https://example.com/imprint?a=1&b=2".to_owned()),
        ("LATCHKEY_PRIVACY_URL", "https://example.com/privacy".to_owned()),
    ];
    let house = House::built(Plan { settings, ..Plan::default() }).await;
    let nobody = Browser::new(&house, Way::Plain);
    for path in ["/", "/sign-in", "/nowhere"] {
        let page = nobody.get(path).await;
        assert!(page.says("Members of <Example> & friends") && !page.says(&Locale::english().footer_operator()), "{page:#?}");
        assert!(page.body.contains("href=\"https://example.com/imprint?a=1&amp;b=2\"") && page.says("Privacy"), "{page:#?}");
        let [sheet] = &files(&page, "/brand.css")[..] else { panic!("{page:#?}") };
        let sheet = nobody.get(sheet).await;
        assert!(sheet.body.starts_with(":root{--accent:#5b2a86;"), "{sheet:#?}");
        assert_eq!(sheet.header("content-type"), Some("text/css; charset=utf-8"));
        let [logo] = &files(&page, "/logo.svg")[..] else { panic!("{page:#?}") };
        let logo = nobody.get(logo).await;
        assert_eq!(logo.shows().header("content-type"), Some("image/svg+xml"));
        // What is in it may run no script, wherever it is opened.
        assert!(logo.header("content-security-policy").unwrap().contains("script-src 'self' 'wasm-unsafe-eval';"));
        assert_eq!(logo.header("cache-control"), Some("public, max-age=31536000, immutable"));
    }
}

#[tokio::test]
async fn without_settings_the_look_is_latchkeys() {
    let house = House::open().await;
    let page = Browser::new(&house, Way::Plain).get("/").await;
    assert!(page.says(&Locale::english().footer_operator()) && !page.says("Imprint"), "{page:#?}");
    assert_eq!((files(&page, "/brand.css").len(), files(&page, "/logo.svg").len()), (0, 0));
}
