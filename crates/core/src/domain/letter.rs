//! Letters: what is sent to people by mail, and to people and operators by push message or webhook. They lie in an outbox until they are
//! sent.

use std::time::Duration;

use super::{
    event::{Actor, Event, EventKind},
    keys::Sealed,
    session::{Factors, Lifetimes},
    time::Timestamp,
};
use crate::random_id;

random_id! {
    /// Identifies a letter. That of a notice is the id of its event; others are random.
    LetterId
}

/// Defines the purposes with their stored names.
macro_rules! purposes {
    ($($(#[$doc:meta])* $purpose:ident = $name:literal,)+) => {
        /// What a letter is for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Purpose {
            $($(#[$doc])* $purpose,)+
        }

        impl Purpose {
            #[cfg(test)]
            const ALL: &'static [Self] = &[$(Self::$purpose),+];

            /// Name in the database.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$purpose => $name,)+
                }
            }
        }

        impl std::str::FromStr for Purpose {
            type Err = String;
            fn from_str(name: &str) -> Result<Self, Self::Err> {
                [$(Self::$purpose),+].into_iter().find(|one| one.name() == name).ok_or_else(|| format!("unknown letter {name:?}"))
            }
        }
    };
}

purposes! {
    /// Tells the owner of an event.
    Notice = "notice",
    /// Tells whoever has the address that the account had before.
    NoticeToFormer = "notice_to_former",
    /// Somebody has forgotten the password of the account with this address, if there is one.
    ForgottenPassword = "forgotten_password",
    /// Somebody wants an account with this address.
    Registration = "registration",
    /// Somebody wants this address for the account that they have.
    NewAddress = "new_address",
    /// Somebody with the password has lost every second factor: the link by which the wait begins.
    RecoveryWait = "recovery_wait",
    /// Reminds the owner of the event of a wait that is under way.
    RecoveryReminder = "recovery_reminder",
    /// Tells the operator's own programs of an event.
    Webhook = "webhook",
    /// Tells the operator of an event by push message.
    OperatorPush = "operator_push",
    /// Tells the owner of an event by push message.
    Push = "push",
    /// Tells of an event where push messages went before.
    PushToFormer = "push_to_former",
    /// Reminds the owner by push message of the event of a wait that is under way.
    PushReminder = "push_reminder",
}

impl Purpose {
    /// By which way it goes.
    pub const fn channel(self) -> Channel {
        match self {
            Self::Notice
            | Self::NoticeToFormer
            | Self::ForgottenPassword
            | Self::Registration
            | Self::NewAddress
            | Self::RecoveryWait
            | Self::RecoveryReminder => Channel::Mail,
            Self::Webhook => Channel::Webhook,
            Self::OperatorPush => Channel::Operator,
            Self::Push | Self::PushToFormer | Self::PushReminder => Channel::Person,
        }
    }
}

/// By which way a letter goes. Each has workers of its own, so that one that is slow holds up no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Mail. What tells of an event goes from here to the others.
    Mail,
    /// The operator's webhook.
    Webhook,
    /// Push messages to the operator.
    Operator,
    /// Push messages to people.
    Person,
}

impl Channel {
    /// All channels.
    pub const ALL: &'static [Self] = &[Self::Mail, Self::Webhook, Self::Operator, Self::Person];

    /// Name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Webhook => "webhook",
            Self::Operator => "operator",
            Self::Person => "person",
        }
    }
}

/// A sign-in may be finished by another server, whose clock is a little behind.
const SLACK: Duration = Duration::from_secs(60);
/// How long a notice is worth sending.
pub const NOTICE: Duration = Duration::from_secs(2 * 24 * 3600);
/// How long after a letter was sent it is remembered, so that nobody is sent too many.
pub const REMEMBERED: Duration = Duration::from_secs(24 * 3600);
/// Letters about one account within an hour. Then one says that there is more, which is not sent: the security log has it.
pub const MOST_AN_HOUR: u32 = 10;
/// The same with what changes who gets in, of which the owner is told in any case but a flood.
pub const MOST_GRAVE_AN_HOUR: u32 = 40;

