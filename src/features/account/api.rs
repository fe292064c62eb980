//! The account in the JSON API.

use axum::{Json, response::IntoResponse};

use crate::{
    features::user::User,
    http::{caller::Full, refusal::Answer},
};

/// Returns the user of a fully signed-in session.
#[utoipa::path(get, path = "/authentication", tag = "authentication", responses((status = 200, description = "The user", body = User)))]
pub async fn me(Full(who): Full) -> Answer {
    Ok(Json(User::from(who.account())).into_response())
}
