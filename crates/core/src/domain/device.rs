//! Known devices. A browser that has completed a sign-in keeps a token, so that strangers who guess passwords cannot lock its
//! user out.
//!
//! ```text
//!  no token, or another account's ──> misses are counted for the e-mail address: strangers and new devices share a budget
//!  a token of this account ─────────> misses are counted for the device: a budget of its own
//! ```
//!
//! A device token proves nothing and replaces no factor (NIST SP 800-63B-4 §5.1 forbids that). It only selects the counter for
//! failed attempts. Its id is random and reveals nothing about the account; an HMAC binds it to the account.

use std::fmt;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use secrecy::SecretString;
use subtle::ConstantTimeEq;

use super::{
    account::AccountId, keys::Keyring, random::Random, session::Lifetimes, throttle::Subject, time::Timestamp, token::SignedToken,
};

/// A device that has completed a sign-in to some account.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownDevice {
    id: [u8; 16],
}

impl fmt::Debug for KnownDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KnownDevice")
    }
}

/// Maximum number of accounts that know one device: the most recent sign-ins.
const MOST: usize = 4;
/// Length of one token in bytes: id, expiry, HMAC.
const BYTES: usize = 16 + 8 + 32;
/// Length of one token in characters.
const LENGTH: usize = (BYTES * 8).div_ceil(6);

impl KnownDevice {
    /// The cookie value after a sign-in: a new token, then up to three tokens of other accounts. Tokens are base64url, separated
    /// by dots, and valid for [`Lifetimes::KNOWN_DEVICE`].
    pub fn tokens(kept: Option<&str>, account: AccountId, keys: &Keyring, now: Timestamp, random: &dyn Random) -> SignedToken {
        let id: [u8; 16] = random.bytes();
        let until = (now + Lifetimes::KNOWN_DEVICE).seconds().to_be_bytes();
        let mac = keys.device_mac(&message(id, until, account));
        let mut tokens = vec![BASE64URL_NOPAD.encode(&[&id[..], &until, &mac].concat())];
        let of_others = each(kept.unwrap_or_default()).filter(|token| read(token, account, keys, now).is_none());
        tokens.extend(of_others.take(MOST - 1).map(ToOwned::to_owned));
        SecretString::from(tokens.join("."))
    }

    /// Returns the device if one of its tokens is valid now, belongs to this account and was made after `since`. Does the same work
    /// for every account.
    pub fn read(kept: &str, account: AccountId, keys: &Keyring, (since, now): (Timestamp, Timestamp)) -> Option<Self> {
        let newer = |(device, made_at): (Self, Timestamp)| (made_at > since).then_some(device);
        each(kept).filter_map(|token| read(token, account, keys, now).and_then(newer)).last()
    }

    /// The subject of this device's counter.
    pub fn subject(&self) -> Subject {
        Subject::Device(HEXLOWER.encode(&self.id))
    }
}

/// Splits a cookie value into candidate tokens.
fn each(kept: &str) -> impl Iterator<Item = &str> {
    let kept = if kept.len() < MOST * (LENGTH + 1) { kept } else { "" };
    kept.split('.').filter(|token| token.len() == LENGTH)
}

