//! The HTML document around every page.

use std::sync::Arc;

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use hydration_context::SsrSharedContext;
use latchkey_core::{
    domain::{account::Role, registration::WhoMayRegister},
    sign_in::recovery_wait,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::html::escaped;
use crate::{
    features::language::form::ChooseLanguage,
    http::{base, compress::Uncompressed, cookies::Name, visitor::Visitor},
    l10n::Locale,
    paths::{ACCOUNT, ADMIN, HOME, REGISTER, SIGN_IN, SIGN_OUT},
};

/// Caches must not store pages, and proxies must not change them.
const NEVER_KEPT: (HeaderName, &str) = (header::CACHE_CONTROL, "no-store, no-transform");
/// What a page depends on beside its address.
const VARIES: (HeaderName, &str) = (header::VARY, "accept-language, cookie");

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
    title: String,
    refused: bool,
    secret: bool,
    width: Width,
    body: AnyView,
}

impl Page {
    /// A page with this title, without the service's name.
    pub fn new(title: String, width: Width, body: impl IntoView + 'static) -> Self {
        Self { title, refused: false, secret: false, width, body: body.into_any() }
    }

    /// Says in the title whether a form of the page was refused before.
    pub fn refused(self, refused: bool) -> Self {
        Self { refused, ..self }
    }

    /// Marks a page that shows a secret. It is not compressed: the length of a compressed answer could tell what is in it.
    pub fn secret(self) -> Self {
        Self { secret: true, ..self }
    }
}

/// Renders a page.
pub fn show(visitor: &Visitor, page: impl FnOnce() -> Page) -> Response {
    show_with_status(visitor, StatusCode::OK, page)
}

/// Renders a page with a status.
pub fn show_with_status(visitor: &Visitor, status: StatusCode, page: impl FnOnce() -> Page) -> Response {
    // Children of an island are rendered in the page's context: they are not the island's own.
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let (html, secret) = owner.with(|| {
        let page = page();
        let secret = page.secret;
        // Nothing that the server renders is hydrated, so the marks between texts are for nobody. In a text `<` is escaped.
        (base::page(document(visitor, page).to_html().replace("<!>", ""), visitor.state.site().base()), secret)
    });
    drop(owner);
    let mut response = (status, [NEVER_KEPT, VARIES], Html(format!("<!DOCTYPE html>{html}"))).into_response();
    if let Ok(language) = HeaderValue::from_str(visitor.locale.tag().as_str()) {
        response.headers_mut().insert(header::CONTENT_LANGUAGE, language);
    }
    if secret {
        response.extensions_mut().insert(Uncompressed);
    }
    // The previous input is shown once.
    let forget: &[Name] = if visitor.cookie(Name::Typed).is_some() { &[Name::Typed] } else { &[] };
    visitor.without(forget, response)
}

/// The whole title: what the page is, and whose.
pub fn whole_title(visitor: &Visitor, title: &str) -> String {
    format!("{title} · {}", visitor.services().policy().app_name)
}

/// That somebody waits for the second factors to be taken off, with the way to the page that stops it.
fn alarm(locale: &Locale) -> impl IntoView + use<> {
    view! {
        <div class="alert alert--danger" role="alert">
            <p><a href=ACCOUNT>{locale.recovery_alarm_title()}</a></p>
        </div>
    }
}

fn document(visitor: &Visitor, page: Page) -> impl IntoView + use<> {
    let locale = visitor.locale;
    let app_name = visitor.services().policy().app_name.clone();
    let title = if page.refused { locale.title_refused(&page.title) } else { page.title };
    let title = whole_title(visitor, &title);
    let main = match page.width {
        Width::Narrow => "main main--narrow",
        Width::Normal => "main",
        Width::Wide => "main main--wide",
    };
    let body = page.body.to_html();
    // Whoever is signed in is told on every page but the one that tells more.
    let waits = recovery_wait::may_wait(visitor.services());
    let alarmed =
        waits && visitor.full_session().is_ok_and(|who| who.account().recovery.is_some()) && !body.contains("data-recovery");
    let body = if alarmed { alarm(locale).to_html() + &body } else { body };
    // Only pages with an island load WebAssembly.
    let islands = body.contains("<leptos-island");
    let link = body.contains("data-from-fragment");
    // Every page of a signed-in person has the sign-out form.
    let forms = body.contains("<form") || visitor.full_session().is_ok();
    let watched = visitor.state.site().reload_port.is_some();
    let brand = &visitor.state.site().brand;
    let file = |name: &str| visitor.state.site().assets.address(name);
    view! {
        <html lang=locale.tag().to_string() dir=locale.language_direction()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#141b18"/>
                <title inner_html=escaped(&title)></title>
                <link rel="icon" href=file("favicon.svg") type="image/svg+xml"/>
                <link rel="stylesheet" href=file("latchkey.css")/>
                {brand.style_sheet().map(|sheet| view! { <link rel="stylesheet" href=file(&sheet.name)/> })}
                {forms.then(|| view! { <script src=file("forms.js") defer></script> })}
                {link.then(|| view! { <script type="module" src=file("link.js")></script> })}
                {islands.then(|| view! {
                    <link rel="modulepreload" href=file("latchkey.js")/>
                    <link rel="preload" href=file("latchkey.wasm") r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                    <script type="module" src=file("islands.js")></script>
                })}
                {watched.then(|| view! { <script type="module" src="/dev/reload.js"></script> })}
            </head>
            <body>
                <a class="skip-link" href="#main">{locale.skip_to_content()}</a>
                {header(&app_name, visitor)}
                <main class=main id="main" tabindex="-1" inner_html=body></main>
                {footer(visitor)}
            </body>
        </html>
    }
}

