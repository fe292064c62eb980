//! The page that asks a person to confirm their identity.

use axum::response::Response;
use leptos::prelude::*;

use super::{after::After, form, island::ConfirmIdentityForm};
use crate::{
    http::{caller::Full, visitor::Visitor},
    ui::{
        parts::page_head,
        shell::{Page, Width, show, told},
    },
};

/// The step-up page.
pub async fn page(Full(who): Full, visitor: Visitor) -> Response {
    let (before, two_factor) = (told::<form::ConfirmIdentity>(&visitor), who.account().two_factor);
    let after = After::named(&visitor.query("after").unwrap_or_default()).possible(two_factor);
    let email = who.account().email.to_string();
    // A link can lead here, so the page explains what confirming does.
    let lede = match after {
        After::NewRecoveryCodes => "Confirming makes ten new recovery codes. The ones you have stop working.",
        After::SetUp => {
            "Confirming begins to set up two-factor authentication: you will see a new key for your authenticator app."
        }
        After::Account => "You are about to change how you sign in. The last time you proved who you are was a while ago.",
    };
    show(&visitor, || Page {
        title: "Confirm that it is you",
        width: Width::Narrow,
        body: view! {
            {page_head("Confirm that it is you", Some(lede))}
            <ConfirmIdentityForm before email two_factor after/>
        }
        .into_any(),
    })
}
