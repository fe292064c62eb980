//! What is done right after a step-up.

use latchkey_core::{
    AuthError, FullSession,
    domain::{authenticator::AuthenticatorId, session::SessionId},
    second_factors,
    sessions::{end_one, end_others},
};

use crate::{
    features::{
        authenticators,
        notices::{AUTHENTICATOR_REMOVED, OTHER_SESSIONS_ENDED, SESSION_ENDED_BY_PERSON},
    },
    l10n::Locale,
    paths::{ACCOUNT, RECOVERY_CODES, SESSIONS, SET_UP},
    ui::form::Form,
};

/// The action that needed the step-up. A closed set, since it is done right after the step-up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum After {
    /// Setting up two-factor authentication.
    SetUp,
    /// Adding a further authenticator.
    AddAuthenticator,
    /// Replacing an authenticator.
    ReplaceAuthenticator(AuthenticatorId),
    /// Removing an authenticator.
    RemoveAuthenticator(AuthenticatorId),
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
            Self::AddAuthenticator => "add-authenticator",
            Self::ReplaceAuthenticator(_) => "replace-authenticator",
            Self::RemoveAuthenticator(_) => "remove-authenticator",
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
            Self::ReplaceAuthenticator(id) | Self::RemoveAuthenticator(id) => id.to_string(),
            Self::SetUp | Self::AddAuthenticator | Self::NewRecoveryCodes | Self::EndOtherSessions | Self::Account => {
                String::new()
            }
        }
    }

    /// The action with this name, about what has this id. The account page for anything else.
    pub fn named(name: &str, id: &str) -> Self {
        let of_session = id.parse().map(Self::EndSession);
        let of_authenticator = id.parse().map(|id| [Self::ReplaceAuthenticator(id), Self::RemoveAuthenticator(id)]);
        let all = [Self::SetUp, Self::AddAuthenticator, Self::NewRecoveryCodes, Self::EndOtherSessions].into_iter();
        let mut all = all.chain(of_session).chain(of_authenticator.into_iter().flatten());
        all.find(|after| after.name() == name).unwrap_or_default()
    }

    /// This action if it is possible with or without a second factor, otherwise the account page.
    pub fn possible(self, two_factor: bool) -> Self {
        match self {
            Self::SetUp if two_factor => Self::Account,
            Self::NewRecoveryCodes | Self::AddAuthenticator | Self::ReplaceAuthenticator(_) | Self::RemoveAuthenticator(_)
                if !two_factor =>
            {
                Self::Account
            }
            possible => possible,
        }
    }

    /// What confirming does: a link can lead to the question.
    pub fn lede(self, l: &Locale) -> String {
        match self {
            Self::SetUp => l.confirm_for_set_up(),
            Self::AddAuthenticator => l.confirm_for_add_authenticator(),
            Self::ReplaceAuthenticator(_) => l.confirm_for_replace_authenticator(),
            Self::RemoveAuthenticator(_) => l.confirm_for_remove_authenticator(),
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
            Self::AddAuthenticator | Self::ReplaceAuthenticator(_) => l.confirm_and_show_key(),
            Self::RemoveAuthenticator(_) => l.confirm_and_remove_authenticator(),
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
            Self::AddAuthenticator => {
                second_factors::begin_authenticator(services, who, None).await?;
                SET_UP.to_owned()
            }
            Self::ReplaceAuthenticator(id) => {
                second_factors::begin_authenticator(services, who, Some(id)).await?;
                SET_UP.to_owned()
            }
            Self::RemoveAuthenticator(id) => {
                form.keep(&second_factors::remove_authenticator(services, who, id, form.client()).await?);
                AUTHENTICATOR_REMOVED.on(authenticators::PAGE)
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
