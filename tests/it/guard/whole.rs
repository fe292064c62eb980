//! The whole of `latchkey guard`: accounts, the gate and an application at one address.

use axum::{Router, extract::Request};
use tokio::net::TcpListener;

use crate::support::{Answer, Browser, House, Person, Plan, Way};

/// An application that tells what it was asked, a line each.
async fn application() -> String {
    let echo = async |request: Request| {
        let (parts, body) = request.into_parts();
        let headers =
            parts.headers.iter().map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())));
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let told = format!("{} {}\n{}{}", parts.method, parts.uri, headers.collect::<String>(), String::from_utf8_lossy(&body));
        ([("x-of-application", "yes"), ("set-cookie", "own=1"), ("cache-control", "max-age=60")], told)
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(echo)).await });
    format!("http://{address}")
}

async fn guarded(policy: &str, apps: &'static str) -> House {
    let url = application().await;
    let settings =
        vec![("LATCHKEY_GUARD_URL", url), ("LATCHKEY_GUARD_POLICY", policy.to_owned()), ("LATCHKEY_REGISTRATION", "open".into())];
    House::built(Plan { settings, apps, ..Plan::default() }).await
}

async fn signs_in(browser: &Browser, who: &Person) -> Answer {
    browser.send_form("/.latchkey/ui/sign_in", &[("email", &who.email), ("password", &who.password)]).await
}

/// Where an answer leads, below this host.
fn place(house: &House, answer: &Answer) -> String {
    let place = answer.location().unwrap_or_else(|| panic!("{answer:#?}"));
    place.strip_prefix(&house.origin).unwrap_or(place).to_owned()
}

#[tokio::test]
async fn a_stranger_signs_in_and_comes_to_the_very_page_of_the_application() {
    for way in Way::BOTH {
        let house = guarded("signed_in", "").await;
        let ada = house.newcomer("Ada");
        house.registers(&ada).await;
        let browser = Browser::new(&house, way);
        // A page of the application that has the name of one of ours.
        let away = browser.get("/account?x=1&y=%20").await;
        assert!(place(&house, &away).starts_with("/.latchkey/gate?request="), "{away:#?}");
        let door = browser.get(&place(&house, &away)).await;
        assert!(place(&house, &door).starts_with("/.latchkey/sign-in?"), "{door:#?}");
        let page = browser.get(&place(&house, &door)).await;
        page.shows();
        for address in ["action=\"/.latchkey/ui/sign_in\"", "src=\"/.latchkey/pkg/", "href=\"/.latchkey/pkg/"] {
            assert!(page.body.contains(address), "{address}: {page:#?}");
        }
        assert!(!page.body.contains("=\"/ui/") && !page.body.contains("=\"/pkg/"), "{page:#?}");
        let sheet =
            page.body.split("href=\"").find_map(|rest| rest.split('"').next().filter(|path| path.ends_with(".css"))).unwrap();
        assert_eq!(browser.copied().get(sheet).await.status, 200);
        let next = page.body.split("name=\"next\" value=\"").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        let next = next.unwrap_or_else(|| panic!("{page:#?}"));
        assert!(next.starts_with("/gate?request="), "as the site knows it: {next}");
        let wrong = [("email", &*ada.email), ("password", "a wrong password"), ("next", &*next)];
        let refused = browser.send_form("/.latchkey/ui/sign_in", &wrong).await;
        if way == Way::Plain {
            assert!(place(&house, &refused).starts_with("/.latchkey/sign-in?"), "{refused:#?}");
        }
        let right = [("email", &*ada.email), ("password", &*ada.password), ("next", &*next)];
        let done = browser.send_form("/.latchkey/ui/sign_in", &right).await;
        let on = match way {
            Way::Island => serde_json::from_str::<serde_json::Value>(&done.body).unwrap()["go"].as_str().unwrap().to_owned(),
            Way::Plain => place(&house, &done),
        };
        assert!(on.starts_with("/.latchkey/gate?request="), "{done:#?}");
        let back = browser.get(&on).await;
        assert_eq!(place(&house, &back), "/account?x=1&y=%20", "{back:#?}");
        let told = browser.with_header("remote-user", "forged").get("/account?x=1&y=%20").await;
        assert!(told.body.starts_with("GET /account?x=1&y=%20\n"), "{told:#?}");
        assert!(
            told.body.contains(&format!("remote-user: {}\n", ada.id().await)) && told.body.contains("remote-amr: pwd\n"),
            "{told:#?}"
        );
        assert!(!told.body.contains("forged") && !told.body.contains("latchkey-access"), "{told:#?}");
        assert_eq!(told.header("cache-control"), Some("max-age=60"), "the answer is the application's own");
        assert_eq!(told.header("content-security-policy"), None);
        let posted = browser.send("POST", "/form", &[("content-type", "text/plain")], "kept").await;
        assert!(posted.status == 200 && posted.body.ends_with("kept"), "{posted:#?}");
        let account = browser.get("/.latchkey/account").await;
        assert!(account.shows().says("Your applications"), "{account:#?}");
        browser.send_form("/.latchkey/ui/sign_out", &[]).await;
        let program = browser.send("GET", "/", &[("accept", "application/json")], "").await;
        assert_eq!((program.status, program.location()), (401, None));
    }
}

