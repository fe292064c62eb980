//! A program that calls the JSON door. Each of its answers is held against the OpenAPI document.

use std::ops::{Deref, DerefMut};

use axum::http::HeaderMap;
use latchkey::http::route::Access;
use latchkey_core::domain::time::Clock;
use serde_json::{Value, json};
use uuid::Uuid;

pub use crate::support::told::{API, CODE, RECOVERY_CODE, Told};
use crate::support::{Answer, Authenticator, Browser, House, Person, Plan, Way};

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
        let client = crate::support::client().build().unwrap();
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

/// The document, as the server tells it.
pub async fn document(house: &House) -> Value {
    let answer = house.ask("GET", "/api/v1/openapi.json", HeaderMap::new(), "").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    serde_json::from_str(&answer.body).unwrap()
}

/// Every operation of the document that there is may answer only what the document says.
async fn is_in_the_document(house: &House, method: &str, path: &str, status: u16) {
    let path = path.split('?').next().unwrap();
    let path = match path.rsplit_once('/') {
        Some((list, id)) if Uuid::parse_str(id).is_ok() => format!("{list}/{{id}}"),
        _ => path.to_owned(),
    };
    let document = house.document.get_or_init(|| document(house)).await;
    let operation = &document["paths"][&path][method.to_lowercase()];
    // Methods are told apart by case.
    if !operation.is_null() && method == method.to_uppercase() {
        assert!(!operation["responses"][status.to_string()].is_null(), "{method} {path} answers {status}: undocumented");
    }
}

/// What the route of an operation demands.
pub fn access(path: &str) -> Access {
    let mut routes = Plan::default().features().into_iter().flat_map(|feature| feature.routes);
    routes.find(|route| route.path == format!("{API}{path}")).unwrap().access
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
