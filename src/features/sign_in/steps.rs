//! The steps of signing in, as the page goes through them. Rules only: what is shown is the island's business.
//!
//! ```text
//!   Password ── right, with two-factor authentication ──▶ Code ◀── by choice ──▶ RecoveryCode
//!
//!   every step ── right, and nothing more to prove ──▶ the server's redirect, a full page load
//!   every later step ── start over ──▶ the server's redirect to Password
//! ```

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Asks for e-mail address and password.
    Password,
    /// Asks for a code of the authenticator.
    Code,
    /// Asks for a recovery code.
    RecoveryCode,
}

/// What may change the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The password was right, and the server asks for the second factor.
    SecondFactorAsked,
    /// The person chose to prove the second factor in this way.
    Chosen(Step),
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Password, Self::Code, Self::RecoveryCode];

    /// Name in the page and in the server's answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
            Self::RecoveryCode => "recovery-code",
        }
    }

    /// The step of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// The step after an event. Nobody leaves the first step but by the password, and nobody goes back to it but by the server.
    pub const fn after(self, event: Event) -> Self {
        match (self, event) {
            (Self::Password, Event::SecondFactorAsked) => Self::Code,
            (Self::Code | Self::RecoveryCode, Event::Chosen(way @ (Self::Code | Self::RecoveryCode))) => way,
            (here, Event::SecondFactorAsked | Event::Chosen(_)) => here,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_follow_each_other_by_table() {
        use Event::{Chosen, SecondFactorAsked};
        use Step::{Code, Password, RecoveryCode};
        for (before, event, after) in [
            (Password, SecondFactorAsked, Code),
            (Password, Chosen(Code), Password),
            (Password, Chosen(RecoveryCode), Password),
            (Password, Chosen(Password), Password),
            (Code, SecondFactorAsked, Code),
            (Code, Chosen(RecoveryCode), RecoveryCode),
            (Code, Chosen(Code), Code),
            (Code, Chosen(Password), Code),
            (RecoveryCode, SecondFactorAsked, RecoveryCode),
            (RecoveryCode, Chosen(Code), Code),
            (RecoveryCode, Chosen(RecoveryCode), RecoveryCode),
            (RecoveryCode, Chosen(Password), RecoveryCode),
        ] {
            assert_eq!(before.after(event), after, "{before:?}, {event:?}");
        }
    }

    #[test]
    fn every_step_has_a_name() {
        for step in Step::ALL {
            assert_eq!(Step::named(step.name()), Some(step));
        }
        assert_eq!(Step::named("done"), None);
    }
}
