//! The second step of signing in: an authenticator code or a recovery code.

use super::{
    Client,
    misses::{Missed, log_miss},
    phones::Phones,
    recovery_wait, taken_back, trust,
};
use crate::{
    AuthError, Services, SessionTokens,
    domain::{
        account::{Account, AccountId},
        authenticator::AuthenticatorId,
        event::{Actor, Event, EventId, EventKind},
        invalid::Invalid,
        keys::Sealed,
        recovery::RecoveryCode,
        session::{Factors, SecondFactor},
        throttle::{Limit, Subject},
        token::Pending,
        totp::{TotpCode, TotpSecret},
    },
    services::refusal,
    sessions,
    store::{Attempt, Finished, Settlement, Spend, Spending},
};

/// Input that proves the second factor.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// Six digits.
    Code(&'a str),
    /// A recovery code.
    RecoveryCode(&'a str),
}

/// More letters and digits than this are a recovery code. A code has six, and one or two more are a mistyped code.
const LONGEST_MISTYPED_CODE: usize = 8;

impl<'a> Proof<'a> {
    /// Classifies the input of a field that accepts both kinds.
    pub fn from_typed(typed: &'a str) -> Self {
        if typed.chars().filter(|c| c.is_alphanumeric()).count() > LONGEST_MISTYPED_CODE {
            Self::RecoveryCode(typed)
        } else {
            Self::Code(typed)
        }
    }
}

/// Input of the second step.
#[derive(Clone, Copy)]
pub struct SecondStep<'a> {
    /// What proves the second factor.
    pub proof: Proof<'a>,
    /// True if this browser is not to be asked for it again for some days. Nothing comes of it where the operator does not allow that.
    pub trusts_browser: bool,
}

impl<'a> From<Proof<'a>> for SecondStep<'a> {
    fn from(proof: Proof<'a>) -> Self {
        Self { proof, trusts_browser: false }
    }
}

/// A second factor in its right form.
pub(crate) enum ParsedProof {
    Code(TotpCode),
    RecoveryCode(RecoveryCode),
}

impl ParsedProof {
    pub(crate) fn parse(proof: Proof<'_>) -> Result<Self, Invalid> {
        Ok(match proof {
            Proof::Code(typed) => Self::Code(TotpCode::parse(typed)?),
            Proof::RecoveryCode(typed) => Self::RecoveryCode(RecoveryCode::parse(typed)?),
        })
    }

    pub(crate) fn factor(&self) -> SecondFactor {
        match self {
            Self::Code(_) => SecondFactor::Totp,
            Self::RecoveryCode(_) => SecondFactor::RecoveryCode,
        }
    }

    /// What counts an attempt with it.
    pub(crate) fn attempt(&self, account: AccountId) -> Attempt {
        match self {
            Self::Code(_) => Attempt::of(&Subject::SecondFactor(account), Limit::Totp),
            Self::RecoveryCode(_) => Attempt::of(&Subject::RecoveryCode(account), Limit::RecoveryCode),
        }
    }

    /// What becomes of the counters when it is right. A recovery code also re-enables codes that were disabled after too many misses.
    fn settlement(&self, account: AccountId, told: EventId) -> Settlement {
        let codes = Subject::SecondFactor(account).to_string();
        let clears = match self {
            Self::Code(_) => vec![codes],
            Self::RecoveryCode(_) => vec![Subject::RecoveryCode(account).to_string(), codes],
        };
        Settlement { clears, ..Settlement::default() }.retracting(told)
    }

    /// The refusal if it cannot be spent: a code was used, a recovery code was used or never was one.
    pub(crate) fn spent_before(&self, services: &Services, account: AccountId, client: Client<'_>) -> AuthError {
        match self {
            Self::Code(_) => AuthError::CodeUsed,
            Self::RecoveryCode(_) => {
                log_miss(services, Missed::RecoveryCode, &Subject::RecoveryCode(account), client);
                AuthError::WrongRecoveryCode
            }
        }
    }

    pub(crate) fn log_spent(&self, account: AccountId) {
        if let Self::RecoveryCode(_) = self {
            tracing::info!(account = %account, "second_factor.recovery_code_spent");
        }
    }
}

/// Verifies the token of a pending sign-in.
pub fn read_pending(services: &Services, token: &str) -> Option<Pending> {
    services.tokens.read_pending(token, &services.keys, services.now()).ok()
}

/// Returns the account of a pending sign-in that has not expired.
pub async fn pending_account(services: &Services, pending: &Pending) -> Result<Option<Account>, AuthError> {
    Ok(services.store.pending_account(pending.id, services.now()).await?)
}

