//! Stored handoffs.

use std::fmt;

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{keys::Sealed, session::SessionId, time::Timestamp};

/// Kind of a handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandoffKind {
    /// Recovery codes that were made and not yet confirmed as kept.
    RecoveryCodes,
    /// A link that an administrator has made for somebody.
    Link,
    /// Data of the application, with a name that it chooses.
    Application(&'static str),
}

/// Its name in the database. Those of an application are apart from the product's own.
impl fmt::Display for HandoffKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RecoveryCodes => f.write_str("recovery_codes"),
            Self::Link => f.write_str("link"),
            Self::Application(name) => write!(f, "app:{name}"),
        }
    }
}

/// Sealed data that a session stores for its own next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handoff {
    /// The session.
    pub session_id: SessionId,
    /// The kind. A session has at most one of each kind.
    pub kind: HandoffKind,
    /// The sealed content.
    pub body: Sealed,
    /// Time of expiry.
    pub expires_at: Timestamp,
}

/// Handoffs between pages, for data that a redirect cannot carry. Stored in the table `notes`.
#[async_trait]
pub trait Handoffs: Send + Sync {
    /// Stores a handoff. Replaces an earlier one of the same kind. False if its session is gone.
    async fn put_handoff(&self, handoff: &Handoff) -> Result<bool, StoreError>;
    /// Returns a handoff that has not expired.
    async fn handoff(&self, session: SessionId, kind: HandoffKind, now: Timestamp) -> Result<Option<Handoff>, StoreError>;
    /// Deletes a handoff. False if there was none.
    async fn drop_handoff(&self, session: SessionId, kind: HandoffKind) -> Result<bool, StoreError>;
}
