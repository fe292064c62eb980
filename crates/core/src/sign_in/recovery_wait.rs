//! A way back for whoever has lost every second factor and knows the password: they wait, everybody who may be the owner is told, and whoever
//! still has a second factor stops it by using it.
//!
//! ```text
//!  password (and the mailbox, where mail is set up) ──▶ wait ──▶ second factors are taken off, a new one is demanded
//!                                                        └──▶ void: a second factor was used, one press, another password, a seal
//! ```

use std::time::Duration;

use super::Client;
use crate::{
    AuthError, FullSession, Services,
    domain::{
        account::{Account, AccountId, RecoveryWait},
        event::{Actor, Event, EventKind},
        letter::{LetterId, NewLetter, Purpose},
        throttle::{Limit, Subject},
        time::Timestamp,
        token::Pending,
        whereabouts::Whereabouts,
    },
    mail,
    store::{Attempt, Beginning, Settlement},
};

/// The owner is reminded so often.
const DAY: Duration = Duration::from_secs(24 * 3600);
/// Number of accounts that are looked at between two looks for more.
const PORTION: u16 = 100;

/// What came of the wish to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// The wait has begun, or was under way already. It ends then.
    Until(Timestamp),
    /// A letter has a link, by which it begins.
    Asked,
}

/// True if people may wait for their second factors to be taken off.
pub fn may_wait(services: &Services) -> bool {
    !services.policy.recovery_wait.is_zero()
}

/// When the wait of an account ends, if one is under way.
pub async fn under_way(services: &Services, account: &Account) -> Result<Option<Timestamp>, AuthError> {
    // Most accounts have none, and nobody has to look it up.
    if account.recovery.is_none() || !may_wait(services) {
        Ok(None)
    } else {
        Ok(services.store.recovery_wait(account.id).await?)
    }
}

/// Begins a wait, for whoever has given the password and has no second factor any more; where mail is set up, asks for the letter by which
/// it begins.
pub async fn begin(services: &Services, pending: &Pending, client: Client<'_>) -> Result<Begun, AuthError> {
    if !may_wait(services) {
        return Err(AuthError::NotFound);
    }
    let account = super::pending_account(services, pending).await?.ok_or(AuthError::SignInOver)?;
    if let Some(due) = under_way(services, &account).await? {
        return Ok(Begun::Until(due));
    }
    if services.policy.sends_mail {
        mail::ask_to_wait(services, &account, client).await?;
        return Ok(Begun::Asked);
    }
    begin_for(services, (&account, services.now()), client).await.map(Begun::Until)
}

/// Begins a wait by the link of a letter, which goes to whoever has given the password.
pub async fn begin_by_link(services: &Services, code: &str, client: Client<'_>) -> Result<Timestamp, AuthError> {
    if !may_wait(services) {
        return Err(AuthError::NotFound);
    }
    let (account, given_at) = mail::account_to_wait(services, code).await?;
    match under_way(services, &account).await? {
        Some(due) => Ok(due),
        None => begin_for(services, (&account, given_at), client).await,
    }
}

async fn begin_for(
    services: &Services,
    (account, given_at): (&Account, Timestamp),
    client: Client<'_>,
) -> Result<Timestamp, AuthError> {
    // Each is told, also where it is stopped at once.
    services.count(&[Attempt::of(&Subject::RecoveryWait(account.id), Limit::Letters)], None).await?;
    let mut event = services.event(EventKind::RecoveryBegun, account.id, (Actor::Somebody, client));
    let due_at = event.at + services.policy.recovery_wait;
    if services.policy.tells_people() {
        event.letters.extend(reminders(services, RecoveryWait { begun_at: event.at, due_at }));
    }
    let beginning = Beginning { password_changed_at: account.password_changed_at, given_at, due_at };
    if !services.store.begin_recovery_wait(&beginning, &event).await? {
        return Err(AuthError::ResetOver);
    }
    tracing::warn!(account = %account.id, "recovery.begun");
    Ok(due_at)
}

