//! Changes of one's account: name, e-mail address, password. Each needs every factor afresh.

use super::{new_password::NewPassword, register::registrations};
use crate::{
    AuthError, Client, FullSession, Services, SessionTokens,
    domain::{
        account::Account,
        email::EmailAddress,
        event::{Actor, EventKind},
        invalid::{FieldProblem, Invalid, field},
        name::PersonName,
        password::Password,
        session::Factors,
        throttle::{Limit, Subject},
    },
    error::Complaints,
    mail,
    sessions::{demand_step_up, reauthenticated, retokened},
    sign_in::{
        PasswordCheck, Proof, RightPassword, alone, check_password, check_second_factor, evaluate_second_factor, known_device,
    },
    store::{Attempt, Changed, NewEmail},
};

/// Input of a change of the password.
#[derive(Clone, Copy)]
pub struct PasswordChange<'a> {
    /// The present password. Not looked at beside a passkey.
    pub current: &'a str,
    /// The new one.
    pub new: &'a str,
    /// The second factor, checked only if the account has one.
    pub proof: Proof<'a>,
}

/// What came of the wish for another address.
pub enum EmailChange {
    /// The account has it: as it is now, with new tokens of the session.
    Done(Box<(Account, SessionTokens)>),
    /// A letter to it has a link, which has to be followed first: see [`confirm_email`].
    Asked,
}

/// What came of changes.
pub struct Changes {
    /// The account as it is now.
    pub account: Account,
    /// New tokens of the session, if the address was changed.
    pub tokens: Option<SessionTokens>,
    /// True if another address waits for its confirmation.
    pub email_asked: bool,
}

/// Checks that changes are well-formed.
pub fn check_changes(name: Option<&str>, email: Option<&str>) -> Result<(), AuthError> {
    let mut complaints = Complaints::default();
    let name = name.is_none_or(|name| complaints.take(PersonName::parse(name)).is_some());
    let email = email.is_none_or(|email| complaints.take(EmailAddress::parse(email)).is_some());
    if name && email { Ok(()) } else { Err(complaints.refuse()) }
}

/// Refuses an account whose name and address a file of the operator's says.
fn demand_undeclared(who: &FullSession) -> Result<(), AuthError> {
    if who.account.declared { Err(AuthError::Declared) } else { Ok(()) }
}

/// Replaces name, e-mail address or both: see [`change_name`] and [`change_email`]. Both are judged before either is written; the
/// address is written first, since it can still be refused.
pub async fn change(
    services: &Services,
    who: &FullSession,
    (name, email): (Option<&str>, Option<&str>),
    client: Client<'_>,
) -> Result<Changes, AuthError> {
    let mut complaints = Complaints::default();
    let new_name = name.and_then(|typed| complaints.take(other_name(who, typed)));
    let new_email = email.and_then(|typed| complaints.take(other_email(who, typed)));
    if (name.is_some(), email.is_some()) != (new_name.is_some(), new_email.is_some()) {
        return Err(complaints.refuse());
    }
    demand_step_up(services, who)?;
    demand_undeclared(who)?;
    let mut changes = Changes { account: who.account.clone(), tokens: None, email_asked: false };
    if let Some(email) = email {
        match change_email(services, who, email, client).await? {
            EmailChange::Done(done) => changes = Changes { account: done.0, tokens: Some(done.1), ..changes },
            EmailChange::Asked => changes.email_asked = true,
        }
    } else if new_name.is_some() {
        count_change(services, who).await?;
    }
    if let Some(name) = new_name {
        changes.account.name = write_name(services, who, name, client).await?.name;
    }
    Ok(changes)
}

/// Parses a name other than the present one.
fn other_name(who: &FullSession, typed: &str) -> Result<PersonName, Invalid> {
    let name = PersonName::parse(typed).map_err(Invalid::from)?;
    if name == who.account.name { Err(Invalid::new(field::NAME, FieldProblem::Unchanged)) } else { Ok(name) }
}

/// Parses an address other than the present one.
fn other_email(who: &FullSession, typed: &str) -> Result<EmailAddress, Invalid> {
    let email = EmailAddress::parse(typed).map_err(Invalid::from)?;
    if email == who.account.email { Err(Invalid::new(field::EMAIL, FieldProblem::Unchanged)) } else { Ok(email) }
}

/// Replaces the name. Needs a step-up.
pub async fn change_name(services: &Services, who: &FullSession, typed: &str, client: Client<'_>) -> Result<Account, AuthError> {
    let name = other_name(who, typed)?;
    demand_step_up(services, who)?;
    demand_undeclared(who)?;
    count_change(services, who).await?;
    write_name(services, who, name, client).await
}

/// Notes whether the person wants the letters that are not about safety. Needs a step-up.
pub async fn choose_letters(services: &Services, who: &FullSession, optional: bool, client: Client<'_>) -> Result<(), AuthError> {
    demand_step_up(services, who)?;
    if optional == who.account.optional_letters {
        return Ok(());
    }
    count_change(services, who).await?;
    if !services.store.choose_letters(optional, &who.event(services, EventKind::LettersChosen, client)).await? {
        return Err(AuthError::NotSignedIn);
    }
    tracing::info!(account = %who.account.id, optional, "account.letters_chosen");
    Ok(())
}

async fn write_name(services: &Services, who: &FullSession, name: PersonName, client: Client<'_>) -> Result<Account, AuthError> {
    if !services.store.change_name(&name, &who.event(services, EventKind::NameChanged, client)).await? {
        return Err(AuthError::NotSignedIn);
    }
    tracing::info!(account = %who.account.id, "account.name_changed");
    Ok(Account { name, ..who.account.clone() })
}

