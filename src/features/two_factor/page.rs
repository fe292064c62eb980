//! The pages that set up two-factor authentication and turn it off.

use axum::response::{IntoResponse, Redirect};
use latchkey_core::second_factors;
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    form,
    island::{CopySecret, EnrolmentQr, TurnOffForm, TurnOnForm},
};
use crate::{
    features::notices::SET_UP_OVER,
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    paths::ACCOUNT,
    ui::{
        parts::page_head,
        shell::{Page, Width, show, told},
    },
};

/// The page that shows the secret and asks for its first code.
pub async fn set_up(Full(who): Full, visitor: Visitor) -> Answer {
    if who.account().two_factor {
        return Ok(Redirect::to(ACCOUNT).into_response());
    }
    let Some(enrolment) = second_factors::enrolment(visitor.services(), &who).await? else {
        return Ok(Redirect::to(&SET_UP_OVER.on(ACCOUNT)).into_response());
    };
    let before = told::<form::TurnOn>(&visitor);
    let email = who.account().email.for_people();
    Ok(show(&visitor, || {
        Page {
        title: "Set up two-factor authentication",
        width: Width::Wide,
        body: view! {
            {page_head("Set up two-factor authentication", Some("Your password stays as it is. From now on a code from an authenticator app comes second."))}
            <ol class="steps">
                <li class="step">
                    <h2 class="step__title">"Open your authenticator app"</h2>
                    <p>"Any app for time-based codes will do: Google Authenticator, Aegis, 1Password, Bitwarden and many others."</p>
                </li>
                <li class="step">
                    <h2 class="step__title">"Scan this picture with it"</h2>
                    <div class="enrol">
                        <figure class="qr"><EnrolmentQr uri=enrolment.uri.clone()/></figure>
                        <div class="enrol__other">
                            <p>"The app is on this device? Then there is nothing to scan:"</p>
                            <a class="button" href=enrolment.uri>"Open in an authenticator app"</a>
                            <div class="either">"or type this key by hand"</div>
                            <div class="secret">
                                <code class="secret__key" id="secret">{enrolment.secret.clone()}</code>
                                <CopySecret secret=enrolment.secret/>
                            </div>
                            <dl class="facts facts--small">
                                <div><dt>"Account"</dt><dd>{email}</dd></div>
                                <div><dt>"Type"</dt><dd>"Time based"</dd></div>
                            </dl>
                        </div>
                    </div>
                </li>
                <li class="step">
                    <h2 class="step__title">"Type the code that it shows"</h2>
                    <TurnOnForm before/>
                    <form action=form::CancelTwoFactor::PATH method="post"><button class="link-button" type="submit">"Cancel"</button></form>
                </li>
            </ol>
        }
        .into_any(),
    }
    }))
}

/// The page that turns it off.
pub async fn turn_off(Full(who): Full, visitor: Visitor) -> Answer {
    if !who.account().two_factor {
        return Ok(Redirect::to(ACCOUNT).into_response());
    }
    let (before, email) = (told::<form::TurnOff>(&visitor), who.account().email.to_string());
    Ok(show(&visitor, || {
        Page {
            title: "Turn off two-factor authentication",
            width: Width::Narrow,
            body: view! {
                {page_head("Turn off two-factor authentication", Some("Your password alone will open your account again. Your recovery codes stop working, and you are signed out everywhere else."))}
                <TurnOffForm before email/>
            }
            .into_any(),
        }
    }))
}
