//! Related origins: where this service's RP ID is another name, browsers ask that name whether this origin belongs to it.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::http::state::AppState;

/// The origins at which passkeys for this RP ID are used. Nothing where there are none.
pub async fn origins(State(state): State<AppState>) -> Response {
    match &state.services().policy().relying_party {
        Ok(party) => Json(json!({ "origins": [party.origin()] })).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
