//! Connections: how many are accepted, how long each may take for each stage, and how they end.
//!
//! A connection uses a descriptor, and up to 64 KiB for incomplete headers. So connections are limited by descriptors and memory,
//! each IP address or IPv6 site may hold only a share of them, and none may wait for ever.

mod patience;
#[cfg(test)]
mod tests;

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{rt::TokioIo, server::graceful::GracefulShutdown};
use ipnet::IpNet;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};
use tower::ServiceExt;

use self::patience::{Patient, Stage, Stages, Watched};
use super::fault;
use latchkey_core::{
    domain::network::Network,
    places::{self, Places},
};

/// Maximum number of connections, whatever the descriptors allow. With 64 KiB each they stay below 128 MiB.
const MOST: usize = 2048;
/// Minimum number, however few descriptors there are.
const FEWEST: usize = 8;
/// Descriptors reserved for everything except connections and the database.
const RESERVED: usize = 64;
/// Descriptors per database connection: SQLite opens three files for each.
const OF_THE_DATABASE: usize = 4;
/// Maximum size of a request head, and of the read and write buffers.
const BUFFER: usize = 64 * 1024;
/// How long to pause after accepting failed.
const PAUSE: Duration = Duration::from_millis(100);

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

    /// Maximum time for a stage.
    fn of(&self, stage: Stage, crowded: bool) -> Duration {
        match stage {
            Stage::Head => self.head,
            Stage::Answer => self.answer,
            Stage::Rest if crowded => self.rest.min(self.head),
            Stage::Rest => self.rest,
        }
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
    /// One per connection. New connections wait for one.
    places: Arc<Semaphore>,
    /// Limit per site. A connection beyond it is closed at once.
    shares: Places,
}

/// The place of a connection. Released on drop.
struct Place {
    _share: Option<places::Place>,
    _permit: OwnedSemaphorePermit,
}

impl House {
    fn of(limits: Limits) -> Self {
        Self { places: Arc::new(Semaphore::new(limits.total)), shares: Places::new(limits.total, limits.each), limits }
    }

    fn is_crowded(&self) -> bool {
        self.places.available_permits() < self.limits.total / 4
    }

    /// Reserves a place for a connection from this IP address, unless its site already has too many.
    fn place(&self, peer: IpAddr, permit: OwnedSemaphorePermit) -> Option<Place> {
        let exempt = self.limits.exempt.iter().any(|net| net.contains(&peer.to_canonical()));
        let share = if exempt { None } else { Some(self.shares.take(Network::of(peer))?) };
        Some(Place { _share: share, _permit: permit })
    }
}

/// Serves connections until `stop` completes. Then lets running requests finish until the deadline.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>, deadline: Duration) {
    let house = Arc::new(House::of(limits));
    let (graceful, mut connections) = (GracefulShutdown::new(), JoinSet::new());
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
                let stages = Arc::new(Stages::default());
                let service = service_fn(answers(router.clone(), peer, Arc::clone(&stages)));
                let stream = Patient::new(stream, stages, Arc::clone(&house));
                let connection = http().serve_connection(TokioIo::new(stream), service);
                let watched = graceful.watch(connection);
                connections.spawn(async move {
                    // Errors of a connection concern only its client.
                    let _ = watched.await;
                    drop(place);
                });
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
    let _ = tokio::time::timeout(deadline, graceful.shutdown()).await;
    connections.shutdown().await;
}

fn http() -> http1::Builder {
    let mut http = http1::Builder::new();
    // `patience.rs` limits the time for a head, and distinguishes it from idle time.
    http.max_buf_size(BUFFER).header_read_timeout(None);
    http
}

type Answer = Result<axum::http::Response<Watched>, std::convert::Infallible>;

/// The service that handles the requests of a connection.
fn answers(
    router: Router,
    peer: SocketAddr,
    stages: Arc<Stages>,
) -> impl Fn(Request<Incoming>) -> std::pin::Pin<Box<dyn Future<Output = Answer> + Send>> {
    move |request| {
        stages.enter(Stage::Answer);
        let (router, stages) = (router.clone(), Arc::clone(&stages));
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        Box::pin(async move { router.oneshot(request).await.map(|answer| answer.map(|body| Watched::new(body, stages))) })
    }
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
