//! The second step of signing in: a code of the authenticator, or a recovery code.

use super::{Auth, AuthError, Client, SessionTokens, misses::Missed};
use crate::domain::{
    account::{Account, AccountId},
    invalid::Invalid,
    keys::Sealed,
    recovery::RecoveryCode,
    session::{Factor, Factors},
    throttle::Limit,
    token::Pending,
    totp::{self, TotpCode, TotpSecret},
};

/// What a person typed to prove the second factor.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// Six digits.
    Code(&'a str),
    /// A recovery code.
    RecoveryCode(&'a str),
}

impl<'a> Proof<'a> {
    /// Tells by its looks what was typed into a field that takes both: more letters and digits than a code has are a recovery
    /// code.
    pub fn from_typed(typed: &'a str) -> Self {
        if typed.chars().filter(|c| c.is_alphanumeric()).count() > 8 { Self::RecoveryCode(typed) } else { Self::Code(typed) }
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

impl Auth {
    /// Reads the token of a pending sign-in.
    pub fn read_pending(&self, token: &str) -> Option<Pending> {
        self.tokens.read_pending(token, &self.keys, self.now()).ok()
    }

    /// Whose pending sign-in this is, while it lasts.
    pub async fn pending_account(&self, pending: &Pending) -> Result<Option<Account>, AuthError> {
        Ok(self.store.pending_account(pending.id, self.now()).await?)
    }

    /// Checks the second factor of a pending sign-in, which leads to a session.
    pub async fn verify_second_factor(
        &self,
        pending: &Pending,
        proof: Proof<'_>,
        client: Client<'_>,
    ) -> Result<(Account, SessionTokens), AuthError> {
        let proof = ParsedProof::parse(proof)?;
        let account = self.store.try_pending_sign_in(pending.id, self.now()).await?.ok_or(AuthError::SignInOver)?;
        let factor = self.check_parsed(&account, proof, client).await?;
        let (opening, tokens) = self.new_session(account.id, Factors::password_and(factor), client.device);
        if !self.store.finish_pending_sign_in(pending.id, &opening).await? {
            return Err(AuthError::SignInOver);
        }
        tracing::info!(account = %account.id, session = %opening.session.id, factor = ?factor, "sign_in.done");
        Ok((account, tokens))
    }

    /// Ends a pending sign-in.
    pub async fn abandon_sign_in(&self, pending: &Pending) -> Result<(), AuthError> {
        self.store.end_pending_sign_in(pending.id).await?;
        Ok(())
    }

    /// Checks an account's second factor, for whatever purpose: the same counters, one table of used steps.
    pub(super) async fn check_second_factor(
        &self,
        account: &Account,
        proof: Proof<'_>,
        client: Client<'_>,
    ) -> Result<Factor, AuthError> {
        self.check_parsed(account, ParsedProof::parse(proof)?, client).await
    }

    async fn check_parsed(&self, account: &Account, proof: ParsedProof, client: Client<'_>) -> Result<Factor, AuthError> {
        let subject = Self::second_factor_subject(account.id);
        let factor = match proof {
            ParsedProof::Code(code) => {
                self.count(&subject, Limit::Totp).await?;
                self.take_code(account, &code, client).await?;
                Factor::Totp
            }
            ParsedProof::RecoveryCode(code) => {
                let own_subject = Self::recovery_code_subject(account.id);
                self.count(&own_subject, Limit::RecoveryCode).await?;
                let candidates = self.keys.recovery_code_fingerprints(account.id.0.as_bytes(), code.as_bytes());
                if !self.store.spend_recovery_code(account.id, &candidates, self.now()).await? {
                    self.log_miss(Missed::RecoveryCode, &own_subject, client);
                    return Err(AuthError::WrongRecoveryCode);
                }
                self.store.clear_attempts(&own_subject).await?;
                tracing::info!(account = %account.id, "second_factor.recovery_code_spent");
                Factor::RecoveryCode
            }
        };
        // A recovery code re-enables codes, too, that too many misses disabled.
        self.store.clear_attempts(&subject).await?;
        Ok(factor)
    }

    /// Takes a code of the account's authenticator and marks its step as used.
    async fn take_code(&self, account: &Account, code: &TotpCode, client: Client<'_>) -> Result<(), AuthError> {
        // The account says that there is an authenticator: an absent or unreadable one is a fault, never a way in.
        let authenticator = self.store.authenticator(account.id).await?;
        let authenticator =
            authenticator.ok_or_else(|| AuthError::Broken(format!("account {} has no authenticator", account.id)))?;
        let secret = self.open_secret(account.id, &authenticator.secret)?;
        let Some(step) = secret.matching_step(code, self.now(), self.policy.window) else {
            self.log_miss(Missed::Code, &Self::second_factor_subject(account.id), client);
            return Err(AuthError::WrongCode);
        };
        let newest = totp::newest_possible_step(self.now());
        if authenticator.last_used_step > newest {
            tracing::warn!(account = %account.id, "second_factor.used_step_ignored: it was used by a clock that was ahead");
        }
        if self.store.advance_totp_step(account.id, step, newest).await? { Ok(()) } else { Err(AuthError::CodeUsed) }
    }

    /// Opens an account's sealed secret.
    pub(super) fn open_secret(&self, account: AccountId, sealed: &Sealed) -> Result<TotpSecret, AuthError> {
        let opened = self.keys.open(sealed, account.0.as_bytes());
        let bytes = opened.map_err(|error| AuthError::Broken(format!("the secret of account {account} {error}")))?;
        Ok(TotpSecret::from_bytes(&bytes))
    }
}
