//! Authenticator data: what the authenticator says (§6.1).
//!
//! ```text
//!   SHA-256 of the RP ID, 32 │ flags, 1 │ counter, 4 │ of a new one: AAGUID, 16 │ length, 2 │ id │ COSE key │ extensions, CBOR
//! ```

use ciborium::Value;

use super::{Backup, CredentialId, PasskeyError, RelyingParty};

/// Flags of the authenticator data.
mod flag {
    pub const PRESENT: u8 = 0x01;
    pub const VERIFIED: u8 = 0x04;
    pub const BACKUP_ELIGIBLE: u8 = 0x08;
    pub const BACKED_UP: u8 = 0x10;
    pub const ATTESTED: u8 = 0x40;
    pub const EXTENSIONS: u8 = 0x80;
}

/// What a new passkey comes with.
pub(super) struct Attested {
    pub aaguid: [u8; 16],
    pub id: CredentialId,
    /// The COSE key as it came.
    pub key: Vec<u8>,
}

/// Authenticator data that was read.
pub(super) struct AuthenticatorData {
    party: [u8; 32],
    flags: u8,
    /// How often the authenticator has signed, or 0 if it does not count.
    pub counter: u32,
    /// Of a new passkey.
    pub attested: Option<Attested>,
}

impl AuthenticatorData {
    pub fn parse(bytes: &[u8]) -> Result<Self, PasskeyError> {
        let malformed = PasskeyError::Malformed("authenticator data");
        let (party, rest) = bytes.split_first_chunk::<32>().ok_or(malformed)?;
        let ([flags], rest) = rest.split_first_chunk::<1>().ok_or(malformed)?;
        let (counter, mut rest) = rest.split_first_chunk::<4>().ok_or(malformed)?;
        let attested = if flags & flag::ATTESTED == 0 { None } else { Some(attested(&mut rest).ok_or(malformed)??) };
        if flags & flag::EXTENSIONS != 0 && !matches!(next_item(&mut rest), Some(Value::Map(_))) {
            return Err(malformed);
        }
        if !rest.is_empty() {
            return Err(malformed);
        }
        Ok(Self { party: *party, flags: *flags, counter: u32::from_be_bytes(*counter), attested })
    }

    /// Checks that it is for this relying party, and that its person was there and was recognised. Returns what it says of its backup.
    pub fn check(&self, party: &RelyingParty) -> Result<Backup, PasskeyError> {
        if self.party != party.hash() {
            return Err(PasskeyError::RelyingParty);
        }
        if self.flags & flag::PRESENT == 0 {
            return Err(PasskeyError::NotPresent);
        }
        let backup = Backup { eligible: self.flags & flag::BACKUP_ELIGIBLE != 0, done: self.flags & flag::BACKED_UP != 0 };
        if backup.done && !backup.eligible {
            return Err(PasskeyError::Backup);
        }
        if self.flags & flag::VERIFIED == 0 {
            return Err(PasskeyError::NotVerified);
        }
        Ok(backup)
    }
}

fn attested(rest: &mut &[u8]) -> Option<Result<Attested, PasskeyError>> {
    let (aaguid, after) = rest.split_first_chunk::<16>()?;
    let (length, after) = after.split_first_chunk::<2>()?;
    let (id, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    *rest = after;
    next_item(rest)?;
    let key = after[..after.len() - rest.len()].to_vec();
    Some(CredentialId::new(id.to_vec()).map(|id| Attested { aaguid: *aaguid, id, key }))
}

/// Takes one CBOR item from the front.
pub(super) fn next_item(bytes: &mut &[u8]) -> Option<Value> {
    ciborium::from_reader(bytes).ok()
}
