//! A caller of the JSON door of the program itself, in real time. `api_door` calls that of a house.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use latchkey_core::domain::time::{Clock, SystemClock};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Answer, Authenticator, fresh};
use crate::support::told::{API, CODE, Told};

/// A machine that calls, with its cookies.
#[derive(Clone)]
pub struct Api {
    address: SocketAddr,
    http: reqwest::Client,
    jar: Arc<Mutex<BTreeMap<String, String>>>,
    from: String,
}

impl Api {
    /// A caller of the program at this address. Each of its requests is a connection of its own.
    pub fn at(address: SocketAddr) -> Self {
        let http = super::client().pool_max_idle_per_host(0).timeout(Duration::from_secs(60));
        Self { address, http: http.build().unwrap(), jar: Arc::default(), from: "203.0.113.1".into() }
    }

    /// Another machine, without cookies, at the `number`th network address.
    pub fn elsewhere(&self, number: usize) -> Self {
        let from = format!("198.51.{}.{}", 100 + number / 250, 1 + number % 250);
        Self { jar: Arc::default(), from, ..self.clone() }
    }

    /// The same machine once more, with copies of its cookies.
    pub fn copied(&self) -> Self {
        Self { jar: Arc::new(Mutex::new(self.jar.lock().unwrap().clone())), ..self.clone() }
    }

    /// A copy that asks another address.
    pub fn asking(&self, address: SocketAddr) -> Self {
        Self { address, ..self.copied() }
    }

    /// Asks for anything. What is set is kept.
    pub async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.try_to_send(method, path, body).await.unwrap_or_else(|error| panic!("{method} {path}: {error:?}"))
    }

    /// The same of a program that may not be there any more.
    pub async fn try_to_send(&self, method: &str, path: &str, body: Option<Value>) -> reqwest::Result<Answer> {
        let asked = format!("{method} {path}");
        let mut request =
            self.http.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("http://{}{path}", self.address));
        let cookies: Vec<String> = self.jar.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let response = request.header("accept", "application/json").header("x-forwarded-for", &self.from).send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = String::from_utf8_lossy(&response.bytes().await?).into_owned();
        let answer = Answer { asked, status, headers, body };
        for cookie in answer.set_cookies() {
            let mut jar = self.jar.lock().unwrap();
            if cookie.clears() {
                jar.remove(&cookie.name)
            } else {
                jar.insert(cookie.name, cookie.value)
            };
        }
        Ok(answer)
    }

    /// POST to the JSON door.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", &format!("{API}{path}"), Some(body)).await
    }

    /// PATCH to the JSON door.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send("PATCH", &format!("{API}{path}"), Some(body)).await
    }

    /// POST without a body.
    pub async fn order(&self, path: &str) -> Answer {
        self.send("POST", &format!("{API}{path}"), None).await
    }

    /// The first step of logging in, or the only one.
    pub async fn log_in(&self, email: &str, password: &str) -> Answer {
        self.post("/authentication/log-in", json!({"email": email, "password": password})).await
    }

    /// A log-in with an address that nobody has: counted and refused.
    pub async fn guess(&self) -> Answer {
        self.log_in(&format!("{}@example.com", fresh()), "certainly not the password").await
    }

    /// Who it is that asks.
    pub async fn me(&self) -> Answer {
        self.send("GET", &format!("{API}/authentication"), None).await
    }
}

/// Somebody with an account.
#[derive(Clone)]
pub struct Member {
    /// Their machine.
    pub api: Api,
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
    authenticator: Option<Authenticator>,
    /// Their recovery codes.
    pub codes: Vec<String>,
}

impl Member {
    /// Somebody who has logged in just now.
    pub async fn logged_in(api: &Api) -> Self {
        let (email, password) = (format!("ada.{}@example.com", fresh()), format!("{}-otter-velvet", fresh()));
        let body = json!({"email": email, "name": "Ada Lovelace", "password": password});
        api.post("/authentication/register", body).await.gives(201);
        let member = Self { api: api.copied(), email, password, authenticator: None, codes: vec![] };
        member.log_in_at(&member.api).await.gives(200);
        member
    }

    /// Somebody who has turned two-factor authentication on just now.
    pub async fn protected(api: &Api) -> Self {
        let mut member = Self::logged_in(api).await;
        let told = member.api.order("/2fa/generate").await;
        let authenticator = Authenticator::scan(told.gives(200).json()["otpauthUrl"].as_str().unwrap());
        let code = authenticator.code_at(SystemClock.now());
        let answer = member.api.post("/2fa/turn-on", json!({CODE: code})).await;
        (member.codes, member.authenticator) = (answer.gives(200).recovery_codes(), Some(authenticator));
        member
    }

    /// Takes the first step of logging in, at this machine.
    pub async fn log_in_at(&self, api: &Api) -> Answer {
        api.log_in(&self.email, &self.password).await
    }

    /// The code after the one that turned it on. The window takes it before its time.
    pub fn next_code(&self) -> String {
        let step = SystemClock.now().seconds() / 30;
        self.authenticator.as_ref().unwrap().code_of_step(step + 1)
    }

    /// Digits that are no code.
    pub fn wrong_code(&self) -> String {
        self.authenticator.as_ref().unwrap().wrong_code_at(SystemClock.now())
    }
}
