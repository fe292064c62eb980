//! Reminders as a page, and by the JSON API.

use axum::{Json, http::StatusCode, response::IntoResponse};
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AddReminder, Reminder, ReminderId, RemoveReminder, TEXT, parse};
use crate::{
    http::{body::Body, caller::Guarded, id::Id, refusal::Answer, visitor::Visitor},
    ui::{
        form::view::{FormView, described_by, submit, told},
        parts::{page_head, refused},
        shell::{Page, Width, show},
    },
};

/// The page: a form to add one, and the list. Sentences in several languages stand in `locales/`, see docs/translating.md.
pub async fn page(Guarded(owner): Guarded, visitor: Visitor) -> Answer {
    let reminders = super::all(visitor.services(), &owner).await?;
    Ok(show(&visitor, || {
        let (form, told) = (FormView::new::<AddReminder>(&visitor, "Reminders", &[TEXT]), told::<RemoveReminder>(&visitor));
        let (invalid, autofocus) = form.wrong(TEXT);
        let text = view! {
            <input
                class="input" id=TEXT name=TEXT value=visitor.typed(TEXT) required maxlength="500" aria-invalid=invalid
                aria-describedby=described_by(TEXT, false) autofocus=autofocus
            />
        };
        let content = view! {
            {form.field(TEXT, ("Remind me of".into(), None), text)}
            <div class="actions">{submit("button button--primary", "Add".into(), "Adding…".into())}</div>
        };
        let body = view! {
            {page_head("Your reminders", None)}
            {refused(told)}
            <section class="card">{form.live(content)}</section>
            <ul>{reminders.into_iter().map(item).collect_view()}</ul>
        };
        Page::new("Reminders".into(), Width::Normal, body).refused(form.is_refused())
    }))
}

fn item(Reminder { id, text }: Reminder) -> impl IntoView {
    view! {
        <li>
            <form action=RemoveReminder::PATH method="post">
                {text}" "
                <input type="hidden" name="id" value=id.to_string()/>
                <button class="button button--small" type="submit">"Done"</button>
            </form>
        </li>
    }
}

/// A reminder to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReminderBody {
    /// 1 to 500 characters.
    #[schema(min_length = 1)]
    text: String,
}

/// A reminder, as programs see it.
#[derive(Serialize, ToSchema)]
#[schema(as = Reminder)]
pub struct ReminderAnswer {
    /// Random, stable.
    #[schema(format = "uuid")]
    id: String,
    /// What somebody wants to be reminded of.
    text: String,
}

impl From<Reminder> for ReminderAnswer {
    fn from(Reminder { id, text }: Reminder) -> Self {
        Self { id: id.to_string(), text }
    }
}

/// One's reminders, the newest first.
#[utoipa::path(get, path = "/reminders", tag = "reminders", responses((status = 200, description = "All of them", body = Vec<ReminderAnswer>)))]
pub async fn list(Guarded(owner): Guarded, visitor: Visitor) -> Answer {
    let all = super::all(visitor.services(), &owner).await?;
    Ok(Json(all.into_iter().map(ReminderAnswer::from).collect::<Vec<_>>()).into_response())
}

/// Adds a reminder.
#[utoipa::path(post, path = "/reminders", tag = "reminders", request_body = ReminderBody,
    responses((status = 201, description = "Added", body = ReminderAnswer), (status = 409, description = "There is no room for more")))]
pub async fn add(Guarded(owner): Guarded, visitor: Visitor, body: Body<ReminderBody>) -> Answer {
    let text = body.fields.text.clone();
    body.checked(parse(&text).map(drop))?;
    let added = super::add(visitor.services(), &owner, &text).await?;
    Ok((StatusCode::CREATED, Json(ReminderAnswer::from(added))).into_response())
}

/// Removes a reminder.
#[utoipa::path(delete, path = "/reminders/{id}", tag = "reminders", params(("id" = String, Path, format = "uuid")),
    responses((status = 204, description = "Removed"), (status = 404, description = "There is none, or it is somebody else's")))]
pub async fn remove(Guarded(owner): Guarded, visitor: Visitor, Id(id): Id<ReminderId>) -> Answer {
    super::remove(visitor.services(), &owner, id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