#[tokio::test]
async fn rules_count_for_the_shared_host_and_the_application_sees_nothing_of_whoever_is_refused() {
    let apps = "[[apps]]\nhost = 'localhost'\npaths = ['/health']\npolicy = 'public'\n\
                [[apps]]\nhost = 'localhost'\npaths = ['/internal/*']\npolicy = 'deny'\n\
                [[apps]]\nhost = 'localhost'\npaths = ['/team/*']\npolicy = 'signed_in'\ngroups = ['team']\n";
    let house = guarded("two_factor", apps).await;
    let ada = house.newcomer("Ada");
    house.registers(&ada).await;
    let browser = Browser::new(&house, Way::Plain);
    let public = browser.get("/health").await;
    assert!(public.status == 200 && public.body.contains("remote-user: \n"), "{public:#?}");
    assert_eq!(browser.get("/internal/x").await.status, 404);
    for odd in ["/a//b", "/a;b", "/%2fx"] {
        assert_eq!(browser.send("GET", odd, &[("accept", "text/html")], "").await.status, 400, "{odd}");
    }
    signs_in(&browser, &ada).await;
    let away = browser.get("/team/x").await;
    let page = browser.get(&place(&house, &away)).await;
    assert!(page.status == 403 && page.says("is not open to you") && page.says(&ada.email), "{page:#?}");
    let again = page.body.split("name=\"next\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    for (method, accepts) in [("POST", "text/html"), ("GET", "application/json")] {
        assert_eq!(browser.send(method, "/team/x", &[("accept", accepts)], "").await.status, 403, "{method}");
    }
    let away = browser.get("/").await;
    let page = browser.get(&place(&house, &away)).await;
    assert!(page.says("asks for a second factor"), "{page:#?}");
    assert!(page.body.contains("href=\"/.latchkey/account/confirm?after=set-up\""), "{page:#?}");
    // Neither do the questions of proxies, nor the API, stand in the application's way.
    assert_eq!(browser.send("GET", "/api/v1/authentication", &[("accept", "application/json")], "").await.status, 401);
    assert_eq!(browser.send("GET", "/.latchkey/api/v1/authentication", &[("accept", "application/json")], "").await.status, 200);
    let out = browser.send_form("/.latchkey/ui/sign_out", &[("next", &*again)]).await;
    assert!(place(&house, &out).starts_with("/.latchkey/sign-in?notice=signed-out&next=%2Fgate%3Frequest%3D"), "{out:#?}");
}

/// `Set-Cookie` alone does not keep a cache from an answer that the application lets everybody keep (RFC 9111 §7.3).
#[tokio::test]
async fn no_cache_may_keep_an_answer_that_renews_a_session() {
    let house = guarded("signed_in", "").await;
    let ada = house.newcomer("Ada");
    house.registers(&ada).await;
    let browser = Browser::new(&house, Way::Plain);
    signs_in(&browser, &ada).await;
    assert_eq!(browser.get("/script.js").await.header("cache-control"), Some("max-age=60"));
    house.clock.advance(std::time::Duration::from_secs(6 * 60));
    let renewing = browser.get("/script.js").await;
    assert!(renewing.set_cookies().len() > 1, "its own, and those of the session: {renewing:#?}");
    assert_eq!(renewing.header("cache-control"), Some("private, no-store"));
    assert_eq!(browser.get("/script.js").await.header("cache-control"), Some("max-age=60"));
}

#[tokio::test]
async fn an_application_that_is_away_is_told_as_such() {
    let settings = vec![("LATCHKEY_GUARD_URL", "http://127.0.0.1:1".to_owned()), ("LATCHKEY_GUARD_POLICY", "public".into())];
    let house = House::built(Plan { settings, ..Plan::default() }).await;
    house.expect_faults();
    let answer = house.ask("GET", "/", axum::http::HeaderMap::new(), "").await;
    assert_eq!((answer.status, &*answer.body), (502, "The application cannot be reached.\n"));
    let browser = Browser::new(&house, Way::Plain);
    let page = browser.send("GET", "/notes?x=1", &[("accept", "text/html"), ("accept-language", "de")], "").await;
    assert_eq!(page.status, 502);
    assert!(page.says("Die Anwendung antwortet nicht") && page.says("Erneut versuchen"), "{page:#?}");
    assert!(page.body.contains(&format!("href=\"{}/notes?x=1\"", house.origin)), "{page:#?}");
    assert!(page.body.contains("href=\"/.latchkey/pkg/"), "{page:#?}");
    assert_eq!(house.ask("GET", "/.latchkey/readyz", axum::http::HeaderMap::new(), "").await.status, 200);
}
