//! The site: its features and all layers around them.

use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
    routing::MethodRouter,
};

use crate::{
    app, features,
    http::{
        client, compress, cross_site,
        feature::Feature,
        files, headers, host, limits, openapi, request_log,
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
        document: openapi::document(features),
    }
}

/// Builds the router with all routes of these features and all layers.
pub fn router(state: AppState, features: Vec<Feature>) -> Router {
    let around = |kind, handlers| of_kind(&state, kind, handlers);
    let routes = features.into_iter().flat_map(|feature| feature.routes);
    let router = routes.fold(Router::new(), |router, route| {
        let (path, handlers) = route.mounted(&state, around);
        router.route(&path, handlers)
    });
    router
        .fallback(files::file)
        // Layers for all requests. The layer added last runs first.
        .layer(from_fn_with_state(state.clone(), cross_site::cross_site))
        .layer(from_fn_with_state(state.clone(), limits::limited))
        .layer(from_fn_with_state(state.clone(), host::demand))
        .layer(from_fn_with_state(state.clone(), refused::render))
        .layer(compress::pages())
        .layer(from_fn_with_state(state.clone(), client::remember_address))
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .layer(from_fn_with_state(state.clone(), request_log::logged))
        .with_state(state)
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
