//! Setting two-factor authentication up, and turning it off.

use axum::response::IntoResponse;
use leptos::prelude::*;

use super::{PageResult, go};
use crate::{
    ui::{
        islands::{CopySecret, EnrolmentQr, TurnOff, TurnOn},
        parts::page_head,
        shell::{Page, Visit, Width},
    },
    web::caller::Full,
};

/// The page that shows the secret and takes the first code of it.
pub async fn set_up(Full(who): Full, visit: Visit) -> PageResult {
    let auth = visit.state.auth();
    if who.account.two_factor {
        return go("/account");
    }
    let Some(enrolment) = visit.answer(auth.enrolment(&who).await)? else { return go("/account?notice=set-up-over") };
    let before = visit.told("/ui/turn_on");
    let email = who.account.email.for_people();
    Ok(visit.show(|| Page {
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
                    <TurnOn before/>
                    <form action="/ui/cancel_two_factor" method="post"><button class="link-button" type="submit">"Cancel"</button></form>
                </li>
            </ol>
        }
        .into_any(),
    }))
}

/// The page that turns it off.
pub async fn turn_off(Full(who): Full, visit: Visit) -> PageResult {
    if !who.account.two_factor {
        return go("/account");
    }
    let (before, email) = (visit.told("/ui/turn_off"), who.account.email.to_string());
    Ok(visit
        .show(|| Page {
            title: "Turn off two-factor authentication",
            width: Width::Narrow,
            body: view! {
                {page_head("Turn off two-factor authentication", Some("Your password alone will open your account again. Your recovery codes stop working, and you are signed out everywhere else."))}
                <TurnOff before email/>
            }
            .into_any(),
        })
        .into_response())
}
