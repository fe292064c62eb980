//! Sessions: what was proved to open one, how long it lives.

use std::{fmt, time::Duration};

use super::{account::AccountId, keys::Fingerprint, time::Timestamp};

use crate::random_id;

random_id! {
    /// Names a session. Random.
    SessionId
}

random_id! {
    /// Names a pending sign-in: the password was right, the second factor is still asked for. Random.
    PendingSignInId
}

/// A way of proving who one is beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    /// A code of the authenticator.
    Totp,
    /// A recovery code in its place.
    RecoveryCode,
}

/// The factors that were proved for a session. Never empty: the password comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factors {
    /// The password alone.
    Password,
    /// The password and a code of the authenticator.
    PasswordAndTotp,
    /// The password and a recovery code.
    PasswordAndRecoveryCode,
}

impl Factors {
    const ALL: [Self; 3] = [Self::Password, Self::PasswordAndTotp, Self::PasswordAndRecoveryCode];

    /// The password and this second factor.
    pub const fn password_and(second: SecondFactor) -> Self {
        match second {
            SecondFactor::Totp => Self::PasswordAndTotp,
            SecondFactor::RecoveryCode => Self::PasswordAndRecoveryCode,
        }
    }

    /// Whether a second factor was given.
    pub const fn has_second(self) -> bool {
        !matches!(self, Self::Password)
    }

    /// Authentication method references, RFC 8176: `pwd`, `otp`, and `mfa` where two factors were used. A recovery code has no
    /// registered name; ours is `recovery`.
    pub const fn amr(self) -> &'static [&'static str] {
        match self {
            Self::Password => &["pwd"],
            Self::PasswordAndTotp => &["pwd", "otp", "mfa"],
            Self::PasswordAndRecoveryCode => &["pwd", "recovery", "mfa"],
        }
    }

    /// Reads [`amr`](Self::amr) back, from a token.
    pub fn from_amr(amr: &[String]) -> Option<Self> {
        Self::ALL.into_iter().find(|factors| factors.amr() == amr)
    }
}

/// The `amr` names with spaces between them, as stored.
impl fmt::Display for Factors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.amr().join(" "))
    }
}

/// Reads the stored form.
impl std::str::FromStr for Factors {
    type Err = String;
    fn from_str(stored: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|factors| factors.to_string() == stored).ok_or_else(|| format!("unknown amr {stored:?}"))
    }
}

/// A live session, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id, the `sid` of access tokens.
    pub id: SessionId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What was proved to open it.
    pub factors: Factors,
    /// When every factor was last proved, the `auth_time` of access tokens. Moved by a step-up.
    pub authenticated_at: Timestamp,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When its refresh token was last used.
    pub last_used_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// Its present tokens, until a request shows that the browser has them: the answer that carried them may have been lost.
    pub unseen: Option<Unseen>,
}

/// Tokens that replaced others, and that nobody has shown yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// When they replaced the ones before.
    pub since: Timestamp,
    /// Their mark.
    pub mark: TokenMark,
}

/// Marks the access tokens that came with a refresh token: some bytes of its fingerprint, which tell nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenMark(pub [u8; 6]);

impl TokenMark {
    /// The mark of what comes with the refresh token of this fingerprint.
    pub fn of(fingerprint: &Fingerprint) -> Self {
        let [a, b, c, d, e, f, ..] = *fingerprint;
        Self([a, b, c, d, e, f])
    }
}

/// Codes that a pending sign-in may try.
pub const PENDING_TRIES: i32 = 5;

/// How long things live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// A session that is not used ends after this.
    pub idle: Duration,
    /// A session ends after this, however much it is used.
    pub session: Duration,
}

