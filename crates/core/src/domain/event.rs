//! Events: what happens to an account. The person reads them in the security log.
//!
//! An event is written in the transaction of what it tells of. An attempt is told with its worst end before it is evaluated, as it is
//! counted, and told again under the same id if it ends better: so a refusal's event outlives its request, and a sign-in is one event
//! however far it came.
//!
//! ```text
//!   password refused ──▶ second factor missing ──▶ signed in
//!   (counted)            (the password was right)
//! ```

use std::{fmt, str::FromStr};

use super::{
    account::AccountId,
    letter::NewLetter,
    random::Random,
    session::{Factors, SessionId},
    time::Timestamp,
    whereabouts::Whereabouts,
};
use crate::random_id;

random_id! {
    /// Identifies an event: a UUID of version 7 (RFC 9562 §5.7). Of two events of one moment, that with the lesser id was first.
    EventId
}

impl EventId {
    /// Generates the id of an event that happens now. `order` counts the events of this server.
    pub fn next(now: Timestamp, order: u16, random: &dyn Random) -> Self {
        let [first, second] = order.to_be_bytes();
        let [a, b, c, d, e, f, g, h]: [u8; 8] = random.bytes();
        let millis = u64::try_from(now.0).unwrap_or_default();
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &[first, second, a, b, c, d, e, f, g, h]).into_uuid())
    }
}

/// Defines the kinds with their stored names.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal in $group:ident,)+) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EventKind {
            $($(#[$doc])* $kind,)+
        }

        impl EventKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            /// Name in the database and in the JSON API.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }

            /// The group in which the log shows it.
            pub const fn group(self) -> EventGroup {
                match self {
                    $(Self::$kind => EventGroup::$group,)+
                }
            }
        }
    };
}

kinds! {
    /// The account was created.
    Registered = "registered" in Changes,
    /// The account was created, and waits for the approval of an operator.
    ApprovalAsked = "approval_asked" in Changes,
    /// A session was opened.
    SignedIn = "signed_in" in SignIns,
    /// A password was wrong, or its check was cut short.
    PasswordRefused = "password_refused" in Misses,
    /// A password was right, and the second factor did not follow: it is awaited, was abandoned, or was wrong until the end.
    SecondFactorMissing = "second_factor_missing" in Misses,
    /// A second factor was wrong, or its check was cut short.
    SecondFactorRefused = "second_factor_refused" in Misses,
    /// All factors were proved again.
    SteppedUp = "stepped_up" in SignIns,
    /// Signed out.
    SignedOut = "signed_out" in SignIns,
    /// A session was ended from another one.
    SessionEnded = "session_ended" in Changes,
    /// All other sessions were ended.
    OtherSessionsEnded = "other_sessions_ended" in Changes,
    /// A refresh token was used again long after it was replaced: somebody has a copy. Its session was ended.
    TokenReused = "token_reused" in Misses,
    /// Two-factor authentication was turned on, with its first authenticator or passkey.
    TwoFactorOn = "two_factor_on" in Changes,
    /// An authenticator was added.
    AuthenticatorAdded = "authenticator_added" in Changes,
    /// An authenticator took the place of another.
    AuthenticatorReplaced = "authenticator_replaced" in Changes,
    /// An authenticator was given another name.
    AuthenticatorRenamed = "authenticator_renamed" in Changes,
    /// An authenticator was removed, and others are left.
    AuthenticatorRemoved = "authenticator_removed" in Changes,
    /// A passkey was added.
    PasskeyAdded = "passkey_added" in Changes,
    /// A passkey was given another name.
    PasskeyRenamed = "passkey_renamed" in Changes,
    /// A passkey was removed, and other second factors are left.
    PasskeyRemoved = "passkey_removed" in Changes,
    /// A passkey's counter went back: somebody may have a copy of it. It was refused.
    PasskeyCopied = "passkey_copied" in Misses,
    /// Two-factor authentication was turned off.
    TwoFactorOff = "two_factor_off" in Changes,
    /// Somebody with the password began the wait after which lost second factors are taken off.
    RecoveryBegun = "recovery_begun" in Changes,
    /// That wait was cancelled, by a press or by the use of a second factor.
    RecoveryCancelled = "recovery_cancelled" in Changes,
    /// That wait has ended: the second factors were taken off.
    RecoveryDone = "recovery_done" in Changes,
    /// The person showed a code, and said that the recovery codes are at hand.
    CheckedUp = "checked_up" in Changes,
    /// The person has chosen which letters to get.
    LettersChosen = "letters_chosen" in Changes,
    /// The person has chosen where push messages go, or that there are none.
    PushAddressChanged = "push_address_changed" in Changes,
    /// A browser was trusted in place of a second factor.
    BrowserTrusted = "browser_trusted" in Changes,
    /// The trust of a browser, or of all, was ended.
    TrustEnded = "trust_ended" in Changes,
    /// A copy of a browser's trust was used after it was replaced: somebody has it. That trust was ended.
    TrustReused = "trust_reused" in Misses,
    /// The recovery codes were replaced.
    RecoveryCodesReplaced = "recovery_codes_replaced" in Changes,
    /// A recovery code was used in place of an authenticator's code.
    RecoveryCodeUsed = "recovery_code_used" in SignIns,
    /// The password was changed.
    PasswordChanged = "password_changed" in Changes,
    /// The password was taken off: passkeys alone sign in.
    PasswordRemoved = "password_removed" in Changes,
    /// A one-time link to choose a new password was made.
    PasswordResetIssued = "password_reset_issued" in Changes,
    /// The password was replaced by such a link.
    PasswordReset = "password_reset" in Changes,
    /// The name was changed.
    NameChanged = "name_changed" in Changes,
    /// The e-mail address was changed.
    EmailChanged = "email_changed" in Changes,
    /// The former e-mail address was put back by whoever has its mailbox.
    EmailRestored = "email_restored" in Changes,
    /// The account was sealed.
    Sealed = "sealed" in Changes,
    /// The account was unsealed.
    Unsealed = "unsealed" in Changes,
    /// The account's data was downloaded.
    Exported = "exported" in Changes,
    /// The account's deletion was ordered.
    DeletionOrdered = "deletion_ordered" in Changes,
    /// The account's deletion was taken back.
    DeletionCancelled = "deletion_cancelled" in Changes,
    /// An operator has approved the account.
    Approved = "approved" in Changes,
    /// An operator has disabled the account.
    Disabled = "disabled" in Changes,
    /// An operator has enabled the account again.
    Enabled = "enabled" in Changes,
    /// An operator has set the counted misses back: nothing of them keeps the person waiting any more.
    Unlocked = "unlocked" in Changes,
    /// The account was made an administrator's.
    RoleGiven = "role_given" in Changes,
    /// The account is an administrator's no more.
    RoleTaken = "role_taken" in Changes,
    /// An operator has put the account in other groups.
    GroupsChanged = "groups_changed" in Changes,
    /// An operator has ended every session.
    AllSessionsEnded = "all_sessions_ended" in Changes,
    /// The service came back from a backup: every session ended, and what may have been used since is void.
    ServiceRestored = "service_restored" in Changes,
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for EventKind {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name).ok_or_else(|| format!("unknown event {name:?}"))
    }
}

