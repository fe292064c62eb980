//! The checkup: some weeks after turning two-factor authentication on, and then yearly, a signed-in person is asked for a code, and whether the
//! recovery codes can still be found, while they can still mend it.

use std::time::Duration;

use crate::{
    AuthError, Client, FullSession, Services,
    domain::event::EventKind,
    sign_in::{Proof, show},
};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long after a checkup the person is asked again.
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
/// For how long it may be put off.
const LATER: Duration = Duration::from_secs(7 * 24 * 3600);

/// True if the person should be asked now.
pub async fn checkup_is_due(services: &Services, who: &FullSession) -> Result<bool, AuthError> {
    let after = services.policy.checkup_after;
    if after < DAY || !who.account.two_factor {
        return Ok(false);
    }
    let found = services.store.checkup(who.account.id).await?;
    Ok(found.is_some_and(|checkup| services.now() >= checkup.next.unwrap_or(checkup.on_since + after)))
}

/// Checks a code, which is spent like any other, or a passkey. The person has said that the recovery codes are at hand. They are asked again in a year.
pub async fn check_up(services: &Services, who: &FullSession, proof: Proof<'_>, client: Client<'_>) -> Result<(), AuthError> {
    if !who.account.two_factor {
        return Err(AuthError::NotOn);
    }
    show(services, who, proof, client).await?;
    next(services, who, (YEAR, true), client).await
}

/// Puts the checkup off for a week.
pub async fn put_checkup_off(services: &Services, who: &FullSession, client: Client<'_>) -> Result<(), AuthError> {
    next(services, who, (LATER, false), client).await
}

async fn next(
    services: &Services,
    who: &FullSession,
    (wait, is_told): (Duration, bool),
    client: Client<'_>,
) -> Result<(), AuthError> {
    let event = who.event(services, EventKind::CheckedUp, client);
    if services.store.set_checkup(services.now() + wait, &event, is_told).await? { Ok(()) } else { Err(AuthError::NotOn) }
}
