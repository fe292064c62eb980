//! The gate before applications, as proxies ask it: who goes on, who is sent to sign in, and what the application is told.

use std::{collections::BTreeMap, time::Duration};

use latchkey_core::domain::gate::Claim;
use url::Url;

use crate::support::{Answer, House, Person, Plan};

const APPS: &str = r#"
[[apps]]
host = "notes.example.com"
paths = ["/health"]
policy = "public"
[[apps]]
host = "notes.example.com"
paths = ["/admin", "/admin/*"]
policy = "two_factor"
groups = ["staff"]
session_minutes = 5
[[apps]]
host = "notes.example.com"
policy = "signed_in"
name = "Notes"
headers = { X-WEBAUTH-USER = "name" }
[[apps]]
host = "safe.example.org"
policy = "two_factor"
name = "Safe"
[[apps]]
host = "vault.example.com"
policy = "phishing_resistant"
[[apps]]
host = "closed.example.com"
policy = "deny"
"#;

const HTML: (&str, &str) = ("accept", "text/html,*/*");
const JSON: (&str, &str) = ("accept", "application/json");

/// A browser at the hosts of applications, behind a proxy of one kind.
struct Visit<'h> {
    house: &'h House,
    contract: &'static str,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
}

impl<'h> Visit<'h> {
    fn by(house: &'h House, contract: &'static str) -> Self {
        Self { house, contract, cookies: BTreeMap::new() }
    }

