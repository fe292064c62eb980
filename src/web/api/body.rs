//! Bodies: a JSON object of known fields, all complaints at once.

use axum::extract::{FromRequest, Request};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::problem::{self, FieldError, Problem};
use crate::{
    auth::AuthError,
    web::{media_type, state::AppState},
};

/// A JSON object, its fields to be taken one by one.
pub struct Body {
    fields: Map<String, Value>,
    errors: Vec<FieldError>,
}

/// The fields of an object. One that comes twice is refused: whoever reads the first and whoever reads the last would not agree.
struct Fields(Map<String, Value>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Fields;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Map::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if fields.insert(name, value).is_some() {
                        return Err(A::Error::custom("a field that comes twice"));
                    }
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

impl FromRequest<AppState> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Problem> {
        if !media_type::is(request.headers(), "application/json") {
            return Err(Problem::unsupported_media_type());
        }
        // Bounded before it comes here (`web/finish.rs`).
        let bytes = axum::body::to_bytes(request.into_body(), usize::MAX).await.map_err(|_| Problem::malformed())?;
        match serde_json::from_slice(&bytes) {
            Ok(Fields(fields)) => Ok(Self { fields, errors: Vec::new() }),
            Err(_) => Err(Problem::malformed()),
        }
    }
}

impl Body {
    /// Takes a text; an absent one is as an empty one, of which the deed complains.
    pub fn text(&mut self, field: &'static str) -> String {
        self.optional_text(field).unwrap_or_default()
    }

    /// Takes a text that may be absent.
    pub fn optional_text(&mut self, field: &'static str) -> Option<String> {
        match self.fields.remove(field) {
            Some(Value::String(text)) => Some(text),
            None => None,
            Some(_) => {
                self.complain(field, "This must be a text.");
                None
            }
        }
    }

    /// Demands one of two fields, and not both.
    pub fn one_of(&mut self, first: &'static str, second: &'static str) -> (Option<String>, Option<String>) {
        let before = self.errors.len();
        let found = (self.optional_text(first), self.optional_text(second));
        let both_or_none = found.0.is_some() == found.1.is_some();
        if both_or_none && self.errors.len() == before {
            self.complain(first, "Give either a code or a recovery code.");
        }
        found
    }

    /// Ends the taking: complains of what was wrong here, of fields that nobody knows, and of what the deed itself would say of
    /// the others (`checked`), all at once.
    pub fn done<T>(mut self, checked: Result<T, AuthError>) -> Result<T, Problem> {
        if !self.fields.is_empty() {
            self.complain("", "There are fields that are not known here.");
        }
        if self.errors.is_empty() {
            return Ok(checked?);
        }
        if let Err(AuthError::Invalid(invalid)) = checked {
            let others = problem::field_errors(&invalid).into_iter();
            let new: Vec<_> = others.filter(|error| self.errors.iter().all(|known| known.field != error.field)).collect();
            self.errors.extend(new);
        }
        Err(Problem::invalid(self.errors))
    }

    fn complain(&mut self, field: &'static str, message: &str) {
        self.errors.push(FieldError { field: field.into(), message: message.to_owned() });
    }
}
