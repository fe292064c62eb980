//! What became of something done before, told once by the page that follows. The query of its URL names it: closed, without free
//! text. A noun names its own beside its forms; here are those of the guards.

use leptos::prelude::*;

use crate::{
    http::{next::with_query, visitor::Visitor},
    text,
};

/// A notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    name: &'static str,
    class: &'static str,
    text: &'static str,
}

/// The page was asked for by nobody known.
pub const SIGN_IN_FIRST: Notice = Notice::info("sign-in-first", "Sign in to see this page.");
/// A form was sent after the session's end.
pub const SESSION_ENDED: Notice =
    Notice::warning("session-ended", "Your session has ended, so nothing was changed. Sign in to go on.");
/// The second step came too late.
pub const SIGN_IN_OVER: Notice = Notice::warning("sign-in-over", text::SIGN_IN_OVER);
/// The service demands a second factor.
pub const TWO_FACTOR_REQUIRED: Notice =
    Notice::warning("two-factor-required", "This service asks everybody for two-factor authentication. Set it up to go on.");

impl Notice {
    /// Something was done.
    pub const fn success(name: &'static str, text: &'static str) -> Self {
        Self { name, class: "alert alert--success", text }
    }

    /// Something to know.
    pub const fn info(name: &'static str, text: &'static str) -> Self {
        Self { name, class: "alert alert--info", text }
    }

    /// Something to act on.
    pub const fn warning(name: &'static str, text: &'static str) -> Self {
        Self { name, class: "alert alert--warning", text }
    }

    /// Its name in a query.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The address of a page that tells it.
    pub fn on(self, path: &str) -> String {
        with_query(path, &[("notice", self.name)])
    }
}

/// The notice of this visit, if it is one that the page tells.
pub fn notice(visitor: &Visitor, known: &[Notice]) -> Option<impl IntoView + use<>> {
    let name = visitor.query("notice")?;
    let Notice { class, text, .. } = known.iter().copied().find(|notice| notice.name == name)?;
    Some(view! { <div class=class role="status"><p>{text}</p></div> })
}
