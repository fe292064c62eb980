//! The language of an account.

use crate::{AuthError, FullSession, Services, domain::language::LanguageTag};

/// Sets the language in which the person wants to be addressed.
pub async fn set_language(services: &Services, who: &FullSession, language: &LanguageTag) -> Result<(), AuthError> {
    Ok(services.store.set_language(who.account().id, language).await?)
}
