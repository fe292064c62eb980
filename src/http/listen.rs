//! Connections: how many are accepted, how long each may take for each stage, and how they end.
//!
//! A connection uses a descriptor, and up to 64 KiB for incomplete headers. So connections are limited by descriptors and memory,
//! each IP address or IPv6 site may hold only a share of them, and none may wait for ever.
//!
//! In front of an application they also carry TLS, HTTP/2, tunnels and answers without an end, and requests that can be read in two
//! ways are refused (`framing.rs`).

mod connection;
mod doze;
mod framing;
#[cfg(test)]
mod guard_tests;
mod patience;
mod streams;
#[cfg(test)]
mod tests;
pub mod tls;

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use ipnet::IpNet;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time::{MissedTickBehavior, interval, timeout},
};

use self::{connection::connection, patience::Stage, tls::Tls};
use super::fault;
use latchkey_core::{
    domain::network::Network,
    places::{self, Places},
};

/// Maximum number of connections, whatever the descriptors allow. With 64 KiB each they stay below 128 MiB.
const MOST: usize = 2048;
/// The same in front of an application. There an idle connection costs 4 to 8 KiB (`doze.rs`), with
/// HTTP/2 and TLS 30 KiB, and 64 KiB only while it sends a large head.
const MOST_GUARDED: usize = 32_768;
/// Minimum number, however few descriptors there are.
const FEWEST: usize = 8;
/// Descriptors reserved for everything except connections and the database.
const RESERVED: usize = 64;
/// Descriptors per database connection: SQLite opens three files for each.
const OF_THE_DATABASE: usize = 4;
/// How long to pause after accepting failed.
const PAUSE: Duration = Duration::from_millis(100);
/// How long an idle connection keeps the buffers of its last request.
const DOZE: Duration = Duration::from_millis(250);
/// How long a client may go on sending after the last answer, so that it reads the answer (RFC 9112 §9.6).
const LINGER: Duration = Duration::from_secs(20);

/// Limits for connections.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Maximum number at a time.
    pub total: usize,
    /// Maximum number from one IP address or IPv6 site.
    pub each: usize,
    /// Networks exempt from that: the proxies, which carry all clients.
    pub exempt: Vec<IpNet>,
    /// Maximum time for the head of a request.
    pub head: Duration,
    /// Maximum time for a response until it is handed over.
    pub answer: Duration,
    /// Maximum time that a client may leave sent data unread.
    pub unread: Duration,
    /// Maximum idle time between two requests.
    pub rest: Duration,
}

impl Limits {
    /// Computes the limits from the number of descriptors, minus the database's share.
    pub fn new(descriptors: usize, database_connections: u32, rest: Duration, exempt: Vec<IpNet>) -> Self {
        let database = OF_THE_DATABASE.saturating_mul(usize::try_from(database_connections).unwrap_or(usize::MAX));
        let free = descriptors.saturating_sub(RESERVED).saturating_sub(database);
        // Each may also have a static file open.
        let total = (free / 2).clamp(FEWEST, MOST);
        Self {
            total,
            each: (total / 4).max(FEWEST),
            exempt,
            head: Duration::from_secs(10),
            answer: Duration::from_secs(300),
            unread: Duration::from_secs(20),
            rest,
        }
    }

    /// The same in front of an application. A third of the descriptors is for the connections to it, which the second number limits.
    pub fn guarding(descriptors: usize, database_connections: u32, rest: Duration, exempt: Vec<IpNet>) -> (Self, usize) {
        let limits = Self::new(descriptors, database_connections, rest, exempt);
        let database = OF_THE_DATABASE.saturating_mul(usize::try_from(database_connections).unwrap_or(usize::MAX));
        let free = descriptors.saturating_sub(RESERVED).saturating_sub(database);
        let total = (free / 3).saturating_mul(2).clamp(FEWEST, MOST_GUARDED);
        (Self { total, each: (total / 4).max(FEWEST), ..limits }, (total / 2).max(FEWEST))
    }

    /// Maximum time for a stage.
    fn of(&self, stage: Stage, crowded: bool) -> Duration {
        match stage {
            Stage::Head => self.head,
            Stage::Answer => self.answer,
            Stage::Rest if crowded => self.rest.min(self.head),
            Stage::Rest => self.rest,
            Stage::Tunnel => Duration::MAX,
        }
    }
}

/// How connections are served.
#[derive(Clone)]
pub struct Service {
    limits: Limits,
    tls: Option<Arc<Tls>>,
    is_guard: bool,
}

