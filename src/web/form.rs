//! What a server function may ask of its request and do to its answer.

use axum::http::{HeaderValue, header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use url::Url;

use super::{
    caller::{Caller, SessionEnded},
    client,
    cookies::{self, Name},
    fault, media_type,
    state::{AppState, Origin},
};
use crate::{
    auth::{AllFactors, Auth, AuthError, Client, FullSession, Held, PendingToken, Proof, SessionTokens},
    domain::{
        invalid::{FieldProblem, Invalid, field},
        network::Network,
        throttle,
        token::Pending,
    },
    ui::message::Message,
};

/// A form as it was received.
pub struct Form {
    state: AppState,
    parts: Parts,
    response: ResponseOptions,
    typed: Vec<(&'static str, String)>,
}

impl Form {
    /// The form of the present request.
    pub fn received() -> Result<Self, Message> {
        let (state, parts, response) = (use_context(), use_context(), use_context());
        let (Some(state), Some(parts), Some(response)) = (state, parts, response) else {
            tracing::error!("form.without_request");
            return Err(Message::Unavailable);
        };
        Ok(Self { state, parts, response, typed: Vec::new() })
    }

    /// Remembers what was typed, in case the form is refused and its page is loaded anew. Never a password.
    pub fn typed(mut self, fields: &[(&'static str, &str)]) -> Self {
        self.typed = fields.iter().map(|(name, value)| (*name, value.chars().take(300).collect())).collect();
        self
    }

    /// The deeds.
    pub fn auth(&self) -> &Auth {
        self.state.auth()
    }

    /// The client.
    pub fn client(&self) -> Client<'_> {
        let address = client::address(&self.parts.extensions);
        Client { address, device: cookies::read(&self.parts.headers, Name::Device, self.origin()) }
    }

    /// What was typed to prove every factor.
    pub fn all_factors<'f>(&'f self, password: &'f str, code: &'f str) -> AllFactors<'f> {
        AllFactors { password, proof: Proof::from_typed(code), client: self.client() }
    }

    /// Whether it was sent without WebAssembly: the answer is then a redirect.
    pub fn is_plain(&self) -> bool {
        !media_type::wants_json(&self.parts.headers)
    }

    fn caller(&self) -> Caller {
        self.parts.extensions.get().cloned().unwrap_or_default()
    }

    /// The sign-in that waits for its second factor.
    pub fn pending(&self) -> Result<Pending, Message> {
        match self.caller() {
            Caller::Pending(pending) => Ok(pending),
            _ => Err(Message::SignInOver),
        }
    }

    /// The session, with every factor that its account has.
    pub fn full_session(&self) -> Result<FullSession, Message> {
        self.caller().full_session().map_err(|error| message(&error))
    }

    /// A deed's result as the form answers it: the cause to the log, a sentence to the person, what they typed kept.
    pub fn answer<T>(&self, result: Result<T, AuthError>) -> Result<T, Message> {
        result.map_err(|error| {
            fault::note("form", &error);
            if self.is_plain() && !self.typed.is_empty() {
                self.set_cookie(cookies::typed(seal_typed(&self.typed, self.auth(), self.client().network()), self.origin()));
            }
            message(&error)
        })
    }

    /// Sets the cookies of a session that was just opened, and ends the one before it.
    pub async fn sign_in(&self, tokens: SessionTokens) -> &Self {
        if let Err(error) = self.auth().end_everything(Held { pending: None, ..self.held() }).await {
            tracing::warn!(%error, "form.former_session_not_ended");
        }
        self.set_cookie(cookies::clear(Name::Pending, self.origin()));
        self.set_cookie(cookies::clear(Name::Typed, self.origin()));
        self.keep(&tokens)
    }

    /// Sets the cookies of a session.
    pub fn keep(&self, tokens: &SessionTokens) -> &Self {
        cookies::session(tokens, self.auth().now(), self.origin()).into_iter().for_each(|cookie| self.set_cookie(cookie));
        self
    }

    /// Goes on to the second step of signing in.
    pub async fn ask_second_factor(&self, pending: &PendingToken, next: &str) -> Result<(), Message> {
        self.end_session().await?;
        // Nothing but the pending cookie: the session before it is ended, and its cookies are good for nothing.
        self.set_cookie(cookies::pending(pending, self.origin()));
        match (self.is_plain(), local_path(next)) {
            // The island takes the second step itself.
            (false, _) => Ok(()),
            (true, None) => self.go("/sign-in/code"),
            (true, Some(next)) => self.go(&format!("/sign-in/code?next={next}")),
        }
    }

    /// Ends the session and the pending sign-in of this request, whatever there is.
    pub async fn end_session(&self) -> Result<(), Message> {
        self.answer(self.auth().end_everything(self.held()).await)?;
        if let Some(ended) = self.parts.extensions.get::<SessionEnded>() {
            ended.set();
        }
        Ok(())
    }

    fn held(&self) -> Held<'_> {
        let session = match self.caller() {
            Caller::Session(who) => Some(who.session.id),
            Caller::Pending(_) | Caller::Anonymous => None,
        };
        let cookie = |name| cookies::read(&self.parts.headers, name, self.origin());
        let pending = cookie(Name::Pending).and_then(|token| self.auth().read_pending(token));
        Held { session, refresh_token: cookie(Name::Refresh), pending }
    }

    /// Takes away all cookies that end here.
    pub fn forget_everything(&self) -> &Self {
        Name::ENDING.into_iter().for_each(|name| self.set_cookie(cookies::clear(name, self.origin())));
        self
    }

    /// Takes away, besides the cookies, whatever else the browser keeps of somebody who signs out.
    pub fn forget_storage(&self) -> &Self {
        let (name, value) = cookies::clear_site_data();
        self.response.insert_header(name, value);
        self
    }

    /// Sends the person on to a page of ours.
    pub fn go(&self, path: &str) -> Result<(), Message> {
        leptos_axum::redirect(path);
        Ok(())
    }

    /// Sends the person to the page they wanted, or else to this one.
    pub fn go_on(&self, next: &str, otherwise: &str) -> Result<(), Message> {
        self.go(local_path(next).unwrap_or(otherwise))
    }

    fn origin(&self) -> &Origin {
        &self.state.site().origin
    }

    fn set_cookie(&self, cookie: HeaderValue) {
        self.response.append_header(header::SET_COOKIE, cookie);
    }
}