impl Lifetimes {
    /// An access token: the time after which the refresh token is asked for.
    pub const ACCESS_TOKEN: Duration = Duration::from_secs(5 * 60);
    /// A pending sign-in.
    pub const PENDING_SIGN_IN: Duration = Duration::from_secs(5 * 60);
    /// How long a device is known after a sign-in.
    pub const KNOWN_DEVICE: Duration = Duration::from_secs(180 * 24 * 3600);
    /// After a rotation the former refresh token still says who is asking for this long: several tabs may ask at once.
    pub const REFRESH_GRACE: Duration = Duration::from_secs(10);
    /// After a rotation whose answer nobody has shown, the former refresh token brings the same successor for this long: as long as
    /// the access token in that answer could be shown.
    pub const LOST_ANSWER: Duration = Self::ACCESS_TOKEN;
    /// How long a full authentication allows factors to be changed.
    pub const STEP_UP: Duration = Duration::from_secs(5 * 60);
    /// A secret that was shown but not confirmed, and recovery codes that were shown but not confirmed.
    pub const ENROLMENT: Duration = Duration::from_secs(10 * 60);
    /// What was typed and refused, until its page shows it again.
    pub const DRAFT: Duration = Duration::from_secs(10 * 60);
}

impl Default for Lifetimes {
    /// One hour idle, 24 hours in all (NIST SP 800-63B-4 §2.2.3).
    fn default() -> Self {
        Self { idle: Duration::from_secs(3600), session: Duration::from_secs(24 * 3600) }
    }
}

impl Session {
    /// Whether every factor was proved within the last five minutes.
    pub fn is_stepped_up(&self, now: Timestamp) -> bool {
        now.since(self.authenticated_at) < Lifetimes::STEP_UP
    }

    /// Whether every factor was proved once more since it was opened.
    pub fn is_reauthenticated(&self) -> bool {
        self.authenticated_at > self.created_at
    }

    /// Whether an access token of this mark is the first to show that the browser has the present tokens.
    pub fn is_shown_by(&self, mark: TokenMark) -> bool {
        self.unseen.is_some_and(|unseen| unseen.mark == mark)
    }

    /// Whether the answer that carried the present tokens may have been lost.
    pub fn may_be_unheard(&self, now: Timestamp) -> bool {
        self.unseen.is_some_and(|unseen| now.since(unseen.since) <= Lifetimes::LOST_ANSWER)
    }

    /// Whether it may still be used.
    pub fn is_live(&self, now: Timestamp, lifetimes: &Lifetimes) -> bool {
        now < self.expires_at && now < self.last_used_at + lifetimes.idle
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::random::OsRandom;

    #[test]
    fn factors_survive_being_stored_and_signed() {
        for factors in Factors::ALL {
            assert_eq!(factors.to_string().parse(), Ok(factors));
            let amr: Vec<String> = factors.amr().iter().map(ToString::to_string).collect();
            assert_eq!(Factors::from_amr(&amr), Some(factors));
        }
        assert_eq!(Factors::from_amr(&["otp".to_owned()]), None);
        assert!("mfa".parse::<Factors>().is_err());
    }

    #[test]
    fn sessions_end_idle_or_old_and_step_ups_fade() {
        let start = Timestamp::from_seconds(1000);
        let session = Session {
            id: SessionId::random(&OsRandom),
            account_id: AccountId::random(&OsRandom),
            factors: Factors::Password,
            authenticated_at: start,
            created_at: start,
            last_used_at: start,
            expires_at: start + Duration::from_secs(24 * 3600),
            unseen: None,
        };
        let lifetimes = Lifetimes::default();
        for (seconds, live, stepped_up) in
            [(0, true, true), (299, true, true), (300, true, false), (3599, true, false), (3600, false, false)]
        {
            let now = start + Duration::from_secs(seconds);
            assert_eq!((session.is_live(now, &lifetimes), session.is_stepped_up(now)), (live, stepped_up), "{seconds}");
        }
        let busy = Session { last_used_at: session.expires_at - Duration::from_secs(1), ..session };
        assert!(busy.is_live(busy.last_used_at, &lifetimes));
        assert!(!busy.is_live(busy.expires_at, &lifetimes));
    }
}
