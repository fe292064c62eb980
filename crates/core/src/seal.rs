//! Seals data that passes from one page to the next.

use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

use crate::{
    AuthError, Services,
    domain::{keys::Sealed, session::SessionId},
    store::Handoff,
};

impl Services {
    /// Seals a handoff for the session's next page.
    pub(crate) fn seal_handoff(&self, session_id: SessionId, text: &[u8]) -> Sealed {
        self.keys.seal(text, session_id.0.as_bytes(), self.random())
    }

    /// Opens data that [`seal_handoff`](Self::seal_handoff) sealed.
    pub(crate) fn open_handoff(&self, handoff: &Handoff) -> Result<Zeroizing<String>, AuthError> {
        let broken = |error: &dyn std::fmt::Display| AuthError::Broken(format!("handoff {}: {error}", handoff.kind));
        let opened = self.keys.open(&handoff.body, handoff.session_id.0.as_bytes()).map_err(|error| broken(&error))?;
        let text = std::str::from_utf8(&opened).map_err(|error| broken(&error))?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    /// Seals a text for a cookie and one purpose. Format: base64url of the key id, a dot, and the sealed bytes.
    pub fn seal_text(&self, text: &str, purpose: &[u8]) -> String {
        let sealed = self.keys.seal(text.as_bytes(), purpose, self.random());
        format!("{}.{}", sealed.key_id, BASE64URL_NOPAD.encode(&sealed.bytes))
    }

    /// Opens text that [`seal_text`](Self::seal_text) sealed. `None` for anything else.
    pub fn open_text(&self, sealed: &str, purpose: &[u8]) -> Option<String> {
        let (key_id, bytes) = sealed.split_once('.')?;
        let sealed = Sealed { key_id: key_id.to_owned(), bytes: BASE64URL_NOPAD.decode(bytes.as_bytes()).ok()? };
        String::from_utf8(self.keys.open(&sealed, purpose).ok()?.to_vec()).ok()
    }
}
