//! The program, started as `latchkey serve` starts it, on a free port, with a database, a clock and a site of its own.

use std::{
    net::{Ipv4Addr, SocketAddr},
    ops::Deref,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::http::{HeaderMap, Method};
use latchkey::{
    commands::serve::{Parts, Server},
    mail::Post,
    push::Pusher,
};
use latchkey_core::{
    Client, Database, Environment, Services,
    accounts::{self, Registration},
    domain::{
        account::Role,
        keys::Keyring,
        random::OsRandom,
        time::{Clock, ManualClock, Timestamp},
    },
    operator::Operator,
};
use secrecy::ExposeSecret;
use tempfile::TempDir;
use tokio::task::AbortHandle;

use super::{
    Answer, Person, Plan, log, plan,
    storage::{Storage, on_postgres},
};

/// When tests begin: a moment in the middle of an authenticator's step.
const START: Timestamp = Timestamp::from_seconds(1_800_000_015);

/// A house. Its clones are the same house.
#[derive(Clone)]
pub struct House(Arc<Inner>);

/// What servers of one installation have in common.
struct Estate {
    storage: Storage,
    keys: String,
    settings: Vec<(&'static str, String)>,
    _folder: TempDir,
}

/// What a house consists of.
pub struct Inner {
    /// Its clock, which only the test moves.
    pub clock: Arc<ManualClock>,
    /// Its public origin.
    pub origin: String,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where its metrics are, if anywhere.
    pub metrics: Option<SocketAddr>,
    /// What its deeds need.
    pub services: Arc<Services>,
    /// What sends its letters, if anything does.
    pub post: Option<Arc<Post>>,
    /// What sends by other channels than mail.
    pub pushers: Vec<Arc<Pusher>>,
    /// The description of its JSON API, once it was asked for.
    pub document: tokio::sync::OnceCell<serde_json::Value>,
    estate: Arc<Estate>,
    folder: TempDir,
    client: reqwest::Client,
    server: AbortHandle,
    secrets: Mutex<Vec<(&'static str, String)>>,
    personal: Mutex<Vec<(&'static str, String)>>,
    log_before: usize,
    broken_on_purpose: AtomicBool,
}

impl Deref for House {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl House {
    /// A house as most tests need it.
    pub async fn open() -> Self {
        Self::built(Plan::default()).await
    }

    /// A house by a plan.
    pub async fn built(plan: Plan) -> Self {
        let folder = super::scratch();
        let storage = Storage::new(folder.path()).await;
        let keys = Keyring::generate(&OsRandom).to_string();
        let public_url = plan.public_url.map(ToOwned::to_owned);
        let estate = Estate { storage, keys, settings: plan.settings.clone(), _folder: folder };
        Self::serving(plan, Arc::new(estate), public_url, START).await
    }

    /// A server on a database as it is, with its keys and its public origin, at this moment.
    pub async fn on(storage: Storage, (keys, origin): (&str, &str), now: Timestamp) -> Self {
        let estate = Estate { storage, keys: keys.to_owned(), settings: vec![], _folder: super::scratch() };
        Self::serving(Plan::default(), Arc::new(estate), Some(origin.to_owned()), now).await
    }

    /// Another server of the same installation, whose clock is ahead by so much.
    pub async fn beside(&self, ahead: Duration) -> Self {
        Self::serving(Plan::default(), self.estate.clone(), Some(self.origin.clone()), self.clock.now() + ahead).await
    }

    /// Another server of the same installation, with these settings.
    pub async fn beside_with(&self, settings: Vec<(&'static str, String)>) -> Self {
        let plan = Plan { settings, ..Plan::default() };
        Self::serving(plan, self.estate.clone(), Some(self.origin.clone()), self.clock.now()).await
    }

    /// The same with the settings of this one.
    pub async fn beside_alike(&self) -> Self {
        let plan = Plan { settings: self.estate.settings.clone(), ..Plan::default() };
        Self::serving(plan, self.estate.clone(), Some(self.origin.clone()), self.clock.now()).await
    }

    async fn serving(plan: Plan, estate: Arc<Estate>, public_url: Option<String>, now: Timestamp) -> Self {
        let log_before = log::length();
        let folder = super::scratch();
        plan::lay_out_site(&folder.path().join("site"));
        let clock = Arc::new(ManualClock::at(now));
        let config = plan.config((estate.storage.url(), &estate.keys), public_url.as_deref(), folder.path().join("site"));
        let environment = Environment { clock: clock.clone(), random: Arc::new(OsRandom) };
        let parts = Parts { environment, features: plan.features(), hash_cost: plan.hash_cost, settings: vec![] };
        let server = Server::start(&config, parts).await.unwrap();
        let (address, services, post, pushers) = (server.address(), server.services().clone(), server.post(), server.pushers());
        let metrics = server.metrics_address();
        let origin = config.public_url_for(address).ascii();
        // Without the jobs: what they would remove by a clock of the test's own is for the test to say.
        let server = tokio::spawn(server.answer(std::future::pending())).abort_handle();
        let client = super::client().redirect(reqwest::redirect::Policy::none()).timeout(Duration::from_secs(60));
        Self(Arc::new(Inner {
            clock,
            origin,
            address,
            metrics,
            services,
            post,
            pushers,
            document: tokio::sync::OnceCell::new(),
            estate,
            folder,
            client: client.build().unwrap(),
            server,
            secrets: Mutex::default(),
            personal: Mutex::default(),
            log_before,
            broken_on_purpose: AtomicBool::new(false),
        }))
    }

    /// Somebody without an account.
    pub fn newcomer(&self, name: &str) -> Person {
        Person::new(self, name)
    }

    /// Somebody who has registered just now.
    pub async fn registered(&self, name: &str) -> Person {
        let person = self.newcomer(name);
        person.register().await.leads_to("/account");
        person
    }

    /// Somebody who has turned two-factor authentication on just now.
    pub async fn protected(&self, name: &str) -> Person {
        let mut person = self.registered(name).await;
        person.protect().await;
        person
    }

    /// An administrator who has proved every factor just now.
    pub async fn administrator(&self, name: &str) -> Person {
        let person = self.protected(name).await;
        let operator = self.operator().await;
        let account = operator.find(&person.email).await.unwrap();
        assert!(operator.give_role(&account, Role::Administrator).await.unwrap());
        person
    }

    /// Makes an account whose address is confirmed.
    pub async fn registers(&self, person: &Person) {
        let (name, email, password) = (&*person.name, &*person.email, &*person.password);
        let typed = Registration { name, email, password, language: None, is_confirmed: true, invitation: "" };
        let client = Client { address: Ipv4Addr::LOCALHOST.into(), device: None, trust: None, user_agent: "" };
        let checked = accounts::check_registration(&self.services, &typed, client).await.unwrap();
        accounts::register(&self.services, checked, client).await.unwrap();
    }

    /// An operator at its database.
    pub async fn operator(&self) -> Operator {
        let database = Database::open(self.database().url(), 1).await.unwrap();
        Operator::of(database, Environment { clock: self.clock.clone(), random: Arc::new(OsRandom) }, self.tells())
    }

    /// The code of a new link by which this account's password is replaced.
    pub async fn reset_code(&self, email: &str) -> String {
        let operator = self.operator().await;
        let account = operator.find(email).await.unwrap();
        let code = operator.issue_password_reset(&account).await.unwrap().to_text().expose_secret().to_owned();
        self.keep_secret("the code of a link", &code);
        code
    }

    /// Asks for something. Whatever is asked, the answer is no fault of the server's own, and bears what every answer bears.
    pub async fn ask(&self, method: &str, path: &str, headers: HeaderMap, body: &str) -> Answer {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let url = format!("http://{}{path}", self.address);
        let asked = format!("{method} {path}");
        let response = self.client.request(method, &url).headers(headers).body(body.to_owned()).send().await;
        let response = response.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned();
        let answer = Answer { asked, status, headers, body };
        self.audit(&answer);
        answer
    }
}

impl Inner {
    /// Its database, seen from outside.
    pub fn database(&self) -> &Storage {
        &self.estate.storage
    }

    /// Its secret keys.
    pub fn keys(&self) -> Keyring {
        Keyring::parse(&self.estate.keys).unwrap()
    }

    /// From here on faults of the server are what the test is about.
    pub fn expect_faults(&self) {
        self.broken_on_purpose.store(true, Ordering::Relaxed);
    }

    /// Says that this may neither be logged nor stored in clear.
    pub fn keep_secret(&self, what: &'static str, text: &str) {
        self.secrets.lock().unwrap().push((what, text.into()));
    }

    /// Says that this may be stored, and not logged.
    pub fn keep_out_of_the_log(&self, what: &'static str, text: &str) {
        self.personal.lock().unwrap().push((what, text.into()));
    }

    /// Learns the value of a cookie, which is a secret if it is long.
    pub fn learn_token(&self, value: &str) {
        if value.len() > 20 {
            self.keep_secret("a token", value);
        }
    }

    /// The folder of the site.
    pub fn site_folder(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// What is true of every answer (B-08, S-01, S-02).
    fn audit(&self, answer: &Answer) {
        // The clock of a house is the test's, and so it is not that of its database.
        let other_clock = answer.asked.ends_with(" /readyz") && on_postgres();
        let expected = other_clock || self.broken_on_purpose.load(Ordering::Relaxed);
        assert!(answer.status < 500 || expected, "the server is at fault: {answer:#?}");
        // The answer of an application behind the guard is its own.
        if answer.headers.contains_key("x-of-application") {
            return;
        }
        let https = self.origin.starts_with("https");
        for (name, expected) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), Some(expected), "{name}: {answer:#?}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        for needed in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
            assert!(policy.contains(needed), "{policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains('*'), "{policy}");
        assert!(answer.header("permissions-policy").is_some_and(|policy| policy.contains("camera=()")));
        assert_eq!(answer.header("strict-transport-security").is_some(), https, "{answer:#?}");
        assert!(answer.header("x-request-id").is_some_and(|id| id.len() == 12), "{answer:#?}");
        // Only a file may be kept, under the address of its version.
        let kept = answer.header("cache-control") == Some("public, max-age=31536000, immutable");
        assert!(
            matches!(answer.header("cache-control"), Some("no-store" | "no-store, no-transform" | "no-cache"))
                || kept && answer.asked.replace(" /.latchkey/", " /").contains(" /pkg/") && answer.set_cookies().is_empty(),
            "{answer:#?}"
        );
        for name in ["access-control-allow-origin", "access-control-allow-credentials", "server", "x-powered-by"] {
            assert_eq!(answer.header(name), None, "{answer:#?}");
        }
        for cookie in answer.set_cookies() {
            for attribute in ["httponly", "samesite=lax", "path=/"] {
                assert!(cookie.attributes.iter().any(|given| given == attribute), "{attribute}: {cookie:?}");
            }
            assert_eq!(cookie.attributes.iter().any(|given| given == "secure"), https, "{cookie:?}");
            assert!(!cookie.attributes.iter().any(|given| given.starts_with("domain")), "{cookie:?}");
            assert_eq!(cookie.name.starts_with("__Host-"), https, "{cookie:?}");
            // A day, and as much more as another server's clock may be behind that of the one that opened the session.
            let longest = match &*cookie.name {
                name if name.ends_with("latchkey-device") => 180 * 24 * 3600,
                name if name.ends_with("latchkey-trust") => 90 * 24 * 3600,
                name if name.ends_with("latchkey-passkey") => 30 * 24 * 3600,
                name if name.ends_with("latchkey-language") => 365 * 24 * 3600,
                _ => 24 * 3600 + 4,
            };
            assert!(cookie.max_age.is_some_and(|age| (0..=longest).contains(&age)), "{cookie:?}");
            assert!(cookie.value.len() < 3000, "{cookie:?}");
            assert!(cookie.value.len() < 20 || !answer.body.contains(&cookie.value), "a token in the page: {answer:#?}");
        }
    }
}

/// No secret was logged or stored in clear, whatever the test was about (B-01, B-04).
impl Drop for Inner {
    fn drop(&mut self) {
        self.server.abort();
        if std::thread::panicking() {
            return;
        }
        let logged = log::since(self.log_before);
        assert!(logged.contains("request.done"), "the log was not seen");
        for (what, text) in self.personal.get_mut().unwrap().iter() {
            assert!(!logged.contains(text), "{what} was logged");
        }
        let stored = self.estate.storage.stored();
        let stored_text = String::from_utf8_lossy(&stored);
        for (what, text) in self.secrets.get_mut().unwrap().iter() {
            assert!(!logged.contains(text), "{what} was logged");
            assert!(!stored_text.contains(text), "{what} is stored in clear");
        }
    }
}

mod tests {
    use super::*;

    #[tokio::test]
    #[should_panic(expected = "a password was logged")]
    async fn a_password_in_the_log_fails_the_test_that_logged_it() {
        let house = House::open().await;
        let ada = house.registered("Ada").await;
        tracing::trace!(typed = ada.password, "as a careless developer might");
    }

    #[tokio::test]
    #[should_panic(expected = "an e-mail address was logged")]
    async fn an_address_in_the_log_fails_the_test_that_logged_it() {
        let house = House::open().await;
        let ada = house.registered("Ada").await;
        tracing::info!("hello, {}", ada.email);
    }

    #[tokio::test]
    #[should_panic(expected = "a token is stored in clear")]
    async fn a_token_in_the_database_fails_the_test_that_stored_it() {
        let house = House::open().await;
        let ada = house.registered("Ada").await;
        let token = ada.browser.cookie("latchkey-refresh").unwrap();
        house.sql(&format!("UPDATE accounts SET name = '{token}'")).await;
    }

    #[tokio::test]
    #[should_panic(expected = "the server is at fault")]
    async fn a_fault_of_the_server_fails_a_test_that_is_not_about_one() {
        let house = House::open().await;
        house.sql("ALTER TABLE accounts RENAME TO gone").await;
        house.newcomer("Ada").register().await;
    }

    #[tokio::test]
    #[should_panic(expected = "something was changed")]
    async fn a_change_by_what_is_to_be_refused_is_seen() {
        let house = House::open().await;
        let ada = house.registered("Ada").await;
        house.changes_nothing(ada.sign_out()).await;
    }
}
