//! What a page hands to the next one to the next, as they are remembered.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{keys::Sealed, session::SessionId, time::Timestamp};

/// What is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandoffKind {
    /// Recovery codes that were made and not yet confirmed as kept.
    RecoveryCodes,
    /// Something of one's own application, by a name of its own.
    Application(&'static str),
}

impl HandoffKind {
    /// Its name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RecoveryCodes => "recovery_codes",
            Self::Application(name) => name,
        }
    }
}

/// Something sealed that one session leaves for its own next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handoff {
    /// Whose.
    pub session_id: SessionId,
    /// What about. There is one of a kind at a time.
    pub kind: HandoffKind,
    /// What it says, sealed.
    pub body: Sealed,
    /// When it is gone.
    pub expires_at: Timestamp,
}

/// What one page hands to the next, where a redirect cannot carry it. Stored in the table `notes`.
#[async_trait]
pub trait Handoffs: Send + Sync {
    /// Leaves one in place of an earlier one of its kind. False when its session is gone.
    async fn put_handoff(&self, handoff: &Handoff) -> Result<bool, StoreError>;
    /// Reads one that has not expired.
    async fn handoff(&self, session: SessionId, kind: HandoffKind, now: Timestamp) -> Result<Option<Handoff>, StoreError>;
    /// Takes one away. False when there was none.
    async fn drop_handoff(&self, session: SessionId, kind: HandoffKind) -> Result<bool, StoreError>;
}
