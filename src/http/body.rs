//! JSON bodies of the API. They are read into the documented structs, and all errors are reported at once.

use std::cell::{Cell, RefCell};

use axum::extract::{FromRequest, Request};
use latchkey_core::AuthError;
use serde::{
    de::{DeserializeOwned, Deserializer, Error, IntoDeserializer, MapAccess, Visitor, value::MapDeserializer},
    forward_to_deserialize_any,
};
use serde_json::{Map, Value};

use super::{field_error::FieldError, media_type, refusal::Refusal, route::RouteFacts, state::AppState};

/// A body, parsed into its documented struct. A missing text becomes an empty one, which the deed rejects, and a missing yes or no is no. A
/// value of another kind is rejected here.
pub struct Body<T> {
    /// The parsed fields.
    pub fields: T,
    state: AppState,
    route: Option<RouteFacts>,
    errors: Vec<FieldError>,
    unknown: bool,
}

impl<T: DeserializeOwned> FromRequest<AppState> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Refusal> {
        if !media_type::is(request.headers(), "application/json") {
            return Err(Refusal::UnsupportedMediaType);
        }
        let route = state.route_of(request.extensions());
        // The size was limited earlier (`http/limits.rs`).
        let bytes = axum::body::to_bytes(request.into_body(), usize::MAX).await.map_err(|_| Refusal::MalformedJson)?;
        let Ok(Object(object)) = serde_json::from_slice(&bytes) else { return Err(Refusal::MalformedJson) };
        let (errors, unknown) = (RefCell::default(), Cell::new(false));
        let known = Known { object, errors: &errors, unknown: &unknown };
        let fields = T::deserialize(known).map_err(|_| Refusal::MalformedJson)?;
        Ok(Self { fields, state: state.clone(), route, errors: errors.into_inner(), unknown: unknown.get() })
    }
}

impl<T> Body<T> {
    /// Requires one of these fields, and no more. Reports an error under the first one's name, unless one of them has an error already.
    pub fn demand_one_of(&mut self, names: &[&'static str], values: &[Option<&str>]) {
        let given = values.iter().flatten().count();
        if given != 1 && !self.errors.iter().any(|error| names.contains(&&*error.field)) {
            let sentence = format!("Give one of these: {}.", names.join(", "));
            self.errors.push(FieldError::new(names[0], sentence));
        }
    }

    /// Rejects fields that the API knows but this operation does not accept.
    pub fn demand_none_of(&mut self, fields: &[Option<&str>]) {
        self.unknown |= fields.iter().any(Option::is_some);
    }

    /// Combines the errors found here with those of the deed and refuses all of them at once.
    pub fn checked<C>(self, deed: Result<C, AuthError>) -> Result<C, Refusal> {
        let mut errors = self.errors;
        if self.unknown {
            errors.push(FieldError::new("", "There are fields that are not known here."));
        }
        if errors.is_empty() {
            return Ok(deed?);
        }
        if let Err(AuthError::Invalid(invalid)) = deed {
            let said: Vec<_> = invalid.iter().map(|invalid| FieldError::of(invalid, (&self.state, self.route))).collect();
            let new: Vec<_> = said.into_iter().filter(|new| errors.iter().all(|known| known.field != new.field)).collect();
            errors.extend(new);
        }
        Err(Refusal::Fields(errors))
    }
}

/// The name by which a field asks for an object of another standard, as its text.
const OBJECT: &str = "latchkey:object";

/// An object of another standard, which somebody else reads. `None` if it is missing.
#[derive(Clone, Debug, Default)]
pub struct ForeignObject(Option<String>);

impl ForeignObject {
    /// Its text, if there is one.
    pub fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl<'de> serde::Deserialize<'de> for ForeignObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl Visitor<'_> for Reader {
            type Value = ForeignObject;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_none<E: Error>(self) -> Result<ForeignObject, E> {
                Ok(ForeignObject(None))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<ForeignObject, E> {
                Ok(ForeignObject(Some(text.to_owned())))
            }
        }

        deserializer.deserialize_newtype_struct(OBJECT, Reader)
    }
}

/// A JSON object. A duplicate key is rejected: a reader of the first value and a reader of the last would disagree.
struct Object(Map<String, Value>);

impl<'de> serde::Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Object;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut fields = Map::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if fields.insert(name, value).is_some() {
                        return Err(A::Error::custom("a field that comes twice"));
                    }
                }
                Ok(Object(fields))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

/// Deserialises each field of the struct, including missing ones, and rejects all other fields in one message.
struct Known<'e> {
    object: Map<String, Value>,
    errors: &'e RefCell<Vec<FieldError>>,
    unknown: &'e Cell<bool>,
}

impl<'de> Deserializer<'de> for Known<'_> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(Self::Error::custom("a body is a struct with named fields"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        mut self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let (errors, unknown) = (self.errors, self.unknown);
        let fields: Vec<_> = names.iter().map(|name| (*name, Field { name, value: self.object.remove(*name), errors })).collect();
        let value = visitor.visit_map(MapDeserializer::new(fields.into_iter()))?;
        if !self.object.is_empty() {
            unknown.set(true);
        }
        Ok(value)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// A field of a body: a text, or absent if optional; or yes or no.
struct Field<'e> {
    name: &'static str,
    value: Option<Value>,
    errors: &'e RefCell<Vec<FieldError>>,
}

impl<'de> Field<'_> {
    /// Gives a text. A missing one is empty; a value of another kind is reported.
    fn visit_text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        let text = match self.value {
            Some(Value::String(text)) => text,
            None => String::new(),
            Some(_) => {
                self.errors.borrow_mut().push(FieldError::new(self.name, "This must be a text."));
                String::new()
            }
        };
        visitor.visit_string(text)
    }
}

/// Reads fields of other kinds than text as serde does: a wrong one makes the whole body malformed.
macro_rules! as_given {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            self.value.unwrap_or(Value::Null).$method(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Field<'_> {
    type Error = serde_json::Error;

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let is_so = match self.value {
            Some(Value::Bool(is_so)) => is_so,
            None => false,
            Some(_) => {
                self.errors.borrow_mut().push(FieldError::new(self.name, "This must be true or false."));
                false
            }
        };
        visitor.visit_bool(is_so)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.visit_text(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.visit_text(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        if self.value.is_some() { visitor.visit_some(self) } else { visitor.visit_none() }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.value.unwrap_or(Value::Null).deserialize_enum(name, variants, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.value.unwrap_or(Value::Null).deserialize_struct(name, fields, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        if name != OBJECT {
            return visitor.visit_newtype_struct(self);
        }
        match self.value {
            Some(object @ Value::Object(_)) => visitor.visit_str(&object.to_string()),
            None => visitor.visit_none(),
            Some(_) => {
                self.errors.borrow_mut().push(FieldError::new(self.name, "This must be an object."));
                visitor.visit_none()
            }
        }
    }

    as_given! {
        deserialize_any deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16
        deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64 deserialize_seq deserialize_map
    }

    forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, serde_json::Error> for Field<'_> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}
