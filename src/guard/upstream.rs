//! The application behind the guard, and how a request is passed on to it.

use std::{
    net::IpAddr,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, HttpBody},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, Version, header, uri::PathAndQuery},
};
use hyper::{body::Incoming, upgrade::OnUpgrade};
use url::Url;

use super::{
    body::{Answer, Sent, timer},
    hop, planted,
    pool::{self, Link, Pool, Slot},
    refuse,
    upgrade::{self, Stays},
};

/// Maximum times.
#[derive(Clone, Debug)]
pub struct Patience {
    /// For a connection to the application, and for a free place when there are too many requests.
    pub connect: Duration,
    /// For the head of an answer, after the request was sent.
    pub answer: Duration,
    /// For the next piece of a request's body from the client.
    pub upload: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), answer: Duration::from_secs(60), upload: Duration::from_secs(60) }
    }
}

/// What is known of a request that is passed on.
pub struct Passing {
    /// The client, for `X-Forwarded-For`.
    pub client: IpAddr,
    /// `http` or `https`, for `X-Forwarded-Proto`.
    pub scheme: &'static str,
    /// The public host, with its port unless that is the scheme's, for `Host` and `X-Forwarded-Host`.
    pub host: HeaderValue,
    /// Who the client is: set after everything that looks like it was taken away.
    pub identity: Vec<(HeaderName, HeaderValue)>,
    /// True if rules tell methods apart: then no header may ask for another method than the one that was decided on.
    pub by_method: bool,
    /// Whether a tunnel or an answer that lasts may stay. Without it, it stays as long as both sides want.
    pub stays: Option<Arc<dyn Stays>>,
}

/// Why there is no answer of the application.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The request can be read in two ways, or is another server's.
    #[error("{0}")]
    Refused(&'static str),
    /// A method that proxies do not pass on.
    #[error("this method is not passed on")]
    MethodNotAllowed,
    /// The client stopped sending.
    #[error("the client stopped sending")]
    Stalled,
    /// Too many requests are under way.
    #[error("the application has too many requests to answer")]
    Crowded,
    /// The application cannot be reached, or its answer cannot be read.
    #[error("the application does not answer: {0}")]
    Unreachable(String),
    /// The application does not answer in time.
    #[error("the application does not answer in time")]
    TooLate,
}

impl Failure {
    /// The status to answer with.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Refused(_) => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Stalled => StatusCode::REQUEST_TIMEOUT,
            Self::Crowded => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unreachable(_) => StatusCode::BAD_GATEWAY,
            Self::TooLate => StatusCode::GATEWAY_TIMEOUT,
        }
    }
}

/// The application behind the guard.
pub struct Upstream {
    pool: Arc<Pool>,
    identity: Arc<[HeaderName]>,
}

impl Upstream {
    /// The application at a URL, which gets at most `most` requests at a time. Of the client's headers, those with a name in `identity`
    /// are never passed on. Within a runtime.
    pub fn new(url: &Url, most: usize, identity: Vec<HeaderName>) -> Result<Self, String> {
        Self::with_patience(url, (most, identity), Patience::default())
    }

    /// The same, with other limits of time.
    pub fn with_patience(url: &Url, (most, identity): (usize, Vec<HeaderName>), patience: Patience) -> Result<Self, String> {
        Ok(Self { pool: Pool::new(address(url)?, most, patience), identity: identity.into() })
    }

    /// Passes a request on, and returns the answer as soon as its head is there.
    pub async fn pass(&self, request: Request<Body>, passing: Passing) -> Result<Response<Body>, Failure> {
        let (mut parts, body) = request.into_parts();
        refuse::check(&parts, &String::from_utf8_lossy(passing.host.as_bytes()))?;
        let client = upgrade::is_asked_for(&parts).then(|| parts.extensions.remove::<OnUpgrade>()).flatten();
        let expects =
            parts.headers.get(header::EXPECT).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"));
        rewrite(&mut parts.headers, (&self.identity, &passing));
        if client.is_some() {
            upgrade::set(&mut parts.headers);
        }
        let body = Sent::new(body, self.pool.patience().upload, Arc::clone(&self.identity));
        let expects = expects && !body.is_end_stream();
        if !expects {
            parts.headers.remove(header::EXPECT);
        }
        let body = if expects { body.expected() } else { body };
        let mut sent = Request::new(body);
        (*sent.method_mut(), *sent.uri_mut(), *sent.headers_mut()) = (parts.method, origin_form(parts.uri), parts.headers);
        let slot = self.pool.slot(passing.client).await?;
        let (link, answer) = self.send(sent).await?;
        self.answer((link, answer), (client, passing.stays), slot).await
    }

