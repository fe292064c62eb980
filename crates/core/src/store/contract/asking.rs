//! The store's operations as most contract tests ask for them: one thing at a time.

use super::*;
use crate::{
    domain::{
        throttle::{Blocked, Limit},
        token::Pending,
    },
    store::{
        Attempt, Authenticator, Authenticators, Created, Entrance, Finished, PendingSignIns, Ruled, Sessions, Settlement, Spend,
        Spending,
    },
};

impl dyn Store {
    /// Adds an account.
    pub(super) async fn creates_account(&self, account: &Account) -> Result<bool, StoreError> {
        let event = an_event(account.id, EventKind::Registered, NOW);
        Ok(self.create_account(account, &Entrance::Open, &event).await? == Created::Done)
    }

    /// Orders the deletion of an account.
    pub(super) async fn orders_deletion(&self, at: Timestamp, event: &Event) -> Result<bool, StoreError> {
        Ok(self.order_deletion(at, event).await? == Ruled::Done)
    }

    /// Ends a session.
    pub(super) async fn ends_session(&self, session: &Session) -> Result<bool, StoreError> {
        self.end_session(session.id, &an_event_of(session, EventKind::SignedOut)).await
    }

    /// Replaces recovery codes.
    pub(super) async fn replaces_codes(
        &self,
        account: AccountId,
        codes: &RecoveryCodeWrite,
        note: &Handoff,
    ) -> Result<bool, StoreError> {
        self.replace_recovery_codes(account, codes, note, &an_event(account, EventKind::RecoveryCodesReplaced, NOW)).await
    }

    /// Removes what has expired, but no events.
    pub(super) async fn prunes(&self, now: Timestamp, idle_since: Timestamp) -> Result<u64, StoreError> {
        self.prune(now, idle_since, Timestamp(0)).await
    }

    /// Opens a session whose password has no counters.
    pub(super) async fn opens_session(&self, opening: &SessionWrite) -> Result<bool, StoreError> {
        Sessions::open_session(self, opening, &Settlement::default()).await
    }

    /// Opens a pending sign-in whose password has no counters.
    pub(super) async fn opens_pending(&self, pending: &PendingSignIn) -> Result<bool, StoreError> {
        PendingSignIns::open_pending_sign_in(self, pending, &Settlement::default()).await
    }

    /// Tries a pending sign-in by what nothing refuses. Returns its account.
    pub(super) async fn tries_pending(&self, id: PendingSignInId, now: Timestamp) -> Result<Option<Account>, StoreError> {
        let Some(account) = self.pending_account(id, now).await? else { return Ok(None) };
        let attempt = Attempt { subject: format!("recovery-code:{id}"), limit: Limit::RecoveryCode };
        let event = an_event(account.id, EventKind::SecondFactorRefused, now);
        let pending = Pending { id, account_id: account.id };
        let tried = PendingSignIns::try_pending_sign_in(self, &pending, &attempt, &event, now).await?;
        Ok(tried.map(|answer| {
            answer.unwrap();
            account
        }))
    }

    /// Finishes a pending sign-in with a recovery code that was made for that.
    pub(super) async fn finishes_pending(&self, id: PendingSignInId, opening: &SessionWrite) -> Result<bool, StoreError> {
        let account = opening.session.account_id;
        let code = fingerprint(&format!("recovery code of {}", opening.session.id));
        let values = [account.into(), code.to_vec().into(), KEY.into()];
        self.execute("INSERT INTO recovery_codes (account_id, fingerprint, key_id) VALUES ($1, $2, $3)", &values).await?;
        let proof = Spend::RecoveryCode { candidates: vec![code], now: NOW };
        let spending = Spending { account, proof, settlement: Settlement::default(), event: None };
        let finished = PendingSignIns::finish_pending_sign_in(self, id, opening, &spending).await?;
        self.execute("DELETE FROM recovery_codes WHERE account_id = $1 AND fingerprint = $2", &values[..2]).await?;
        Ok(finished == Finished::Opened)
    }

    /// Marks an authenticator's step as used.
    pub(super) async fn advance_totp_step(&self, account: AccountId, step: i64, newest: i64) -> Result<bool, StoreError> {
        self.spend(&Spending {
            account,
            proof: Spend::Step { authenticator: PHONE, step, newest, now: NOW },
            settlement: Settlement::default(),
            event: None,
        })
        .await
    }

    /// Spends a recovery code.
    pub(super) async fn spend_recovery_code(
        &self,
        account: AccountId,
        candidates: &[Fingerprint],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let proof = Spend::RecoveryCode { candidates: candidates.to_vec(), now };
        self.spend(&Spending { account, proof, settlement: Settlement::default(), event: None }).await
    }

    /// The oldest authenticator alone.
    pub(super) async fn authenticator_of(&self, account: AccountId) -> Result<Option<Authenticator>, StoreError> {
        Ok(Authenticators::authenticators(self, account).await?.and_then(|(_, all)| all.into_iter().next()))
    }

    /// Counts one attempt.
    pub(super) async fn count_attempt(
        &self,
        subject: &str,
        limit: Limit,
        now: Timestamp,
    ) -> Result<Result<(), Blocked>, StoreError> {
        let counted = self.count_attempts(&[Attempt { subject: subject.to_owned(), limit }], None, now).await?;
        Ok(counted.map_err(|refused| refused.blocked))
    }

    /// Begins a counter anew.
    pub(super) async fn clear_attempts(&self, subject: &str) -> Result<(), StoreError> {
        self.settle(&Settlement { clears: vec![subject.to_owned()], ..Settlement::default() }).await
    }

    /// Takes one counted attempt back.
    pub(super) async fn refund_attempt(&self, subject: &str) -> Result<(), StoreError> {
        self.settle(&Settlement { refunds: vec![subject.to_owned()], ..Settlement::default() }).await
    }
}
