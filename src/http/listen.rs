//! Connections: how many are taken, how long each may take over what it does, and how they end.
//!
//! A connection holds a descriptor, and up to 64 KiB of headers that are not at their end yet. So there are no more than descriptors
//! and memory allow, no more than a share of them from one network address, and none that waits for ever.

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

/// The most connections at a time, whatever the descriptors allow: with 64 KiB each they stay below 128 MiB.
const MOST: usize = 2048;
/// The fewest, however few descriptors there are.
const FEWEST: usize = 8;
/// Descriptors that are left for everything but connections and the database.
const RESERVED: usize = 64;
/// Descriptors of a connection to the database: SQLite opens three files for each.
const OF_THE_DATABASE: usize = 4;
/// The largest head of a request, and the most that is read or written ahead.
const BUFFER: usize = 64 * 1024;
/// How long nothing is accepted after that went wrong.
const PAUSE: Duration = Duration::from_millis(100);

/// What connections may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How many there are at a time.
    pub total: usize,
    /// How many of them come from one network address.
    pub each: usize,
    /// The networks for which that does not hold: the proxies, behind which everybody is.
    pub exempt: Vec<IpNet>,
    /// How long the head of a request may take.
    pub head: Duration,
    /// How long an answer may take until it is handed over.
    pub answer: Duration,
    /// How long a client may read nothing of what is sent to it.
    pub unread: Duration,
    /// How long a connection may rest between two requests.
    pub rest: Duration,
}

impl Limits {
    /// The limits for so many descriptors, of which the database takes its part.
    pub fn new(descriptors: usize, database_connections: u32, rest: Duration, exempt: Vec<IpNet>) -> Self {
        let database = OF_THE_DATABASE.saturating_mul(usize::try_from(database_connections).unwrap_or(usize::MAX));
        let free = descriptors.saturating_sub(RESERVED).saturating_sub(database);
        // Each may have a file of the site open, too.
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

    /// How long a connection may be in a stage.
    fn of(&self, stage: Stage, crowded: bool) -> Duration {
        match stage {
            Stage::Head => self.head,
            Stage::Answer => self.answer,
            Stage::Rest if crowded => self.rest.min(self.head),
            Stage::Rest => self.rest,
        }
    }
}

/// How many descriptors this process may have: as many as it is allowed to ask for.
pub fn descriptors() -> usize {
    let limit = getrlimit(Resource::Nofile);
    // Where it cannot be raised, it is what it was.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    getrlimit(Resource::Nofile).current.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX))
}

/// Who may be in at a time.
struct House {
    limits: Limits,
    /// One for each connection: for these one waits.
    places: Arc<Semaphore>,
    /// What each site has of them: beyond that one does not wait.
    shares: Places,
}

/// A place for a connection, until it is dropped.
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

    /// A place for somebody at this address, unless too many are from there already.
    fn place(&self, peer: IpAddr, permit: OwnedSemaphorePermit) -> Option<Place> {
        let exempt = self.limits.exempt.iter().any(|net| net.contains(&peer.to_canonical()));
        let share = if exempt { None } else { Some(self.shares.take(Network::of(peer))?) };
        Some(Place { _share: share, _permit: permit })
    }
}

/// Answers on every connection until `stop` comes; then lets requests under way finish until the deadline.
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
                    // What went wrong on it is its client's to know.
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
    tracing::info!("server.stopping");
    let _ = tokio::time::timeout(deadline, graceful.shutdown()).await;
    connections.shutdown().await;
}

fn http() -> http1::Builder {
    let mut http = http1::Builder::new();
    // How long a head may take, `patience.rs` knows, and tells it from a rest.
    http.max_buf_size(BUFFER).header_read_timeout(None);
    http
}

type Answer = Result<axum::http::Response<Watched>, std::convert::Infallible>;

/// What answers the requests of a connection.
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

/// The next connection that has a place. Those for which there is none yet wait where they are, in the listener's own queue.
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

/// Whether it is no fault of ours that a connection was not accepted.
fn is_of_the_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
