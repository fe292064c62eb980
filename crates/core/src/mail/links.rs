//! What the links of letters do, besides a new password: sealing the account, and putting a former address back. Their codes are sealed and
//! stored nowhere. Looking at their pages changes nothing.

use std::time::Duration;

use crate::{
    AuthError, Client, Services,
    domain::{
        account::{Account, AccountId},
        email::EmailAddress,
        event::{Actor, EventKind},
        link_token::code_of,
        throttle::Subject,
        time::Timestamp,
        token::SignedToken,
    },
    store::Changed,
};

/// How long the link of a notice seals the account.
const SEAL_LINK: Duration = Duration::from_secs(7 * 24 * 3600);
/// For what such a link is sealed.
const SEAL_LINK_PURPOSE: &[u8] = b"seal link";
/// How long a change of the address can be undone from the former one.
const UNDO_LINK: Duration = Duration::from_secs(7 * 24 * 3600);
/// For what such a link is sealed.
const UNDO_LINK_PURPOSE: &[u8] = b"undo link";
/// For what a link is sealed that cancels a wait for lost second factors.
const CANCEL_LINK_PURPOSE: &[u8] = b"cancel recovery link";

/// The code of a link that seals an account, until its password changes.
pub(super) fn seal_code(services: &Services, account: &Account) -> SignedToken {
    let until = (services.now() + SEAL_LINK).seconds();
    services.seal_text(&format!("{} {until} {}", account.id, account.password_changed_at.0), SEAL_LINK_PURPOSE).into()
}

/// The code of a link that puts the address back that an account had before a change.
pub(super) fn undo_code(services: &Services, account: &Account, (changed_at, former): (Timestamp, &EmailAddress)) -> SignedToken {
    services.seal_text(&format!("{} {} {}", account.id, changed_at.0, former.as_str()), UNDO_LINK_PURPOSE).into()
}

/// The code of a link that cancels a wait for lost second factors.
pub(super) fn cancel_code(services: &Services, account: &Account, begun_at: Timestamp) -> SignedToken {
    services.seal_text(&format!("{} {}", account.id, begun_at.0), CANCEL_LINK_PURPOSE).into()
}

/// Opens such a code: whose wait it is, and when that began.
pub(crate) fn wait_to_cancel(services: &Services, code: &str) -> Result<(AccountId, Timestamp), AuthError> {
    let opened = services.open_text(code_of(code), CANCEL_LINK_PURPOSE).ok_or(AuthError::ResetOver)?;
    let parts = opened.split_once(' ').and_then(|(id, at)| Some((id.parse().ok()?, Timestamp(at.parse().ok()?))));
    parts.ok_or(AuthError::ResetOver)
}

/// Puts the address back that the account had before, for whoever has its mailbox: once, within a week of the change. Everybody is signed
/// out. It signs nobody in and changes neither password nor factors: a letter about a forgotten password goes to that address again.
pub async fn undo_change_of_email(services: &Services, code: &str, client: Client<'_>) -> Result<(), AuthError> {
    let opened = services.open_text(code_of(code), UNDO_LINK_PURPOSE).ok_or(AuthError::ResetOver)?;
    let mut parts = opened.splitn(3, ' ');
    let id = parts.next().and_then(|id| id.parse::<AccountId>().ok());
    let changed_at = parts.next().and_then(|at| at.parse::<i64>().ok()).map(Timestamp);
    let former = parts.next().map(|former| EmailAddress::from_stored(former.to_owned()));
    let (Some(id), Some(changed_at), Some(former)) = (id, changed_at, former) else { return Err(AuthError::ResetOver) };
    let account = services.store.account(id).await?.filter(|_| services.now() < changed_at + UNDO_LINK);
    let account = account.ok_or(AuthError::ResetOver)?;
    let mut event = services.event(EventKind::EmailRestored, id, (Actor::Somebody, client));
    event.letters.extend(super::to_former(services, &event, &account.email).await?);
    let counter = |email: &EmailAddress| Subject::Email(services.pseudonym(email.as_str().as_bytes())).to_string();
    let counters = [&*counter(&account.email), &*counter(&former)];
    match services.store.restore_email(&event, (&former, changed_at), counters).await? {
        Changed::Done => {}
        Changed::Over => return Err(AuthError::ResetOver),
        Changed::Refused => return Err(AuthError::EmailTaken),
    }
    tracing::info!(account = %id, "account.email_restored");
    Ok(())
}

/// Seals the account that the link of a letter names. Looking at its page changes nothing. Whoever has the letter may close the account,
/// and cannot open it. The password that opens it ends the link.
pub async fn seal_by_link(services: &Services, code: &str, client: Client<'_>) -> Result<(), AuthError> {
    let opened = services.open_text(code_of(code), SEAL_LINK_PURPOSE).ok_or(AuthError::ResetOver)?;
    let mut parts = opened.split(' ');
    let named = parts.next().and_then(|id| id.parse::<AccountId>().ok());
    let [until, password_changed_at] = [parts.next(), parts.next()].map(|part| part.and_then(|part| part.parse::<i64>().ok()));
    let (Some(id), Some(until), Some(changed)) = (named, until, password_changed_at) else { return Err(AuthError::ResetOver) };
    let account = services.store.account(id).await?;
    let is_of_now = account.is_some_and(|account| account.password_changed_at == Timestamp(changed) && account.two_factor);
    if !is_of_now || Timestamp::from_seconds(until) <= services.now() {
        return Err(AuthError::ResetOver);
    }
    // One that is sealed already is as it should be.
    if services.store.seal(&services.event(EventKind::Sealed, id, (Actor::Somebody, client))).await? {
        tracing::info!(account = %id, "account.sealed_by_link");
    }
    Ok(())
}
