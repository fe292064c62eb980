//! A program that calls the JSON door. Each of its answers is held against the OpenAPI document.

use std::ops::{Deref, DerefMut};

use axum::http::HeaderMap;
use latchkey::domain::time::Clock;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::support::{Answer, Authenticator, Browser, House, Person, Way};

/// Where the door is.
pub const API: &str = "/api/v1";
/// The field of a code.
pub const CODE: &str = "twoFactorAuthenticationCode";
/// The field of a recovery code.
pub const RECOVERY_CODE: &str = "recoveryCode";
/// The cookies of a session.
pub const SESSION_COOKIES: [&str; 2] = ["latchkey-access", "latchkey-refresh"];

/// A person whose browser is a program.
#[derive(Clone)]
pub struct Client(Person);

impl Deref for Client {
    type Target = Person;
    fn deref(&self) -> &Person {
        &self.0
    }
}

impl DerefMut for Client {
    fn deref_mut(&mut self) -> &mut Person {
        &mut self.0
    }
}

impl Client {
    /// Somebody without an account.
    pub fn new(house: &House) -> Self {
        Self(house.newcomer("Ada Lovelace"))
    }

    /// Somebody with an account.
    pub async fn registered(house: &House) -> Self {
        let client = Self::new(house);
        client.register().await.gives(201);
        client
    }

    /// Somebody who has logged in.
    pub async fn logged_in(house: &House) -> Self {
        let client = Self::registered(house).await;
        client.log_in().await.gives(200);
        client
    }

    /// Somebody who has just turned two-factor authentication on.
    pub async fn protected(house: &House) -> Self {
        let mut client = Self::logged_in(house).await;
        client.turn_on().await.gives(200);
        client
    }

    /// The same person at another machine.
    pub fn elsewhere(&self) -> Self {
        let mut other = self.clone();
        other.browser = Browser::new(&self.house, Way::Island);
        other
    }

    /// The same machine once more, with copies of its cookies.
    pub fn copied(&self) -> Self {
        let mut other = self.clone();
        other.browser = self.browser.copied();
        other
    }

    /// Any request.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let answer = self.browser.send(method, &format!("{API}{path}"), headers, body).await;
        is_in_the_document(&self.house, method, path, answer.status).await;
        answer
    }

    /// A request with a JSON body.
    pub async fn send_json(&self, method: &str, path: &str, body: &str) -> Answer {
        self.send(method, path, &[("content-type", "application/json")], body).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], "").await
    }

    /// POST without a body.
    pub async fn order(&self, path: &str) -> Answer {
        self.send("POST", path, &[], "").await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send_json("POST", path, &body.to_string()).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send_json("PATCH", path, &body.to_string()).await
    }

    pub async fn register(&self) -> Answer {
        let body = json!({"email": self.email, "name": self.name, "password": self.password});
        self.post("/authentication/register", body).await
    }

    /// The first step, or the only one.
    pub async fn log_in(&self) -> Answer {
        self.log_in_with(&self.password).await
    }

    pub async fn log_in_with(&self, password: &str) -> Answer {
        self.post("/authentication/log-in", json!({"email": self.email, "password": password})).await
    }

    /// The second step.
    pub async fn authenticate(&self, code: &str) -> Answer {
        self.post("/2fa/authenticate", json!({CODE: code})).await
    }

    pub async fn authenticate_by_recovery_code(&self, code: &str) -> Answer {
        self.post("/2fa/authenticate", json!({RECOVERY_CODE: code})).await
    }

    /// Both steps, by a code that was not used yet.
    pub async fn log_in_fully(&self) -> Answer {
        self.log_in().await.gives(200);
        self.authenticate(&self.next_code()).await
    }

    /// Asks for a secret and scans it.
    pub async fn generate(&self) -> Authenticator {
        let answer = self.send("POST", "/2fa/generate", &[("accept", "application/json")], "").await;
        let url = answer.gives(200).json()["otpauthUrl"].as_str().unwrap().to_owned();
        let authenticator = Authenticator::scan(&url);
        self.house.keep_secret("a secret", &authenticator.base32);
        authenticator
    }

    pub async fn turn_on_with(&self, code: &str) -> Answer {
        self.post("/2fa/turn-on", json!({CODE: code})).await
    }

    /// Turns two-factor authentication on and keeps what is told.
    pub async fn turn_on(&mut self) -> Answer {
        let authenticator = self.generate().await;
        let answer = self.turn_on_with(&authenticator.code_at(self.house.clock.now())).await;
        self.authenticator = Some(authenticator);
        self.codes = answer.recovery_codes();
        answer
    }

    pub async fn turn_off(&self, password: &str, code: &str) -> Answer {
        self.post("/2fa/turn-off", json!({"password": password, CODE: code})).await
    }

    /// Proves every factor afresh, by a code that was not used yet.
    pub async fn step_up(&self) -> Answer {
        let mut body = json!({"password": self.password});
        if self.authenticator.is_some() {
            body[CODE] = self.next_code().into();
        }
        self.post("/authentication/step-up", body).await
    }

    /// Whether the session has every factor of its account.
    pub async fn is_in(&self) -> bool {
        let answer = self.get("/authentication").await;
        match answer.status {
            200 => true,
            401 => false,
            _ => panic!("{answer:#?}"),
        }
    }

    /// Bytes in, bytes out, for what is no text. Cookies go along; what is set is not kept.
    pub async fn bytes(&self, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> (u16, HeaderMap, Vec<u8>) {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let names = self.browser.cookie_names();
        let cookies: Vec<String> = names.iter().map(|name| format!("{name}={}", self.browser.cookie(name).unwrap())).collect();
        let mut request = client.post(format!("http://{}{API}{path}", self.house.address)).header("cookie", cookies.join("; "));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.body(body).send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        (status, headers, response.bytes().await.unwrap().to_vec())
    }
}

