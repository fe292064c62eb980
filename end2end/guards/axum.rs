// Lets in whoever is signed in to Latchkey, and tells the service who it is: `Extension<User>`.
use std::time::Duration;

use axum::{
    Extension, Json, Router,
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use reqwest::{Client, redirect::Policy};
use serde::Deserialize;

#[derive(Clone)]
pub struct Gate {
    client: Client,
    latchkey: String,
}

#[derive(Clone, Deserialize)]
pub struct User {
    name: String,
}

pub async fn guard(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let mut question = gate.client.get(format!("{}/api/v1/authentication", gate.latchkey));
    for cookies in request.headers().get_all(header::COOKIE) {
        question = question.header(header::COOKIE, cookies);
    }
    let Ok(answer) = question.send().await else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    let (status, mut url) = (answer.status(), answer.url().clone());
    let body = answer.bytes().await.unwrap_or_default();
    match (status, Json::<User>::from_bytes(&body)) {
        (StatusCode::OK, Ok(Json(user))) => {
            request.extensions_mut().insert(user);
            next.run(request).await
        }
        (StatusCode::UNAUTHORIZED, _) if wants_page(&request) => {
            let page = request.uri().path_and_query().map_or("/", |page| page.as_str());
            url.query_pairs_mut().append_pair("next", page);
            Redirect::to(&format!("/sign-in?{}", url.query().unwrap_or_default())).into_response()
        }
        (StatusCode::UNAUTHORIZED, _) => StatusCode::UNAUTHORIZED.into_response(),
        _ => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

fn wants_page(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    request.method() == Method::GET && accept.is_some_and(|accept| accept.contains("text/html"))
}

pub fn app(latchkey: String) -> Router {
    let client = Client::builder().timeout(Duration::from_secs(3)).redirect(Policy::none()).no_proxy();
    let gate = Gate { client: client.build().expect("a TLS backend"), latchkey };
    Router::new().route("/", get(hello)).layer(from_fn_with_state(gate, guard))
}

async fn hello(Extension(user): Extension<User>) -> String {
    format!("Hello, {}", user.name)
}
