//! Sessions: the factors proved to open one, and its lifetime.

use std::{fmt, time::Duration};

use super::{account::AccountId, keys::Fingerprint, time::Timestamp, whereabouts::Whereabouts};

use crate::random_id;

random_id! {
    /// Identifies a session. Random.
    SessionId
}

random_id! {
    /// Identifies a pending sign-in: the password was right, the second factor is still missing. Random.
    PendingSignInId
}

/// Where the key of a passkey is, as its authenticator says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyKind {
    /// On one device, which it never leaves.
    OfDevice,
    /// Copied to the devices of its person.
    Synced,
}

/// A second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    /// An authenticator code.
    Totp,
    /// A recovery code instead of an authenticator code.
    RecoveryCode,
    /// A passkey.
    Passkey(PasskeyKind),
}

/// The factors proved for a session. Never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factors {
    /// The password alone.
    Password,
    /// The password, in a browser that the account trusts in place of a second factor.
    PasswordInTrustedBrowser,
    /// The password and an authenticator code.
    PasswordAndTotp,
    /// The password and a recovery code.
    PasswordAndRecoveryCode,
    /// The password and a passkey.
    PasswordAndPasskey(PasskeyKind),
    /// A passkey alone, whose authenticator has recognised its person: two factors in one.
    Passkey(PasskeyKind),
}

impl Factors {
    const ALL: [Self; 8] = [
        Self::Password,
        Self::PasswordInTrustedBrowser,
        Self::PasswordAndTotp,
        Self::PasswordAndRecoveryCode,
        Self::PasswordAndPasskey(PasskeyKind::OfDevice),
        Self::PasswordAndPasskey(PasskeyKind::Synced),
        Self::Passkey(PasskeyKind::OfDevice),
        Self::Passkey(PasskeyKind::Synced),
    ];

    /// Combines the password with a second factor.
    pub const fn password_and(second: SecondFactor) -> Self {
        match second {
            SecondFactor::Totp => Self::PasswordAndTotp,
            SecondFactor::RecoveryCode => Self::PasswordAndRecoveryCode,
            SecondFactor::Passkey(kind) => Self::PasswordAndPasskey(kind),
        }
    }

    /// True if a second factor was proved.
    pub const fn has_second(self) -> bool {
        match self {
            Self::Password | Self::PasswordInTrustedBrowser => false,
            Self::PasswordAndTotp | Self::PasswordAndRecoveryCode | Self::PasswordAndPasskey(_) | Self::Passkey(_) => true,
        }
    }

    /// True if a passkey was used: what was shown cannot have been shown to another site.
    pub const fn resists_phishing(self) -> bool {
        matches!(self, Self::PasswordAndPasskey(_) | Self::Passkey(_))
    }

    /// True if a trusted browser stood in place of the second factor. That proves nothing: no step-up follows from it.
    pub const fn is_by_trust(self) -> bool {
        matches!(self, Self::PasswordInTrustedBrowser)
    }

    /// Authentication method references (RFC 8176): `pwd`, `otp`, and `mfa` if two factors were used. A passkey is `hwk` if it never
    /// leaves its device, else `swk`; alone it comes with `user`, the test of its person's presence. A recovery code has no registered name
    /// and is called `recovery` here. A trusted browser is no method: [`is_by_trust`](Self::is_by_trust) tells of it.
    pub const fn amr(self) -> &'static [&'static str] {
        match self {
            Self::Password | Self::PasswordInTrustedBrowser => &["pwd"],
            Self::PasswordAndTotp => &["pwd", "otp", "mfa"],
            Self::PasswordAndRecoveryCode => &["pwd", "recovery", "mfa"],
            Self::PasswordAndPasskey(PasskeyKind::OfDevice) => &["pwd", "hwk", "mfa"],
            Self::PasswordAndPasskey(PasskeyKind::Synced) => &["pwd", "swk", "mfa"],
            Self::Passkey(PasskeyKind::OfDevice) => &["hwk", "user", "mfa"],
            Self::Passkey(PasskeyKind::Synced) => &["swk", "user", "mfa"],
        }
    }

    /// The authentication context class, kept apart from the methods: `phr`, resistant to phishing (OpenID Connect Extended Authentication
    /// Profile ACR Values 1.0), where a passkey was used. Never `phrh`: without attestation nobody knows what hardware keeps a key.
    pub const fn acr(self) -> Option<&'static str> {
        if self.resists_phishing() { Some("phr") } else { None }
    }

    /// Parses [`amr`](Self::amr) and the mark of a trusted browser from a token.
    pub fn from_token(amr: &[String], is_by_trust: bool) -> Option<Self> {
        Self::ALL.into_iter().find(|factors| factors.amr() == amr && factors.is_by_trust() == is_by_trust)
    }
}

