//! Reminders: what somebody wants to be reminded of. Here are the rules, the SQL and the forms; `web` has the page and the API.

mod web;

use latchkey_core::{
    AuthError, Protected, Services,
    domain::invalid::{FieldProblem, Invalid},
    random_id,
    store::{Column, Kind, StoreError, transfer::Table},
};
use leptos::prelude::*;
use utoipa_axum::routes;

use crate::{
    http::{feature::Feature, route::Access},
    ui::{form::Form, message::Message},
};

const PAGE: &str = "/reminders";
const TEXT: &str = "text";
const MOST_CHARS: u32 = 500;
const MOST_REMINDERS: u32 = 1_000;

/// What the site knows of it: each route with what it demands.
pub fn feature() -> Feature {
    Feature::new()
        .link(|_| "Reminders".into(), PAGE)
        .page(PAGE, Access::Protected, web::page)
        .form::<AddReminder>(Access::Protected, PAGE)
        .form::<RemoveReminder>(Access::Protected, PAGE)
        .api(Access::Protected, routes!(web::list, web::add))
        .api(Access::Protected, routes!(web::remove))
        .sentence(TEXT, FieldProblem::Empty, |_| "Type what you want to be reminded of.".into())
        .table(&TABLE)
}

/// The table, as `latchkey db copy` moves it: all columns, of which the first is the primary key.
static TABLE: Table = Table::new("reminders", COLUMNS, 1);
const COLUMNS: &[Column] = &[("id", Kind::Text), ("account_id", Kind::Text), ("text", Kind::Text), ("created_at", Kind::Integer)];

random_id! {
    /// Names a reminder.
    ReminderId
}

struct Reminder {
    id: ReminderId,
    text: String,
}

fn parse(typed: &str) -> Result<String, AuthError> {
    let problem = match typed.trim() {
        "" => FieldProblem::Empty,
        long if long.chars().count() > MOST_CHARS as usize => FieldProblem::TooLong(MOST_CHARS),
        text => return Ok(text.to_owned()),
    };
    Err(Invalid::new(TEXT, problem).into())
}

/// The owner's reminders, the newest first. Nobody sees another's: `account_id` stands in every statement.
async fn all(services: &Services, owner: &Protected) -> Result<Vec<Reminder>, StoreError> {
    let query = "SELECT id, account_id, text, created_at FROM reminders WHERE account_id = $1 ORDER BY created_at DESC, id";
    let rows = services.sql().rows(query, &[owner.account().id.into()], COLUMNS).await?;
    rows.iter().map(|row| Ok(Reminder { id: row.parsed("id")?, text: row.text("text")? })).collect()
}

async fn add(services: &Services, owner: &Protected, typed: &str) -> Result<Reminder, AuthError> {
    let reminder = Reminder { id: ReminderId::random(services.random()), text: parse(typed)? };
    let mut tx = services.sql().begin().await?;
    // One after the other, so that they are counted right: anybody may register, and a full disk stops everybody.
    tx.lock_account(owner.account().id).await?;
    let insert = "INSERT INTO reminders (id, account_id, text, created_at) SELECT $1, id, $3, $4 FROM accounts
                  WHERE id = $2 AND (SELECT COUNT(*) FROM reminders WHERE account_id = $2) < $5";
    let values =
        [reminder.id.0.into(), owner.account().id.into(), (&reminder.text).into(), services.now().into(), MOST_REMINDERS.into()];
    let added = tx.execute(insert, &values).await?;
    tx.commit().await?;
    if added == 1 { Ok(reminder) } else { Err(AuthError::QuotaReached { most: MOST_REMINDERS }) }
}

async fn remove(services: &Services, owner: &Protected, id: ReminderId) -> Result<(), AuthError> {
    let delete = "DELETE FROM reminders WHERE account_id = $1 AND id = $2";
    let gone = services.sql().execute(delete, &[owner.account().id.into(), id.0.into()]).await?;
    if gone == 1 { Ok(()) } else { Err(AuthError::NotFound) }
}

/// Adds a reminder by the form of the page.
#[server(prefix = "/ui", endpoint = "add_reminder")]
async fn add_reminder(text: String) -> Result<(), Message> {
    let form = Form::received()?.typed(&[(TEXT, &text)]);
    let owner = form.answer(form.protected())?;
    form.answer(add(form.services(), &owner, &text).await)?;
    form.go(PAGE)
}

/// Removes a reminder by its button.
#[server(prefix = "/ui", endpoint = "remove_reminder")]
async fn remove_reminder(id: String) -> Result<(), Message> {
    let form = Form::received()?;
    let owner = form.answer(form.protected())?;
    let id = id.parse().map_err(|_| Message::NotFound)?;
    form.answer(remove(form.services(), &owner, id).await)?;
    form.go(PAGE)
}
