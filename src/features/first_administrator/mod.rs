//! The first administrator: there is no default login. A server whose service has none yet writes a link to its log, and whoever has it makes
//! the account. The link works once, and never again.

pub mod form;
mod page;

use latchkey_core::{
    AuthError, Services,
    domain::{
        origin::Origin,
        token::{SignedToken, expose},
    },
    entrance,
};

use crate::http::{feature::Feature, route::Access};

/// The page that the link leads to.
const PAGE: &str = "/first-administrator";

/// The link, unless somebody has become administrator.
pub async fn link(services: &Services, origin: &Origin) -> Result<Option<SignedToken>, AuthError> {
    let code = entrance::set_up_code(services).await?;
    // In the fragment (RFC 3986 §3.5), which browsers send to nobody.
    Ok(code.map(|code| origin.join(&format!("{PAGE}#{}", expose(&code))).into()))
}

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new().page(PAGE, Access::Everybody, page::page).form::<form::BecomeFirstAdministrator>(Access::Everybody, PAGE)
}