/// A letter for each further day of a wait.
fn reminders(services: &Services, RecoveryWait { begun_at, due_at }: RecoveryWait) -> Vec<NewLetter> {
    let days = (1..).map(|day| begun_at + DAY * day).take_while(|at| *at < due_at);
    let letter = |not_before| {
        let id = LetterId::random(services.random());
        NewLetter { id, purpose: Purpose::RecoveryReminder, payload: None, not_before, expires_at: due_at }
    };
    days.map(letter).collect()
}

/// Cancels the wait of one's account. Needs no step-up: it takes nothing from anybody who has a second factor. Nothing comes of it if there
/// is none.
pub async fn cancel(services: &Services, who: &FullSession, client: Client<'_>) -> Result<(), AuthError> {
    if services.store.cancel_recovery_wait(&who.event(services, EventKind::RecoveryCancelled, client)).await? {
        tracing::info!(account = %who.account.id, "recovery.cancelled");
    }
    Ok(())
}

/// Cancels a wait by the link of a letter that tells of it.
pub async fn cancel_by_link(services: &Services, code: &str, client: Client<'_>) -> Result<(), AuthError> {
    let (id, begun_at) = mail::wait_to_cancel(services, code)?;
    let account = services.store.account(id).await?.ok_or(AuthError::ResetOver)?;
    if account.recovery.is_some_and(|wait| wait.begun_at != begun_at) {
        return Err(AuthError::ResetOver);
    }
    if services.store.cancel_recovery_wait(&services.event(EventKind::RecoveryCancelled, id, (Actor::Somebody, client))).await? {
        tracing::info!(account = %id, "recovery.cancelled_by_link");
        return Ok(());
    }
    // Pressed again it is as it should be. Pressed too late it is not, and must not look so.
    let account = services.store.account(id).await?;
    if account.is_some_and(|account| account.two_factor) { Ok(()) } else { Err(AuthError::ResetOver) }
}

/// A second factor that was used makes a wait void. This tells of it, and forgets it. Called after the use: what began before it is found.
pub(crate) async fn taken_back(services: &Services, id: AccountId, client: Client<'_>) -> Result<(), AuthError> {
    if !may_wait(services) || services.store.account(id).await?.is_none_or(|account| account.recovery.is_none()) {
        return Ok(());
    }
    if services.store.cancel_recovery_wait(&services.event(EventKind::RecoveryCancelled, id, (Actor::Person, client))).await? {
        tracing::info!(account = %id, "recovery.cancelled_by_second_factor");
    }
    Ok(())
}

/// Takes the second factors off whose wait has ended. Returns of how many accounts. [`jobs`](crate::jobs) does this periodically.
pub async fn finish_ended(services: &Services) -> Result<u64, AuthError> {
    if !may_wait(services) {
        return Ok(0);
    }
    let mut finished = 0;
    loop {
        let ended = services.store.ended_recovery_waits(services.now(), PORTION).await?;
        let before = finished;
        for account in &ended {
            match finish(services, *account).await {
                Ok(true) => finished += 1,
                // It was cancelled meanwhile.
                Ok(false) => {}
                // One that cannot be finished now keeps none of the others.
                Err(error) => tracing::warn!(account = %account, %error, "recovery.not_finished"),
            }
        }
        if ended.len() < usize::from(PORTION) || finished == before {
            return Ok(finished);
        }
    }
}

async fn finish(services: &Services, account: AccountId) -> Result<bool, AuthError> {
    let guesses = [Subject::RecoveryCode(account), Subject::SecondFactor(account)];
    let counters = Settlement { clears: guesses.iter().map(ToString::to_string).collect(), ..Settlement::default() };
    let event = services.event(EventKind::RecoveryDone, account, (Actor::Somebody, Client::NONE));
    let event = Event { whereabouts: Whereabouts::default(), ..event };
    let is_finished = services.store.finish_recovery_wait(&counters, &event).await?;
    if is_finished {
        tracing::warn!(account = %account, "recovery.done");
    }
    Ok(is_finished)
}