    /// Sends a request on an idle connection, or on a new one.
    async fn send(&self, mut request: Request<Sent>) -> Result<(Link, Response<Incoming>), Failure> {
        // The application may close an idle connection just now. What cannot have had an effect is sent once more (RFC 9110 §9.2.2).
        if let Some(link) = std::future::poll_fn(|cx| Poll::Ready(self.pool.take(cx))).await {
            let again = copy(&request);
            match self.send_on(link, request).await {
                Ok(answered) => return Ok(answered),
                Err((_, Again::Unsent(unsent))) => request = *unsent,
                Err((failure, Again::Closed)) => request = again.ok_or(failure)?,
                Err((failure, Again::No)) => return Err(failure),
            }
        }
        self.send_on(self.pool.connect().await?, request).await.map_err(|(failure, _)| failure)
    }

    /// Sends a request on a connection. A request that was not sent comes back.
    async fn send_on(&self, mut link: Link, mut request: Request<Sent>) -> Result<(Link, Response<Incoming>), (Failure, Again)> {
        let (progress, patience) = (request.body().progress(), self.pool.patience().answer);
        if request.headers().contains_key(header::EXPECT) {
            let invited = Arc::clone(&progress);
            hyper::ext::on_informational(&mut request, move |informed| {
                if informed.status() == StatusCode::CONTINUE {
                    invited.invite();
                }
            });
        }
        let mut silence = None;
        let deadline = |cx: &mut Context<'_>| match progress.has_ended() {
            false => Poll::Pending,
            true => silence.get_or_insert_with(|| timer(patience)).as_mut().poll(cx).map(|_| Failure::TooLate),
        };
        let answering = link.sender.try_send_request(request);
        match pool::answer_of(&mut link, answering, deadline).await {
            Ok(Ok(answer)) => {
                if !progress.has_ended() {
                    link.leave_to_a_task();
                }
                Ok((link, answer))
            }
            Ok(Err(mut error)) => {
                let unsent = error.take_message();
                let error = error.into_error();
                let again = match unsent {
                    Some(unsent) => Again::Unsent(Box::new(unsent)),
                    None if error.is_parse() => Again::No,
                    None => Again::Closed,
                };
                let failure = if progress.has_stalled() { Failure::Stalled } else { Failure::Unreachable(causes(&error)) };
                Err((failure, again))
            }
            Err(failure) => Err((failure, Again::No)),
        }
    }

    /// Makes the client's answer of the application's.
    async fn answer(
        &self,
        (link, answer): (Link, Response<Incoming>),
        (client, stays): (Option<OnUpgrade>, Option<Arc<dyn Stays>>),
        slot: Slot,
    ) -> Result<Response<Body>, Failure> {
        let (mut parts, body) = answer.into_parts();
        // It would otherwise be the application's, which may be 1.0 (RFC 9110 §2.5).
        parts.version = Version::HTTP_11;
        let is_websocket = upgrade::is_websocket(&parts.headers);
        if parts.headers.contains_key(header::TRANSFER_ENCODING) {
            parts.headers.remove(header::CONTENT_LENGTH);
        }
        hop::end(&mut parts.headers);
        planted::keep_from_setting(&mut parts.headers);
        if parts.status == StatusCode::SWITCHING_PROTOCOLS {
            let (Some(client), Some(application), true) = (client, parts.extensions.remove::<OnUpgrade>(), is_websocket) else {
                return Err(Failure::Unreachable("it switches to a protocol that was not asked for".into()));
            };
            link.leave_to_its_tunnel();
            upgrade::set(&mut parts.headers);
            tokio::spawn(upgrade::tunnel((client, application), stays, slot));
            return Ok(Response::from_parts(parts, Body::empty()));
        }
        let mut body = Answer::new(body, (link, Arc::clone(&self.pool)), (slot, stays));
        std::future::poll_fn(|cx| {
            body.end_if_complete(cx);
            Poll::Ready(())
        })
        .await;
        Ok(Response::from_parts(parts, Body::new(body)))
    }
}

