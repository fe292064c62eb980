//! Where a step-up goes on to. Compiled for both halves.

use serde::{Deserialize, Serialize};

/// What was asked for when the step-up came in between: closed, since it is done right after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum After {
    /// Setting two-factor authentication up.
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

    /// Its name, in a query and in the form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SetUp => "set-up",
            Self::NewRecoveryCodes => "new-recovery-codes",
            Self::Account => "account",
        }
    }

    /// The one of this name; else the account page.
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|after| after.name() == name).unwrap_or_default()
    }

    /// What can be done by an account with or without a second factor; else the account page.
    pub fn possible(self, two_factor: bool) -> Self {
        match self {
            Self::SetUp if two_factor => Self::Account,
            Self::NewRecoveryCodes if !two_factor => Self::Account,
            possible => possible,
        }
    }

    /// What the form's button says.
    pub const fn button(self) -> &'static str {
        match self {
            Self::SetUp => "Confirm and set up",
            Self::NewRecoveryCodes => "Confirm and make new codes",
            Self::Account => "Confirm",
        }
    }
}
