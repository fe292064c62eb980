//! Invitations.

use std::io::Write;

use latchkey_core::domain::invitation::{Invitation, InvitationPlace, Terms};
use secrecy::ExposeSecret;
use serde::Serialize;

use super::{AtWork, UserError};
use crate::{
    commands::answer::answer,
    config::{InviteFlags, ServiceFlags, WithdrawFlags},
    paths::REGISTER,
};

/// Number of invitations that are read at once.
const PORTION: u16 = 500;

/// An invitation, as programs are told. Times are RFC 3339.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    id: String,
    note: String,
    most: u32,
    used: u32,
    created_at: String,
    expires_at: String,
    /// Id of the account of the administrator who made it.
    made_by: Option<String>,
    /// Only where it was made just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

impl Told {
    fn of(invitation: &Invitation) -> Self {
        Self {
            id: invitation.id.to_string(),
            note: invitation.note.to_string(),
            most: invitation.most,
            used: invitation.used,
            created_at: invitation.created_at.to_string(),
            expires_at: invitation.expires_at.to_string(),
            made_by: invitation.made_by.map(|id| id.to_string()),
            link: None,
        }
    }
}

/// Makes an invitation.
pub async fn invite(given: &InviteFlags, out: &mut impl Write) -> Result<(), UserError> {
    let terms = Terms::parse(&given.note, &given.uses, &given.days);
    let terms = terms.map_err(|all| all.into_iter().next().map_or(UserError::NoInvitation, UserError::from))?;
    let work = AtWork::on(&given.service).await?;
    let page = work.page(REGISTER)?;
    let (invitation, token) = work.operator.invite(terms).await?;
    let told = Told { link: Some(token.link(&page).expose_secret().to_owned()), ..Told::of(&invitation) };
    answer(out, given.service.answer, &told, |out, told| {
        let link = told.link.as_deref().unwrap_or_default();
        let (people, until) = (if told.most == 1 { "one person" } else { "so many people" }, &told.expires_at);
        writeln!(out, "{link}\n\nGive this link to whom you invite. It lets {people} ({}) register until {until}.", told.most)
    })?;
    Ok(())
}

/// Lists invitations.
pub async fn list(given: &ServiceFlags, out: &mut impl Write) -> Result<(), UserError> {
    let work = AtWork::on(given).await?;
    let (mut all, mut before) = (Vec::new(), None::<InvitationPlace>);
    loop {
        let (listed, next) = work.operator.invitations((before, PORTION)).await?;
        all.extend(listed.iter().map(Told::of));
        before = next;
        if before.is_none() {
            break;
        }
    }
    answer(out, given.answer, &all, |out, all| {
        all.iter().try_for_each(|one| {
            writeln!(out, "{}  used by {} of {}, until {}  {}", one.id, one.used, one.most, one.expires_at, one.note)
        })
    })?;
    Ok(())
}

/// What has become of an invitation.
#[derive(Serialize)]
struct Withdrawn {
    withdrawn: bool,
}

/// Withdraws an invitation.
pub async fn withdraw(given: &WithdrawFlags, out: &mut impl Write) -> Result<(), UserError> {
    let work = AtWork::on(&given.service).await?;
    let id = given.id.parse().map_err(|_| UserError::NoInvitation)?;
    if !work.operator.withdraw_invitation(id).await? {
        return Err(UserError::NoInvitation);
    }
    answer(out, given.service.answer, &Withdrawn { withdrawn: true }, |out, _| writeln!(out, "It is withdrawn."))?;
    Ok(())
}
