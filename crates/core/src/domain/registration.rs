//! Who may register.

use std::str::FromStr;

/// Who may register. Whoever has an invitation always may, unless nobody may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhoMayRegister {
    /// Everybody.
    #[default]
    Everybody,
    /// Whoever is invited.
    Invited,
    /// Everybody, and an operator approves the account before it can be used.
    Approved,
    /// Nobody: operators add people.
    Nobody,
}

impl WhoMayRegister {
    const ALL: [Self; 4] = [Self::Everybody, Self::Invited, Self::Approved, Self::Nobody];

    /// Its value in the settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Everybody => "open",
            Self::Invited => "invited",
            Self::Approved => "approved",
            Self::Nobody => "closed",
        }
    }
}

impl FromStr for WhoMayRegister {
    type Err = ();
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|who| who.name() == name).ok_or(())
    }
}
