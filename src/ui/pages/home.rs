//! The start page.

use axum::response::Response;
use leptos::prelude::*;

use crate::ui::{
    parts::logo,
    shell::{Page, Visit, Width},
};

/// What this is, and the way in.
pub async fn page(visit: Visit) -> Response {
    let signed_in = visit.caller.full_session().is_ok();
    visit.show(|| Page {
        title: "Welcome",
        width: Width::Wide,
        body: view! {
            <div class="hero">
                <div class="hero__text">
                    <h1>"One account, and two locks on it"</h1>
                    <p class="lede">"Sign in with your password and a code from your phone. Whoever learns the one still lacks the other."</p>
                    <div class="actions">
                        {if signed_in {
                            view! {
                                <a class="button button--primary" href="/posts">"Your posts"</a>
                                <a class="button" href="/account">"Your account"</a>
                            }.into_any()
                        } else {
                            view! {
                                <a class="button button--primary" href="/register">"Create account"</a>
                                <a class="button" href="/sign-in">"Sign in"</a>
                            }.into_any()
                        }}
                    </div>
                </div>
                <div class="hero__art">{logo()}</div>
            </div>
            <ul class="points">
                <li class="point">
                    <h2 class="point__title">"Any authenticator app"</h2>
                    <p>"Scan a picture once. Google Authenticator, Aegis, 1Password and every other app for time-based codes will do."</p>
                </li>
                <li class="point">
                    <h2 class="point__title">"A way back"</h2>
                    <p>"Ten recovery codes let you in when the phone is lost. Each works once."</p>
                </li>
                <li class="point">
                    <h2 class="point__title">"Yours alone"</h2>
                    <p>"No trackers, no third parties. It works in every browser, with and without JavaScript."</p>
                </li>
            </ul>
        }
        .into_any(),
    })
}
