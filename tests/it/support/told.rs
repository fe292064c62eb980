//! What the JSON API answers, as tests read it.

use serde_json::Value;

use super::Answer;

/// Where the door is.
pub const API: &str = "/api/v1";
/// The field of a code.
pub const CODE: &str = "twoFactorAuthenticationCode";
/// The field of a recovery code.
pub const RECOVERY_CODE: &str = "recoveryCode";
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
