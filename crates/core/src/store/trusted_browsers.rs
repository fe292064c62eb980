//! Stored trust of browsers.

use async_trait::async_trait;

use super::{SessionWrite, Settlement, StoreError};
use crate::domain::{
    account::AccountId,
    event::Event,
    keys::Fingerprint,
    time::Timestamp,
    trusted_browser::{TrustedBrowser, TrustedBrowserId},
};

/// The trust of a browser, to store.
#[derive(Clone, Debug)]
pub struct Trust {
    /// Id.
    pub id: TrustedBrowserId,
    /// The stored form of its token.
    pub fingerprint: Fingerprint,
    /// The password and the authenticators that the account had.
    pub bound_to: Fingerprint,
    /// Time of expiry.
    pub expires_at: Timestamp,
    /// What the same browser presents, of whatever accounts. It takes the place of those of this account.
    pub presented: Vec<TrustedBrowserId>,
}

/// A use of trust in place of a second factor.
#[derive(Clone, Debug)]
pub struct TrustUse {
    /// The tokens that the browser presents, of whatever accounts: ids and fingerprints.
    pub presented: Vec<(TrustedBrowserId, Fingerprint)>,
    /// The fingerprint of the token that replaces the one that is used.
    pub next: Fingerprint,
    /// The password and the authenticators that the account has.
    pub bound_to: Fingerprint,
    /// Only trust that was given after this time counts.
    pub given_after: Timestamp,
    /// What happens if a copy was used. It is told with an id of its own.
    pub reused: Event,
}

/// Browsers that accounts trust.
#[async_trait]
pub trait TrustedBrowsers: Send + Sync {
    /// Stores a trust, removes those that it replaces and the oldest beyond
    /// [`MOST_TRUSTED_BROWSERS`](crate::domain::trusted_browser::MOST_TRUSTED_BROWSERS), and tells of it. Returns which of the presented ones
    /// are there still: those of other accounts. `None`, without any change, if the session of `event` has ended meanwhile: what the trust
    /// is bound to may have changed.
    async fn trust_browser(&self, trust: &Trust, event: &Event) -> Result<Option<Vec<TrustedBrowserId>>, StoreError>;
    /// Uses a trust: replaces its fingerprint, opens the session and settles the counters of its password. Returns which trust it was, or
    /// `None`, without a session, if none of the presented tokens is good for this account now. The token before the present one ends its
    /// trust with the sessions by it, unless it was replaced within the last seconds: the browser may have asked twice.
    async fn open_session_by_trust(
        &self,
        usage: &TrustUse,
        opening: &SessionWrite,
        settlement: &Settlement,
    ) -> Result<Option<TrustedBrowserId>, StoreError>;
    /// Returns what an account trusts and was given after this time, the last used first.
    async fn trusted_browsers(
        &self,
        account: AccountId,
        now: Timestamp,
        given_after: Timestamp,
    ) -> Result<Vec<TrustedBrowser>, StoreError>;
    /// Ends a trust of `event`'s account, or all, with the sessions by it, and tells of it. Returns how much of either ended; if nothing, or
    /// the session of `event` has ended, nothing changes.
    async fn end_trust(&self, id: Option<TrustedBrowserId>, event: &Event) -> Result<u64, StoreError>;
}
