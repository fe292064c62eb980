//! Authenticators in words.

use latchkey_core::{domain::authenticator::AuthenticatorName, second_factors::ListedAuthenticator};

use crate::l10n::Locale;

/// What an authenticator is called: by its person, or as what it is.
pub fn called(l: &Locale, name: &AuthenticatorName) -> String {
    if name.as_str().is_empty() { l.account_authenticator() } else { name.to_string() }
}

/// All of them in a row.
pub fn all(l: &Locale, listed: &[ListedAuthenticator]) -> String {
    listed.iter().map(|one| called(l, &one.name)).collect::<Vec<_>>().join(", ")
}
