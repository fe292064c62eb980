//! Notes from one page to the next, as they are remembered.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{keys::Sealed, session::SessionId, time::Timestamp};

/// What a short-lived note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// Recovery codes that were made and not yet confirmed as kept.
    RecoveryCodes,
    /// A post that was refused, to be mended.
    PostDraft,
}

impl NoteKind {
    /// Its name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RecoveryCodes => "recovery_codes",
            Self::PostDraft => "post_draft",
        }
    }
}

/// A sealed note that one session leaves for its own next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Whose.
    pub session_id: SessionId,
    /// What about. There is one of a kind at a time.
    pub kind: NoteKind,
    /// What it says, sealed.
    pub body: Sealed,
    /// When it is gone.
    pub expires_at: Timestamp,
}

/// Short-lived notes from one page to the next, for what a redirect cannot carry.
#[async_trait]
pub trait Notes: Send + Sync {
    /// Leaves a note in place of an earlier one of its kind. False when its session is gone.
    async fn put_note(&self, note: &Note) -> Result<bool, StoreError>;
    /// Reads a note that has not expired.
    async fn note(&self, session: SessionId, kind: NoteKind, now: Timestamp) -> Result<Option<Note>, StoreError>;
    /// Takes a note away. False when there was none.
    async fn drop_note(&self, session: SessionId, kind: NoteKind) -> Result<bool, StoreError>;
}
