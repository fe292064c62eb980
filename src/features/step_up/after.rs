//! What is done right after a step-up.

use latchkey_core::{
    AuthError, FullSession,
    domain::session::SessionId,
    second_factors,
    sessions::{end_one, end_others},
};

use crate::{
    features::notices::{OTHER_SESSIONS_ENDED, SESSION_ENDED_BY_PERSON},
    l10n::Locale,
    paths::{ACCOUNT, RECOVERY_CODES, SESSIONS, SET_UP},
    ui::form::Form,
};

/// The action that needed the step-up. A closed set, since it is done right after the step-up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum After {
    /// Setting up two-factor authentication.
    SetUp,
    /// New recovery codes.
    NewRecoveryCodes,
    /// Ending a session.
    EndSession(SessionId),
    /// Ending all other sessions.
    EndOtherSessions,
    /// The account page.
    #[default]
    Account,
}

impl After {
    /// Name in a query and in the form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SetUp => "set-up",
            Self::NewRecoveryCodes => "new-recovery-codes",
            Self::EndSession(_) => "end-session",
            Self::EndOtherSessions => "end-other-sessions",
            Self::Account => "account",
        }
    }

    /// Id of what it is about, or an empty text.
    pub fn id(self) -> String {
        match self {
            Self::EndSession(id) => id.to_string(),
            Self::SetUp | Self::NewRecoveryCodes | Self::EndOtherSessions | Self::Account => String::new(),
        }
    }

    /// The action with this name, about what has this id. The account page for anything else.
    pub fn named(name: &str, id: &str) -> Self {
        let of = id.parse().map(Self::EndSession);
        let all = [Self::SetUp, Self::NewRecoveryCodes, Self::EndOtherSessions].into_iter().chain(of);
        all.into_iter().find(|after| after.name() == name).unwrap_or_default()
    }

    /// This action if it is possible with or without a second factor, otherwise the account page.
    pub fn possible(self, two_factor: bool) -> Self {
        match self {
            Self::SetUp if two_factor => Self::Account,
            Self::NewRecoveryCodes if !two_factor => Self::Account,
            possible => possible,
        }
    }

    /// What confirming does: a link can lead to the question.
    pub fn lede(self, l: &Locale) -> String {
        match self {
            Self::SetUp => l.confirm_for_set_up(),
            Self::NewRecoveryCodes => l.confirm_for_new_codes(),
            Self::EndSession(_) => l.confirm_for_end_session(),
            Self::EndOtherSessions => l.confirm_for_end_others(),
            Self::Account => l.confirm_for_account(),
        }
    }

    /// The label of the button that confirms.
    pub fn button(self, l: &Locale) -> String {
        match self {
            Self::SetUp => l.confirm_and_set_up(),
            Self::NewRecoveryCodes => l.confirm_and_new_codes(),
            Self::EndSession(_) => l.confirm_and_end_session(),
            Self::EndOtherSessions => l.confirm_and_end_others(),
            Self::Account => l.confirm_button(),
        }
    }

    /// Does it. Returns the page to go to.
    pub async fn run(self, form: &Form, who: &FullSession) -> Result<String, AuthError> {
        let services = form.services();
        Ok(match self {
            Self::SetUp => {
                second_factors::begin_enrolment(services, who).await?;
                SET_UP.to_owned()
            }
            Self::NewRecoveryCodes => {
                second_factors::replace_recovery_codes(services, who, form.client()).await?;
                RECOVERY_CODES.to_owned()
            }
            Self::EndSession(id) => match end_one(services, who, id, form.client()).await {
                // It ended by itself meanwhile.
                Ok(()) | Err(AuthError::NotFound) => SESSION_ENDED_BY_PERSON.on(SESSIONS),
                Err(error) => return Err(error),
            },
            Self::EndOtherSessions => {
                end_others(services, who, form.client()).await?;
                OTHER_SESSIONS_ENDED.on(SESSIONS)
            }
            Self::Account => ACCOUNT.to_owned(),
        })
    }
}
