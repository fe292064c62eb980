//! An answer, and what it says.

use axum::http::HeaderMap;
use latchkey::{
    l10n::Locale,
    ui::{message::Message, told::sentence},
};
use leptos::server_fn::error::ServerFnUrlError;
use url::Url;

/// A `Set-Cookie` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetCookie {
    /// The cookie's name.
    pub name: String,
    /// Its value; empty where the cookie is taken away.
    pub value: String,
    /// `Max-Age` in seconds.
    pub max_age: Option<i64>,
    /// The attributes, in lower case.
    pub attributes: Vec<String>,
}

impl SetCookie {
    fn read(line: &str) -> Self {
        let mut parts = line.split(';').map(str::trim);
        let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).unwrap_or_else(|| panic!("Set-Cookie: {line}"));
        let attributes: Vec<String> = parts.map(str::to_lowercase).collect();
        let max_age = attributes.iter().find_map(|attribute| attribute.strip_prefix("max-age=")).map(|age| age.parse().unwrap());
        Self { name: name.to_owned(), value: value.to_owned(), max_age, attributes }
    }

    /// Whether it takes the cookie away.
    pub fn clears(&self) -> bool {
        self.max_age == Some(0)
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked, for the message of a failed test.
    pub asked: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Answer {
    /// A header, where it is there once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.get_all(name).iter();
        let value = all.next()?.to_str().unwrap();
        assert!(all.next().is_none(), "{}: {name} is there twice", self.asked);
        Some(value)
    }

    /// All `Set-Cookie` lines, in order, duplicates included.
    pub fn set_cookies(&self) -> Vec<SetCookie> {
        self.headers.get_all("set-cookie").iter().map(|line| SetCookie::read(line.to_str().unwrap())).collect()
    }

    /// The value that it gives to a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.set_cookies().into_iter().rev().find(|cookie| cookie.name == name && !cookie.clears()).map(|cookie| cookie.value)
    }

    /// Where it leads.
    pub fn location(&self) -> Option<&str> {
        self.header("location")
    }

    /// The page it leads to, without its query.
    pub fn page(&self) -> &str {
        self.location().unwrap_or_default().split('?').next().unwrap_or_default()
    }

    /// Why a form was refused: from the body (an island), or from where it leads (a plain form).
    pub fn refusal(&self) -> Option<Message> {
        if self.header("content-type").is_some_and(|kind| kind.starts_with("application/json")) && self.status >= 400 {
            let told: serde_json::Value = serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"));
            return Some(serde_json::from_value(told["reason"].clone()).unwrap_or_else(|_| panic!("{self:?}")));
        }
        let url = Url::parse("http://x").unwrap().join(self.location()?).unwrap();
        let query = |wanted: &str| url.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
        let at_the_door = match (url.path(), query("notice").as_deref()) {
            ("/sign-in", Some("session-ended" | "sign-in-first")) => Some(Message::NotSignedIn),
            ("/sign-in", Some("sign-in-over")) => Some(Message::SignInOver),
            _ => None,
        };
        at_the_door.or_else(|| query("__err").map(|error| ServerFnUrlError::<Message>::decode_err(&error)))
    }

    /// Why the form was refused.
    #[track_caller]
    pub fn told(&self) -> Message {
        self.refusal().unwrap_or_else(|| panic!("this was to be refused: {self:#?}"))
    }

    /// The form was taken, and leads to this page: with this query, if one is named.
    #[track_caller]
    pub fn leads_to(&self, path: &str) -> &Self {
        assert!(matches!(self.status, 200 | 302 | 303) && self.refusal().is_none(), "this was to be taken: {self:#?}");
        let page = if path.contains('?') { self.location().unwrap_or_default() } else { self.page() };
        assert_eq!(page, path, "{self:#?}");
        self
    }

    /// A page is shown.
    #[track_caller]
    pub fn shows(&self) -> &Self {
        assert_eq!(self.status, 200, "this was to be shown: {self:#?}");
        self
    }

    /// Whether a sentence stands in the page.
    pub fn says(&self, sentence: &str) -> bool {
        let escaped = sentence.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let quoted = escaped.replace('\'', "&#x27;");
        self.body.contains(&escaped) || self.body.contains(&quoted) || self.body.contains(&escaped.replace('\'', "&#39;"))
    }

    /// How often a sentence stands in the text that a person sees: not in attributes, and not as a link of the summary, which leads
    /// there.
    pub fn times(&self, sentence: &str) -> usize {
        let of = |ending: &str| self.body.matches(&format!(">{sentence}<{ending}")).count();
        of("") - of("/a>")
    }
}

/// What a message says to the person, in English: its sentences, of whichever field.
pub fn sentences(message: &Message) -> Vec<String> {
    let english = Locale::english();
    match message {
        Message::Invalid(all) => all.iter().map(|invalid| english.about(invalid)).collect(),
        other => vec![sentence(other, english)],
    }
}