fn header(app_name: &str, visitor: &Visitor) -> impl IntoView + use<> {
    let locale = visitor.locale;
    let current = visitor.uri.path().to_owned();
    let here = move |path: &str| current.starts_with(path).then_some("page");
    let may_register = visitor.services().policy().registration != WhoMayRegister::Nobody;
    let links = match visitor.full_session() {
        Ok(who) => view! {
            {visitor.state.links().iter().map(|link| view! {
                <li><a class="site-nav__link" href=link.path aria-current=here(link.path)>{(link.label)(locale)}</a></li>
            }).collect_view()}
            {(who.account().role == Role::Administrator).then(|| view! {
                <li><a class="site-nav__link" href=ADMIN aria-current=here(ADMIN)>{locale.nav_admin()}</a></li>
            })}
            <li>
                <a class="site-nav__link" href=ACCOUNT aria-current=here(ACCOUNT)>
                    {locale.nav_account()}<span class="site-nav__name">{who.account().name.to_string()}</span>
                </a>
            </li>
            <li><form action=SIGN_OUT method="post"><button class="site-nav__link" type="submit">{locale.nav_sign_out()}</button></form></li>
        }
        .into_any(),
        Err(_) => view! {
            <li><a class="site-nav__link" href=SIGN_IN aria-current=here(SIGN_IN)>{locale.nav_sign_in()}</a></li>
            {may_register.then(|| view! {
                <li><a class="site-nav__link" href=REGISTER aria-current=here(REGISTER)>{locale.nav_register()}</a></li>
            })}
        }
        .into_any(),
    };
    let site = visitor.state.site();
    let mark = match site.brand.logo() {
        Some(logo) => view! { <img class="wordmark__logo" src=site.assets.address(&logo.name) alt="" height="28"/> }.into_any(),
        None => super::parts::logo().into_any(),
    };
    view! {
        <header class="site-header">
            <div class="site-header__inner">
                <a class="wordmark" href=HOME>{mark}<span class="wordmark__name">{app_name.to_owned()}</span></a>
                <nav class="site-nav" aria-label=locale.nav_label()><ul class="site-nav__list">{links}</ul></nav>
            </div>
        </header>
    }
}

fn footer(visitor: &Visitor) -> impl IntoView + use<> {
    let locale = visitor.locale;
    let brand = &visitor.state.site().brand;
    let named = [(&brand.imprint_url, locale.footer_imprint()), (&brand.privacy_url, locale.footer_privacy_policy())];
    let links =
        named.into_iter().filter_map(|(url, label)| Some(view! { <a href=url.clone()?>{label}</a>" " })).collect::<Vec<_>>();
    view! {
        <footer class="site-footer">
            <div class="site-footer__inner">
                <p>{brand.footer_text.clone().unwrap_or_else(|| locale.footer_operator())}</p>
                {(!links.is_empty()).then(|| view! { <p class="site-footer__links">{links}</p> })}
                <p>{locale.footer_privacy()}</p>
                {languages(locale, visitor.state.site().pseudo_locales)}
            </div>
        </footer>
    }
}

/// One button for each language, in its own words. Works without JavaScript.
fn languages(current: &'static Locale, with_pseudo: bool) -> impl IntoView + use<> {
    let buttons = Locale::all(with_pseudo).map(|locale| {
        let tag = locale.tag().to_string();
        let pressed = if locale.tag() == current.tag() { "true" } else { "false" };
        view! {
            <button class="languages__choice" name="language" value=tag.clone() lang=tag aria-pressed=pressed>{locale.language_name()}</button>
        }
    });
    view! {
        <form class="languages" action=ChooseLanguage::PATH method="post" aria-label=current.footer_languages()>{buttons.collect_view()}</form>
    }
}
