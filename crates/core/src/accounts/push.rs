//! Where a person's push messages go.

use super::count_change;
use crate::{
    AuthError, Client, FullSession, Services,
    domain::{event::EventKind, push::PushAddress, time::Timestamp},
    mail,
    sessions::demand_step_up,
    store::StoredPushAddress,
};

/// Where a person's push messages go, as it is shown: what is secret of it is not.
pub struct PushTarget {
    /// The host. `None` if the address cannot be used any more, and another one has to be set.
    pub host: Option<String>,
    /// When it was set.
    pub since: Timestamp,
}

/// Tells where the push messages of a person go. `None`: there are none.
pub async fn push_target(services: &Services, who: &FullSession) -> Result<Option<PushTarget>, AuthError> {
    let stored = services.store.push_address(who.account.id).await?;
    let target = |stored: StoredPushAddress| PushTarget {
        host: services.open_push_address(who.account.id, &stored).map(|address| address.host()),
        since: stored.created_at,
    };
    Ok(stored.map(target))
}

/// Parses where push messages are to go.
pub fn check_push_address(services: &Services, typed: &str) -> Result<PushAddress, AuthError> {
    Ok(PushAddress::of_person(typed, &services.policy.pushes.to_people)?)
}

/// Chooses where push messages go. Needs a step-up. A message goes there, and one to where they went before. False if they go there already.
pub async fn set_push_address(
    services: &Services,
    who: &FullSession,
    typed: &str,
    client: Client<'_>,
) -> Result<bool, AuthError> {
    let address = check_push_address(services, typed)?;
    write(services, who, Some(&address), client).await
}

/// Ends push messages. Needs a step-up. One more goes to where they went. False if there are none.
pub async fn remove_push_address(services: &Services, who: &FullSession, client: Client<'_>) -> Result<bool, AuthError> {
    write(services, who, None, client).await
}

async fn write(
    services: &Services,
    who: &FullSession,
    address: Option<&PushAddress>,
    client: Client<'_>,
) -> Result<bool, AuthError> {
    demand_step_up(services, who)?;
    let id = who.account.id;
    let stored = services.store.push_address(id).await?;
    let is_any = stored.is_some();
    let former = stored.and_then(|stored| services.open_push_address(id, &stored));
    let is_same = match (&former, address) {
        (Some(former), Some(address)) => former.expose() == address.expose(),
        (None, None) => !is_any,
        _ => false,
    };
    if is_same {
        return Ok(false);
    }
    count_change(services, who).await?;
    // What happened until now goes to where messages go until now.
    mail::spread(services).await?;
    let mut event = who.event(services, EventKind::PushAddressChanged, client);
    if let Some(former) = former {
        event.letters.extend(mail::to_former_push(services, &event, &former).await?);
    }
    let sealed = address.map(|address| services.seal_push_address(id, address));
    if !services.store.set_push_address(sealed.as_ref(), &event).await? {
        return Err(AuthError::NotSignedIn);
    }
    tracing::info!(account = %id, is_set = sealed.is_some(), "account.push_address_changed");
    Ok(true)
}
