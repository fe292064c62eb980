//! Opening a seal: the second step of signing in to a sealed account, with a new password.

use super::{
    Client,
    passkey::Binding,
    second_factor::{Before, ParsedProof, Proof, count_try, evaluate, pending_account},
    taken_back,
};
use crate::{
    AuthError, Services, SessionTokens,
    accounts::NewPassword,
    domain::{
        account::Account,
        event::{Actor, EventId, EventKind},
        session::Factors,
        token::Pending,
    },
    error::Complaints,
    metrics::{SignInFactor, SignInOutcome},
    sessions,
    store::{Finished, Unsealing},
};

/// Opens the seal of a pending sign-in's account by its second factor and a new password, and signs in.
pub async fn unseal(
    services: &Services,
    pending: &Pending,
    (proof, password): (Proof<'_>, &str),
    client: Client<'_>,
) -> Result<(Account, SessionTokens), AuthError> {
    let unsealed = unsealed(services, pending, (proof, password), client).await;
    services.metrics.signed_in(SignInFactor::from(&proof), unsealed.as_ref().map(|_| SignInOutcome::Done));
    unsealed
}

async fn unsealed(
    services: &Services,
    pending: &Pending,
    (proof, password): (Proof<'_>, &str),
    client: Client<'_>,
) -> Result<(Account, SessionTokens), AuthError> {
    let account = pending_account(services, pending).await?.filter(|account| account.sealed).ok_or(AuthError::SignInOver)?;
    let mut complaints = Complaints::default();
    let proof = complaints.take(ParsedProof::parse(proof, Binding::SecondStep(pending.id)));
    let password = complaints.take(NewPassword::parse(services, password, &account));
    let (Some(proof), Some(password)) = (proof, password) else { return Err(complaints.refuse()) };
    // Before anything is counted or spent: a password that cannot be taken costs no try.
    let password_hash = password.checked(services, &account, client).await?;
    let told = services.event(EventKind::SecondFactorRefused, account.id, (Actor::Somebody, client));
    count_try(services, pending, (&proof, &told)).await?;
    let (account, spending) = evaluate(services, (&told, Before::Password), &proof, client).await?;
    let factors = Factors::password_and(spending.proof.factor());
    let (opening, tokens) = sessions::new_session(services, &account, (factors, EventId(pending.id.0)), client);
    let event = services.event(EventKind::Unsealed, account.id, (Actor::Person, client));
    let unsealing = Unsealing { pending: pending.id, spending, password_hash: password_hash.clone(), event, opening };
    match services.store.unseal(&unsealing).await? {
        Finished::Opened => {}
        Finished::Over => return Err(AuthError::SignInOver),
        Finished::Spent => return Err(proof.spent_before(services, account.id, client)),
    }
    proof.note_spent(services, account.id);
    tracing::info!(account = %account.id, session = %unsealing.opening.session.id, "account.unsealed");
    let account = Account { sealed: false, password_hash, has_password: true, ..account };
    Ok((taken_back(services, account, client).await?, tokens))
}
