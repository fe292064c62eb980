//! Features: everything of a noun, declared on one screen. A route must declare its access, or it does not compile.

use axum::{
    extract::{Request, State},
    handler::Handler,
    http::Method,
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodRouter, any, get, post},
};
use latchkey_core::{domain::invalid::FieldProblem, store::transfer::Table};
use leptos::{prelude::provide_context, server_fn::ServerFn};
use utoipa::openapi::{HttpMethod, RefOr, path::Paths, schema::Schema};
use utoipa_axum::router::UtoipaMethodRouter;

use super::{
    caller::{self, Caller},
    refusal::Refusal,
    route::{API, Access, Kind, Link, MAX_BODY, RouteFacts, Sentence},
    state::AppState,
};
use crate::l10n::Text;

/// A route.
#[derive(Clone)]
pub struct Route {
    /// Path in axum's syntax.
    pub path: String,
    /// Accepted methods. None: any.
    pub methods: Vec<Method>,
    /// Kind of the route.
    pub kind: Kind,
    /// Access that it requires.
    pub access: Access,
    /// Maximum body size in bytes for a client with a session.
    pub max_body: usize,
    /// Whether it catches what no route has: nothing is there for anybody.
    pub catches_the_rest: bool,
    handlers: MethodRouter<AppState>,
}

/// OpenAPI description of some operations, with their access.
#[derive(Clone)]
pub struct Described {
    /// Access that they require.
    pub access: Access,
    /// The operations, with paths relative to [`API`].
    pub paths: Paths,
    /// The schemas that they reference.
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

/// Everything that the site knows of a noun.
#[derive(Clone, Default)]
pub struct Feature {
    /// Routes.
    pub routes: Vec<Route>,
    /// Its part of the OpenAPI document.
    pub described: Vec<Described>,
    /// Links in the navigation.
    pub links: Vec<Link>,
    /// Messages for fields of its own.
    pub sentences: Vec<Sentence>,
    /// Tables for `db copy`.
    pub tables: Vec<&'static Table>,
}

impl Feature {
    /// Creates an empty feature.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a page.
    pub fn page<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.route(path, vec![Method::GET], (Kind::Page, access), get(handler))
    }

    /// Adds an HTML form: a server function, and the page to return to when it is refused.
    pub fn form<F>(self, access: Access, page: &'static str) -> Self
    where
        F: ServerFn + 'static,
    {
        let handler = async |State(state): State<AppState>, request: Request| {
            leptos_axum::handle_server_fns_with_context(move || provide_context(state.clone()), request).await
        };
        self.route(F::PATH, vec![Method::POST], (Kind::Form { page }, access), post(handler))
    }

    /// Adds operations of the JSON API on one path, from their handlers: `routes!(list, write)`.
    pub fn api(mut self, access: Access, (schemas, paths, handlers): UtoipaMethodRouter<AppState>) -> Self {
        for (path, item) in &paths.paths {
            let methods = methods_of(item);
            self = self.route(&format!("{API}{path}"), methods, (Kind::Api, access), handlers.clone());
        }
        self.described.push(Described { access, paths, schemas });
        self
    }

    /// Adds a document under the JSON API that is not an operation.
    pub fn api_document<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.route(path, vec![Method::GET], (Kind::Api, Access::Everybody), get(handler))
    }