    /// Asks for an address, with these headers beside those of the proxy.
    async fn ask(&mut self, (method, url): (&str, &str), more: &[(&str, &str)]) -> Answer {
        let (scheme, rest) = url.split_once("://").unwrap();
        let (host, path) = rest.split_at(rest.find('/').unwrap());
        let (endpoint, asked, named): (String, &str, Vec<(&str, &str)>) = match self.contract {
            "auth-request" => (String::new(), "GET", vec![("x-original-url", url), ("x-original-method", method)]),
            "forward-auth" => {
                let named = [("method", method), ("proto", scheme), ("host", host), ("uri", path)];
                let names = ["x-forwarded-method", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-uri"];
                (String::new(), "GET", names.into_iter().zip(named.map(|(_, value)| value)).collect())
            }
            _ => (path.to_owned(), method, vec![("host", host)]),
        };
        let mut headers = axum::http::HeaderMap::new();
        for (name, value) in named.iter().chain(more) {
            headers.append(axum::http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        let sent = self.cookies.entry(host.to_owned()).or_default();
        if !sent.is_empty() {
            let line = sent.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
            headers.insert("cookie", line.parse().unwrap());
        }
        let answer = self.house.ask(asked, &format!("/api/authz/{}{endpoint}", self.contract), headers, "").await;
        assert!(answer.set_cookies().len() < 2, "nginx hands one on: {answer:#?}");
        for set in answer.set_cookies() {
            self.house.learn_token(&set.value);
            assert!(set.name.starts_with("__Host-latchkey-") && set.attributes.contains(&"secure".to_owned()), "{set:?}");
            self.cookies.get_mut(host).unwrap().insert(set.name, set.value);
        }
        for (_, name) in Claim::ALWAYS {
            assert!(answer.header(name).is_some(), "every answer names it: {name} {answer:#?}");
        }
        answer
    }

    async fn opens(&mut self, url: &str) -> Answer {
        self.ask(("GET", url), &[HTML]).await
    }

    /// Where a browser is sent.
    async fn is_sent_away(&mut self, url: &str) -> String {
        let answer = self.opens(url).await;
        assert_eq!(answer.status, if self.contract == "auth-request" { 401 } else { 302 }, "{answer:#?}");
        answer.location().unwrap().to_owned()
    }

    /// Follows the way of somebody who is signed in.
    async fn arrives(&mut self, who: &Person, url: &str) {
        let away = self.is_sent_away(url).await;
        let back = who.see(&away).await;
        assert_eq!(back.status, 303, "{back:#?}");
        assert_eq!(self.is_sent_away(back.location().unwrap()).await, url);
        let allowed = self.opens(url).await;
        assert_eq!(allowed.status, 200, "{allowed:#?}");
    }
}

async fn house() -> House {
    let public_url = Some("https://id.example.com");
    House::built(Plan { public_url, apps: APPS, trusted_proxies: "127.0.0.1/32", ..Plan::default() }).await
}

const CONTRACTS: [&str; 3] = ["auth-request", "forward-auth", "ext-authz"];
const NOTES: &str = "https://notes.example.com/a%20b?x=1&y=%20";

#[tokio::test]
async fn a_browser_goes_through_sign_in_and_comes_back_to_the_very_address() {
    for contract in CONTRACTS {
        let house = house().await;
        let ada = house.registered("Ada Löve").await;
        let mut visit = Visit::by(&house, contract);
        let away = visit.is_sent_away(NOTES).await;
        assert!(away.starts_with("https://id.example.com/gate?request="), "{away}");
        // Not signed in there: first that, then back to the gate.
        let stranger = ada.elsewhere();
        let door = stranger.see(&away).await;
        assert_eq!(door.page(), "/sign-in", "{door:#?}");
        let next = Url::parse("https://x").unwrap().join(door.location().unwrap()).unwrap();
        let next = next.query_pairs().find(|(name, _)| name == "next").unwrap().1.into_owned();
        assert!(next.starts_with("/gate?request="), "{next}");
        visit.arrives(&ada, NOTES).await;
        let told = visit.opens(NOTES).await;
        assert_eq!(told.header("remote-user"), Some(&*ada.id().await));
        assert_eq!(told.header("remote-name"), Some("Ada L%C3%B6ve"));
        assert_eq!(told.header("x-webauth-user"), Some("Ada L%C3%B6ve"));
        assert_eq!((told.header("remote-amr"), told.header("remote-groups")), (Some("pwd"), Some("")));
        assert_eq!(told.header("remote-email"), Some(""), "nobody has shown that it is hers");
        assert_eq!(told.header("cache-control"), Some("no-store"));
        let public = visit.opens("https://notes.example.com/health").await;
        assert_eq!((public.status, public.header("remote-user")), (200, told.header("remote-user")));
        assert_eq!(public.header("x-webauth-user"), Some(""), "of another entry: emptied");
    }
}

#[tokio::test]
async fn f_15_g_09_whoever_is_not_signed_in_goes_no_further_and_is_told_to_nobody() {
    for contract in CONTRACTS {
        let house = house().await;
        let ada = house.protected("Ada").await;
        let mut visit = Visit::by(&house, contract);
        let api = visit.ask(("GET", NOTES), &[JSON]).await;
        assert_eq!((api.status, api.location()), (401, None));
        let script = visit.ask(("GET", NOTES), &[HTML, ("sec-fetch-mode", "cors")]).await;
        assert_eq!((script.status, script.location()), (401, None));
        let script = visit.ask(("GET", NOTES), &[HTML, ("x-requested-with", "XMLHttpRequest")]).await;
        assert_eq!(script.status, 401);
        let public = visit.opens("https://notes.example.com/health").await;
        assert_eq!((public.status, public.header("remote-user")), (200, Some("")));
        // The password was right, and the second factor is missing.
        let half_way = ada.elsewhere();
        half_way.type_password().await;
        let pending = half_way.browser.cookie("__Host-latchkey-pending").unwrap();
        for name in ["__Host-latchkey-app", "__Host-latchkey-access", "__Host-latchkey-pending"] {
            visit.cookies.entry("notes.example.com".into()).or_default().insert(name.into(), pending.clone());
        }
        assert_eq!(visit.ask(("GET", NOTES), &[JSON]).await.status, 401);
        let away = visit.is_sent_away(NOTES).await;
        assert_eq!(half_way.see(&away).await.page(), "/sign-in", "the second step is next");
        // Nobody's method is taken for another.
        let posted = visit.ask(("POST", NOTES), &[HTML, ("referer", "https://notes.example.com/form?x=1")]).await;
        assert_eq!(posted.status, if contract == "auth-request" { 401 } else { 303 });
    }
}

#[tokio::test]
async fn g_02_nobody_but_a_trusted_proxy_is_answered() {
    let public_url = Some("https://id.example.com");
    let house = House::built(Plan { public_url, apps: APPS, trusted_proxies: "192.0.2.1/32", ..Plan::default() }).await;
    for contract in CONTRACTS {
        let mut visit = Visit::by(&house, contract);
        let answer = visit.opens("https://notes.example.com/health").await;
        assert_eq!((answer.status, answer.location()), (403, None));
    }
}

#[tokio::test]
async fn g_04_what_no_entry_is_about_or_could_be_read_otherwise_is_refused() {
    for contract in CONTRACTS {
        let house = house().await;
        let mut visit = Visit::by(&house, contract);
        for url in [
            "https://unknown.example.com/",
            "https://a.notes.example.com/",
            "https://notes.example.com.evil.example/",
            "https://closed.example.com/",
            "https://notes.example.com//health",
            "https://notes.example.com/x/..%2fhealth",
            "https://notes.example.com/x/%2e%2e/health",
            "https://notes.example.com/health;x",
            "https://notes.example.com/HEALTH",
        ] {
            // This test's own client would tidy it up: end2end/gate asks with raw bytes.
            if contract == "ext-authz" && url.contains("%2e") {
                continue;
            }
            let answer = visit.opens(url).await;
            assert_eq!((answer.status, answer.location()), (403, None), "{url} {answer:#?}");
        }
        for url in
            ["https://NOTES.example.com./health", "https://notes.example.com:8443/health", "https://notes.example.com/%68ealth"]
        {
            assert_eq!(visit.opens(url).await.status, 200, "{url}");
        }
        if contract != "ext-authz" {
            assert_eq!(visit.opens("http://notes.example.com/health").await.status, 403, "without https");
        }
        // To many applications these are GET and POST.
        for method in ["get", "pOST"] {
            assert_eq!(visit.ask((method, "https://notes.example.com/health"), &[HTML]).await.status, 403, "{method}");
        }
    }
    let house = house().await;
    let mut nginx = Visit::by(&house, "auth-request");
    for (routed_by, status) in [("notes.example.com", 200), ("NOTES.example.com:443", 200), ("safe.example.org", 403), ("", 403)]
    {
        let answer = nginx.ask(("GET", "https://notes.example.com/health"), &[HTML, ("x-original-host", routed_by)]).await;
        assert_eq!(answer.status, status, "{routed_by}");
    }
}

#[tokio::test]
async fn g_06_a_second_factor_a_group_and_a_fresh_proof_are_demanded() {
    let house = house().await;
    let ada = house.registered("Ada").await;
    let mut visit = Visit::by(&house, "forward-auth");
    let away = visit.is_sent_away("https://safe.example.org/").await;
    let page = ada.see(&away).await;
    assert!(page.status == 200 && page.says("Safe asks for a second factor"), "{page:#?}");
    assert!(visit.ask(("GET", "https://safe.example.org/"), &[JSON]).await.status == 401);

    let bea = house.protected("Bea").await;
    let mut visit = Visit::by(&house, "forward-auth");
    visit.arrives(&bea, "https://safe.example.org/").await;
    assert_eq!(visit.opens("https://safe.example.org/").await.header("remote-amr"), Some("pwd,otp,mfa"));
    // Two hosts, two domains: each has its own token, and one is of no use to the other.
    let token = visit.cookies["safe.example.org"]["__Host-latchkey-app"].clone();
    visit.cookies.entry("notes.example.com".into()).or_default().insert("__Host-latchkey-app".into(), token.clone());
    assert_eq!(visit.ask(("GET", NOTES), &[JSON]).await.status, 401);
    visit.arrives(&bea, NOTES).await;

    let admin = "https://notes.example.com/admin/x";
    assert_eq!(visit.ask(("GET", admin), &[JSON]).await.status, 403, "in none of the groups");
    assert_eq!(visit.ask(("POST", admin), &[HTML]).await.status, 403, "what was sent goes nowhere");
    let away = visit.is_sent_away(admin).await;
    let page = bea.see(&away).await;
    assert!(page.status == 403 && page.says("is not open to you") && page.says(&bea.email), "{page:#?}");
    let operator = house.operator().await;
    // With another account, who is in the group, the same browser comes in.
    let carl = house.protected("Carl").await;
    let account = operator.find(&carl.email).await.unwrap();
    assert!(operator.set_groups(&account, &"staff".parse().unwrap()).await.unwrap());
    let mut other = Visit { cookies: visit.cookies.clone(), ..Visit::by(&house, "forward-auth") };
    other.arrives(&carl, admin).await;
    assert_eq!(other.opens(admin).await.header("remote-groups"), Some("staff"));
    let next = page.body.split("name=\"next\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let signed_out = bea.elsewhere().submit("/ui/sign_out", &[("next", next)]).await;
    assert!(signed_out.leads_to("/sign-in").location().unwrap().contains("next=%2Fgate%3Frequest%3D"), "with the way back");
    let account = operator.find(&bea.email).await.unwrap();
    assert!(operator.set_groups(&account, &"staff".parse().unwrap()).await.unwrap());
    assert_eq!(visit.opens(admin).await.status, 200, "counts at once");
    assert_eq!(visit.opens(admin).await.header("remote-groups"), Some("staff"));
    house.clock.advance(Duration::from_secs(5 * 60));
    assert_eq!(visit.opens(NOTES).await.status, 200);
    let away = visit.is_sent_away(admin).await;
    let confirm = bea.see(&away).await;
    assert_eq!(confirm.page(), "/account/confirm", "{confirm:#?}");
    let page = bea.see(confirm.location().unwrap()).await;
    assert!(page.shows().says("The application wants to be sure that it is you."), "{page:#?}");
    let request = Url::parse(&away).unwrap().query_pairs().next().unwrap().1.into_owned();
    let fields = [("password", &*bea.password), ("code", &*bea.next_code()), ("after", "open-app"), ("id", &*request)];
    bea.submit("/ui/confirm_identity", &fields).await.leads_to("/gate");
    assert_eq!(visit.ask(("GET", admin), &[JSON]).await.status, 401, "the copy from before has gained nothing");
    visit.arrives(&bea, admin).await;

    let away = visit.is_sent_away("https://vault.example.com/").await;
    let page = bea.see(&away).await;
    assert!(page.says("vault.example.com asks for a passkey"), "{page:#?}");
}

#[tokio::test]
async fn g_08_g_11_a_session_ends_at_every_host_and_its_tokens_open_nothing_else() {
    let house = house().await;
    let ada = house.protected("Ada").await;
    let mut visit = Visit::by(&house, "forward-auth");
    visit.arrives(&ada, NOTES).await;
    visit.arrives(&ada, "https://safe.example.org/").await;
    let token = visit.cookies["notes.example.com"]["__Host-latchkey-app"].clone();
    let thief = ada.elsewhere();
    for name in ["__Host-latchkey-access", "__Host-latchkey-refresh", "__Host-latchkey-pending", "__Host-latchkey-app"] {
        thief.browser.plant(name, &token);
    }
    assert_eq!(thief.see("/account").await.page(), "/sign-in");
    assert_eq!(thief.browser.send("GET", "/api/v1/authentication", &[JSON], "").await.status, 401);
    ada.sign_out().await;
    for url in [NOTES, "https://safe.example.org/"] {
        assert_eq!(visit.ask(("GET", url), &[JSON]).await.status, 401, "{url}");
        visit.is_sent_away(url).await;
    }
}

#[tokio::test]
async fn former_tokens_end_with_the_password_and_with_what_was_proved_for_them() {
    let house = house().await;
    for turns_off in [false, true] {
        let mut ada = house.protected("Ada").await;
        let mut visit = Visit::by(&house, "forward-auth");
        visit.arrives(&ada, NOTES).await;
        visit.arrives(&ada, "https://safe.example.org/").await;
        // Tokens say whole seconds.
        house.clock.advance(Duration::from_secs(60));
        if turns_off {
            ada.turn_off(&ada.password, &ada.next_code()).await.leads_to("/account");
        } else {
            let fields = [("password", &*ada.password), ("code", &*ada.next_code()), ("new_password", "nine brass keys at dawn")];
            ada.submit("/ui/change_password", &fields).await.leads_to("/account");
            ada.password = "nine brass keys at dawn".to_owned();
        }
        for url in [NOTES, "https://safe.example.org/"] {
            assert_eq!(visit.ask(("GET", url), &[JSON]).await.status, 401, "{url}");
        }
        // Whoever has the session itself gets another one without a word.
        visit.arrives(&ada, NOTES).await;
        assert_eq!(visit.opens(NOTES).await.header("remote-amr"), Some(if turns_off { "pwd" } else { "pwd,otp,mfa" }));
    }
}

#[tokio::test]
async fn g_12_a_code_is_good_once_in_its_browser_and_a_way_back_is_one_of_ours() {
    let house = house().await;
    let ada = house.registered("Ada").await;
    for forged in ["", "https://evil.example/", "eyJhbGciOiJub25lIn0.e30."] {
        let answer = ada.see(&latchkey::http::next::with_query("/gate", &[("request", forged)])).await;
        assert_eq!(answer.page(), "/", "{forged}");
    }
    let mut visit = Visit::by(&house, "forward-auth");
    let away = visit.is_sent_away(NOTES).await;
    let back = ada.see(&away).await.location().unwrap().to_owned();
    assert!(back.starts_with("https://notes.example.com/.latchkey/callback?code="), "{back}");
    // Somebody else's browser, which has a mark of its own or none: no link signs it in as another.
    let mut other = Visit::by(&house, "forward-auth");
    assert_eq!(other.opens(&back).await.status, 403);
    other.is_sent_away(NOTES).await;
    assert_eq!(other.is_sent_away(&back).await, "https://notes.example.com/");
    assert_eq!(other.ask(("GET", NOTES), &[JSON]).await.status, 401);
    // At another host.
    let elsewhere = back.replace("notes.example.com", "safe.example.org");
    visit.is_sent_away("https://safe.example.org/").await;
    assert_eq!(visit.is_sent_away(&elsewhere).await, "https://safe.example.org/");
    assert_eq!(visit.is_sent_away(&back).await, NOTES);
    visit.cookies.get_mut("notes.example.com").unwrap().remove("__Host-latchkey-app");
    assert_eq!(visit.is_sent_away(&back).await, "https://notes.example.com/", "a second time");
    assert_eq!(visit.ask(("GET", NOTES), &[JSON]).await.status, 401);
}

#[tokio::test]
async fn after_a_form_a_page_leads_on_and_people_see_what_they_may_open() {
    let house = house().await;
    let ada = house.registered("Ada").await;
    let mut visit = Visit::by(&house, "forward-auth");
    let away = visit.is_sent_away(NOTES).await;
    // A redirect to another origin behind a form would be blocked by the policy of the form's page.
    let page = ada.browser.with_header("sec-fetch-site", "same-origin").get(&away).await;
    let refresh = page.shows().header("refresh").unwrap().to_owned();
    let back = refresh.strip_prefix("0;url=").unwrap();
    assert!(page.body.contains(&format!("href=\"{back}\"")) && page.says("On to Notes"), "{page:#?}");
    assert_eq!(visit.is_sent_away(back).await, NOTES);
    let account = ada.see("/account").await;
    assert!(account.says("Your applications"), "{account:#?}");
    for href in ["https://notes.example.com/", "https://safe.example.org/"] {
        assert!(account.body.contains(&format!("href=\"{href}\"")), "{href}");
    }
    assert!(!account.body.contains("https://vault.example.com"), "it has no name");
}

#[tokio::test]
async fn who_uses_applications_alone_stays_signed_in() {
    let house = house().await;
    let ada = house.registered("Ada").await;
    let mut visit = Visit::by(&house, "forward-auth");
    visit.arrives(&ada, NOTES).await;
    for _ in 0..3 {
        house.clock.advance(Duration::from_secs(50 * 60));
        assert_eq!(visit.opens(NOTES).await.status, 200);
    }
    house.clock.advance(Duration::from_secs(60 * 60));
    assert_eq!(visit.ask(("GET", NOTES), &[JSON]).await.status, 401, "an hour without use");
}
