//! The start page.

use axum::response::Response;
use latchkey_core::domain::registration::WhoMayRegister;
use leptos::prelude::*;

use crate::{
    http::visitor::Visitor,
    paths::{ACCOUNT, REGISTER, SIGN_IN},
    ui::{
        shell::{Page, Width},
        still::show_once,
    },
};

/// Introduces the service and links to the sign-in.
pub async fn page(visitor: Visitor) -> Response {
    let (l, signed_in) = (visitor.locale, visitor.full_session().is_ok());
    let may_register = visitor.services().policy().registration != WhoMayRegister::Nobody;
    show_once(&visitor, || {
        // The application's own links come first.
        let links = visitor.state.links().iter().map(|link| {
            view! { <a class="button button--primary" href=link.path>{(link.label)(l)}</a> }
        });
        let links = links.collect_view();
        let body = view! {
            <div class="hero">
                <div class="hero__text">
                    <h1>{l.home_headline()}</h1>
                    <p class="lede">{l.home_lede()}</p>
                    <div class="actions">
                        {if signed_in {
                            view! {
                                {links}
                                <a class="button" href=ACCOUNT>{l.home_account()}</a>
                            }.into_any()
                        } else {
                            view! {
                                {may_register.then(|| view! { <a class="button button--primary" href=REGISTER>{l.home_register()}</a> })}
                                <a class="button" href=SIGN_IN>{l.home_sign_in()}</a>
                            }.into_any()
                        }}
                    </div>
                </div>
                {key()}
            </div>
            <ul class="points">
                <li class="point">
                    <h2 class="point__title">{l.home_apps_title()}</h2>
                    <p>{l.home_apps()}</p>
                </li>
                <li class="point">
                    <h2 class="point__title">{l.home_recovery_title()}</h2>
                    <p>{l.home_recovery()}</p>
                </li>
                <li class="point">
                    <h2 class="point__title">{l.home_yours_title()}</h2>
                    <p>{l.home_yours()}</p>
                </li>
            </ul>
        };
        Page::new(l.home_title(), Width::Wide, body)
    })
    .await
}

/// A key whose teeth show a code: 287082, the first of RFC 6238's test vectors.
fn key() -> impl IntoView {
    view! {
        <svg class="hero__art" viewBox="0 0 480 252" width="480" height="252" aria-hidden="true" focusable="false">
            <path class="hero__key" d="M172 84H448L472 112L456 168L436 168L433 156.4H419L416 168L405.1 168L393 121.6H379L366.9 168L323.6 168L313 127.4H299L288.4 168L285.1 168L273 121.6H259L246.9 168L236 168L233 156.4H219L216 168H172z"/>
            <path class="hero__key" fill-rule="evenodd" d="M100 26a100 100 0 0 1 76 35q5 6 12 6h4v118h-4q-7 0-12 6a100 100 0 1 1-76-165zM62 106a20 20 0 1 0 0 40a20 20 0 1 0 0-40z"/>
            <path class="hero__groove" d="M204 104H442M100 42a84 84 0 1 1 0 168a84 84 0 1 1 0-168z"/>
            <path class="hero__lead" d="M226 165.4V208M266 130.6V208M306 136.4V208M346 177V208M386 130.6V208M426 165.4V208"/>
            <text class="hero__digit" x="226" y="240">"2"</text>
            <text class="hero__digit" x="266" y="240">"8"</text>
            <text class="hero__digit" x="306" y="240">"7"</text>
            <text class="hero__digit" x="346" y="240">"0"</text>
            <text class="hero__digit" x="386" y="240">"8"</text>
            <text class="hero__digit" x="426" y="240">"2"</text>
        </svg>
    }
}
