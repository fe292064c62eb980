//! Reminders as a page, and by the JSON API.

use axum::{Json, http::StatusCode, response::IntoResponse};
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AddReminder, Reminder, ReminderId, RemoveReminder, TEXT, parse};
use crate::{
    http::{body::Body, caller::Guarded, id::Id, refusal::Answer, visitor::Visitor},
    ui::{
        parts::{page_head, refused},
        shell::{Page, Width, show, told},
    },
};

/// The page: a form to add one, and the list.
pub async fn page(Guarded(owner): Guarded, visitor: Visitor) -> Answer {
    let reminders = super::all(visitor.services(), &owner).await?;
    let told = told::<AddReminder>(&visitor).or_else(|| told::<RemoveReminder>(&visitor));
    let typed = visitor.typed(TEXT);
    Ok(show(&visitor, || Page {
        title: "Reminders",
        width: Width::Normal,
        body: view! {
            {page_head("Your reminders", None)}
            {refused(&visitor, told)}
            <form class="card form" action=AddReminder::PATH method="post">
                <div class="field">
                    <label class="field__label" for="text">"Remind me of"</label>
                    <input class="input" id="text" name=TEXT value=typed required maxlength="500"/>
                </div>
                <div class="actions"><button class="button button--primary" type="submit">"Add"</button></div>
            </form>
            <ul>{reminders.into_iter().map(item).collect_view()}</ul>
        }
        .into_any(),
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