/// The site behind a proxy, or alone: HTTP/1.1, and every answer has an end.
impl From<Limits> for Service {
    fn from(limits: Limits) -> Self {
        Self { limits, tls: None, is_guard: false }
    }
}

impl Service {
    /// In front of an application: HTTP/1.1 and HTTP/2, tunnels, answers without an end, and no request that can be read in two ways.
    /// With a certificate, over TLS alone.
    pub fn guard(limits: Limits, tls: Option<Arc<Tls>>) -> Self {
        Self { limits, tls, is_guard: true }
    }
}

/// Raises this process's descriptor limit to the permitted maximum, and returns it.
pub fn descriptors() -> usize {
    let limit = getrlimit(Resource::Nofile);
    // If it cannot be raised, the old limit applies.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    getrlimit(Resource::Nofile).current.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX))
}

/// Admission control for connections.
struct House {
    limits: Limits,
    is_guard: bool,
    tls: Option<Arc<Tls>>,
    /// One per connection. New connections wait for one.
    places: Arc<Semaphore>,
    /// Limit per site. A connection beyond it is closed at once.
    shares: Places,
    /// Set when no more requests are accepted.
    stops: watch::Sender<bool>,
}

/// The place of a connection. Released on drop.
struct Place {
    _share: Option<places::Place>,
    _permit: OwnedSemaphorePermit,
}

impl House {
    fn of(Service { limits, tls, is_guard }: Service) -> Self {
        let (places, shares) = (Arc::new(Semaphore::new(limits.total)), Places::new(limits.total, limits.each));
        Self { places, shares, limits, is_guard, tls, stops: watch::Sender::new(false) }
    }

    /// Maximum time for a stage. An application's answer may last for ever.
    fn time(&self, stage: Stage) -> Option<Duration> {
        match stage {
            Stage::Tunnel => None,
            Stage::Answer if self.is_guard => None,
            _ => Some(self.limits.of(stage, self.is_crowded())),
        }
    }

    fn is_crowded(&self) -> bool {
        // In front of an application, those that rest cost little.
        let few = if self.is_guard { self.limits.total / 8 } else { self.limits.total / 4 };
        self.places.available_permits() < few
    }

    /// Reserves a place for a connection from this IP address, unless its site already has too many.
    fn place(&self, peer: IpAddr, permit: OwnedSemaphorePermit) -> Option<Place> {
        let exempt = self.limits.exempt.iter().any(|net| net.contains(&peer.to_canonical()));
        let share = if exempt { None } else { Some(self.shares.take(Network::of(peer))?) };
        Some(Place { _share: share, _permit: permit })
    }
}

/// Serves connections until `stop` completes. Then lets running requests finish until the deadline.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    service: impl Into<Service>,
    stop: impl Future<Output = ()>,
    deadline: Duration,
) {
    let house = Arc::new(House::of(service.into()));
    let mut connections = JoinSet::new();
    let mut pause = interval(PAUSE);
    pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tokio::pin!(stop);
    loop {
        while connections.try_join_next().is_some() {}
        let taken = tokio::select! {
            biased;
            () = &mut stop => break,
            taken = next(&listener, &house) => taken,
        };
        match taken {
            Ok((stream, peer, place)) => {
                let _ = stream.set_nodelay(true);
                connections.spawn(connection((stream, peer, place), router.clone(), Arc::clone(&house)));
            }
            Err(error) if is_of_the_connection(&error) => {}
            Err(error) => {
                fault::log_not_accepted(&error.to_string());
                tokio::select! {
                    () = &mut stop => break,
                    _ = pause.tick() => {}
                }
            }
        }
    }
    drop(listener);
    house.stops.send_replace(true);
    let _ = timeout(deadline, async { while connections.join_next().await.is_some() {} }).await;
    connections.shutdown().await;
}

/// Accepts the next connection that has a place. Connections beyond the total wait in the listener's queue.
async fn next(listener: &TcpListener, house: &Arc<House>) -> io::Result<(TcpStream, SocketAddr, Place)> {
    loop {
        let places = &house.places;
        let permit = match Arc::clone(places).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                fault::log_crowd(house.limits.total, "all");
                Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?
            }
        };
        let (stream, peer) = listener.accept().await?;
        match house.place(peer.ip(), permit) {
            Some(place) => return Ok((stream, peer, place)),
            None => fault::log_crowd(house.limits.each, "one address"),
        }
    }
}

/// True if the failure to accept was the connection's, not the server's.
fn is_of_the_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
