//! Known devices: a browser that has finished a sign-in keeps a token of it, so that strangers who guess cannot keep its
//! person out.
//!
//! ```text
//!  no token, or another account's ──> misses are counted for the e-mail address: strangers and new devices share a budget
//!  a token of this account ─────────> misses are counted for the device: a budget of its own
//! ```
//!
//! It proves nothing and replaces no factor (NIST SP 800-63B-4 §5.1 forbids that): it only says whose guesses these are. It names
//! itself at random and tells nothing of the account, to which an HMAC binds it.

use std::fmt;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use secrecy::SecretString;
use subtle::ConstantTimeEq;

use super::{account::AccountId, keys::Keyring, random::Random, session::Lifetimes, time::Timestamp, token::SignedToken};

/// A device that has finished a sign-in to some account.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownDevice {
    id: [u8; 16],
}

impl fmt::Debug for KnownDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KnownDevice")
    }
}

impl KnownDevice {
    /// A token for a device that has just finished a sign-in, good for [`Lifetimes::KNOWN_DEVICE`]: base64url of id, end and HMAC.
    pub fn token(account: AccountId, keys: &Keyring, now: Timestamp, random: &dyn Random) -> SignedToken {
        let id: [u8; 16] = random.bytes();
        let until = (now + Lifetimes::KNOWN_DEVICE).seconds().to_be_bytes();
        let mac = keys.device_mac(&message(id, until, account));
        SecretString::from(BASE64URL_NOPAD.encode(&[&id[..], &until, &mac].concat()))
    }

    /// The device of a token, while that is good, and only for the account that it is of.
    pub fn read(token: &str, account: AccountId, keys: &Keyring, now: Timestamp) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
        let (&id, rest) = bytes.split_first_chunk::<16>()?;
        let (&until, mac) = rest.split_first_chunk::<8>()?;
        let message = message(id, until, account);
        let ours = keys.device_macs(&message).iter().any(|expected| bool::from(expected.ct_eq(mac)));
        (ours && now < Timestamp::from_seconds(i64::from_be_bytes(until))).then_some(Self { id })
    }

    /// The name of its counter.
    pub fn subject(&self) -> String {
        format!("device:{}", HEXLOWER.encode(&self.id))
    }
}

fn message(id: [u8; 16], until: [u8; 8], account: AccountId) -> Vec<u8> {
    [&id[..], &until, account.0.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::domain::random::OsRandom;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    #[test]
    fn a_token_is_good_for_its_account_and_until_its_end() {
        let keys = Keyring::parse(&Keyring::generate(&OsRandom)).unwrap();
        let (ada, bob) = (AccountId::random(&OsRandom), AccountId::random(&OsRandom));
        let token = KnownDevice::token(ada, &keys, NOW, &OsRandom);
        let read = |account, now| KnownDevice::read(token.expose_secret(), account, &keys, now);
        let end = NOW + Lifetimes::KNOWN_DEVICE;
        assert!(read(ada, NOW).is_some() && read(ada, NOW) == read(ada, Timestamp(end.0 - 1)));
        assert_eq!(read(ada, end), None);
        assert_eq!(read(bob, NOW), None);
        let another = KnownDevice::token(ada, &keys, NOW, &OsRandom);
        let another = KnownDevice::read(another.expose_secret(), ada, &keys, NOW).unwrap();
        assert_ne!(another.subject(), read(ada, NOW).unwrap().subject());
        assert!(!format!("{another:?}").contains(&another.subject()["device:".len()..]));
    }

    #[test]
    fn a_token_of_an_older_key_is_good_while_that_is_there() {
        let old = Keyring::generate(&OsRandom);
        let new = Keyring::generate(&OsRandom);
        let ada = AccountId::random(&OsRandom);
        let token = KnownDevice::token(ada, &Keyring::parse(&old).unwrap(), NOW, &OsRandom);
        let read = |keys: &str| KnownDevice::read(token.expose_secret(), ada, &Keyring::parse(keys).unwrap(), NOW);
        assert!(read(&format!("{}\n{}", &*new, &*old)).is_some());
        assert_eq!(read(&new), None);
    }

    #[test]
    fn what_is_no_token_is_none() {
        let keys = Keyring::parse(&Keyring::generate(&OsRandom)).unwrap();
        let ada = AccountId::random(&OsRandom);
        let token = KnownDevice::token(ada, &keys, NOW, &OsRandom);
        let bytes = BASE64URL_NOPAD.decode(token.expose_secret().as_bytes()).unwrap();
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert_eq!(KnownDevice::read(&BASE64URL_NOPAD.encode(&changed), ada, &keys, NOW), None, "byte {place}");
            assert_eq!(KnownDevice::read(&BASE64URL_NOPAD.encode(&bytes[..place]), ada, &keys, NOW), None, "length {place}");
        }
        let longer = format!("{}AAAA", token.expose_secret());
        for text in ["", ".", "ü", "AAAA", &*longer] {
            assert_eq!(KnownDevice::read(text, ada, &keys, NOW), None, "{text}");
        }
    }
}
