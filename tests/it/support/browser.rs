//! A browser, as far as the app can tell: cookies, `Referer`, `Origin`, and forms sent with and without WebAssembly.

use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use latchkey_core::domain::time::{Clock, Timestamp};

use super::{Answer, House};

/// The cookie of a known device.
pub const DEVICE: &str = "latchkey-device";
/// The cookie of the accounts that trust a browser.
pub const TRUST: &str = "latchkey-trust";

/// How a form is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By an island, which stays on its page and reads the answer.
    Island,
    /// By the browser itself, which is redirected.
    Plain,
}

impl Way {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Island, Self::Plain];
}

#[derive(Clone, Debug)]
struct Cookie {
    name: String,
    value: String,
    until: Option<Timestamp>,
}

/// A browser. Its clones are tabs of it: they share their cookies.
#[derive(Clone)]
pub struct Browser {
    house: House,
    way: Way,
    jar: Arc<Mutex<Vec<Cookie>>>,
    page: Arc<Mutex<String>>,
    extra: Vec<(HeaderName, HeaderValue)>,
}

impl Browser {
    /// A new one, without cookies.
    pub fn new(house: &House, way: Way) -> Self {
        Self { house: house.clone(), way, jar: Arc::default(), page: Arc::default(), extra: vec![] }
    }

    /// Another one, with copies of the cookies.
    pub fn copied(&self) -> Self {
        let jar = Arc::new(Mutex::new(self.jar.lock().unwrap().clone()));
        Self { jar, page: Arc::default(), ..self.clone() }
    }

    /// The same browser, led to another server of the same installation.
    pub fn led_to(&self, house: &House) -> Self {
        Self { house: house.clone(), ..self.clone() }
    }

    /// The same tab, sending another header with everything.
    pub fn with_header(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other.extra.retain(|(former, _)| former != name);
        other.extra.push((name.parse().unwrap(), value.parse().unwrap()));
        other
    }

    /// The same tab, sending forms in this way.
    pub fn in_way(&self, way: Way) -> Self {
        Self { way, ..self.clone() }
    }

    /// A cookie that would be sent now.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.live().into_iter().find(|cookie| cookie.name == name).map(|cookie| cookie.value)
    }

    /// The names of the cookies that would be sent now, but for those of a known and of a trusted device, which are no part of any session.
    pub fn cookie_names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.live().into_iter().map(|cookie| cookie.name).filter(|name| name != DEVICE && name != TRUST).collect();
        names.sort();
        names
    }

    /// Puts a cookie in, as somebody does who plants or replays one.
    pub fn plant(&self, name: &str, value: &str) -> &Self {
        self.remove(name);
        self.jar.lock().unwrap().push(Cookie { name: name.into(), value: value.into(), until: None });
        self
    }

    /// Takes a cookie out.
    pub fn remove(&self, name: &str) -> &Self {
        self.jar.lock().unwrap().retain(|cookie| cookie.name != name);
        self
    }

    fn live(&self) -> Vec<Cookie> {
        let now = self.house.clock.now();
        self.jar.lock().unwrap().iter().filter(|cookie| cookie.until.is_none_or(|until| now < until)).cloned().collect()
    }

    fn keep(&self, answer: &Answer) {
        let now = self.house.clock.now();
        for set in answer.set_cookies() {
            self.house.learn_token(&set.value);
            self.remove(&set.name);
            if !set.clears() {
                let until = set.max_age.map(|age| Timestamp(now.0 + 1000 * age));
                self.jar.lock().unwrap().push(Cookie { name: set.name, value: set.value, until });
            }
        }
    }

    /// Opens a page, by its path or by its whole URL.
    pub async fn get(&self, path: &str) -> Answer {
        let path = path.strip_prefix(&self.house.origin).unwrap_or(path);
        let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let answer = self.send("GET", path, &[("accept", accept), ("sec-fetch-site", "none")], "").await;
        if answer.status == 200 {
            *self.page.lock().unwrap() = path.to_owned();
        }
        answer
    }

    /// Sends a form, in this browser's way. A refusal lets nobody in, whatever it is about.
    pub async fn submit(&self, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
        let before = self.house.session_ids().await;
        let answer = self.send_form(endpoint, fields).await;
        if answer.refusal().is_some() {
            assert!(self.house.session_ids().await.is_subset(&before), "refused, and a session was opened: {answer:#?}");
        }
        answer
    }

    /// Sends a form without looking at the database, for what happens at once.
    pub async fn send_form(&self, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let referer = format!("{}{}", self.house.origin, self.page.lock().unwrap());
        let origin = self.house.origin.clone();
        let accept = match self.way {
            Way::Island => "application/json",
            Way::Plain => "text/html,application/xhtml+xml",
        };
        let headers = [
            ("accept", accept),
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", &origin),
            ("referer", &referer),
            ("sec-fetch-site", "same-origin"),
        ];
        self.send("POST", endpoint, &headers, &body).await
    }

    /// Sends anything. Cookies go along and are kept; this browser's extra headers replace what is given here.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let cookies: Vec<String> = self.live().iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        if !cookies.is_empty() {
            all.insert("cookie", cookies.join("; ").parse().unwrap());
        }
        for (name, value) in &self.extra {
            all.insert(name, value.clone());
        }
        let answer = self.house.ask(method, path, all, body).await;
        self.keep(&answer);
        answer
    }
}
