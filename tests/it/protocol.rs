//! What every answer bears and every request may hold, whatever it is about.

mod bodies;
mod cross_site;
mod edges;
mod faults;
mod markup;
mod pages;
mod static_files;

use latchkey_core::domain::time::{Clock, SystemClock};

use crate::support::{Browser, House, Plan, Way, wire};

/// B-08: the harness looks at the headers of every answer of every test (`House::ask`); here are those of every kind of answer.
#[tokio::test]
async fn b_08_every_kind_of_answer_bears_the_security_headers() {
    for public_url in [None, Some("https://id.example.com")] {
        let house = House::built(Plan { public_url, ..Plan::default() }).await;
        let ada = house.registered("Ada").await;
        let browser = &ada.browser;
        for (method, path, expected) in [
            ("GET", "/account", 200),
            ("HEAD", "/account", 200),
            ("GET", "/favicon.svg", 200),
            ("GET", "/healthz", 200),
            ("GET", "/api/v1/openapi.json", 200),
            ("GET", "/sign-in", 303),
            ("GET", "/api/v1/2fa/authenticate", 401),
            ("GET", "/nowhere", 404),
            ("GET", "/api/v1/nowhere", 404),
            ("POST", "/nowhere", 404),
            ("PUT", "/account", 405),
            ("OPTIONS", "/ui/sign_in", 405),
        ] {
            let answer = browser.send(method, path, &[("sec-fetch-site", "same-origin")], "").await;
            assert_eq!(answer.status, expected, "{method} {path}: {answer:#?}");
        }
        let answer = browser.send("POST", "/ui/sign_in", &[("sec-fetch-site", "cross-site")], "").await;
        assert_eq!(answer.status, 403);
        let answer = browser.send("POST", "/ui/sign_in", &[("sec-fetch-site", "same-origin")], &"x".repeat(20_000)).await;
        assert_eq!(answer.status, 413);
        let answer = browser.submit("/ui/write_scrap", &[]).await;
        assert_eq!(answer.status, 400);
        if public_url.is_some() {
            let policy = answer.header("strict-transport-security").unwrap();
            assert!(policy.starts_with("max-age=63072000"), "{policy}");
        }
    }
}

#[tokio::test]
async fn subdomains_are_bound_to_https_where_the_operator_says_so() {
    for (hsts_include_subdomains, policy) in [(false, "max-age=63072000"), (true, "max-age=63072000; includeSubDomains")] {
        let public_url = Some("https://example.com");
        let house = House::built(Plan { public_url, hsts_include_subdomains, ..Plan::default() }).await;
        let answer = house.newcomer("Ada").see("/").await;
        assert_eq!(answer.header("strict-transport-security"), Some(policy));
    }
}

#[tokio::test]
async fn b_10_bodies_say_what_they_are() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/account", "text/html; charset=utf-8"),
        ("/nowhere", "text/html; charset=utf-8"),
        ("/healthz", "text/plain; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
        ("/pkg/latchkey.wasm", "application/wasm"),
        ("/pkg/latchkey.css", "text/css"),
        ("/islands.js", "text/javascript"),
    ] {
        assert_eq!(ada.see(path).await.header("content-type"), Some(kind), "{path}");
    }
    assert_eq!(ada.submit("/ui/write_scrap", &[]).await.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn pages_and_answers_are_never_kept_by_caches_and_files_are_asked_for_again() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    // Nor is a page changed on its way: without the comments in it no island comes alive.
    for path in ["/", "/account", "/scraps", "/nowhere"] {
        assert_eq!(ada.see(path).await.header("cache-control"), Some("no-store, no-transform"), "{path}");
    }
    for path in ["/sign-in", "/account/recovery-codes.txt", "/healthz"] {
        assert_eq!(ada.see(path).await.header("cache-control"), Some("no-store"), "{path}");
    }
    assert_eq!(ada.see("/pkg/latchkey.css").await.header("cache-control"), Some("no-cache"));
}

/// The scripts of a page are files of our own; nothing is inline, so that the policy needs no exception.
#[tokio::test]
async fn b_09_no_page_holds_a_script_or_style_of_its_own() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    ada.begin_two_factor().await;
    let nobody = Browser::new(&house, Way::Island);
    let mut pages = Vec::new();
    for path in ["/", "/register", "/sign-in", "/nowhere", "/api"] {
        pages.push(nobody.get(path).await);
    }
    for path in ["/account", "/account/confirm", "/account/two-factor/set-up", "/scraps"] {
        pages.push(ada.see(path).await);
    }
    for page in pages {
        let lower = page.body.to_lowercase();
        for script in lower.split("<script").skip(1) {
            let (tag, rest) = script.split_once('>').unwrap();
            assert!(tag.contains(" src=\"/") && rest.starts_with("</script>"), "{}: <script{tag}>", page.asked);
        }
        assert!(!lower.contains("<style") && !lower.contains(" style=\"") && !lower.contains("javascript:"), "{page:#?}");
        let handlers = [" onclick=", " onload=", " onsubmit=", " oninput=", " onerror="];
        assert!(handlers.iter().all(|handler| !lower.contains(handler)), "{page:#?}");
        // B-12: nothing comes from elsewhere.
        for attribute in ["src=\"", "href=\""] {
            for url in lower.split(attribute).skip(1) {
                let own = url.starts_with('/') && !url.starts_with("//") || url.starts_with('#') || url.starts_with("otpauth:");
                assert!(own, "{}: {}", page.asked, url.split('"').next().unwrap());
            }
        }
    }
}

