//! Island of the sign-in: it goes through the steps without a page load between them.

use leptos::{ev::MouseEvent, prelude::*};

use super::steps::{Event, Step};
use crate::ui::island::{closest, send, send_when_whole, show_password, show_step, shown_step, watch_password};

/// Around the steps of signing in, each a section of its own with its form. The server shows one of them.
#[island]
pub fn SignInSteps(children: Children) -> impl IntoView {
    let at = RwSignal::new(None::<Step>);
    let go = move |event: Event| {
        let here = at.get_untracked().or_else(|| Step::named(&shown_step()?)).unwrap_or(Step::Password);
        let next = here.after(event);
        at.set(Some(next));
        if next != here {
            show_step(next.name());
        }
    };
    let submit = send(move |step| {
        if Step::named(step) == Some(Step::Code) {
            go(Event::SecondFactorAsked);
        }
    });
    let click = move |event: MouseEvent| {
        if let Some(link) = closest(&event, "[data-to]") {
            // Without WebAssembly the link leads to a page of its own.
            event.prevent_default();
            if let Some(step) = link.get_attribute("data-to").and_then(|name| Step::named(&name)) {
                go(Event::Chosen(step));
            }
        } else {
            show_password(event);
        }
    };
    view! {
        <div class="card" on:submit=submit on:input=send_when_whole on:click=click on:keyup=watch_password>
            {children()}
        </div>
    }
}
