//! The page shown instead of one that cannot be.

use axum::response::Response;
use leptos::prelude::*;

use crate::{
    ui::shell::{Page, Visit, Width},
    web::{refusal::Refusal, state::AppState},
};

/// Shows why a request got no further.
pub fn page(state: &AppState, refusal: Refusal) -> Response {
    let (title, sentence) = match refusal {
        Refusal::NotFound => ("There is no such page", "The address may be mistyped, or the page is gone."),
        Refusal::MethodNotAllowed => {
            ("Not like this", "This address does not answer to that. Go back and use the page's own buttons.")
        }
        Refusal::CrossSite => (
            "Nothing was done",
            "This form was sent from another website. If that was you, open the page here and send it again.",
        ),
        Refusal::TwoFactorRequired => {
            ("One thing first", "This service asks everybody for two-factor authentication. Set it up in your account.")
        }
        Refusal::Raced => ("Once more", "Another page of yours was just ahead, so nothing was done. Go back and send it again."),
        Refusal::Unguarded => ("Closed", "Nobody may open this page."),
        Refusal::TooLarge => {
            ("That was too much", "What you sent is larger than this form takes. Nothing was saved. Go back and make it shorter.")
        }
        Refusal::BadRequest | Refusal::UnsupportedMediaType => {
            ("That could not be read", "The form did not arrive whole. Go back and send it again.")
        }
        Refusal::OtherHost => (
            "Not under this address",
            "This service answers to another address. If you run it, set its public_url to the one that you typed.",
        ),
        Refusal::Unavailable => {
            ("Back in a moment", "The service cannot answer right now. Nothing was changed. Try again in a moment.")
        }
        Refusal::NotSignedIn | Refusal::SecondFactorMissing | Refusal::NoPendingSignIn => {
            ("Sign in first", "You need to sign in for this.")
        }
        Refusal::Broken => {
            ("Something broke", "This is our fault and has been noted. Nothing was changed. Try again in a moment.")
        }
    };
    let status = refusal.status();
    Visit::of_nobody(state).show_with_status(status, || Page {
        title,
        width: Width::Narrow,
        body: view! {
            <div class="error-page">
                <p class="error-page__code">{status.as_u16()}</p>
                <h1>{title}</h1>
                <p class="lede">{sentence}</p>
                <div class="actions"><a class="button" href="/">"To the start page"</a></div>
            </div>
        }
        .into_any(),
    })
}
