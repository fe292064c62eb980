//! Where the push messages of an account go: stored sealed, since it may hold a token.

use super::Payload;
use crate::{
    AuthError, Services,
    domain::{
        account::AccountId,
        keys::{Keyring, OpenError, Sealed},
        letter::LetterId,
        push::PushAddress,
        random::Random,
        time::Timestamp,
    },
    store::{Letter, StoredPushAddress},
};

/// What an address is sealed for.
fn belongs_to(account: AccountId) -> Vec<u8> {
    format!("push address {account}").into_bytes()
}

impl Services {
    /// Seals where the push messages of an account go.
    pub(crate) fn seal_push_address(&self, account: AccountId, address: &PushAddress) -> Sealed {
        self.keys.seal(address.expose().as_bytes(), &belongs_to(account), self.random())
    }

    /// Opens it. `None` if that cannot be done, as under a key that was taken away, or if the operator no longer allows it: it has to be set
    /// again.
    pub(crate) fn open_push_address(&self, account: AccountId, stored: &StoredPushAddress) -> Option<PushAddress> {
        let broken = |error: &dyn std::fmt::Display| tracing::error!(%account, %error, "push.address_unreadable");
        let opened = self.keys.open(&stored.address, &belongs_to(account)).inspect_err(|error| broken(error)).ok()?;
        let text = std::str::from_utf8(&opened).inspect_err(|error| broken(error)).ok()?;
        PushAddress::of_person(text, &self.policy.pushes.to_people).ok()
    }
}

/// Seals an address anew under the current key.
pub(crate) fn resealed((keys, random): (&Keyring, &dyn Random), account: AccountId, read: &Sealed) -> Result<Sealed, OpenError> {
    let opened = keys.open(read, &belongs_to(account))?;
    Ok(keys.seal(&opened, &belongs_to(account), random))
}

/// Where the push messages of an account go now, if anywhere. What happened before `at` is told where they went then: not here, if that was
/// chosen later.
pub(super) async fn of_account(services: &Services, account: AccountId, at: Timestamp) -> Result<Option<PushAddress>, AuthError> {
    if !services.policy.pushes.to_people.are_any() {
        return Ok(None);
    }
    let stored = services.store.push_address(account).await?.filter(|stored| stored.created_at <= at);
    Ok(stored.and_then(|stored| services.open_push_address(account, &stored)))
}

/// Seals an address for a letter that goes there: another one that is chosen later does not get what happened before.
pub(super) fn for_letter(services: &Services, id: LetterId, address: &PushAddress) -> Result<Sealed, AuthError> {
    services.seal_payload(id, &Payload { to: address.expose().to_owned(), ..Payload::default() })
}

/// Where a letter goes, if the operator still allows it.
pub(super) fn of_letter(services: &Services, letter: &Letter) -> Option<PushAddress> {
    let broken = |error: &AuthError| tracing::error!(%error, "push.address_unreadable");
    let payload = services.open_payload(letter).inspect_err(broken).ok()?;
    PushAddress::of_person(&payload.to, &services.policy.pushes.to_people).ok()
}
