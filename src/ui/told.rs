//! Why a form was refused, in finished sentences. The only mapping from [`AuthError`] and [`Refusal`] to [`Message`], and from there
//! to what people read.

use std::{borrow::Cow, collections::BTreeMap};

use latchkey_core::{
    AuthError,
    domain::{
        invalid::{FieldProblem, Invalid, field},
        throttle,
    },
};
use serde::Serialize;

use super::message::Message;
use crate::{
    http::{refusal::Refusal, route::RouteFacts, state::AppState},
    l10n::Locale,
};

/// The place in an alert for the link to the sign-in. No form has a field of this name.
pub const SIGN_IN_LINK: &str = "sign_in";

/// What a refused form says. As JSON, it is the answer to an island.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Told {
    /// The reason, for tests, monitoring, and the script of passkeys. Islands do not read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Message>,
    /// What stands above the form: a sentence, or how many fields are wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    alert: Option<String>,
    /// What stands there if the form has none of the fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    otherwise: Option<String>,
    /// The sentences at the fields, by their names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<Cow<'static, str>, String>,
}

/// Who is told: the language, and the feature whose own sentences count.
#[derive(Clone, Copy)]
pub struct Listener<'a> {
    /// The language.
    pub locale: &'static Locale,
    /// State shared by all requests.
    pub state: &'a AppState,
    /// The route of the form or of its page.
    pub route: Option<RouteFacts>,
}

impl Listener<'_> {
    fn about(&self, invalid: &Invalid) -> String {
        let own = self.state.own_sentence(self.route, invalid);
        own.map_or_else(|| self.locale.about(invalid), |own| own(self.locale))
    }
}

impl Told {
    /// Puts a message into sentences.
    pub fn new(message: Message, listener: Listener<'_>) -> Self {
        let mut told = Self::default();
        if let Message::Invalid(all) = &message {
            // The first problem of a field is its worst.
            for invalid in all.iter().rev() {
                told.fields.insert(invalid.field.clone(), listener.about(invalid));
            }
            told.otherwise = told.fields.values().next().cloned();
            told.alert = Some(match told.fields.len() {
                0 => listener.locale.refused_unreadable(),
                wrong => listener.locale.form_refused_title(wrong),
            });
        } else {
            let sentence = sentence(&message, listener.locale);
            match message.field() {
                Some(field) => {
                    told.alert = Some(listener.locale.form_refused_title(1));
                    told.otherwise = Some(sentence.clone());
                    told.fields.insert(field.into(), sentence);
                }
                None => told.alert = Some(sentence),
            }
            if message.asks_to_sign_in() {
                told.fields.insert(SIGN_IN_LINK.into(), listener.locale.nav_sign_in());
            }
        }
        told.reason = Some(message);
        told
    }

    /// The sentence for a field.
    pub fn about(&self, field: &str) -> Option<String> {
        self.fields.get(field).cloned()
    }

    /// What stands above a form with these fields.
    pub fn above(&self, fields: &[&str]) -> Option<String> {
        let here = fields.iter().any(|field| self.fields.contains_key(*field));
        self.otherwise.clone().filter(|_| !here).or_else(|| self.alert.clone())
    }

    /// True if there is anything to say.
    pub fn is_refused(&self) -> bool {
        self.reason.is_some()
    }
}

/// The sentence for any message that is not about invalid fields.
pub fn sentence(message: &Message, l: &Locale) -> String {
    match message {
        Message::Invalid(_) | Message::Unreadable => l.refused_unreadable(),
        Message::WrongCredentials => l.refused_wrong_credentials(),
        Message::WrongPassword => l.refused_wrong_password(),
        Message::WrongCode => l.refused_wrong_code(),
        Message::ClockOff { ahead: true, seconds } => l.refused_clock_ahead(l.rough_duration(*seconds)),
        Message::ClockOff { ahead: false, seconds } => l.refused_clock_behind(l.rough_duration(*seconds)),
        Message::CodeUsed => l.refused_code_used(),
        Message::WrongRecoveryCode => l.refused_wrong_recovery_code(),
        Message::TooManyAttempts { seconds } => l.refused_too_many_attempts(l.duration(*seconds)),
        Message::CodesDisabled => l.refused_codes_disabled(),
        Message::SignInOver => l.refused_sign_in_over(),
        Message::NotSignedIn => l.refused_not_signed_in(),
        Message::SecondFactorMissing => l.refused_second_factor_missing(),
        Message::StepUpNeeded => l.refused_step_up_needed(),
        Message::TwoFactorRequired => l.refused_two_factor_required(),
        Message::AlreadyOn => l.refused_already_on(),
        Message::NotOn => l.refused_not_on(),
        Message::OtherAccount => l.refused_other_account(),
        Message::LastAuthenticator => l.refused_last_authenticator(),
        Message::NoPasskeys => l.refused_no_passkeys(),
        Message::PasskeyRefused => l.refused_passkey(),
        Message::PasskeyUnknown => l.refused_passkey_unknown(),
        Message::PasskeyOver => l.refused_passkey_over(),
        Message::PasskeyCopied => l.refused_passkey_copied(),
        Message::PasskeyTaken => l.refused_passkey_taken(),
        Message::PasskeysNeeded => l.refused_passkeys_needed(),
        Message::PasswordMissing => l.refused_password_missing(),
        Message::Sealed => l.refused_sealed(),
        Message::Disabled => l.refused_disabled(),
        Message::AwaitsApproval => l.refused_awaits_approval(),
        Message::RegistrationClosed => l.refused_registration_closed(),
        Message::InvitationOver => l.refused_invitation_over(),
        Message::OwnAccount => l.refused_own_account(),
        Message::LastAdministrator => l.refused_last_administrator(),
        Message::Declared => l.refused_declared(),
        Message::ResetOver => l.refused_reset_over(),
        Message::EnrolmentOver => l.refused_set_up_over(),
        Message::NotConfirmed => l.refused_codes_not_confirmed(),
        Message::CodesNotFound => l.refused_codes_not_found(),
        Message::NotFound => l.refused_not_found(),
        Message::CrossSite => l.refused_cross_site(),
        Message::Raced => l.refused_raced(),
        Message::QuotaReached { most } => l.refused_quota_reached(l.number(*most)),
        Message::TooLarge => l.refused_too_large(),
        Message::Unavailable => l.refused_unavailable(),
    }
}

