//! Stored codes by which a session is carried to the host of an application.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{
    account::Account,
    keys::Fingerprint,
    session::{Session, SessionId},
    time::Timestamp,
};

/// A code for one browser and one host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateCode {
    /// Fingerprint of the code.
    pub fingerprint: Fingerprint,
    /// The session that it carries.
    pub session_id: SessionId,
    /// The host of the application.
    pub host: String,
    /// Fingerprint of the mark of the browser that asked.
    pub browser: Fingerprint,
    /// What it asked for.
    pub url: String,
    /// Time of expiry.
    pub expires_at: Timestamp,
}

/// Codes for the hosts of applications, and the use of sessions there.
#[async_trait]
pub trait GateCodes: Send + Sync {
    /// Stores a code. False if its session is gone.
    async fn put_gate_code(&self, code: &GateCode) -> Result<bool, StoreError>;
    /// Uses a code up, at this host and in this browser. Returns its session with the account, and what was asked for. `None`, without any
    /// change, if it is another's, was used, or has expired.
    async fn take_gate_code(
        &self,
        fingerprint: &Fingerprint,
        (host, browser): (&str, &Fingerprint),
        now: Timestamp,
    ) -> Result<Option<(Session, Account, String)>, StoreError>;
    /// Counts a session as used now, if it was not since then. False if it is gone or was.
    async fn use_session(&self, id: SessionId, not_since: Timestamp, now: Timestamp) -> Result<bool, StoreError>;
}