/// A device, and when its token was made.
fn read(token: &str, account: AccountId, keys: &Keyring, now: Timestamp) -> Option<(KnownDevice, Timestamp)> {
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
    let (&id, rest) = bytes.split_first_chunk::<16>()?;
    let (&until, mac) = rest.split_first_chunk::<8>()?;
    let message = message(id, until, account);
    let ours = keys.device_macs(&message).iter().any(|expected| bool::from(expected.ct_eq(mac)));
    let until = Timestamp::from_seconds(i64::from_be_bytes(until));
    (ours && now < until).then(|| (KnownDevice { id }, until - Lifetimes::KNOWN_DEVICE))
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
    const BEGINNING: Timestamp = Timestamp(0);

    #[test]
    fn a_token_is_good_for_its_account_and_until_its_end() {
        let keys = Keyring::parse(&Keyring::generate(&OsRandom)).unwrap();
        let (ada, bob) = (AccountId::random(&OsRandom), AccountId::random(&OsRandom));
        let token = KnownDevice::tokens(None, ada, &keys, NOW, &OsRandom);
        let read = |account, now| KnownDevice::read(token.expose_secret(), account, &keys, (BEGINNING, now));
        let end = NOW + Lifetimes::KNOWN_DEVICE;
        assert!(read(ada, NOW).is_some() && read(ada, NOW) == read(ada, Timestamp(end.0 - 1)));
        assert_eq!(read(ada, end), None);
        assert_eq!(read(bob, NOW), None);
        let since = |since| KnownDevice::read(token.expose_secret(), ada, &keys, (since, NOW)).is_some();
        assert!(since(Timestamp(NOW.0 - 1)) && !since(NOW), "forgotten");
        let another = KnownDevice::tokens(None, ada, &keys, NOW, &OsRandom);
        let another = KnownDevice::read(another.expose_secret(), ada, &keys, (BEGINNING, NOW)).unwrap();
        assert_ne!(another.subject(), read(ada, NOW).unwrap().subject());
        assert!(!format!("{another:?}").contains(&another.subject().to_string()["device:".len()..]));
        assert_eq!(token.expose_secret().len(), LENGTH);
    }

    #[test]
    fn a_device_is_known_to_the_four_accounts_that_signed_in_last() {
        let keys = Keyring::parse(&Keyring::generate(&OsRandom)).unwrap();
        let people: Vec<AccountId> = (0..6).map(|_| AccountId::random(&OsRandom)).collect();
        let signs_in =
            |kept: &str, account| KnownDevice::tokens(Some(kept), account, &keys, NOW, &OsRandom).expose_secret().to_owned();
        let mut kept = String::from("something else");
        for &account in people.iter().chain([&people[3], &people[3], &people[5]]) {
            kept = signs_in(&kept, account);
            assert!(kept.len() <= 4 * LENGTH + 3);
        }
        let known: Vec<bool> =
            people.iter().map(|&account| KnownDevice::read(&kept, account, &keys, (BEGINNING, NOW)).is_some()).collect();
        assert_eq!(known, [false, false, true, true, true, true], "signing in twice drives nobody out");
        assert_eq!(kept.split('.').count(), 4);
    }

    #[test]
    fn a_token_of_an_older_key_is_good_while_that_is_there() {
        let old = Keyring::generate(&OsRandom);
        let new = Keyring::generate(&OsRandom);
        let ada = AccountId::random(&OsRandom);
        let token = KnownDevice::tokens(None, ada, &Keyring::parse(&old).unwrap(), NOW, &OsRandom);
        let read = |keys: &str| KnownDevice::read(token.expose_secret(), ada, &Keyring::parse(keys).unwrap(), (BEGINNING, NOW));
        assert!(read(&format!("{}\n{}", &*new, &*old)).is_some());
        assert_eq!(read(&new), None);
    }

    #[test]
    fn what_is_no_token_is_none() {
        let keys = Keyring::parse(&Keyring::generate(&OsRandom)).unwrap();
        let ada = AccountId::random(&OsRandom);
        let token = KnownDevice::tokens(None, ada, &keys, NOW, &OsRandom);
        let bytes = BASE64URL_NOPAD.decode(token.expose_secret().as_bytes()).unwrap();
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert_eq!(KnownDevice::read(&BASE64URL_NOPAD.encode(&changed), ada, &keys, (BEGINNING, NOW)), None, "byte {place}");
            assert_eq!(
                KnownDevice::read(&BASE64URL_NOPAD.encode(&bytes[..place]), ada, &keys, (BEGINNING, NOW)),
                None,
                "length {place}"
            );
        }
        let (longer, more) = (format!("{}AAAA", token.expose_secret()), [token.expose_secret(); 5].join("."));
        for text in ["", ".", "ü", "AAAA", &*longer, &*more] {
            assert_eq!(KnownDevice::read(text, ada, &keys, (BEGINNING, NOW)), None, "{text}");
        }
    }
}