/// Names of fields, in whatever order.
#[derive(Debug)]
pub struct Fields(pub Vec<String>);

impl<T: AsRef<[&'static str]>> PartialEq<T> for Fields {
    fn eq(&self, others: &T) -> bool {
        let mut others = others.as_ref().to_vec();
        others.sort_unstable();
        self.0 == others
    }
}

/// What an answer of this door says.
pub trait Told {
    /// It has this status.
    fn gives(&self, status: u16) -> &Self;
    /// Its body.
    fn json(&self) -> Value;
    /// It is this problem, with all that belongs to one.
    fn is_problem(&self, status: u16, kind: &str) -> &Self;
    /// The `type` of the problem, without what all have in common.
    fn kind(&self) -> String;
    /// The fields that are complained of, in whatever order.
    fn fields(&self) -> Fields;
    /// The recovery codes that it tells.
    fn recovery_codes(&self) -> Vec<String>;
    /// The names of the cookies that it sets, and whether it takes them away.
    fn sets(&self) -> Vec<(String, bool)>;
}

impl Told for Answer {
    #[track_caller]
    fn gives(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{self:#?}");
        assert_eq!(self.header("cache-control"), Some("no-store"), "{self:#?}");
        self
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    #[track_caller]
    fn is_problem(&self, status: u16, kind: &str) -> &Self {
        self.gives(status);
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:#?}");
        assert_eq!(self.kind(), kind, "{self:#?}");
        let problem = self.json();
        assert_eq!(problem["status"], status, "{self:#?}");
        assert!(problem["title"].as_str().is_some_and(|title| title.ends_with('.')), "{self:#?}");
        assert_eq!(self.header("www-authenticate").is_some(), status == 401, "{self:#?}");
        assert_eq!(self.header("retry-after").is_some(), matches!(status, 429 | 503), "{self:#?}");
        assert_eq!(self.header("allow").is_some(), status == 405, "{self:#?}");
        self
    }

    #[track_caller]
    fn kind(&self) -> String {
        let problem = self.json();
        let kind = problem["type"].as_str().and_then(|kind| kind.strip_prefix("urn:latchkey:problem:"));
        kind.unwrap_or_else(|| panic!("no problem: {self:#?}")).to_owned()
    }

    #[track_caller]
    fn fields(&self) -> Fields {
        self.is_problem(400, "invalid-input");
        let errors = self.json()["errors"].as_array().unwrap().clone();
        assert!(errors.iter().all(|error| error["message"].as_str().is_some_and(|message| !message.is_empty())), "{self:#?}");
        let mut fields: Vec<String> = errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect();
        fields.sort();
        Fields(fields)
    }

    #[track_caller]
    fn recovery_codes(&self) -> Vec<String> {
        let body = self.json();
        let codes = body["recoveryCodes"].as_array().unwrap_or_else(|| panic!("no recovery codes: {self:#?}"));
        codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect()
    }

    fn sets(&self) -> Vec<(String, bool)> {
        self.set_cookies().into_iter().map(|cookie| (cookie.name.clone(), cookie.clears())).collect()
    }
}

/// The document, as the server tells it.
pub async fn document(house: &House) -> Value {
    let answer = house.ask("GET", "/api/v1/openapi.json", HeaderMap::new(), "").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    serde_json::from_str(&answer.body).unwrap()
}

/// Every operation of the document that there is may answer only what the document says.
async fn is_in_the_document(house: &House, method: &str, path: &str, status: u16) {
    let path = path.split('?').next().unwrap();
    let path = if path.strip_prefix("/posts/").is_some_and(|id| !id.contains('/')) { "/posts/{id}" } else { path };
    // It is the same for all houses.
    static DOCUMENT: OnceCell<Value> = OnceCell::const_new();
    let operation = &DOCUMENT.get_or_init(|| document(house)).await["paths"][path][method.to_lowercase()];
    // Methods are told apart by case.
    if !operation.is_null() && method == method.to_uppercase() {
        assert!(!operation["responses"][status.to_string()].is_null(), "{method} {path} answers {status}: undocumented");
    }
}

/// Every operation of the document, as (method, path).
pub async fn operations(house: &House) -> Vec<(String, String)> {
    let document = document(house).await;
    let paths = document["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &Value)| {
        let methods: Vec<String> = item.as_object().unwrap().keys().filter(|key| *key != "parameters").cloned().collect();
        methods.into_iter().map(|method| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

/// An operation's path with an id in it that names nothing.
pub fn filled(path: &str) -> String {
    path.replace("{id}", "00000000-0000-4000-8000-000000000000")
}

/// What a JWT says.
pub fn claims(token: &str) -> Value {
    let middle = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&data_encoding::BASE64URL_NOPAD.decode(middle.as_bytes()).unwrap()).unwrap()
}
