//! Server functions of the administration.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Does a deed to somebody's account.
#[server(prefix = "/ui", endpoint = "administer")]
pub async fn administer(person: String, deed: String) -> Result<(), Message> {
    use super::deed::Deed;
    use crate::ui::form::Form;
    use latchkey_core::operator::Operator;
    let form = Form::received()?;
    let who = form.answer(form.administrator())?;
    let deed = Deed::named(&deed).ok_or(Message::Unreadable)?;
    let id = person.parse().map_err(|_| Message::NotFound)?;
    let account = form.answer(Operator::administrator(form.services(), &who).account(id).await.map_err(Into::into))?;
    let page = form.answer(deed.run(&form, &who, &account).await)?;
    form.go(&page)
}

/// Puts an account in groups.
#[server(prefix = "/ui", endpoint = "set_groups")]
pub async fn set_groups(person: String, #[server(default)] groups: String) -> Result<(), Message> {
    use super::{
        deed::on,
        view::{DONE, UNCHANGED},
    };
    use crate::ui::form::Form;
    use latchkey_core::{
        AuthError,
        domain::invalid::{FieldProblem, Invalid},
        operator::Operator,
    };
    let form = Form::received()?.typed(&[("groups", &groups)]);
    let who = form.answer(form.administrator())?;
    let operator = Operator::administrator(form.services(), &who);
    let wrong = |_| AuthError::Invalid(vec![Invalid::new("groups", FieldProblem::Malformed)]);
    let groups = form.answer(groups.parse().map_err(wrong))?;
    let id = person.parse().map_err(|_| Message::NotFound)?;
    let account = form.answer(operator.account(id).await.map_err(Into::into))?;
    let done = form.answer(operator.set_groups(&account, &groups).await.map_err(Into::into))?;
    form.go(&on(if done { DONE } else { UNCHANGED }, &account))
}

/// Ends a session of somebody's account.
#[server(prefix = "/ui", endpoint = "end_session_of")]
pub async fn end_session_of(person: String, session: String) -> Result<(), Message> {
    use super::{
        deed::on,
        view::{DONE, UNCHANGED},
    };
    use crate::ui::form::Form;
    use latchkey_core::operator::Operator;
    let form = Form::received()?;
    let who = form.answer(form.administrator())?;
    let operator = Operator::administrator(form.services(), &who);
    let (id, session) = (person.parse().map_err(|_| Message::NotFound)?, session.parse().map_err(|_| Message::NotFound)?);
    let account = form.answer(operator.account(id).await.map_err(Into::into))?;
    let ended = form.answer(operator.end_session(&account, session).await.map_err(Into::into))?;
    form.go(&on(if ended { DONE } else { UNCHANGED }, &account))
}

/// Makes an invitation, whose link the next page shows once.
#[server(prefix = "/ui", endpoint = "invite")]
pub async fn invite(#[server(default)] note: String, uses: String, days: String) -> Result<(), Message> {
    use super::{INVITATIONS, view::INVITED};
    use crate::{paths::REGISTER, ui::form::Form};
    use latchkey_core::{domain::invitation::Terms, handoffs, operator::Operator};
    let form = Form::received()?.typed(&[("note", &note), ("uses", &uses), ("days", &days)]);
    let who = form.answer(form.administrator())?;
    let terms = form.answer(Terms::parse(&note, &uses, &days).map_err(latchkey_core::AuthError::Invalid))?;
    let (_, token) = form.answer(Operator::administrator(form.services(), &who).invite(terms).await.map_err(Into::into))?;
    let link = token.link(&form.origin().join(REGISTER));
    form.answer(handoffs::keep_link(form.services(), &who, (INVITATIONS, &link)).await)?;
    form.go(&INVITED.on(INVITATIONS))
}

/// Withdraws an invitation.
#[server(prefix = "/ui", endpoint = "withdraw_invitation")]
pub async fn withdraw_invitation(invitation: String) -> Result<(), Message> {
    use super::{INVITATIONS, view::WITHDRAWN};
    use crate::ui::form::Form;
    use latchkey_core::operator::Operator;
    let form = Form::received()?;
    let who = form.answer(form.administrator())?;
    let id = invitation.parse().map_err(|_| Message::NotFound)?;
    form.answer(Operator::administrator(form.services(), &who).withdraw_invitation(id).await.map_err(Into::into))?;
    form.go(&WITHDRAWN.on(INVITATIONS))
}
