//! Pages that are the same for everybody who is not signed in are rendered and compressed once.

use std::convert::Infallible;

use axum::{
    body::Body,
    extract::Request,
    http::header,
    response::{IntoResponse, Response},
};
use tower::{Layer, ServiceExt, service_fn};

use super::shell::{Page, show};
use crate::http::{
    caller::Caller,
    compress::{self, Uncompressed},
    cookies::Name,
    refusal::broken,
    stills::{Encodings, Still, StillKey},
    visitor::Visitor,
};

/// Renders a page that depends on nothing but its address, its language, who is signed in and what was typed before. For whoever is not
/// signed in, and has typed nothing, it is rendered once.
pub async fn show_once(visitor: &Visitor, page: impl FnOnce() -> Page) -> Response {
    let Some(key) = key(visitor) else { return show(visitor, page) };
    let stills = visitor.state.stills();
    let still = match stills.get(&key) {
        Some(still) => still,
        None => match sent(show(visitor, page), key.encodings).await {
            Ok(still) => {
                stills.keep(key, still.clone());
                still
            }
            Err(error) => return broken(format!("a page: {error}")).into_response(),
        },
    };
    let mut response = Response::new(Body::from(still.body));
    *response.headers_mut() = still.headers;
    response.extensions_mut().insert(Uncompressed);
    response
}

/// `None` for a visitor whose page may be another.
fn key(visitor: &Visitor) -> Option<StillKey> {
    let is_shared = matches!(visitor.caller, Caller::Anonymous)
        && visitor.uri.query().is_none()
        && visitor.cookie(Name::Typed).is_none()
        // While `cargo leptos watch` runs, everything changes.
        && visitor.state.site().reload_port.is_none();
    let encodings = Encodings::named(&visitor.headers).filter(|_| is_shared)?;
    Some(StillKey { path: visitor.uri.path().to_owned(), language: visitor.locale.tag().to_string(), encodings })
}

/// A page as it is sent to a browser that takes these encodings.
async fn sent(response: Response, encodings: Encodings) -> Result<Still, axum::Error> {
    let mut request = Request::new(Body::empty());
    request.headers_mut().insert(header::ACCEPT_ENCODING, encodings.header());
    let mut response = Some(response);
    let inner = service_fn(move |_: Request| std::future::ready(Ok::<_, Infallible>(response.take().unwrap_or_default())));
    let Ok(sent) = compress::pages().layer(inner).oneshot(request).await;
    let (parts, body) = sent.into_parts();
    let body = axum::body::to_bytes(Body::new(body), usize::MAX).await?;
    Ok(Still { headers: parts.headers, body })
}