/// Push messages to the operator within an hour. Then one says that there is more.
pub const MOST_TO_OPERATOR_AN_HOUR: u32 = 30;
/// The same about one account. Then nothing: whoever has it must not hide what happens to others.
pub const MOST_TO_OPERATOR_OF_ONE: u32 = 3;

/// True for what changes who gets in.
pub const fn is_grave(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::TwoFactorOn
            | EventKind::TwoFactorOff
            | EventKind::AuthenticatorAdded
            | EventKind::AuthenticatorReplaced
            | EventKind::AuthenticatorRemoved
            | EventKind::PasskeyAdded
            | EventKind::PasskeyRemoved
            | EventKind::PasskeyCopied
            | EventKind::PasswordRemoved
            | EventKind::RecoveryCodesReplaced
            | EventKind::PasswordChanged
            | EventKind::PasswordReset
            | EventKind::PasswordResetIssued
            | EventKind::EmailChanged
            | EventKind::EmailRestored
            | EventKind::Sealed
            | EventKind::Unsealed
            | EventKind::DeletionOrdered
            | EventKind::LettersChosen
            | EventKind::PushAddressChanged
            | EventKind::RecoveryBegun
            | EventKind::RecoveryCancelled
            | EventKind::RecoveryDone
            | EventKind::Disabled
            | EventKind::Enabled
            | EventKind::RoleGiven
            | EventKind::RoleTaken
    )
}

/// True for what an operator is told by push message: an account is under attack, has lost its second factor, or another operator acted.
pub fn is_for_operator(event: &Event) -> bool {
    match event.kind {
        EventKind::TokenReused
        | EventKind::PasskeyCopied
        | EventKind::TwoFactorOff
        | EventKind::Sealed
        | EventKind::EmailRestored
        | EventKind::RecoveryBegun
        | EventKind::RecoveryDone
        | EventKind::ApprovalAsked => true,
        _ => event.actor == Actor::Operator,
    }
}

/// True for what the person may do without: what they did themselves, with every factor that they have, and what gives nobody anything. A
/// sign-in with the password alone is not among it.
pub fn is_optional(event: &Event) -> bool {
    match event.kind {
        EventKind::SignedIn => event.factors.is_some_and(Factors::has_second),
        EventKind::Exported | EventKind::DeletionCancelled => true,
        _ => false,
    }
}

/// A letter to write into the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLetter {
    /// Id.
    pub id: LetterId,
    /// What it is for.
    pub purpose: Purpose,
    /// What is needed to write it and stands nowhere else.
    pub payload: Option<Sealed>,
    /// It is not sent before.
    pub not_before: Timestamp,
    /// After this what it says is no longer true.
    pub expires_at: Timestamp,
}

/// The letter that tells the owner of an event, if that is to be.
pub fn notice_of(event: &Event) -> Option<NewLetter> {
    Some(NewLetter {
        id: LetterId(event.id.0),
        purpose: Purpose::Notice,
        payload: None,
        not_before: event.at + notice_after(event)?,
        expires_at: event.at + NOTICE,
    })
}

/// A notice that is due at once.
pub fn notice_at((id, purpose): (LetterId, Purpose), payload: Option<Sealed>, at: Timestamp) -> NewLetter {
    NewLetter { id, purpose, payload, not_before: at, expires_at: at + NOTICE }
}