/// The stored form: the `amr` names and the mark of a trusted browser, separated by spaces.
impl fmt::Display for Factors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.amr().join(" "))?;
        f.write_str(if self.is_by_trust() { " trusted_browser" } else { "" })
    }
}

/// Parses the stored form.
impl std::str::FromStr for Factors {
    type Err = String;
    fn from_str(stored: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|factors| factors.to_string() == stored).ok_or_else(|| format!("unknown amr {stored:?}"))
    }
}

/// A live session as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Session id, the `sid` of access tokens.
    pub id: SessionId,
    /// The account of the session.
    pub account_id: AccountId,
    /// The factors proved for it.
    pub factors: Factors,
    /// When all factors were last proved, the `auth_time` of access tokens. A step-up updates it.
    pub authenticated_at: Timestamp,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Last use of the refresh token.
    pub last_used_at: Timestamp,
    /// Latest expiry.
    pub expires_at: Timestamp,
    /// Set while no request has shown that the browser has the current tokens: the response that carried them may have been lost.
    pub unseen: Option<Unseen>,
}

/// A session as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSession {
    /// The session.
    pub session: Session,
    /// From where it was last used.
    pub whereabouts: Whereabouts,
}

/// Tokens that replaced others and that no request has used yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// When they replaced the previous tokens.
    pub since: Timestamp,
    /// Mark of the new tokens.
    pub mark: TokenMark,
}

/// Links access tokens to the refresh token issued with them: some bytes of its fingerprint. Reveals nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenMark(pub [u8; 6]);

impl TokenMark {
    /// Returns the mark for the refresh token with this fingerprint.
    pub fn of(fingerprint: &Fingerprint) -> Self {
        let [a, b, c, d, e, f, ..] = *fingerprint;
        Self([a, b, c, d, e, f])
    }
}

/// Number of codes that a pending sign-in may try.
pub const PENDING_TRIES: i32 = 5;

/// Lifetimes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// A session ends after this time without use.
    pub idle: Duration,
    /// A session ends after this time, however much it is used.
    pub session: Duration,
    /// For how long a browser may be trusted in place of a second factor. Zero: never.
    pub trust: Duration,
}

