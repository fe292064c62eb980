//! The site: its features and all layers around them.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
    routing::MethodRouter,
};

use crate::{
    app, features,
    http::{
        client, compress, cross_site,
        feature::Feature,
        files,
        headers::{self, Defaults},
        host, limits, openapi, request_log,
        route::{Kind, SiteMap},
        state::AppState,
    },
    ui::{form::layers, refused},
};

/// All features, including the application's own.
pub fn features() -> Vec<Feature> {
    features::all().into_iter().chain(app::all()).collect()
}

/// Collects the facts of these features.
pub fn map(features: &[Feature]) -> SiteMap {
    SiteMap {
        routes: features.iter().enumerate().flat_map(|(number, feature)| feature.facts(number)).collect(),
        links: features.iter().flat_map(|feature| feature.links.iter().copied()).collect(),
        sentences: features.iter().map(|feature| feature.sentences.clone()).collect(),
        tables: features.iter().flat_map(|feature| feature.tables.iter().copied()).collect(),
        document: openapi::document(features),
    }
}

/// Builds the router with all routes of these features and all layers.
pub fn router(state: AppState, features: Vec<Feature>) -> Router {
    let layered = |kind, handlers| of_kind(&state, kind, handlers);
    let routes = features.into_iter().flat_map(|feature| feature.routes);
    let router = routes.fold(Router::new(), |router, route| {
        let (path, handlers) = route.mounted(&state, layered);
        router.route(&path, handlers)
    });
    router
        .fallback(files::file)
        .layer(from_fn_with_state((state.clone(), Arc::new(Defaults::of(state.site()))), around))
        .layer(compress::pages())
        .with_state(state)
}

/// All layers around every request, the outermost first. One function: axum clones a stack of layers for each request, and each layer
/// clones what is inside it.
async fn around(State((state, defaults)): State<(AppState, Arc<Defaults>)>, request: Request, next: Next) -> Response {
    let (state, inside) = (&state, state.clone());
    let counting = state.site().requests.as_ref().map(|requests| (requests, requests.begin(&request)));
    let response = request_log::logged(state, request, |request| {
        headers::secure(&defaults, request, |request| {
            client::remember_address(state, request, |request| {
                refused::render(state, request, |request| {
                    host::demand(state, request, |request| {
                        // It runs in a task of its own from here on.
                        limits::limited(state, request, |request| async move {
                            cross_site::cross_site(&inside, request, |request| next.run(request)).await
                        })
                    })
                })
            })
        })
    })
    .await;
    if let Some((requests, begun)) = counting {
        requests.end(begun, response.status());
    }
    response
}

/// Adds the layers for routes of one kind.
fn of_kind(state: &AppState, kind: Kind, handlers: MethodRouter<AppState>) -> MethodRouter<AppState> {
    match kind {
        // The layer added last runs first.
        Kind::Form { page } => handlers
            .layer(from_fn(layers::demand_form))
            .layer(from_fn_with_state(state.clone(), layers::answer_island))
            .layer(from_fn_with_state((state.clone(), page), layers::name_the_page)),
        Kind::Page | Kind::Api | Kind::Machine => handlers,
    }
}
