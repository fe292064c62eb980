//! Authenticators in words.

use latchkey_core::domain::authenticator::AuthenticatorName;

use crate::l10n::Locale;

/// What an authenticator is called: by its person, or as what it is.
pub fn called(l: &Locale, name: &AuthenticatorName) -> String {
    if name.as_str().is_empty() { l.account_authenticator() } else { name.to_string() }
}
