//! What is done right after a step-up.

use latchkey_core::{
    AuthError, FullSession, accounts,
    domain::{authenticator::AuthenticatorId, passkey::PasskeyId, session::SessionId},
    second_factors,
    sessions::{end_one, end_others},
};

use crate::http::refusal::ADMINISTER;
use crate::{
    features::{
        admin::AdminPage,
        authenticators, gate,
        notices::{AUTHENTICATOR_REMOVED, OTHER_SESSIONS_ENDED, PASSKEY_REMOVED, PASSWORD_REMOVED, SESSION_ENDED_BY_PERSON},
        passkeys,
    },
    l10n::Locale,
    paths::{ACCOUNT, RECOVERY_CODES, SESSIONS, SET_UP},
    ui::form::Form,
};

/// The action that needed the step-up. A closed set, since it is done right after the step-up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum After {
    /// Setting up two-factor authentication.
    SetUp,
    /// Adding a further authenticator.
    AddAuthenticator,
    /// Replacing an authenticator.
    ReplaceAuthenticator(AuthenticatorId),
    /// Removing an authenticator.
    RemoveAuthenticator(AuthenticatorId),
    /// Adding a passkey.
    AddPasskey,
    /// Removing a passkey.
    RemovePasskey(PasskeyId),
    /// Taking the password off.
    RemovePassword,
    /// New recovery codes.
    NewRecoveryCodes,
    /// Ending a session.
    EndSession(SessionId),
    /// Ending all other sessions.
    EndOtherSessions,
    /// Administering: a page of the administration.
    Administer(AdminPage),
    /// Going on to an application: by the signed way back of the gate, which is read there.
    OpenApp(String),
    /// The account page.
    #[default]
    Account,
}

impl After {
    /// Name in a query and in the form.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SetUp => "set-up",
            Self::AddAuthenticator => "add-authenticator",
            Self::ReplaceAuthenticator(_) => "replace-authenticator",
            Self::RemoveAuthenticator(_) => "remove-authenticator",
            Self::AddPasskey => "add-passkey",
            Self::RemovePasskey(_) => "remove-passkey",
            Self::RemovePassword => "remove-password",
            Self::NewRecoveryCodes => "new-recovery-codes",
            Self::EndSession(_) => "end-session",
            Self::EndOtherSessions => "end-other-sessions",
            Self::Administer(_) => ADMINISTER,
            Self::OpenApp(_) => "open-app",
            Self::Account => "account",
        }
    }

    /// Id of what it is about, or an empty text.
    pub fn id(&self) -> String {
        match self {
            Self::EndSession(id) => id.to_string(),
            Self::ReplaceAuthenticator(id) | Self::RemoveAuthenticator(id) => id.to_string(),
            Self::RemovePasskey(id) => id.to_string(),
            Self::Administer(page) => page.path(),
            Self::OpenApp(request) => request.clone(),
            Self::SetUp
            | Self::AddAuthenticator
            | Self::AddPasskey
            | Self::RemovePassword
            | Self::NewRecoveryCodes
            | Self::EndOtherSessions
            | Self::Account => String::new(),
        }
    }

    /// The action with this name, about what has this id. The account page for anything else.
    pub fn named(name: &str, id: &str) -> Self {
        let of_session = id.parse().map(Self::EndSession);
        let of_authenticator = id.parse().map(|id| [Self::ReplaceAuthenticator(id), Self::RemoveAuthenticator(id)]);
        let all = [
            Self::SetUp,
            Self::AddAuthenticator,
            Self::AddPasskey,
            Self::RemovePassword,
            Self::NewRecoveryCodes,
            Self::EndOtherSessions,
        ];
        let of_passkey = id.parse().map(Self::RemovePasskey);
        let administer = [Self::Administer(AdminPage::at(id)), Self::OpenApp(id.to_owned())];
        let mut all =
            all.into_iter().chain(administer).chain(of_session).chain(of_passkey).chain(of_authenticator.into_iter().flatten());
        all.find(|after| after.name() == name).unwrap_or_default()
    }

    /// This action if it is possible with or without a second factor, otherwise the account page.
    pub fn possible(self, two_factor: bool) -> Self {
        match self {
            Self::SetUp if two_factor => Self::Account,
            Self::NewRecoveryCodes
            | Self::AddAuthenticator
            | Self::ReplaceAuthenticator(_)
            | Self::RemoveAuthenticator(_)
            | Self::RemovePasskey(_)
            | Self::RemovePassword
            | Self::Administer(_)
                if !two_factor =>
            {
                Self::Account
            }
            possible => possible,
        }
    }

    /// What confirming does: a link can lead to the question.
    pub fn lede(&self, l: &Locale) -> String {
        match self {
            Self::SetUp => l.confirm_for_set_up(),
            Self::AddAuthenticator => l.confirm_for_add_authenticator(),
            Self::ReplaceAuthenticator(_) => l.confirm_for_replace_authenticator(),
            Self::RemoveAuthenticator(_) => l.confirm_for_remove_authenticator(),
            Self::AddPasskey => l.confirm_for_add_passkey(),
            Self::RemovePasskey(_) => l.confirm_for_remove_passkey(),
            Self::RemovePassword => l.confirm_for_remove_password(),
            Self::NewRecoveryCodes => l.confirm_for_new_codes(),
            Self::EndSession(_) => l.confirm_for_end_session(),
            Self::EndOtherSessions => l.confirm_for_end_others(),
            Self::Administer(_) => l.confirm_for_administer(),
            Self::OpenApp(_) => l.confirm_for_app(),
            Self::Account => l.confirm_for_account(),
        }
    }

    /// The label of the button that confirms.
    pub fn button(&self, l: &Locale) -> String {
        match self {
            Self::SetUp => l.confirm_and_set_up(),
            Self::AddAuthenticator | Self::ReplaceAuthenticator(_) => l.confirm_and_show_key(),
            Self::RemoveAuthenticator(_) | Self::RemovePasskey(_) => l.confirm_and_remove_authenticator(),
            Self::AddPasskey | Self::Administer(_) | Self::OpenApp(_) => l.confirm_button(),
            Self::RemovePassword => l.confirm_and_remove_password(),
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
            Self::AddPasskey => {
                second_factors::may_add_passkey(services, who)?;
                passkeys::NEW.to_owned()
            }
            Self::RemovePasskey(id) => {
                form.keep(&second_factors::remove_passkey(services, who, id, form.client()).await?);
                PASSKEY_REMOVED.on(passkeys::PAGE)
            }
            Self::RemovePassword => {
                form.keep(&accounts::remove_password(services, who, form.client()).await?);
                PASSWORD_REMOVED.on(ACCOUNT)
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
            Self::Administer(page) => page.path(),
            Self::OpenApp(request) => gate::page_for(&request),
            Self::Account => ACCOUNT.to_owned(),
        })
    }
}