#[tokio::test]
async fn h_09_odd_methods_are_refused_and_break_nothing() {
    let house = House::open().await;
    let long = "X".repeat(1024);
    for path in ["/", "/account", "/ui/sign_out", "/nowhere", "/api/v1/scraps"] {
        for method in ["TRACE", "PROPFIND", "MKCOL", "PURGE", "get", "Post", &long, "GE\tT", "G\0T"] {
            let answer = wire::ask(house.address, &format!("{method} {path}"), "X-Secret: canary\r\n", "").await;
            let status = wire::status(&answer);
            assert!(matches!(status, 303 | 400 | 401 | 404 | 405 | 501), "{method} {path}: {answer}");
            assert!(!answer.contains("canary"), "nothing is echoed: {answer}");
        }
    }
    for line in ["CONNECT evil.example:443", "OPTIONS *", "CONNECT /account"] {
        let status = wire::status(&wire::ask(house.address, line, "", "").await);
        assert!(matches!(status, 303 | 400 | 401 | 404 | 405 | 421), "{line}: {status}");
    }
}

#[tokio::test]
async fn h_16_headers_that_would_change_method_path_or_host_are_passed_over() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let nobody = Browser::new(&house, Way::Island);
    for (name, value) in [
        ("x-http-method-override", "POST"),
        ("x-http-method", "DELETE"),
        ("x-method-override", "PUT"),
        ("x-original-url", "/account"),
        ("x-rewrite-url", "/account"),
        ("x-forwarded-prefix", "//evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-port", "1"),
        ("forwarded", "host=evil.example;proto=https"),
        ("x-forwarded-uri", "/account"),
        ("remote-user", "ada"),
        ("x-remote-user", "ada"),
        ("x-forwarded-user", "ada"),
    ] {
        house
            .changes_nothing(async {
                assert_eq!(nobody.with_header(name, value).get("/").await.shows().body, nobody.get("/").await.body, "{name}");
                let answer = nobody.with_header(name, value).get("/account").await;
                assert_eq!(answer.location(), Some("/sign-in?notice=sign-in-first&next=%2Faccount"), "{name}");
                ada.browser.with_header(name, value).get("/account").await.shows();
            })
            .await;
    }
}

/// H-01: a `Host` of somebody's own choosing changes no address that the app gives out.
#[tokio::test]
async fn h_01_addresses_come_from_the_configuration_and_not_from_the_request() {
    let house = House::built(Plan { public_url: Some("https://id.example.com"), ..Plan::default() }).await;
    let ada = house.registered("Ada").await;
    for host in ["evil.example", "evil.example:443", "id.example.com.evil.example", "id.example.com@evil.example"] {
        let visitor = ada.browser.with_header("host", host).in_way(Way::Plain);
        assert!(matches!(visitor.get("/account").await.status, 400 | 421), "H-02: {host}");
        for answer in [
            visitor.get("/account").await,
            visitor.get("/sign-in").await,
            visitor.with_header("accept", "text/html").send_form("/ui/write_scrap", &[("title", "x")]).await,
        ] {
            let text = format!("{:?} {}", answer.headers, answer.body);
            assert!(!text.contains("evil"), "{host}: {answer:#?}");
        }
    }
    // Nor does a `Referer` of another site, after a refusal.
    for referer in ["https://evil.example/sign-in", "https://id.example.com.evil.example/", "//evil.example", "javascript:x", "x"]
    {
        let visitor = Browser::new(&house, Way::Plain).with_header("referer", referer);
        let answer = visitor.send_form("/ui/sign_in", &[("email", "x"), ("password", "x")]).await;
        assert!(answer.location().unwrap().starts_with("https://id.example.com/sign-in?"), "{referer}: {answer:#?}");
    }
}

#[tokio::test]
async fn h_08_machines_are_told_one_word_and_no_more() {
    let house = House::open().await;
    let nobody = Browser::new(&house, Way::Island);
    // A server whose clock is not the database's is not ready.
    house.clock.set(SystemClock.now());
    for path in ["/healthz", "/readyz"] {
        assert_eq!(nobody.get(path).await.shows().body, "ok\n");
    }
    for path in
        ["/metrics", "/debug", "/debug/pprof", "/swagger", "/dev/reload.js", "/server-status", "/actuator", "/.well-known/x"]
    {
        assert_eq!(nobody.get(path).await.status, 404, "{path}");
    }
}
