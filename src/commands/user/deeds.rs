//! What is done to one account.

use std::io::Write;

use latchkey_core::{
    domain::{
        account::{Account, Role},
        email::EmailAddress,
        invalid::Invalid,
        name::PersonName,
        session::Lifetimes,
    },
    operator::NewPerson,
};
use secrecy::ExposeSecret;
use serde::Serialize;

use super::{AtWork, UserError, list::Person};
use crate::{
    commands::answer::answer,
    config::{AddFlags, DeleteFlags, GroupsFlags, RoleFlags, UserFlags},
    features::password_reset,
};

const SECONDS_AN_HOUR: u64 = 3600;

/// What a deed has come to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Done {
    email: String,
    /// False if it was so already.
    changed: bool,
    #[serde(skip)]
    text: String,
}

/// Tells it: `done`, or `already`.
fn tell(
    (user, account): (&UserFlags, &Account),
    changed: bool,
    (done, already): (&str, &str),
    out: &mut impl Write,
) -> Result<(), UserError> {
    let email = account.email.for_people();
    let text = format!("{email} {}", if changed { done } else { already });
    answer(out, user.service.answer, &Done { email, changed, text }, |out, done| writeln!(out, "{}", done.text))?;
    Ok(())
}

/// Adds somebody, with a link to a first password.
pub async fn add(given: &AddFlags, out: &mut impl Write) -> Result<(), UserError> {
    let user = &given.user;
    let work = AtWork::on(&user.service).await?;
    let page = work.page(password_reset::PAGE)?;
    let email = EmailAddress::parse(&user.email).map_err(Invalid::from)?;
    let name = PersonName::parse(&given.name).map_err(Invalid::from)?;
    let role = if given.administrator { Role::Administrator } else { Role::Person };
    let person = NewPerson { email, name, role, declared: false, groups: given.groups.clone() };
    let account = work.operator.add(person, work.config.hash_cost()).await?;
    link(&work, (user, &account), &page, out).await
}

/// A link and for whom it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Link {
    email: String,
    link: String,
    hours: u64,
    asks_for_second_factor: bool,
}

async fn link(work: &AtWork, (user, account): (&UserFlags, &Account), page: &str, out: &mut impl Write) -> Result<(), UserError> {
    let token = work.operator.issue_password_reset(account).await?;
    let link = Link {
        email: account.email.for_people(),
        link: token.link(page).expose_secret().to_owned(),
        hours: Lifetimes::RESET_LINK.as_secs() / SECONDS_AN_HOUR,
        asks_for_second_factor: account.two_factor,
    };
    answer(out, user.service.answer, &link, |out, link| {
        let asks = if link.asks_for_second_factor { ", and asks for the second factor" } else { "" };
        let present = if account.has_password { "\nThe present password works until the new one is chosen." } else { "" };
        writeln!(
            out,
            "{}\n\nGive this link to the person behind {}, and to nobody else. It works once, for {} hours{asks}.\n\
             An earlier link no longer works.{present}",
            link.link, link.email, link.hours
        )
    })?;
    Ok(())
}

/// Prints a one-time link by which the person chooses a new password.
pub async fn reset_password(user: &UserFlags, out: &mut impl Write) -> Result<(), UserError> {
    let work = AtWork::on(&user.service).await?;
    let page = work.page(password_reset::PAGE)?;
    let account = work.operator.find(&user.email).await?;
    link(&work, (user, &account), &page, out).await
}

/// Approves an account.
pub async fn approve(user: &UserFlags, out: &mut impl Write) -> Result<(), UserError> {
    let (work, account) = AtWork::for_one(user).await?;
    let changed = work.operator.approve(&account).await?;
    tell((user, &account), changed, ("is approved.", "does not await approval."), out)
}

