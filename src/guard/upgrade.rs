//! Tunnels: connections that are WebSocket (RFC 6455) after their first request.

use std::{pin::Pin, sync::Arc, time::Duration};

use axum::http::{HeaderMap, HeaderValue, Method, Version, header, request::Parts};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::{
    io::copy_bidirectional_with_sizes,
    time::{MissedTickBehavior, interval},
};

use super::pool::Slot;

/// Read at once, in each direction of a tunnel.
const BUFFER: usize = 8 * 1024;
/// The only protocol that is passed on.
const WEBSOCKET: HeaderValue = HeaderValue::from_static("websocket");

/// Whether a tunnel, or an answer that does not end, may stay: its session may end before it does.
pub trait Stays: Send + Sync {
    /// True if it may stay.
    fn stays(&self) -> Pin<Box<dyn Future<Output = bool> + Send + '_>>;

    /// How often that is asked.
    fn every(&self) -> Duration {
        Duration::from_secs(10)
    }
}

/// True if a request asks for WebSocket (RFC 6455 §4.1). Other protocols, `h2c` among them, are not asked for on anybody's behalf.
pub fn is_asked_for(parts: &Parts) -> bool {
    parts.method == Method::GET && parts.version == Version::HTTP_11 && !has_body(&parts.headers) && is_websocket(&parts.headers)
}

fn has_body(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH);
    headers.contains_key(header::TRANSFER_ENCODING) || length.is_some_and(|length| length.as_bytes() != b"0")
}

/// True if `Connection` has the option `upgrade`, and `Upgrade` names WebSocket alone (RFC 9110 §7.8).
pub fn is_websocket(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(header::UPGRADE).iter();
    let names_it = lines.next().is_some_and(|line| line.as_bytes().trim_ascii().eq_ignore_ascii_case(WEBSOCKET.as_bytes()));
    let mut options = headers.get_all(header::CONNECTION).iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    names_it && lines.next().is_none() && options.any(|option| option.trim_ascii().eq_ignore_ascii_case(b"upgrade"))
}

/// Sets the headers of the hop that ask for WebSocket, or agree to it.
pub fn set(headers: &mut HeaderMap) {
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, WEBSOCKET);
}

/// Copies both ways until both sides have ended, one fails, or it may not stay.
pub async fn tunnel((client, application): (OnUpgrade, OnUpgrade), stays: Option<Arc<dyn Stays>>, slot: Slot) {
    let copy = async {
        let Ok((client, application)) = tokio::try_join!(client, application) else { return };
        let (mut client, mut application) = (TokioIo::new(client), TokioIo::new(application));
        // Whoever fails concerns nobody but the two.
        let _ = copy_bidirectional_with_sizes(&mut client, &mut application, BUFFER, BUFFER).await;
    };
    tokio::select! {
        () = copy => {}
        () = ended(stays) => {}
    }
    drop(slot);
}

/// Completes when a tunnel may not stay.
pub async fn ended(stays: Option<Arc<dyn Stays>>) {
    let Some(stays) = stays else { return std::future::pending().await };
    let mut asked = interval(stays.every());
    asked.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first comes at once, and the session was just looked at.
    asked.tick().await;
    loop {
        asked.tick().await;
        if !stays.stays().await {
            return;
        }
    }
}
