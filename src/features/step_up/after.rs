//! Targets after a step-up.

use serde::{Deserialize, Serialize};

/// The action that needed the step-up. A closed set, since it is done right after the step-up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum After {
    /// Setting up two-factor authentication.
    SetUp,
    /// New recovery codes.
    NewRecoveryCodes,
    /// The account page.
    #[default]
    Account,
}

impl After {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::SetUp, Self::NewRecoveryCodes, Self::Account];

    /// Name in a query and in the form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SetUp => "set-up",
            Self::NewRecoveryCodes => "new-recovery-codes",
            Self::Account => "account",
        }
    }

    /// The target with this name, or the account page.
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|after| after.name() == name).unwrap_or_default()
    }

    /// This target if it is possible with or without a second factor, otherwise the account page.
    pub fn possible(self, two_factor: bool) -> Self {
        match self {
            Self::SetUp if two_factor => Self::Account,
            Self::NewRecoveryCodes if !two_factor => Self::Account,
            possible => possible,
        }
    }
}
