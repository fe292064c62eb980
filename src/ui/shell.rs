//! The HTML document around every page.

use axum::{
    http::{HeaderName, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use leptos::{
    prelude::*,
    server_fn::{ServerFn, error::ServerFnUrlError},
};

use super::{html::escaped, message::Message};
use crate::{
    http::{cookies::Name, visitor::Visitor},
    paths::{ACCOUNT, HOME, REGISTER, SIGN_IN, SIGN_OUT},
};

/// Caches must not store pages, and proxies must not change them: minifiers remove what the islands need.
const NEVER_KEPT: (HeaderName, &str) = (header::CACHE_CONTROL, "no-store, no-transform");

/// Width of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// One form.
    Narrow,
    /// Text.
    Normal,
    /// Two columns.
    Wide,
}

/// A page to render.
pub struct Page {
    /// Title without the service's name.
    pub title: &'static str,
    /// Width.
    pub width: Width,
    /// Content.
    pub body: AnyView,
}

/// The previous message of a form on this page, if it was submitted without WebAssembly.
pub fn told<F: ServerFn>(visitor: &Visitor) -> Option<Message> {
    let path = visitor.query("__path")?;
    let error = visitor.query("__err")?;
    (path == F::PATH).then(|| ServerFnUrlError::<Message>::decode_err(&error))
}

/// Renders a page.
pub fn show(visitor: &Visitor, page: impl FnOnce() -> Page) -> Response {
    show_with_status(visitor, StatusCode::OK, page)
}

/// Renders a page with a status.
pub fn show_with_status(visitor: &Visitor, status: StatusCode, page: impl FnOnce() -> Page) -> Response {
    let owner = Owner::new();
    let html = owner.with(|| document(visitor, page()).to_html());
    drop(owner);
    let response = (status, [NEVER_KEPT], Html(format!("<!DOCTYPE html>{html}"))).into_response();
    // The previous input is shown once.
    let forget: &[Name] = if visitor.cookie(Name::Typed).is_some() { &[Name::Typed] } else { &[] };
    visitor.without(forget, response)
}

fn document(visitor: &Visitor, page: Page) -> impl IntoView + use<> {
    let app_name = visitor.services().policy().app_name.clone();
    let title = format!("{} · {app_name}", page.title);
    let main = match page.width {
        Width::Narrow => "main main--narrow",
        Width::Normal => "main",
        Width::Wide => "main main--wide",
    };
    let body = super::shape::written_down(&page.body.to_html());
    // Only pages with an island load WebAssembly.
    let islands = body.contains("<leptos-island");
    // Every page of a signed-in person has the sign-out form.
    let forms = body.contains("<form") || visitor.full_session().is_ok();
    let watched = visitor.state.site().reload_port.is_some();
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
                {header(&app_name, visitor)}
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

fn header(app_name: &str, visitor: &Visitor) -> impl IntoView + use<> {
    let current = visitor.uri.path().to_owned();
    let here = move |path: &str| current.starts_with(path).then_some("page");
    let links = match visitor.full_session() {
        Ok(who) => view! {
            {visitor.state.links().iter().map(|link| view! {
                <li><a class="site-nav__link" href=link.path aria-current=here(link.path)>{link.label}</a></li>
            }).collect_view()}
            <li>
                <a class="site-nav__link" href=ACCOUNT aria-current=here(ACCOUNT)>
                    "Account"<span class="site-nav__name">{who.account().name.to_string()}</span>
                </a>
            </li>
            <li><form action=SIGN_OUT method="post"><button class="site-nav__link" type="submit">"Sign out"</button></form></li>
        }
        .into_any(),
        Err(_) => view! {
            <li><a class="site-nav__link" href=SIGN_IN aria-current=here(SIGN_IN)>"Sign in"</a></li>
            <li><a class="site-nav__link" href=REGISTER aria-current=here(REGISTER)>"Register"</a></li>
        }
        .into_any(),
    };
    view! {
        <header class="site-header">
            <div class="site-header__inner">
                <a class="wordmark" href=HOME>{super::parts::logo()}<span class="wordmark__name">{app_name.to_owned()}</span></a>
                <nav class="site-nav" aria-label="Main"><ul class="site-nav__list">{links}</ul></nav>
            </div>
        </header>
    }
}
