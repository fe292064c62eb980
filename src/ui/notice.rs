//! Notices: the result of an earlier action, shown once by the next page. The query of its URL names the notice: a closed set,
//! without free text. Each noun defines its notices beside its forms; those of the guards are here.

use leptos::prelude::*;

use crate::{
    http::{next::with_query, visitor::Visitor},
    l10n::{Messages, Text},
};

/// A notice.
#[derive(Clone, Copy, Debug)]
pub struct Notice {
    name: &'static str,
    class: &'static str,
    text: Text,
}

/// The page needs a sign-in.
pub const SIGN_IN_FIRST: Notice = Notice::info("sign-in-first", Messages::notice_sign_in_first);
/// A form was submitted after the session ended.
pub const SESSION_ENDED: Notice = Notice::warning("session-ended", Messages::notice_session_ended);
/// The second step came too late.
pub const SIGN_IN_OVER: Notice = Notice::warning("sign-in-over", Messages::refused_sign_in_over);
/// The service requires a second factor.
pub const TWO_FACTOR_REQUIRED: Notice = Notice::warning("two-factor-required", Messages::notice_two_factor_required);

impl Notice {
    /// Reports a success.
    pub const fn success(name: &'static str, text: Text) -> Self {
        Self { name, class: "alert alert--success", text }
    }

    /// Gives information.
    pub const fn info(name: &'static str, text: Text) -> Self {
        Self { name, class: "alert alert--info", text }
    }

    /// Asks for action.
    pub const fn warning(name: &'static str, text: Text) -> Self {
        Self { name, class: "alert alert--warning", text }
    }

    /// Name in the query.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Builds the path of a page that shows the notice.
    pub fn on(self, path: &str) -> String {
        with_query(path, &[("notice", self.name)])
    }
}

/// Renders the notice of this visit, if the page knows it.
pub fn notice(visitor: &Visitor, known: &[Notice]) -> Option<impl IntoView + use<>> {
    let name = visitor.query("notice")?;
    let Notice { class, text, .. } = known.iter().copied().find(|notice| notice.name == name)?;
    Some(view! { <div class=class role="status" data-notice><p>{text(visitor.locale)}</p></div> })
}
