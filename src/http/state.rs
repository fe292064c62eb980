//! State shared by all requests.

use std::{mem::discriminant, path::PathBuf, sync::Arc, time::Duration};

use axum::{
    extract::MatchedPath,
    http::{Extensions, HeaderMap, header},
};
use ipnet::IpNet;
use latchkey_core::{
    Services,
    domain::{gate::Gate, invalid::Invalid, language::LanguageTag, origin::Origin},
    store::transfer::Table,
};
use utoipa::openapi::OpenApi;

use super::{
    assets::Assets,
    base::BASE,
    brand::Brand,
    cookies::{self, Name},
    requests::Requests,
    route::{Link, RouteFacts, SiteMap},
    stills::Stills,
};
use crate::{
    config::Setting,
    l10n::{Locale, Text},
    mail::Post,
};

/// State shared by all requests. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    services: Arc<Services>,
    site: Site,
    map: SiteMap,
    stills: Stills,
}

/// Site settings of the operator.
#[derive(Clone, Debug)]
pub struct Site {
    /// The public origin, such as `https://id.example.com`.
    pub origin: Origin,
    /// Folder with the compiled WebAssembly, style sheet and public files. `None`: they are in the program.
    pub root: Option<PathBuf>,
    /// Proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// If true, HSTS includes subdomains.
    pub hsts_include_subdomains: bool,
    /// Deadline for a request.
    pub deadline: Duration,
    /// Addresses of those files.
    pub assets: Assets,
    /// The operator's own look.
    pub brand: Brand,
    /// If true, the languages for tests can be chosen.
    pub pseudo_locales: bool,
    /// The port of `cargo leptos watch`, while it runs.
    pub reload_port: Option<u16>,
    /// What sends letters, if anything does.
    pub post: Option<Arc<Post>>,
    /// True if the site shares its origin with the application that it guards.
    pub guards: bool,
    /// The rules of applications.
    pub gate: Gate,
    /// The settings in force, without secrets.
    pub settings: Vec<Setting>,
    /// Where requests are counted, if metrics are on.
    pub requests: Option<Arc<Requests>>,
}

impl Site {
    /// The path below which it is.
    pub fn base(&self) -> &'static str {
        if self.guards { BASE } else { "" }
    }
}

impl AppState {
    /// Creates the state.
    pub fn new(services: Arc<Services>, site: Site, map: SiteMap) -> Self {
        Self(Arc::new(Inner { services, site, map, stills: Stills::default() }))
    }

    /// The services for the deeds.
    pub fn services(&self) -> &Arc<Services> {
        &self.0.services
    }

    /// The site settings.
    pub fn site(&self) -> &Site {
        &self.0.site
    }

    /// The pages that are rendered once.
    pub fn stills(&self) -> &Stills {
        &self.0.stills
    }

    /// The links of the navigation.
    pub fn links(&self) -> &[Link] {
        &self.0.map.links
    }

    /// The message of a route's own feature for an invalid field, if it has one.
    pub fn own_sentence(&self, route: Option<RouteFacts>, Invalid { field, problem }: &Invalid) -> Option<Text> {
        let kind = discriminant(problem);
        let mut own = self.0.map.sentences.get(route?.feature)?.iter();
        own.find(|own| own.field == field && discriminant(&own.problem) == kind).map(|own| own.text)
    }

    /// The language for a person: what the account says, what this browser's cookie says, or what the browser asks for.
    pub fn locale_for(&self, account: Option<&LanguageTag>, headers: &HeaderMap) -> &'static Locale {
        let cookie = cookies::read(headers, Name::Language, &self.site().origin);
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Locale::for_person([account.map(LanguageTag::as_str), cookie], accepted, self.site().pseudo_locales)
    }

    /// Facts about the route of a request, once axum has matched it.
    pub fn route_of(&self, extensions: &Extensions) -> Option<RouteFacts> {
        self.0.map.routes.get(extensions.get::<MatchedPath>()?.as_str()).copied()
    }

    /// The application's tables.
    pub fn tables(&self) -> &[&'static Table] {
        &self.0.map.tables
    }

    /// The OpenAPI document.
    pub fn document(&self) -> &OpenApi {
        &self.0.map.document
    }
}
