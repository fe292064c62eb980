//! The seal, and the end of an account.

use std::time::Duration;

use crate::{
    AuthError, Client, FullSession, Services,
    domain::{event::EventKind, time::Timestamp},
    sessions::demand_step_up,
    store::Ruled,
};

/// Seals the account: "it was not me". Refused without a second factor, since nothing could open it. Ends every session and sign-in
/// under way, this session too, forgets known devices, and refuses the password until the seal is opened. Needs no step-up: whoever
/// holds a session may close the account, and cannot open it.
pub async fn seal(services: &Services, who: &FullSession, client: Client<'_>) -> Result<(), AuthError> {
    if !who.account.two_factor {
        return Err(AuthError::NotOn);
    }
    if services.store.seal(&who.event(services, EventKind::Sealed, client)).await? {
        tracing::warn!(account = %who.account.id, "account.sealed");
    }
    Ok(())
}

/// Orders the deletion of the account, and ends all its sessions. Needs a step-up. A sign-in until then takes the order back. Returns
/// when it will be deleted. `None`: it is gone. Refused to the last administrator.
pub async fn order_deletion(services: &Services, who: &FullSession, client: Client<'_>) -> Result<Option<Timestamp>, AuthError> {
    demand_step_up(services, who)?;
    let (now, notice) = (services.now(), services.policy.deletion_notice);
    match services.store.order_deletion(now + notice, &who.event(services, EventKind::DeletionOrdered, client)).await? {
        Ruled::Done => {}
        Ruled::Unchanged => return Err(AuthError::NotSignedIn),
        Ruled::LastAdministrator => return Err(AuthError::LastAdministrator),
    }
    tracing::info!(account = %who.account.id, "account.deletion_ordered");
    if notice > Duration::ZERO {
        return Ok(Some(now + notice));
    }
    services.store.delete_if_due(who.account.id, now).await?;
    Ok(None)
}

/// Number of accounts that are deleted between two looks for more.
const PORTION: u16 = 100;

/// Deletes the accounts whose deletion is due. Returns how many. [`jobs`](crate::jobs) does this periodically.
pub async fn delete_due(services: &Services) -> Result<u64, AuthError> {
    let mut deleted = 0;
    loop {
        let due = services.store.due_for_deletion(services.now(), PORTION).await?;
        let before = deleted;
        for account in &due {
            match services.store.delete_if_due(*account, services.now()).await {
                Ok(true) => {
                    tracing::info!(account = %account, "account.deleted");
                    deleted += 1;
                }
                // A sign-in took the order back meanwhile.
                Ok(false) => {}
                // One that cannot be deleted now keeps none of the others.
                Err(error) => tracing::warn!(account = %account, %error, "account.not_deleted"),
            }
        }
        if due.len() < usize::from(PORTION) || deleted == before {
            return Ok(deleted);
        }
    }
}