/// Replaces the e-mail address. Needs a step-up. All other sessions end, and this one gets new tokens. Where mail is set up, the person has
/// to show first that the address is theirs: a letter goes there, and nobody is told whether it has an account.
pub async fn change_email(
    services: &Services,
    who: &FullSession,
    typed: &str,
    client: Client<'_>,
) -> Result<EmailChange, AuthError> {
    let email = other_email(who, typed)?;
    demand_step_up(services, who)?;
    demand_undeclared(who)?;
    if services.policy.sends_mail {
        count_change(services, who).await?;
        mail::ask_to_confirm(services, who, &email, client).await?;
        return Ok(EmailChange::Asked);
    }
    // Whether an address is taken is told by registering, too.
    services.count(&registrations(services, client), None).await?;
    count_change(services, who).await?;
    Ok(EmailChange::Done(Box::new(write_email(services, who, (email, false), client).await?)))
}

/// Replaces the e-mail address by the one that a letter went to, with the code of its link. Whoever asked for it gave all factors then, and
/// is signed in now: the mailbox alone changes nothing.
pub async fn confirm_email(
    services: &Services,
    who: &FullSession,
    code: &str,
    client: Client<'_>,
) -> Result<(Account, SessionTokens), AuthError> {
    // Trust changes nothing: the second factor was not given.
    if who.session.factors.is_by_trust() {
        return Err(AuthError::StepUpNeeded);
    }
    demand_undeclared(who)?;
    let email = mail::confirmed_email(services, who, code)?;
    write_email(services, who, (email, true), client).await
}

async fn write_email(
    services: &Services,
    who: &FullSession,
    (email, is_confirmed): (EmailAddress, bool),
    client: Client<'_>,
) -> Result<(Account, SessionTokens), AuthError> {
    let former = &who.account.email;
    let mut event = who.event(services, EventKind::EmailChanged, client);
    event.letters.extend(mail::to_former(services, &event, former).await?);
    let (opening, tokens) = retokened(services, who, event);
    let counter = |email: &EmailAddress| Subject::Email(services.pseudonym(email.as_str().as_bytes())).to_string();
    let counters = [&*counter(former), &*counter(&email)];
    let new = NewEmail { former, email: &email, is_confirmed, counters };
    match services.store.change_email(&opening, new).await? {
        Changed::Done => {}
        Changed::Refused => return Err(AuthError::EmailTaken),
        Changed::Over => return Err(AuthError::NotSignedIn),
    }
    tracing::info!(account = %who.account.id, "account.email_changed");
    Ok((Account { email, email_confirmed: is_confirmed, ..who.account.clone() }, tokens))
}

/// Replaces the password, or gives one to an account without. Always asks for the present one and for the second factor, or for a passkey,
/// however fresh the session is. All other sessions end, and this one gets new tokens: its old ones are worth nothing.
pub async fn change_password(
    services: &Services,
    who: &FullSession,
    typed: PasswordChange<'_>,
    client: Client<'_>,
) -> Result<SessionTokens, AuthError> {
    let by_passkey = matches!(typed.proof, Proof::Passkey(_));
    if !by_passkey && !who.account.has_password {
        return Err(AuthError::PasswordMissing);
    }
    let mut complaints = Complaints::default();
    let current = if by_passkey { Some(None) } else { complaints.take(Password::parse(typed.current)).map(Some) };
    let new = complaints.take(NewPassword::parse(services, typed.new, &who.account));
    let (Some(current), Some(new)) = (current, new) else { return Err(complaints.refuse()) };
    // Before the new one is compared with the present one: who has neither password nor passkey learns nothing.
    let (account, shown) = match current {
        Some(current) => (check_current(services, who, current, client).await?, None),
        None => {
            count_change(services, who).await?;
            (who.account.clone(), Some(evaluate_second_factor(services, who, typed.proof, client).await?))
        }
    };
    // Before the second factor is spent: a password that cannot be taken costs none.
    let hash = new.checked(services, &account, client).await?;
    let factors = if let Some(shown) = shown {
        alone(shown.spent(services, client).await?)
    } else if account.two_factor {
        Factors::password_and(check_second_factor(services, who, typed.proof, client).await?)
    } else {
        Factors::Password
    };
    let event = who.event(services, EventKind::PasswordChanged, client);
    let (opening, tokens) = reauthenticated(services, who, (factors, event));
    match services.store.change_password(&opening, &account.password_hash, &hash).await? {
        Changed::Done => {}
        // Another change was ahead.
        Changed::Refused => return Err(AuthError::WrongPassword),
        Changed::Over => return Err(AuthError::NotSignedIn),
    }
    tracing::info!(account = %who.account.id, "account.password_changed");
    Ok(tokens)
}

/// Counts a change that costs nothing else.
pub(crate) async fn count_change(services: &Services, who: &FullSession) -> Result<(), AuthError> {
    services.count(&[Attempt::of(&Subject::Changes(who.account.id), Limit::Changes)], None).await
}

/// Checks the password of a session's account.
async fn check_current(
    services: &Services,
    who: &FullSession,
    password: Password,
    client: Client<'_>,
) -> Result<Account, AuthError> {
    let place = services.hasher.place(client.network())?;
    let check = PasswordCheck {
        email: &who.account.email,
        account: Some(who.account.clone()),
        password,
        device: known_device(services, Some(&who.account), client.device),
        network: None,
        client,
        place,
        actor: Actor::Person,
    };
    let checked = check_password(services, check).await;
    let RightPassword { account, settlement, told } =
        checked.map_err(|error| if matches!(error, AuthError::WrongCredentials) { AuthError::WrongPassword } else { error })?;
    services.store.settle(&settlement.retracting(told.id)).await?;
    Ok(account)
}