/// Checks the second factor of a pending sign-in and opens a session: one transaction counts, one spends.
pub async fn by_second_factor(
    services: &Services,
    pending: &Pending,
    typed: SecondStep<'_>,
    client: Client<'_>,
) -> Result<(Account, SessionTokens), AuthError> {
    let (proof, now) = (ParsedProof::parse(typed.proof)?, services.now());
    let attempt = proof.attempt(pending.account_id);
    let told = services.event(EventKind::SecondFactorRefused, pending.account_id, (Actor::Somebody, client));
    let counted = services.store.try_pending_sign_in(pending, &attempt, &told, now).await?.ok_or(AuthError::SignInOver)?;
    counted.map_err(|blocked| refusal(attempt.limit, blocked, now))?;
    let (account, spending) = evaluate(services, (&told, Before::Password), &proof, client).await?;
    if account.sealed {
        services.store.settle(&Settlement::refunding(&[attempt]).retracting(told.id)).await?;
        return Err(AuthError::Sealed);
    }
    let factors = Factors::password_and(proof.factor());
    let (opening, mut tokens) = sessions::new_session(services, &account, (factors, EventId(pending.id.0)), client);
    match services.store.finish_pending_sign_in(pending.id, &opening, &spending).await? {
        Finished::Opened => {}
        Finished::Over => return Err(AuthError::SignInOver),
        Finished::Spent => return Err(proof.spent_before(services, account.id, client)),
    }
    proof.log_spent(account.id);
    tracing::info!(account = %account.id, session = %opening.session.id, factor = ?proof.factor(), "sign_in.done");
    if typed.trusts_browser {
        tokens.trust = trust::give(services, &account, &opening, client).await;
    }
    Ok((taken_back(services, account, client).await?, tokens))
}

/// Ends a pending sign-in.
pub async fn abandon(services: &Services, pending: &Pending) -> Result<(), AuthError> {
    services.store.end_pending_sign_in(pending.id).await?;
    Ok(())
}

/// Checks an account's second factor and spends it. All purposes share the same counters and used steps.
pub(crate) async fn check_second_factor(
    services: &Services,
    account: &Account,
    proof: Proof<'_>,
    client: Client<'_>,
) -> Result<SecondFactor, AuthError> {
    let proof = ParsedProof::parse(proof)?;
    let told = services.event(EventKind::SecondFactorRefused, account.id, (Actor::Person, client));
    services.count(&[proof.attempt(account.id)], Some(&told)).await?;
    let (_, spending) = evaluate(services, (&told, Before::Password), &proof, client).await?;
    if !services.store.spend(&spending).await? {
        return Err(proof.spent_before(services, account.id, client));
    }
    proof.log_spent(account.id);
    recovery_wait::taken_back(services, account.id, client).await?;
    Ok(proof.factor())
}

/// Takes a code that opens nothing: it shows that the person has the authenticator. The code is spent, so that a guess gains nothing. So
/// tries count as changes do, apart from guesses, which a right one does not forgive either: whoever has a session without the password can
/// neither disable the owner's codes by it nor begin their count anew.
pub(crate) async fn show_code(services: &Services, account: &Account, code: &str, client: Client<'_>) -> Result<(), AuthError> {
    let proof = ParsedProof::parse(Proof::Code(code))?;
    services.count(&[Attempt::of(&Subject::Changes(account.id), Limit::Changes)], None).await?;
    let told = services.event(EventKind::SecondFactorRefused, account.id, (Actor::Person, client));
    let (_, spending) = evaluate(services, (&told, Before::Nothing), &proof, client).await?;
    let spending = Spending { settlement: Settlement::default(), ..spending };
    if !services.store.spend(&spending).await? {
        return Err(proof.spent_before(services, account.id, client));
    }
    recovery_wait::taken_back(services, account.id, client).await
}

/// What was proved before the second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// The password.
    Password,
    /// Not the password: a link, or a session alone.
    Nothing,
}

/// Evaluates a proof that was counted and told as refused. Returns what is to be spent with it, on which the answer still depends.
pub(crate) async fn evaluate(
    services: &Services,
    (told, before): (&Event, Before),
    proof: &ParsedProof,
    client: Client<'_>,
) -> Result<(Account, Spending), AuthError> {
    let id = told.account_id;
    // The account has two-factor authentication on: a missing or unreadable authenticator is a fault, never a way in.
    let found = services.store.authenticators(id).await?;
    let (account, authenticators) = found.ok_or_else(|| AuthError::Broken(format!("account {id} has no authenticator")))?;
    let now = services.now();
    let spend = match proof {
        ParsedProof::Code(code) => {
            let phones = Phones::opened(services, id, authenticators)?;
            let Some(spend) = phones.matching(code) else {
                log_miss(services, Missed::Code, &Subject::SecondFactor(id), client);
                let far = if before == Before::Password { phones.clock_off(code).await? } else { None };
                return Err(far.unwrap_or(AuthError::WrongCode));
            };
            spend
        }
        ParsedProof::RecoveryCode(code) => {
            Spend::RecoveryCode { candidates: services.keys.recovery_code_fingerprints(id.0.as_bytes(), code.as_bytes()), now }
        }
    };
    let event = match proof {
        ParsedProof::Code(_) => None,
        ParsedProof::RecoveryCode(_) => Some(services.event(EventKind::RecoveryCodeUsed, id, (Actor::Person, client))),
    };
    Ok((account, Spending { account: id, proof: spend, settlement: proof.settlement(id, told.id), event }))
}

/// Opens an authenticator's sealed secret.
pub(crate) fn open_secret(
    services: &Services,
    account: AccountId,
    (id, sealed): (AuthenticatorId, &Sealed),
) -> Result<TotpSecret, AuthError> {
    let opened = services.keys.open(sealed, &id.sealed_for(account));
    let bytes = opened.map_err(|error| AuthError::Broken(format!("the secret of account {account} {error}")))?;
    Ok(TotpSecret::from_bytes(&bytes))
}