/// A group of kinds, to filter the log by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventGroup {
    /// Sign-ins, and what follows from them by itself.
    SignIns,
    /// What was refused.
    Misses,
    /// Changes of the account.
    Changes,
}

impl EventGroup {
    /// All groups.
    pub const ALL: [Self; 3] = [Self::SignIns, Self::Misses, Self::Changes];

    /// Name in a query.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIns => "sign-ins",
            Self::Misses => "misses",
            Self::Changes => "changes",
        }
    }

    /// The group with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.name() == name)
    }

    /// Its kinds.
    pub fn kinds(self) -> impl Iterator<Item = EventKind> {
        EventKind::ALL.iter().copied().filter(move |kind| kind.group() == self)
    }
}

/// Who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Whoever holds a session of the account, or opened one.
    Person,
    /// Somebody who has not proved who they are.
    Somebody,
    /// An operator of the service.
    Operator,
    /// The service itself.
    Service,
}

impl Actor {
    const ALL: [Self; 4] = [Self::Person, Self::Somebody, Self::Operator, Self::Service];

    /// Name in the database and in the JSON API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Somebody => "somebody",
            Self::Operator => "operator",
            Self::Service => "service",
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Actor {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|actor| actor.name() == name).ok_or_else(|| format!("unknown actor {name:?}"))
    }
}

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Id.
    pub id: EventId,
    /// The account.
    pub account_id: AccountId,
    /// Time.
    pub at: Timestamp,
    /// What happened.
    pub kind: EventKind,
    /// Who did it.
    pub actor: Actor,
    /// The account of the administrator who did it, where an operator did. `None`: the command line.
    pub acted_by: Option<AccountId>,
    /// The session in which it was done, or which was opened or ended.
    pub session_id: Option<SessionId>,
    /// The factors proved with it.
    pub factors: Option<Factors>,
    /// From where.
    pub whereabouts: Whereabouts,
    /// True if the browser was not known to the account: no sign-in had been completed in it.
    pub is_new_device: bool,
    /// The letters that are written with it. They are no part of it once it is stored.
    pub letters: Vec<NewLetter>,
}

impl Event {
    /// Its position in the log.
    pub fn place(&self) -> EventPlace {
        EventPlace { at: self.at, id: self.id }
    }
}

/// Position in an account's log, newest first: the key of keyset pagination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventPlace {
    /// Time of the event.
    pub at: Timestamp,
    /// Its id.
    pub id: EventId,
}

/// The text form, for the query of a page.
impl fmt::Display for EventPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.at.0, self.id)
    }
}

impl FromStr for EventPlace {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, id) = text.split_once('_').ok_or(())?;
        Ok(Self { at: Timestamp(at.parse().map_err(drop)?), id: id.parse().map_err(drop)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::random::OsRandom;

    #[test]
    fn names_are_read_back() {
        for &kind in EventKind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
            assert!(kind.group().kinds().any(|other| other == kind));
        }
        for actor in Actor::ALL {
            assert_eq!(actor.name().parse(), Ok(actor));
        }
        for group in EventGroup::ALL {
            assert_eq!(EventGroup::named(group.name()), Some(group));
        }
        assert!("".parse::<EventKind>().is_err() && "".parse::<Actor>().is_err() && EventGroup::named("").is_none());
    }

    #[test]
    fn of_one_moment_the_order_tells() {
        let at = |now, order| EventId::next(Timestamp(now), order, &OsRandom).to_string();
        assert!(at(5, 1) < at(5, 2) && at(5, 0x0fff) < at(6, 0) && at(5, 1) != at(5, 1));
    }

    #[test]
    fn places_are_read_back() {
        let place = EventPlace { at: Timestamp(1_800_000_000_123), id: EventId::random(&OsRandom) };
        assert_eq!(place.to_string().parse(), Ok(place));
        for other in ["", "_", "1_", "1", "x_y", "1_2"] {
            assert!(other.parse::<EventPlace>().is_err(), "{other}");
        }
    }
}
