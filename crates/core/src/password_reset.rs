//! Choosing a new password by a one-time link, without the old one. The second factor is still asked, and nothing of it changes. Nobody is
//! signed in by it.

use crate::{
    AuthError, Client, Services,
    accounts::NewPassword,
    domain::{
        account::Account,
        event::{Actor, EventKind},
        invalid::field,
        keys::Fingerprint,
        link_token::LinkToken,
        throttle::{Limit, Subject},
        token::SignedToken,
    },
    error::Complaints,
    sign_in::{Before, Binding, ParsedProof, Proof, count_proof, evaluate},
    store::{Attempt, Reset, ResetDone, Settlement, Spending},
};

/// Checks the form of a code, or of the link that ends with it. Returns the code alone.
pub fn parsed(code: &str) -> Result<SignedToken, AuthError> {
    Ok(LinkToken::parse(code, field::RESET_CODE)?.to_text())
}

/// Returns the account for which a reset's code is good. Changes nothing: whatever follows links for people may follow this one.
pub async fn account(services: &Services, code: &str) -> Result<Account, AuthError> {
    found(services, &LinkToken::parse(code, field::RESET_CODE)?).await
}

/// The same with what the code is stored as.
pub(crate) async fn account_and_token(services: &Services, code: &str) -> Result<(Account, Fingerprint), AuthError> {
    let token = LinkToken::parse(code, field::RESET_CODE)?;
    Ok((found(services, &token).await?, token.fingerprint()))
}

async fn found(services: &Services, token: &LinkToken) -> Result<Account, AuthError> {
    services.store.reset_account(&token.fingerprint(), services.now()).await?.ok_or(AuthError::ResetOver)
}

/// Input of a reset.
#[derive(Clone, Copy)]
pub struct NewPasswordByReset<'a> {
    /// The code of the link.
    pub code: &'a str,
    /// The new password.
    pub password: &'a str,
    /// The second factor, checked only if the account has one.
    pub proof: Proof<'a>,
}

/// Replaces the password and opens the seal, if there is one. Every session and sign-in under way ends, and known devices are forgotten.
pub async fn reset_password(services: &Services, typed: NewPasswordByReset<'_>, client: Client<'_>) -> Result<(), AuthError> {
    let token = LinkToken::parse(typed.code, field::RESET_CODE)?;
    let account = found(services, &token).await?;
    let mut complaints = Complaints::default();
    let password = complaints.take(NewPassword::parse(services, typed.password, &account));
    let proof = if account.two_factor {
        complaints.take(ParsedProof::parse(typed.proof, Binding::Reset(token.fingerprint()))).map(Some)
    } else {
        Some(None)
    };
    let (Some(password), Some(proof)) = (password, proof) else { return Err(complaints.refuse()) };
    // Whether a password is the present one is told, so each try is counted, apart from those at signing in.
    services.count(&[Attempt::of(&Subject::Changes(account.id), Limit::Changes)], None).await?;
    // Before the second factor is counted or spent: a password that cannot be taken costs no try at it.
    let password_hash = password.checked(services, &account, client).await?;
    let spending = match &proof {
        Some(proof) => Some(checked(services, &account, proof, client).await?),
        None => None,
    };
    let event = |kind| services.event(kind, account.id, (Actor::Person, client));
    let guesses = Subject::Email(services.pseudonym(account.email.as_str().as_bytes()));
    let reset = Reset {
        account: account.id,
        token: token.fingerprint(),
        spending,
        password_hash,
        settlement: Settlement::clearing(&guesses),
        event: event(EventKind::PasswordReset),
        unsealed: event(EventKind::Unsealed),
    };
    match (services.store.reset_password(&reset).await?, &proof) {
        (ResetDone::Done, _) => {}
        (ResetDone::Spent, Some(proof)) => return Err(proof.spent_before(services, account.id, client)),
        (ResetDone::Over | ResetDone::Spent, _) => return Err(AuthError::ResetOver),
    }
    if let Some(proof) = proof {
        proof.note_spent(services, account.id);
    }
    tracing::info!(account = %account.id, "account.password_reset");
    Ok(())
}

/// Counts and evaluates the second factor.
async fn checked(services: &Services, account: &Account, proof: &ParsedProof, client: Client<'_>) -> Result<Spending, AuthError> {
    let told = services.event(EventKind::SecondFactorRefused, account.id, (Actor::Somebody, client));
    count_proof(services, (proof, &told)).await?;
    Ok(evaluate(services, (&told, Before::Nothing), proof, client).await?.1)
}