/// Disables an account.
pub async fn disable(user: &UserFlags, out: &mut impl Write) -> Result<(), UserError> {
    let (work, account) = AtWork::for_one(user).await?;
    let changed = work.operator.disable(&account).await?;
    let done = "is disabled: everybody is signed out, and nobody gets in until: latchkey user enable";
    tell((user, &account), changed, (done, "is disabled already."), out)
}

/// Enables an account again.
pub async fn enable(user: &UserFlags, out: &mut impl Write) -> Result<(), UserError> {
    let (work, account) = AtWork::for_one(user).await?;
    let changed = work.operator.enable(&account).await?;
    tell((user, &account), changed, ("is enabled again.", "is not disabled."), out)
}

/// Sets back what is counted against an account.
pub async fn unlock(user: &UserFlags, out: &mut impl Write) -> Result<(), UserError> {
    let (work, account) = AtWork::for_one(user).await?;
    work.operator.unlock(&account, &work.config.existing_keyring()?).await?;
    tell((user, &account), true, ("is unlocked: what was counted against it is set back.", ""), out)
}

/// Seals an account.
pub async fn seal(user: &UserFlags, out: &mut impl Write) -> Result<(), UserError> {
    let (work, account) = AtWork::for_one(user).await?;
    let changed = work.operator.seal(&account).await?;
    let done = "is sealed: everybody is signed out, and the password opens nothing.\n\
         With two-factor authentication the person opens it by a second factor and a new password. Otherwise: latchkey user reset-password";
    tell((user, &account), changed, (done, "is sealed already."), out)
}

/// Removes the second factors of an account.
pub async fn reset_second_factor(user: &UserFlags, out: &mut impl Write) -> Result<(), UserError> {
    let (work, account) = AtWork::for_one(user).await?;
    let changed = work.operator.reset_second_factors(&account).await?;
    let done = if account.sealed {
        "has no second factor any more. It is still sealed; what opens it now: latchkey user reset-password"
    } else if !account.has_password {
        "has no second factor any more, and had no password. Everybody is signed out; what opens it now: latchkey user reset-password"
    } else {
        "has no second factor any more, and everybody is signed out. Until a new one is set up, the password alone opens the account."
    };
    tell((user, &account), changed, (done, "has no second factor."), out)
}

/// Deletes an account, or says what that would do.
pub async fn delete(given: &DeleteFlags, out: &mut impl Write) -> Result<(), UserError> {
    let user = &given.user;
    let (work, account) = AtWork::for_one(user).await?;
    if given.execute {
        work.operator.delete(&account).await?;
        return tell((user, &account), true, ("is deleted.", ""), out);
    }
    let person = Person::of(&account);
    answer(out, user.service.answer, &person, |out, person| {
        writeln!(out, "{}\nNothing is deleted yet: add --execute. It cannot be taken back.", person.line())
    })?;
    Ok(())
}

/// Gives an account a role.
pub async fn give_role(given: &RoleFlags, out: &mut impl Write) -> Result<(), UserError> {
    let user = &given.user;
    let (work, account) = AtWork::for_one(user).await?;
    let role = Role::from(given.role);
    let changed = work.operator.give_role(&account, role).await?;
    let texts = match role {
        Role::Person => ("is no longer administrator.", "is no administrator."),
        Role::Administrator if account.two_factor => ("is administrator.", "is administrator already."),
        Role::Administrator => {
            ("is administrator, and can administer once two-factor authentication is on.", "is administrator already.")
        }
    };
    tell((user, &account), changed, texts, out)
}

/// Puts an account in groups.
pub async fn set_groups(given: &GroupsFlags, out: &mut impl Write) -> Result<(), UserError> {
    let user = &given.user;
    let (work, account) = AtWork::for_one(user).await?;
    let changed = work.operator.set_groups(&account, &given.groups).await?;
    let done = match given.groups.to_string() {
        none if none.is_empty() => "is in no group any more.".to_owned(),
        groups => format!("is in these groups: {groups}"),
    };
    tell((user, &account), changed, (&done, "is in just these groups already."), out)
}