/// The message for a refusal.
pub fn of(refusal: &Refusal) -> Message {
    match refusal {
        Refusal::Deed(error) => of_deed(error),
        Refusal::CrossSite => Message::CrossSite,
        Refusal::MethodNotAllowed => Message::NotFound,
        Refusal::Raced => Message::Raced,
        Refusal::TooLarge => Message::TooLarge,
        Refusal::Fields(_)
        | Refusal::MalformedJson
        | Refusal::NotAcceptable
        | Refusal::BadRequest
        | Refusal::UnsupportedMediaType
        | Refusal::OtherHost
        | Refusal::Application(_) => Message::Unreadable,
    }
}

/// The message for a refused deed.
pub fn of_deed(error: &AuthError) -> Message {
    match error {
        AuthError::Invalid(fields) => Message::Invalid(fields.clone()),
        AuthError::EmailTaken => Message::Invalid(vec![Invalid::new(field::EMAIL, FieldProblem::Taken)]),
        AuthError::WrongCredentials => Message::WrongCredentials,
        AuthError::WrongPassword => Message::WrongPassword,
        AuthError::WrongCode => Message::WrongCode,
        AuthError::ClockOff { seconds } => {
            Message::ClockOff { ahead: *seconds > 0, seconds: u32::try_from(seconds.unsigned_abs()).unwrap_or(u32::MAX) }
        }
        AuthError::CodeUsed => Message::CodeUsed,
        AuthError::WrongRecoveryCode => Message::WrongRecoveryCode,
        AuthError::TooManyAttempts { retry_after } => {
            Message::TooManyAttempts { seconds: u32::try_from(throttle::whole_seconds(*retry_after)).unwrap_or(u32::MAX) }
        }
        AuthError::CodesDisabled => Message::CodesDisabled,
        AuthError::SignInOver => Message::SignInOver,
        AuthError::NotSignedIn => Message::NotSignedIn,
        AuthError::SecondFactorMissing => Message::SecondFactorMissing,
        AuthError::StepUpNeeded => Message::StepUpNeeded,
        AuthError::TwoFactorRequired => Message::TwoFactorRequired,
        AuthError::AlreadyOn => Message::AlreadyOn,
        AuthError::NotOn => Message::NotOn,
        AuthError::OtherAccount => Message::OtherAccount,
        AuthError::LastAuthenticator => Message::LastAuthenticator,
        AuthError::NoPasskeys(_) => Message::NoPasskeys,
        AuthError::PasskeyRefused => Message::PasskeyRefused,
        AuthError::PasskeyUnknown => Message::PasskeyUnknown,
        AuthError::PasskeyOver => Message::PasskeyOver,
        AuthError::PasskeyCopied => Message::PasskeyCopied,
        AuthError::PasskeyTaken => Message::PasskeyTaken,
        AuthError::PasskeysNeeded => Message::PasskeysNeeded,
        AuthError::PasswordMissing => Message::PasswordMissing,
        AuthError::Sealed => Message::Sealed,
        AuthError::Disabled => Message::Disabled,
        AuthError::AwaitsApproval => Message::AwaitsApproval,
        AuthError::RegistrationClosed => Message::RegistrationClosed,
        AuthError::InvitationOver => Message::InvitationOver,
        AuthError::OwnAccount => Message::OwnAccount,
        AuthError::LastAdministrator => Message::LastAdministrator,
        AuthError::Declared => Message::Declared,
        AuthError::ResetOver => Message::ResetOver,
        AuthError::EnrolmentOver => Message::EnrolmentOver,
        AuthError::QuotaReached { most } => Message::QuotaReached { most: *most },
        AuthError::NotFound => Message::NotFound,
        AuthError::Overloaded | AuthError::Unavailable(_) | AuthError::Broken(_) => Message::Unavailable,
    }
}
