//! Step-up: proving all factors again. Required for a change of factors.

use std::sync::Arc;

use crate::{
    AuthError, Client, FullSession, Services, SessionTokens,
    domain::{
        event::{Actor, EventKind},
        invalid::Invalid,
        password::Password,
        session::Factors,
    },
    sessions::{Authenticated, reauthenticated},
    sign_in::{PasswordCheck, Proof, RightPassword, alone, check_password, check_second_factor, known_device},
};

/// Input that proves all factors again.
#[derive(Clone, Copy)]
pub struct AllFactors<'a> {
    /// The password. Not looked at beside a passkey.
    pub password: &'a str,
    /// The second factor, checked only if the account has one.
    pub proof: Proof<'a>,
    /// The client.
    pub client: Client<'a>,
}

/// Proves all factors again: the password and, if two-factor authentication is on, a code or recovery code; or a passkey alone.
pub async fn step_up(
    services: &Services,
    who: &FullSession,
    typed: AllFactors<'_>,
) -> Result<(FullSession, SessionTokens), AuthError> {
    let factors = prove_all(services, who, typed).await?;
    let event = who.event(services, EventKind::SteppedUp, typed.client);
    let (opening, tokens) = reauthenticated(services, who, (factors, event));
    if !services.store.renew_session(&opening).await? {
        return Err(AuthError::NotSignedIn);
    }
    tracing::info!(account = %who.account.id, session = %who.session.id, "session.stepped_up");
    let fresh = Arc::new(Authenticated { session: opening.session, account: who.account.clone() });
    Ok((fresh.full()?, tokens))
}

/// Checks the password, then the second factor if the account has one. A passkey proves both by itself.
pub(crate) async fn prove_all(services: &Services, who: &FullSession, typed: AllFactors<'_>) -> Result<Factors, AuthError> {
    let account = &who.account;
    if matches!(typed.proof, Proof::Passkey(_)) {
        return check_second_factor(services, who, typed.proof, typed.client).await.map(alone);
    }
    let password = Password::parse(typed.password).map_err(Invalid::from)?;
    let place = services.hasher.place(typed.client.network())?;
    let device = known_device(services, Some(account), typed.client.device);
    let check = PasswordCheck {
        email: &account.email,
        account: Some(account.clone()),
        password,
        device,
        network: None,
        client: typed.client,
        place,
        actor: Actor::Person,
    };
    let checked = check_password(services, check).await;
    let RightPassword { settlement, told, .. } =
        checked.map_err(|error| if matches!(error, AuthError::WrongCredentials) { AuthError::WrongPassword } else { error })?;
    services.store.settle(&settlement.retracting(told.id)).await?;
    if !account.two_factor {
        return Ok(Factors::Password);
    }
    check_second_factor(services, who, typed.proof, typed.client).await.map(Factors::password_and)
}
