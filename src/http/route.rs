//! What is said of a route, and of all of them, apart from their handlers.

use std::collections::HashMap;

use utoipa::openapi::OpenApi;

/// Where the JSON API begins.
pub const API: &str = "/api/v1";

/// The largest body, where a route does not say otherwise, and of whoever shows no session.
pub const MAX_BODY: usize = 16 * 1024;

/// What a route demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing.
    Everybody,
    /// A sign-in that waits for its second factor.
    PendingSignIn,
    /// A live session with every factor that its account has.
    FullSession,
    /// The same, of an account that has a second factor if the policy demands one: what the service is for.
    Protected,
}

/// What a route is for, by which a refusal is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page.
    Page,
    /// A form's endpoint. A form that is refused leads back to its page.
    Form {
        /// The path of the page.
        page: &'static str,
    },
    /// The JSON API, which never renews a session by itself: programs call `refresh`.
    Api,
    /// What machines ask, under any name of the host. Nobody is asked who they are: it answers while the database does not.
    Machine,
}

/// A link of the navigation, for whoever is signed in.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// What it says.
    pub label: &'static str,
    /// Where it leads.
    pub path: &'static str,
}

/// What the outer layers ask of a route.
#[derive(Clone, Copy, Debug)]
pub struct RouteFacts {
    /// What it is for.
    pub kind: Kind,
    /// What it demands.
    pub access: Access,
    /// The largest body that it takes from somebody with a session, in bytes.
    pub max_body: usize,
}

/// What the features say of themselves, collected.
#[derive(Default)]
pub struct SiteMap {
    /// Each route by its path, as axum matches it.
    pub routes: HashMap<String, RouteFacts>,
    /// The links of the navigation.
    pub links: Vec<Link>,
    /// Sentences for fields of one's own application that were left empty.
    pub when_empty: HashMap<&'static str, &'static str>,
    /// The description of the JSON API.
    pub document: OpenApi,
}
