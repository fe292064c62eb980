//! Facts about routes and about the whole site, independent of handlers.

use std::collections::HashMap;

use latchkey_core::{domain::invalid::FieldProblem, store::transfer::Table};
use utoipa::openapi::OpenApi;

use crate::l10n::Text;

/// Path prefix of the JSON API.
pub const API: &str = "/api/v1";

/// Maximum body size in bytes: the default of a route, and the limit for a client without a session.
pub const MAX_BODY: usize = 16 * 1024;

/// Access that a route requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing.
    Everybody,
    /// A pending sign-in.
    PendingSignIn,
    /// A live session with all factors that its account has, also where the policy requires a second one that it does not have yet: for
    /// setting that up.
    SettingUp,
    /// The same, with a second factor if the policy requires one. For Latchkey's own routes.
    FullSession,
    /// The same for the application's own routes.
    Protected,
    /// An administrator with a second factor, who has proved every factor within the last five minutes. For anybody else there is nothing.
    Administrator,
}

impl Access {
    /// True if only a signed-in person has it: whoever is not is led back there after signing in.
    pub const fn needs_session(self) -> bool {
        match self {
            Self::SettingUp | Self::FullSession | Self::Protected | Self::Administrator => true,
            Self::Everybody | Self::PendingSignIn => false,
        }
    }
}

/// Kind of a route. It decides how a refusal is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page.
    Page,
    /// The endpoint of an HTML form. A rejected form returns to its page.
    Form {
        /// Path of the page.
        page: &'static str,
    },
    /// The JSON API. It never renews a session implicitly: programs call `refresh`.
    Api,
    /// For machines, under any host name. The caller is not determined, so it works without the database.
    Machine,
}

/// A link in the navigation, for signed-in people.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// Label.
    pub label: Text,
    /// Path.
    pub path: &'static str,
}

/// A message of the application for a field of its own, in place of the general one.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    /// Name of the field.
    pub field: &'static str,
    /// Kind of problem; numbers in it do not matter.
    pub problem: FieldProblem,
    /// The message.
    pub text: Text,
}

/// Facts about a route for the outer layers.
#[derive(Clone, Copy, Debug)]
pub struct RouteFacts {
    /// Kind.
    pub kind: Kind,
    /// Access that it requires.
    pub access: Access,
    /// Maximum body size in bytes for a client with a session.
    pub max_body: usize,
    /// Number of its feature.
    pub feature: usize,
}

/// Collected facts of all features.
#[derive(Default)]
pub struct SiteMap {
    /// Facts about each route, by path in axum's syntax.
    pub routes: HashMap<String, RouteFacts>,
    /// Links in the navigation.
    pub links: Vec<Link>,
    /// Messages for the application's own fields, by feature.
    pub sentences: Vec<Vec<Sentence>>,
    /// The application's tables.
    pub tables: Vec<&'static Table>,
    /// The OpenAPI document.
    pub document: OpenApi,
}
