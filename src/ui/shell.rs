//! The HTML document around every page.

use std::net::Ipv4Addr;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, StatusCode, Uri, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use leptos::{prelude::*, server_fn::error::ServerFnUrlError};

use super::{html::escaped, message::Message};
use crate::{
    domain::network::Network,
    web::{
        caller::Caller,
        client,
        cookies::{self, Name},
        form,
        state::AppState,
    },
};

/// A page is kept by nobody, and changed by nobody on its way: what minifiers take out, the islands need.
const NEVER_KEPT: (HeaderName, &str) = (header::CACHE_CONTROL, "no-store, no-transform");

/// How wide a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// One form.
    Narrow,
    /// Text.
    Normal,
    /// Two columns.
    Wide,
}

/// A page to be shown.
pub struct Page {
    /// Its title, without the service's name.
    pub title: &'static str,
    /// Its width.
    pub width: Width,
    /// What stands in it.
    pub body: AnyView,
}

/// A visit to a page: what was asked, and by whom.
pub struct Visit {
    /// What every request may use.
    pub state: AppState,
    /// Who is asking.
    pub caller: Caller,
    uri: Uri,
    headers: HeaderMap,
    network: Network,
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let caller = parts.extensions.get().cloned().unwrap_or_default();
        let network = Network::of(client::address(&parts.extensions));
        Ok(Self { state: state.clone(), caller, uri: parts.uri.clone(), headers: parts.headers.clone(), network })
    }
}

impl Visit {
    /// A visit by nobody known, for pages that are shown instead of another.
    pub fn of_nobody(state: &AppState) -> Self {
        let network = Network::of(Ipv4Addr::UNSPECIFIED.into());
        Self { state: state.clone(), caller: Caller::Anonymous, uri: Uri::default(), headers: HeaderMap::new(), network }
    }

    /// A parameter of the query.
    pub fn query(&self, name: &str) -> Option<String> {
        let pairs = url::form_urlencoded::parse(self.uri.query().unwrap_or_default().as_bytes());
        pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The page to go on to, if it is one of ours.
    pub fn next(&self) -> String {
        self.query("next").filter(|next| form::local_path(next).is_some()).unwrap_or_default()
    }

    /// What a form of this page was told before, when it was sent without WebAssembly.
    pub fn told(&self, endpoint: &str) -> Option<Message> {
        let path = self.query("__path")?;
        let error = self.query("__err")?;
        (path == endpoint).then(|| ServerFnUrlError::<Message>::decode_err(&error))
    }

    /// What was typed into this field of a form that was refused before.
    pub fn typed(&self, name: &str) -> String {
        let cookie = cookies::read(&self.headers, Name::Typed, &self.state.site().origin);
        form::typed_before(cookie, (self.state.auth(), self.network), name)
    }

    /// Shows a page.
    pub fn show(self, page: impl FnOnce() -> Page) -> Response {
        self.show_with_status(StatusCode::OK, page)
    }

    /// Shows a page under a status.
    pub fn show_with_status(self, status: StatusCode, page: impl FnOnce() -> Page) -> Response {
        let forget_typed = cookies::read(&self.headers, Name::Typed, &self.state.site().origin).is_some();
        let owner = Owner::new();
        let html = owner.with(|| document(&self, page()).to_html());
        drop(owner);
        let mut response = (status, [NEVER_KEPT], Html(format!("<!DOCTYPE html>{html}"))).into_response();
        if forget_typed {
            response.headers_mut().append(header::SET_COOKIE, cookies::clear(Name::Typed, &self.state.site().origin));
        }
        response
    }
}

fn document(visit: &Visit, page: Page) -> impl IntoView + use<> {
    let app_name = visit.state.auth().policy().app_name.clone();
    let title = format!("{} · {app_name}", page.title);
    let main = match page.width {
        Width::Narrow => "main main--narrow",
        Width::Normal => "main",
        Width::Wide => "main main--wide",
    };
    let body = super::shape::written_down(&page.body.to_html());
    // WebAssembly is fetched where an island stands, and nowhere else.
    let islands = body.contains("<leptos-island");
    // Whoever is signed in finds the form that signs out on every page.
    let forms = body.contains("<form") || visit.caller.full_session().is_ok();
    let watched = visit.state.site().reload_port.is_some();
    view! {
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#141b18"/>
                <title inner_html=escaped(&title)></title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href="/pkg/latchkey.css"/>
                {forms.then(|| view! { <script src="/forms.js" defer></script> })}
                {islands.then(|| view! {
                    <link rel="modulepreload" href="/pkg/latchkey.js"/>
                    <link rel="preload" href="/pkg/latchkey.wasm" r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                    <script type="module" src="/islands.js"></script>
                })}
                {watched.then(|| view! { <script type="module" src="/dev/reload.js"></script> })}
            </head>
            <body>
                <a class="skip-link" href="#main">"Skip to content"</a>
                {header(&app_name, visit)}
                <main class=main id="main" tabindex="-1" inner_html=body></main>
                <footer class="site-footer">
                    <div class="site-footer__inner">
                        <p>"Sign-in by Latchkey, run by the people who run this server."</p>
                        <p>"No trackers, no third parties."</p>
                    </div>
                </footer>
            </body>
        </html>
    }
}

fn header(app_name: &str, visit: &Visit) -> impl IntoView + use<> {
    let current = visit.uri.path().to_owned();
    let here = move |path: &str| current.starts_with(path).then_some("page");
    let links = match visit.caller.full_session() {
        Ok(who) => view! {
            <li><a class="site-nav__link" href="/posts" aria-current=here("/posts")>"Posts"</a></li>
            <li>
                <a class="site-nav__link" href="/account" aria-current=here("/account")>
                    "Account"<span class="site-nav__name">{who.account.name.to_string()}</span>
                </a>
            </li>
            <li><form action="/ui/sign_out" method="post"><button class="site-nav__link" type="submit">"Sign out"</button></form></li>
        }
        .into_any(),
        Err(_) => view! {
            <li><a class="site-nav__link" href="/sign-in" aria-current=here("/sign-in")>"Sign in"</a></li>
            <li><a class="site-nav__link" href="/register" aria-current=here("/register")>"Register"</a></li>
        }
        .into_any(),
    };
    view! {
        <header class="site-header">
            <div class="site-header__inner">
                <a class="wordmark" href="/">{super::parts::logo()}<span class="wordmark__name">{app_name.to_owned()}</span></a>
                <nav class="site-nav" aria-label="Main"><ul class="site-nav__list">{links}</ul></nav>
            </div>
        </header>
    }
}
