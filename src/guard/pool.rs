//! Connections to the application, kept open between requests (RFC 9112 §9.3).
//!
//! A connection has no task of its own: the task that makes the request drives it, and so does whoever reads the answer. That saves two
//! hops between threads for each request. Only an upload that outlasts the head of its answer gets one.

use std::{
    io,
    net::IpAddr,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError, Weak},
    task::{Context, Poll, Waker},
    time::Duration,
};

use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use latchkey_core::{
    domain::network::Network,
    places::{Place, Places},
};
use tokio::{
    net::TcpStream,
    sync::{OwnedSemaphorePermit, Semaphore},
    task::AbortHandle,
    time::{Instant, MissedTickBehavior, interval, timeout},
};

use super::{
    body::Sent,
    stream::Stream,
    upstream::{Failure, Patience},
};

/// Minimum number of requests at a time of one site.
const FEWEST: usize = 8;
/// Maximum number of idle connections. More are closed after their answer.
const MOST_IDLE: usize = 256;
/// Maximum time that a connection stays idle. Most applications close it earlier.
const REST: Duration = Duration::from_secs(60);
/// How often idle connections are looked at.
const SWEEP: Duration = Duration::from_secs(15);
/// Maximum size of the head of an answer.
const BUFFER: usize = 64 * 1024;

type Driver = Pin<Box<dyn Future<Output = hyper::Result<()>> + Send>>;

/// Connections to one application.
pub struct Pool {
    host: String,
    port: u16,
    patience: Patience,
    /// One for each request.
    slots: Arc<Semaphore>,
    /// How many of them are whose: on a connection of HTTP/2, one client may have a hundred requests at a time.
    shares: Places,
    idle: Mutex<Vec<(Link, Instant)>>,
}

/// The right to make a request. Released on drop.
pub struct Slot {
    _share: Place,
    _permit: OwnedSemaphorePermit,
}

/// A connection.
pub struct Link {
    /// Where requests go in.
    pub sender: SendRequest<Sent>,
    /// `None` if a task drives it, or when it is closed.
    driver: Option<Driver>,
    task: Option<AbortHandle>,
    /// True if it has carried a request before.
    pub is_used: bool,
}

impl Drop for Link {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl Link {
    /// Does what can be done now. False if there is nothing to drive.
    pub fn drive(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(driver) = &mut self.driver else { return false };
        if driver.as_mut().poll(cx).is_ready() {
            self.driver = None;
        }
        true
    }

    /// Lets a task drive it until it is dropped.
    pub fn leave_to_a_task(&mut self) {
        if let Some(driver) = self.driver.take() {
            self.task = Some(tokio::spawn(async { _ = driver.await }).abort_handle());
        }
    }

    /// The same for a tunnel, which lasts longer than this.
    pub fn leave_to_its_tunnel(mut self) {
        if let Some(driver) = self.driver.take() {
            tokio::spawn(async { _ = driver.await });
        }
    }

    /// True if it is open, and its last answer is complete.
    fn rests(&mut self, cx: &mut Context<'_>) -> bool {
        self.drive(cx) && self.driver.is_some() && self.sender.is_ready()
    }
}

impl Pool {
    /// A pool that carries `most` requests at a time, and a quarter of them for one site. Within a runtime.
    pub fn new((host, port): (String, u16), most: usize, patience: Patience) -> Arc<Self> {
        let slots = Arc::new(Semaphore::new(most.clamp(1, Semaphore::MAX_PERMITS)));
        // Those that wait for a slot have a place as well.
        let shares = Places::new(usize::MAX, (most / 4).max(FEWEST));
        let pool = Arc::new(Self { host, port, patience, slots, shares, idle: Mutex::default() });
        tokio::spawn(sweep(Arc::downgrade(&pool)));
        pool
    }

    /// The limits of time.
    pub fn patience(&self) -> &Patience {
        &self.patience
    }

    /// Reserves the right to make a request of this client.
    pub async fn slot(&self, client: IpAddr) -> Result<Slot, Failure> {
        let share = self.shares.take(Network::of(client)).ok_or(Failure::Crowded)?;
        let slots = Arc::clone(&self.slots);
        if let Ok(permit) = Arc::clone(&slots).try_acquire_owned() {
            return Ok(Slot { _share: share, _permit: permit });
        }
        let permit = timeout(self.patience.connect, slots.acquire_owned()).await;
        let permit = permit.ok().and_then(Result::ok).ok_or(Failure::Crowded)?;
        Ok(Slot { _share: share, _permit: permit })
    }

    /// An idle connection that is still open: the one that was used last.
    pub fn take(&self, cx: &mut Context<'_>) -> Option<Link> {
        loop {
            let (mut link, _) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if link.rests(cx) {
                link.is_used = true;
                return Some(link);
            }
        }
    }

    /// Keeps a connection for the next request, if its answer is complete.
    pub fn keep(&self, mut link: Link, cx: &mut Context<'_>) {
        if link.rests(cx) {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < MOST_IDLE {
                idle.push((link, Instant::now()));
            }
        }
    }

    /// Opens a connection.
    pub async fn connect(&self) -> Result<Link, Failure> {
        let connecting = timeout(self.patience.connect, TcpStream::connect((self.host.as_str(), self.port)));
        let stream = connecting.await.map_err(|_| Failure::TooLate)?.map_err(|error| unreachable(&error))?;
        let _ = stream.set_nodelay(true);
        let mut http = http1::Builder::new();
        http.max_buf_size(BUFFER);
        let opened = http.handshake(TokioIo::new(Stream::new(stream))).await;
        let (sender, connection) = opened.map_err(|error| Failure::Unreachable(error.to_string()))?;
        Ok(Link { sender, driver: Some(Box::pin(connection.with_upgrades())), task: None, is_used: false })
    }
}

fn unreachable(error: &io::Error) -> Failure {
    Failure::Unreachable(error.to_string())
}

/// Closes idle connections that are too old, or that the application has closed, until the pool is gone.
async fn sweep(pool: Weak<Pool>) {
    let mut sweeps = interval(SWEEP);
    sweeps.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        sweeps.tick().await;
        let Some(pool) = pool.upgrade() else { return };
        let mut cx = Context::from_waker(Waker::noop());
        let mut idle = pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain_mut(|(link, since)| since.elapsed() < REST && link.rests(&mut cx));
    }
}

/// Waits for the head of an answer. Fails when it does not come in time after the request was sent.
pub async fn answer_of<T>(
    link: &mut Link,
    answering: impl Future<Output = T>,
    mut deadline: impl FnMut(&mut Context<'_>) -> Poll<Failure>,
) -> Result<T, Failure> {
    let mut answering = std::pin::pin!(answering);
    std::future::poll_fn(move |cx| {
        if let Poll::Ready(answer) = answering.as_mut().poll(cx) {
            return Poll::Ready(Ok(answer));
        }
        if link.drive(cx)
            && let Poll::Ready(answer) = answering.as_mut().poll(cx)
        {
            return Poll::Ready(Ok(answer));
        }
        deadline(cx).map(Err)
    })
    .await
}