/// A path of our own site that a person may be sent on to: never another origin, whatever browsers make of the text.
pub fn local_path(next: &str) -> Option<&str> {
    let plain =
        next.len() <= 512 && next.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'<' | b'>' | b'"'));
    let base = Url::parse("http://latchkey.invalid/").ok()?;
    let stays = plain
        && next.starts_with('/')
        && !next.starts_with("//")
        && base.join(next).is_ok_and(|url| url.origin() == base.origin() && !url.path().starts_with("//"));
    stays.then_some(next)
}

/// What was typed is sealed for the network that it came from: a cookie of somebody else's fields fills no form.
fn typed_purpose(network: Network) -> Vec<u8> {
    [b"typed fields", network.bytes()].concat()
}

fn seal_typed(fields: &[(&'static str, String)], auth: &Auth, network: Network) -> String {
    let text: String = fields.iter().map(|(name, value)| format!("{name}={}\n", value.replace(['\r', '\n'], " "))).collect();
    auth.seal_text(&text, &typed_purpose(network))
}

/// A field of the form that was refused before this page.
pub fn typed_before(cookie: Option<&str>, (auth, network): (&Auth, Network), name: &str) -> String {
    let text = cookie.and_then(|sealed| auth.open_text(sealed, &typed_purpose(network))).unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split_once('='))
        .find(|(key, _)| *key == name)
        .map_or_else(String::new, |(_, value)| value.to_owned())
}

/// The sentence for a deed that was refused: the form door's only table.
pub fn message(error: &AuthError) -> Message {
    match error {
        AuthError::Invalid(fields) => Message::Invalid(fields.clone()),
        AuthError::EmailTaken => Message::Invalid(vec![Invalid::new(field::EMAIL, FieldProblem::Taken)]),
        AuthError::WrongCredentials => Message::WrongCredentials,
        AuthError::WrongPassword => Message::WrongPassword,
        AuthError::WrongCode => Message::WrongCode,
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
        AuthError::EnrolmentOver => Message::EnrolmentOver,
        AuthError::QuotaReached { most } => Message::QuotaReached { most: *most },
        AuthError::NotFound => Message::NotFound,
        AuthError::Overloaded | AuthError::Unavailable(_) | AuthError::Broken(_) => Message::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for good in ["/", "/account", "/posts?after=1_x#top", "/sign-in/code?next=/posts"] {
            assert_eq!(local_path(good), Some(good));
        }
        let long = format!("/{}", "a".repeat(8000));
        for bad in [
            "",
            "account",
            "//evil.example",
            "/\\evil.example",
            "\\/evil",
            "https:evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/%09/../\n",
            "/..//evil.example",
            "/.//evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "@evil.example",
            "https://id.example.com@evil.example",
            "/ü",
            "/a\r\nSet-Cookie: x",
            &long,
        ] {
            assert_eq!(local_path(bad), None, "{bad:?}");
        }
    }
}