    /// Adds an endpoint for machines.
    pub fn machine<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.route(path, vec![Method::GET], (Kind::Machine, Access::Everybody), get(handler))
    }

    /// Adds an endpoint that machines ask with any method: that of a request of somebody else's.
    pub fn asked_by_machines<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.route(path, vec![], (Kind::Machine, Access::Everybody), any(handler))
    }

    /// Answers all other paths below `path` with "not found", in the format of this kind of route.
    pub fn nothing_else(self, path: &'static str, kind: Kind) -> Self {
        let mut feature = self.route(path, vec![], (kind, Access::Everybody), any(async || Refusal::not_found()));
        feature.routes.iter_mut().rev().take(1).for_each(|route| route.catches_the_rest = true);
        feature
    }

    /// Sets the maximum body size in bytes of the previous route, for a client with a session.
    pub fn max_body(mut self, bytes: usize) -> Self {
        if let Some(route) = self.routes.last_mut() {
            route.max_body = bytes;
        }
        self
    }

    /// Adds a link to the navigation.
    pub fn link(mut self, label: Text, path: &'static str) -> Self {
        self.links.push(Link { label, path });
        self
    }

    /// Sets the message for a field of its own with this kind of problem, in place of the general one.
    pub fn sentence(mut self, field: &'static str, problem: FieldProblem, text: Text) -> Self {
        self.sentences.push(Sentence { field, problem, text });
        self
    }

    /// Adds a table.
    pub fn table(mut self, table: &'static Table) -> Self {
        self.tables.push(table);
        self
    }

    /// Facts about its routes for the outer layers. `feature` is its number.
    pub fn facts(&self, feature: usize) -> impl Iterator<Item = (String, RouteFacts)> {
        self.routes.iter().map(move |Route { path, kind, access, max_body, .. }| {
            (path.clone(), RouteFacts { kind: *kind, access: *access, max_body: *max_body, feature })
        })
    }

    fn route(
        mut self,
        path: &str,
        methods: Vec<Method>,
        (kind, access): (Kind, Access),
        handlers: MethodRouter<AppState>,
    ) -> Self {
        self.routes.push(Route {
            path: path.to_owned(),
            methods,
            kind,
            access,
            max_body: MAX_BODY,
            catches_the_rest: false,
            handlers,
        });
        self
    }
}

fn methods_of(item: &utoipa::openapi::PathItem) -> Vec<Method> {
    [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_ref().map(|_| method))
    .collect()
}

/// Lists the operations of a path.
pub fn operations(item: &mut utoipa::openapi::PathItem) -> Vec<(HttpMethod, &mut utoipa::openapi::path::Operation)> {
    [
        (HttpMethod::Get, item.get.as_mut()),
        (HttpMethod::Post, item.post.as_mut()),
        (HttpMethod::Put, item.put.as_mut()),
        (HttpMethod::Patch, item.patch.as_mut()),
        (HttpMethod::Delete, item.delete.as_mut()),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.map(|operation| (method, operation)))
    .collect()
}

impl Route {
    /// Builds the method router: its handlers behind the access check, inside the `layers` of its kind.
    pub fn mounted(
        self,
        state: &AppState,
        layers: impl FnOnce(Kind, MethodRouter<AppState>) -> MethodRouter<AppState>,
    ) -> (String, MethodRouter<AppState>) {
        let Self { path, methods, kind, access, catches_the_rest, handlers, .. } = self;
        // Nonexistent paths need no access check, and who asks with any method is a machine.
        if catches_the_rest || methods.is_empty() {
            return (path, handlers);
        }
        // The layer added last runs first.
        let handlers = layers(kind, handlers).fallback(async || Refusal::MethodNotAllowed);
        if kind == Kind::Machine {
            return (path, handlers);
        }
        (path, handlers.layer(from_fn_with_state((state.clone(), kind, access), admit)))
    }
}

/// Determines the caller, and enforces the access of a route.
async fn admit(State((state, kind, access)): State<(AppState, Kind, Access)>, request: Request, next: Next) -> Response {
    caller::recognise((&state, kind), request, |request| demand((&state, access), request, next)).await
}

async fn demand((state, access): (&AppState, Access), request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>().unwrap_or(&Caller::Anonymous);
    let met = match access {
        Access::Everybody => Ok(()),
        Access::PendingSignIn => caller.pending().map(drop),
        Access::SettingUp => caller.full_session().map(drop),
        Access::FullSession | Access::Protected => {
            caller.full_session().and_then(|who| who.protected(state.services())).map(drop)
        }
        Access::Administrator => caller.full_session().and_then(|who| who.administrator(state.services())).map(drop),
    };
    match met {
        Ok(()) => next.run(request).await,
        Err(error) => Refusal::from(error).into_response(),
    }
}