/// What may be done after a request that has no answer.
enum Again {
    /// It was not sent, whatever it is.
    Unsent(Box<Request<Sent>>),
    /// Its connection was closed.
    Closed,
    /// Nothing.
    No,
}

/// The host and port of a URL that is nothing else.
fn address(url: &Url) -> Result<(String, u16), String> {
    if url.scheme() == "https" {
        return Err(
            "the application is reached without TLS: name it with http://, on this machine or in a network that is yours".into(),
        );
    }
    let is_bare =
        url.username().is_empty() && url.password().is_none() && url.path() == "/" && url.query().or(url.fragment()).is_none();
    match (url.scheme(), url.host(), url.port_or_known_default()) {
        ("http", Some(host), Some(port)) if is_bare => {
            let host = host.to_string();
            Ok((host.trim_start_matches('[').trim_end_matches(']').to_owned(), port))
        }
        _ => Err("the application's URL is http://, a host and a port, and nothing else: http://127.0.0.1:8080".into()),
    }
}

/// The path and query alone (RFC 9112 §3.2.1).
fn origin_form(uri: Uri) -> Uri {
    let mut parts = axum::http::uri::Parts::default();
    parts.path_and_query = Some(uri.into_parts().path_and_query.unwrap_or_else(|| PathAndQuery::from_static("/")));
    Uri::from_parts(parts).unwrap_or_default()
}

/// Makes the application's headers of the client's.
fn rewrite(headers: &mut HeaderMap, (identity, passing): (&[HeaderName], &Passing)) {
    let trailers = hop::trailers(headers);
    hop::end(headers);
    hop::take_forged(headers, identity);
    planted::hide(headers);
    if let Some(trailers) = trailers {
        headers.insert(header::TE, trailers);
        headers.insert(header::CONNECTION, HeaderValue::from_static("TE"));
    }
    headers.insert(header::HOST, passing.host.clone());
    headers.insert(hop::X_FORWARDED_HOST, passing.host.clone());
    headers.insert(hop::X_FORWARDED_PROTO, HeaderValue::from_static(passing.scheme));
    if let Ok(client) = HeaderValue::from_str(&passing.client.to_canonical().to_string()) {
        headers.insert(hop::X_FORWARDED_FOR, client);
    }
    if passing.by_method {
        hop::take_other_methods(headers);
    }
    for (name, _) in &passing.identity {
        headers.remove(name);
    }
    for (name, value) in &passing.identity {
        headers.append(name, value.clone());
    }
}

/// A copy of a request that may be sent twice: it has no body, and its method is idempotent.
fn copy(request: &Request<Sent>) -> Option<Request<Sent>> {
    let is_idempotent = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS | Method::PUT | Method::DELETE);
    if !is_idempotent || !request.body().is_end_stream() || request.headers().contains_key(header::UPGRADE) {
        return None;
    }
    let mut copy = Request::new(Sent::new(Body::empty(), Duration::ZERO, Arc::default()));
    (*copy.method_mut(), *copy.uri_mut()) = (request.method().clone(), request.uri().clone());
    *copy.headers_mut() = request.headers().clone();
    Some(copy)
}

/// An error with its causes, in one line.
fn causes(error: &hyper::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_application_is_a_host_and_a_port() {
        let of = |url: &str| address(&Url::parse(url).unwrap());
        for (url, host, port) in
            [("http://127.0.0.1:8080", "127.0.0.1", 8080), ("http://[::1]:8080/", "::1", 8080), ("http://app", "app", 80)]
        {
            assert_eq!(of(url), Ok((host.to_owned(), port)));
        }
        assert!(of("https://app").unwrap_err().contains("without TLS"));
        for url in
            ["http://app/a", "http://app/?a", "http://app/#a", "http://a@app/", "http://:b@app/", "ftp://app/", "unix:/app"]
        {
            assert!(of(url).unwrap_err().contains("nothing else"), "{url}");
        }
    }
}
