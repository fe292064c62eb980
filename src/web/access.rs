//! Who may call what. Deny is the default: a route that is not in this table is refused to everybody.

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};

use super::{
    caller::Caller,
    refusal::{Refusal, refuse},
    state::AppState,
};

/// What a route demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing.
    Everybody,
    /// A sign-in that waits for its second factor.
    PendingSignIn,
    /// A live session with every factor that its account has.
    FullSession,
    /// The same, of an account that has a second factor if the policy demands one: what the service is for.
    Protected,
}

/// Every route and what it demands.
pub const TABLE: &[(&str, Access)] = &[
    // For machines
    ("/healthz", Access::Everybody),
    ("/readyz", Access::Everybody),
    ("/dev/reload.js", Access::Everybody),
    // Pages
    ("/", Access::Everybody),
    ("/register", Access::Everybody),
    ("/sign-in", Access::Everybody),
    ("/sign-in/code", Access::PendingSignIn),
    ("/sign-in/recovery-code", Access::PendingSignIn),
    ("/account", Access::FullSession),
    ("/account/confirm", Access::FullSession),
    ("/account/two-factor/set-up", Access::FullSession),
    ("/account/two-factor/turn-off", Access::FullSession),
    ("/account/recovery-codes", Access::FullSession),
    ("/account/recovery-codes.txt", Access::FullSession),
    ("/posts", Access::Protected),
    // The JSON door
    ("/api", Access::Everybody),
    ("/api/v1/openapi.json", Access::Everybody),
    ("/api/v1/authentication", Access::FullSession),
    ("/api/v1/authentication/register", Access::Everybody),
    ("/api/v1/authentication/log-in", Access::Everybody),
    // Logging out and refreshing look at the refresh cookie themselves.
    ("/api/v1/authentication/log-out", Access::Everybody),
    ("/api/v1/authentication/refresh", Access::Everybody),
    ("/api/v1/authentication/step-up", Access::FullSession),
    ("/api/v1/2fa/generate", Access::FullSession),
    ("/api/v1/2fa/turn-on", Access::FullSession),
    ("/api/v1/2fa/authenticate", Access::PendingSignIn),
    ("/api/v1/2fa/turn-off", Access::FullSession),
    ("/api/v1/2fa/recovery-codes", Access::FullSession),
    ("/api/v1/posts", Access::Protected),
    ("/api/v1/posts/{id}", Access::Protected),
    // Forms
    ("/ui/register", Access::Everybody),
    ("/ui/sign_in", Access::Everybody),
    ("/ui/sign_in_code", Access::PendingSignIn),
    ("/ui/sign_in_recovery_code", Access::PendingSignIn),
    // Signing out and starting over end whatever there is, so nothing needs to be there.
    ("/ui/start_over", Access::Everybody),
    ("/ui/sign_out", Access::Everybody),
    ("/ui/confirm_identity", Access::FullSession),
    ("/ui/begin_two_factor", Access::FullSession),
    ("/ui/cancel_two_factor", Access::FullSession),
    ("/ui/turn_on", Access::FullSession),
    ("/ui/confirm_recovery_codes", Access::FullSession),
    ("/ui/replace_recovery_codes", Access::FullSession),
    ("/ui/turn_off", Access::FullSession),
    ("/ui/write_post", Access::Protected),
    ("/ui/remove_post", Access::Protected),
];

/// Holds every route to its demand.
pub async fn demand(State(state): State<AppState>, path: MatchedPath, caller: Caller, request: Request, next: Next) -> Response {
    let access = TABLE.iter().find(|(route, _)| *route == path.as_str()).map(|(_, access)| *access);
    let refusal = match (access, &caller) {
        (None, _) => {
            tracing::error!(route = path.as_str(), "route.unguarded: it stands in no line of web/access.rs");
            Some(Refusal::Unguarded)
        }
        (Some(Access::Everybody), _) | (Some(Access::PendingSignIn), Caller::Pending(_)) => None,
        (Some(Access::PendingSignIn), _) => Some(Refusal::NoPendingSignIn),
        (Some(Access::FullSession), caller) => caller.full_session().err().map(|error| Refusal::from(&error)),
        (Some(Access::Protected), caller) => {
            let allowed = caller.full_session().and_then(|who| state.auth().demand_enrolled(&who));
            allowed.err().map(|error| Refusal::from(&error))
        }
    };
    match refusal {
        Some(refusal) => refuse(&state, &request, refusal),
        None => next.run(request).await,
    }
}