/// How long after an event its notice is sent. `None`: nobody is told.
pub fn notice_after(event: &Event) -> Option<Duration> {
    match event.kind {
        EventKind::SignedIn => event.is_new_device.then_some(Duration::ZERO),
        // One that was asked for by mail is a letter of its own.
        EventKind::PasswordResetIssued => (event.actor == Actor::Operator).then_some(Duration::ZERO),
        // The second factor may follow yet. What the sign-in came to is read when the letter is sent.
        EventKind::SecondFactorMissing => Some(Lifetimes::PENDING_SIGN_IN + SLACK),
        EventKind::TokenReused
        | EventKind::TwoFactorOn
        | EventKind::TwoFactorOff
        | EventKind::AuthenticatorAdded
        | EventKind::AuthenticatorReplaced
        | EventKind::AuthenticatorRemoved
        | EventKind::PasskeyAdded
        | EventKind::PasskeyRemoved
        | EventKind::PasskeyCopied
        | EventKind::PasswordRemoved
        | EventKind::BrowserTrusted
        | EventKind::RecoveryCodesReplaced
        | EventKind::RecoveryCodeUsed
        | EventKind::PasswordChanged
        | EventKind::PasswordReset
        | EventKind::EmailChanged
        | EventKind::EmailRestored
        | EventKind::Sealed
        | EventKind::Unsealed
        | EventKind::Exported
        | EventKind::DeletionOrdered
        | EventKind::LettersChosen
        | EventKind::PushAddressChanged
        | EventKind::RecoveryBegun
        | EventKind::RecoveryCancelled
        | EventKind::RecoveryDone
        | EventKind::DeletionCancelled
        | EventKind::ApprovalAsked
        | EventKind::Approved
        | EventKind::Disabled
        | EventKind::Enabled
        | EventKind::RoleGiven
        | EventKind::RoleTaken => Some(Duration::ZERO),
        EventKind::Registered
        | EventKind::PasswordRefused
        | EventKind::SecondFactorRefused
        | EventKind::SteppedUp
        | EventKind::SignedOut
        | EventKind::SessionEnded
        | EventKind::OtherSessionsEnded
        | EventKind::AuthenticatorRenamed
        | EventKind::PasskeyRenamed
        | EventKind::CheckedUp
        // An answer that was lost looks the same.
        | EventKind::TrustReused
        | EventKind::TrustEnded
        | EventKind::Unlocked
        | EventKind::GroupsChanged
        | EventKind::AllSessionsEnded
        | EventKind::ServiceRestored
        | EventKind::NameChanged => None,
    }
}

/// How long to wait after an attempt to send a letter failed, by the number of attempts.
pub fn wait_after(attempts: u32) -> Duration {
    const MINUTE: u64 = 60;
    Duration::from_secs(
        MINUTE
            * match attempts {
                0 | 1 => 1,
                2 => 5,
                3 => 15,
                4 => 60,
                _ => 4 * 60,
            },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{account::AccountId, event::EventId, random::OsRandom, whereabouts::Whereabouts};

    #[test]
    fn purposes_are_read_back() {
        for purpose in Purpose::ALL {
            assert_eq!(purpose.name().parse(), Ok(*purpose));
        }
        assert!("".parse::<Purpose>().is_err());
    }

    #[test]
    fn a_failed_sign_in_is_told_once_nothing_can_follow_and_a_good_one_of_a_known_device_never() {
        let after = |kind, actor, is_new_device| {
            let id = EventId::random(&OsRandom);
            let (account_id, at, whereabouts) = (AccountId::random(&OsRandom), Timestamp(5), Whereabouts::default());
            let letters = vec![];
            let (session_id, factors) = (None, None);
            let acted_by = None;
            notice_after(&Event {
                id,
                account_id,
                at,
                kind,
                actor,
                acted_by,
                session_id,
                factors,
                whereabouts,
                is_new_device,
                letters,
            })
        };
        assert_eq!(after(EventKind::SecondFactorMissing, Actor::Somebody, true), Some(Lifetimes::PENDING_SIGN_IN + SLACK));
        assert_eq!(after(EventKind::SignedIn, Actor::Person, true), Some(Duration::ZERO));
        assert_eq!(after(EventKind::SignedIn, Actor::Person, false), None);
        assert_eq!(after(EventKind::PasswordRefused, Actor::Somebody, true), None);
        assert_eq!(after(EventKind::PasswordResetIssued, Actor::Operator, false), Some(Duration::ZERO));
        assert_eq!(after(EventKind::PasswordResetIssued, Actor::Somebody, false), None);
    }

    #[test]
    fn waits_grow() {
        let waits: Vec<Duration> = (1..8).map(wait_after).collect();
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]) && waits[0] == Duration::from_secs(60));
    }
}
