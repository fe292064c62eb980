//! The second step of signing in: an authenticator code or a recovery code.

use super::{
    Client,
    misses::{Missed, log_miss},
};
use crate::{
    AuthError, Services, SessionTokens,
    domain::{
        account::{Account, AccountId},
        invalid::Invalid,
        keys::Sealed,
        recovery::RecoveryCode,
        session::{Factors, SecondFactor},
        throttle::{Limit, Subject},
        token::Pending,
        totp::{self, TotpCode, TotpSecret},
    },
    sessions,
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

enum ParsedProof {
    Code(TotpCode),
    RecoveryCode(RecoveryCode),
}

impl ParsedProof {
    fn parse(proof: Proof<'_>) -> Result<Self, Invalid> {
        Ok(match proof {
            Proof::Code(typed) => Self::Code(TotpCode::parse(typed)?),
            Proof::RecoveryCode(typed) => Self::RecoveryCode(RecoveryCode::parse(typed)?),
        })
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

/// Checks the second factor of a pending sign-in and opens a session.
pub async fn by_second_factor(
    services: &Services,
    pending: &Pending,
    proof: Proof<'_>,
    client: Client<'_>,
) -> Result<(Account, SessionTokens), AuthError> {
    let proof = ParsedProof::parse(proof)?;
    let account = services.store.try_pending_sign_in(pending.id, services.now()).await?.ok_or(AuthError::SignInOver)?;
    let factor = check_parsed(services, &account, proof, client).await?;
    let (opening, tokens) = sessions::new_session(services, account.id, Factors::password_and(factor), client.device);
    if !services.store.finish_pending_sign_in(pending.id, &opening).await? {
        return Err(AuthError::SignInOver);
    }
    tracing::info!(account = %account.id, session = %opening.session.id, factor = ?factor, "sign_in.done");
    Ok((account, tokens))
}

/// Ends a pending sign-in.
pub async fn abandon(services: &Services, pending: &Pending) -> Result<(), AuthError> {
    services.store.end_pending_sign_in(pending.id).await?;
    Ok(())
}

/// Checks an account's second factor. All purposes share the same counters and used steps.
pub(crate) async fn check_second_factor(
    services: &Services,
    account: &Account,
    proof: Proof<'_>,
    client: Client<'_>,
) -> Result<SecondFactor, AuthError> {
    check_parsed(services, account, ParsedProof::parse(proof)?, client).await
}

async fn check_parsed(
    services: &Services,
    account: &Account,
    proof: ParsedProof,
    client: Client<'_>,
) -> Result<SecondFactor, AuthError> {
    let subject = Subject::SecondFactor(account.id);
    let factor = match proof {
        ParsedProof::Code(code) => {
            services.count(&subject, Limit::Totp).await?;
            take_code(services, account, &code, client).await?;
            SecondFactor::Totp
        }
        ParsedProof::RecoveryCode(code) => {
            let own_subject = Subject::RecoveryCode(account.id);
            services.count(&own_subject, Limit::RecoveryCode).await?;
            let candidates = services.keys.recovery_code_fingerprints(account.id.0.as_bytes(), code.as_bytes());
            if !services.store.spend_recovery_code(account.id, &candidates, services.now()).await? {
                log_miss(services, Missed::RecoveryCode, &own_subject, client);
                return Err(AuthError::WrongRecoveryCode);
            }
            services.clear(&own_subject).await?;
            tracing::info!(account = %account.id, "second_factor.recovery_code_spent");
            SecondFactor::RecoveryCode
        }
    };
    // A recovery code also re-enables codes that were disabled after too many misses.
    services.clear(&subject).await?;
    Ok(factor)
}

/// Accepts a code of the account's authenticator and marks its step as used.
async fn take_code(services: &Services, account: &Account, code: &TotpCode, client: Client<'_>) -> Result<(), AuthError> {
    // The account has two-factor authentication on: a missing or unreadable authenticator is a fault, never a way in.
    let authenticator = services.store.authenticator(account.id).await?;
    let authenticator = authenticator.ok_or_else(|| AuthError::Broken(format!("account {} has no authenticator", account.id)))?;
    let secret = open_secret(services, account.id, &authenticator.secret)?;
    let Some(step) = secret.matching_step(code, services.now(), services.policy.window) else {
        log_miss(services, Missed::Code, &Subject::SecondFactor(account.id), client);
        return Err(AuthError::WrongCode);
    };
    let newest = totp::newest_possible_step(services.now());
    if authenticator.last_used_step > newest {
        tracing::warn!(account = %account.id, "second_factor.used_step_ignored: it was used by a clock that was ahead");
    }
    if services.store.advance_totp_step(account.id, step, newest).await? { Ok(()) } else { Err(AuthError::CodeUsed) }
}

/// Opens an account's sealed secret.
pub(crate) fn open_secret(services: &Services, account: AccountId, sealed: &Sealed) -> Result<TotpSecret, AuthError> {
    let opened = services.keys.open(sealed, account.0.as_bytes());
    let bytes = opened.map_err(|error| AuthError::Broken(format!("the secret of account {account} {error}")))?;
    Ok(TotpSecret::from_bytes(&bytes))
}
