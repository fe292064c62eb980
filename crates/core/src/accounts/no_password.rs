//! Going without a password.

use crate::{
    AuthError, Client, FullSession, Services, SessionTokens, domain::event::EventKind, second_factors::demand_lasting,
    sessions::retokened, store::PasskeyChanged,
};

/// Takes the password off. Refused unless the account has two passkeys, or one and an unused recovery code. Needs all factors proved again.
/// All other sessions end, and this one gets new tokens. From then on signing in by password looks like a wrong password, and takes the
/// same work: it is compared with what no password gives.
pub async fn remove_password(services: &Services, who: &FullSession, client: Client<'_>) -> Result<SessionTokens, AuthError> {
    demand_lasting(services, who)?;
    if !who.account.has_password {
        return Err(AuthError::PasswordMissing);
    }
    // Where there are no passkeys, nothing would be left to sign in with.
    services.relying_party()?;
    let unknown = services.hasher.cost().of_nobody(services.random());
    let (opening, tokens) = retokened(services, who, who.event(services, EventKind::PasswordRemoved, client));
    match services.store.remove_password(&unknown, &services.keys.ids(), &opening).await? {
        PasskeyChanged::Done => {}
        PasskeyChanged::PasswordNeeded => return Err(AuthError::PasskeysNeeded),
        PasskeyChanged::Over | PasskeyChanged::Refused | PasskeyChanged::Taken => return Err(AuthError::NotSignedIn),
    }
    tracing::info!(account = %who.account.id, "account.password_removed");
    Ok(tokens)
}
