//! `latchkey apply`: people as a file declares them.

use std::io::Write;

use latchkey_core::{
    domain::account::Role,
    operator::{Applied, Change},
};
use secrecy::ExposeSecret;
use serde::Serialize;

use super::{AtWork, UserError};
use crate::{
    commands::answer::answer,
    config::{ApplyFlags, people_file},
    features::password_reset,
};

/// What the file changes for one person, as programs are told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    email: String,
    change: &'static str,
    /// Where a person was added who is to be invited: the one-time link to a first password.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

/// All that it changes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    dry_run: bool,
    changes: Vec<Told>,
}

/// Name of a change.
pub const fn name(change: Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Declared => "declared",
        Change::Renamed => "renamed",
        Change::Role(Role::Administrator) => "made_administrator",
        Change::Role(Role::Person) => "made_person",
        Change::Groups => "regrouped",
        Change::Released => "released",
        Change::LastAdministrator => "last_administrator",
    }
}

const fn sentence(change: Change) -> &'static str {
    match change {
        Change::Added => "is added",
        Change::Declared => "had an account already, which is declared from now on",
        Change::Renamed => "is called as the file says",
        Change::Role(Role::Administrator) => "is administrator",
        Change::Role(Role::Person) => "is no longer administrator",
        Change::Groups => "is in the groups that the file says",
        Change::Released => "is no longer in the file, and keeps the account",
        Change::LastAdministrator => "stays administrator: there is no other one",
    }
}

/// Applies the file.
pub async fn run(given: &ApplyFlags, out: &mut impl Write) -> Result<(), UserError> {
    let work = AtWork::on(&given.service).await?;
    let file = given.file.as_ref().or(work.config.people_file.as_ref()).ok_or(UserError::NoFile)?;
    let people = people_file::read(file)?;
    // Before anything is added: each link needs it.
    let page = if people.iter().any(|person| person.invited) { Some(work.page(password_reset::PAGE)?) } else { None };
    let mut changes = Vec::new();
    for Applied { email, change, invited } in work.operator.apply(&people, work.config.hash_cost(), given.dry_run).await? {
        let link = match (&invited, &page) {
            (Some(account), Some(page)) => {
                Some(work.operator.issue_password_reset(account).await?.link(page).expose_secret().to_owned())
            }
            _ => None,
        };
        changes.push((Told { email: email.for_people(), change: name(change), link }, sentence(change)));
    }
    let (told, sentences): (Vec<_>, Vec<_>) = changes.into_iter().unzip();
    let report = Report { dry_run: given.dry_run, changes: told };
    answer(out, given.service.answer, &report, |out, report| {
        if report.dry_run {
            writeln!(out, "Nothing is changed yet. Without --dry-run:")?;
        }
        for (one, sentence) in report.changes.iter().zip(&sentences) {
            writeln!(out, "{} {sentence}", one.email)?;
            if let Some(link) = &one.link {
                writeln!(out, "    {link}")?;
            }
        }
        if report.changes.is_empty() { writeln!(out, "Everything is as the file says.") } else { Ok(()) }
    })?;
    Ok(())
}