impl Lifetimes {
    /// Lifetime of an access token. After that, the refresh token is needed.
    pub const ACCESS_TOKEN: Duration = Duration::from_secs(5 * 60);
    /// Lifetime of a pending sign-in.
    pub const PENDING_SIGN_IN: Duration = Duration::from_secs(5 * 60);
    /// How long a browser that was sent to sign in may take until it comes back to the application.
    pub const WAY_BACK: Duration = Duration::from_secs(60 * 60);
    /// How long the code is good that carries a session to the host of an application.
    pub const GATE_CODE: Duration = Duration::from_secs(60);
    /// A session that is used at applications alone is counted as used so often.
    pub const USE_COUNTED: Duration = Duration::from_secs(60);
    /// How long the challenge of a passkey is good.
    pub const CHALLENGE: Duration = Duration::from_secs(5 * 60);
    /// How long a device is known after a sign-in.
    pub const KNOWN_DEVICE: Duration = Duration::from_secs(180 * 24 * 3600);
    /// For this long after a rotation, the previous refresh token still authenticates: several tabs may ask at once.
    pub const REFRESH_GRACE: Duration = Duration::from_secs(10);
    /// If no request has used the response of a rotation, the previous refresh token returns the same successor for this long. It
    /// equals the time for which the access token in that response is valid.
    pub const LOST_ANSWER: Duration = Self::ACCESS_TOKEN;
    /// How long after a full authentication factors may be changed.
    pub const STEP_UP: Duration = Duration::from_secs(5 * 60);
    /// How long an unconfirmed secret and unconfirmed recovery codes are kept after they were shown.
    pub const ENROLMENT: Duration = Duration::from_secs(10 * 60);
    /// How long the link of a password reset is good that an operator hands out.
    pub const RESET_LINK: Duration = Duration::from_secs(24 * 3600);
    /// How long the link of a password reset is good that was sent by mail.
    pub const RESET_BY_MAIL: Duration = Duration::from_secs(30 * 60);
    /// How long the link is good that confirms an address.
    pub const CONFIRMATION: Duration = Duration::from_secs(24 * 3600);
    /// How long a browser that followed such a link keeps its code.
    pub const RESET_CODE: Duration = Duration::from_secs(30 * 60);
}

impl Default for Lifetimes {
    /// One hour idle, 24 hours in total (NIST SP 800-63B-4 §2.2.3), and no trusted browsers (§5.1).
    fn default() -> Self {
        Self { idle: Duration::from_secs(3600), session: Duration::from_secs(24 * 3600), trust: Duration::ZERO }
    }
}

impl Session {
    /// True if all factors were proved within the last five minutes.
    pub fn is_stepped_up(&self, now: Timestamp) -> bool {
        !self.factors.is_by_trust() && now.since(self.authenticated_at) < Lifetimes::STEP_UP
    }

    /// True if all factors were proved again after the session was opened.
    pub fn is_reauthenticated(&self) -> bool {
        self.authenticated_at > self.created_at
    }

    /// True if an access token with this mark is the first proof that the browser has the current tokens.
    pub fn is_shown_by(&self, mark: TokenMark) -> bool {
        self.unseen.is_some_and(|unseen| unseen.mark == mark)
    }

    /// True if the response that carried the current tokens may have been lost.
    pub fn may_be_unheard(&self, now: Timestamp) -> bool {
        self.unseen.is_some_and(|unseen| now.since(unseen.since) <= Lifetimes::LOST_ANSWER)
    }

    /// True if the session may still be used. One by trust also needs that browsers are still trusted.
    pub fn is_live(&self, now: Timestamp, lifetimes: &Lifetimes) -> bool {
        let is_allowed = !self.factors.is_by_trust() || !lifetimes.trust.is_zero();
        is_allowed && now < self.expires_at && now < self.last_used_at + lifetimes.idle
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
            assert_eq!(Factors::from_token(&amr, factors.is_by_trust()), Some(factors));
        }
        assert_eq!(Factors::from_token(&["otp".to_owned()], false), None);
        let both = ["pwd", "otp", "mfa"].map(ToOwned::to_owned);
        assert_eq!(Factors::from_token(&both, true), None);
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
        let by_trust = Session { factors: Factors::PasswordInTrustedBrowser, ..session.clone() };
        let allowed = Lifetimes { trust: Duration::from_secs(1), ..lifetimes };
        assert!(by_trust.is_live(start, &allowed) && !by_trust.is_live(start, &lifetimes) && !by_trust.is_stepped_up(start));
        let busy = Session { last_used_at: session.expires_at - Duration::from_secs(1), ..session };
        assert!(busy.is_live(busy.last_used_at, &lifetimes));
        assert!(!busy.is_live(busy.expires_at, &lifetimes));
    }
}
