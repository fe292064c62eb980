//! A proxy between two programs that can fail as networks do.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::AbortHandle,
};

/// What becomes of connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weather {
    /// They lead to the other side.
    Fair,
    /// There are none: those that were are closed, others are refused.
    Gone,
    /// They stay open, and nothing comes through any more. Those that saw it never lead anywhere again.
    BlackHole,
    /// They lead to the other side, and everything takes so long on its way there.
    Slow(Duration),
}

impl Weather {
    fn leads_through(self) -> bool {
        matches!(self, Self::Fair | Self::Slow(_))
    }
}

/// A proxy: one connection after the other goes to the next target.
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    /// What is in force, and how often connections were cut.
    weather: watch::Sender<(Weather, u32)>,
    /// Whether it listens.
    listens: watch::Receiver<bool>,
    task: AbortHandle,
}

impl Proxy {
    /// A proxy to these.
    pub async fn to(targets: Vec<SocketAddr>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (weather, changes) = watch::channel((Weather::Fair, 0));
        let (tell, listens) = watch::channel(true);
        let serve = async move {
            let mut listener = Some(listener);
            let mut own = changes.clone();
            let next = Arc::new(AtomicUsize::new(0));
            loop {
                let gone = own.borrow_and_update().0 == Weather::Gone;
                listener = match listener.take() {
                    _ if gone => None,
                    None => Some(TcpListener::bind(address).await.unwrap()),
                    open => open,
                };
                tell.send_replace(!gone);
                let accepted = async {
                    match &listener {
                        Some(listener) => listener.accept().await.unwrap().0,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    changed = own.changed() => if changed.is_err() { return },
                    stream = accepted => {
                        let target = targets[next.fetch_add(1, Ordering::Relaxed) % targets.len()];
                        tokio::spawn(pass(stream, target, changes.clone()));
                    }
                }
            }
        };
        Self { address, weather, listens, task: tokio::spawn(serve).abort_handle() }
    }

    async fn set(&self, weather: Weather) {
        self.weather.send_modify(|now| now.0 = weather);
        let listens = weather != Weather::Gone;
        self.listens.clone().wait_for(|now| *now == listens).await.unwrap();
    }

    /// The other side is gone: connections are closed, and refused from now on.
    pub async fn gone(&self) {
        self.set(Weather::Gone).await;
    }

    /// Nothing comes through any more, and nobody is told.
    pub async fn black_hole(&self) {
        self.set(Weather::BlackHole).await;
    }

    /// New connections lead to the other side again.
    pub async fn fair(&self) {
        self.set(Weather::Fair).await;
    }

    /// From now on everything takes so long on its way there.
    pub async fn slow(&self, latency: Duration) {
        self.set(Weather::Slow(latency)).await;
    }

    /// Closes the connections that there are.
    pub fn cut(&self) {
        self.weather.send_modify(|now| now.1 += 1);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One connection, until either side or the weather ends it.
async fn pass(near: TcpStream, target: SocketAddr, mut changes: watch::Receiver<(Weather, u32)>) {
    let (weather, cuts) = *changes.borrow_and_update();
    let (mut from_near, mut to_near) = near.into_split();
    if weather.leads_through() {
        let mut changed = changes.clone();
        let through = async {
            if let Ok(far) = TcpStream::connect(target).await {
                let (mut from_far, mut to_far) = far.into_split();
                // Whether it ends well or not, it ends.
                let _ = tokio::join!(there(&mut from_near, &mut to_far, &changes), async {
                    let _ = tokio::io::copy(&mut from_far, &mut to_near).await;
                    to_near.shutdown().await
                });
            }
        };
        tokio::select! {
            () = through => return,
            _ = changed.wait_for(|now| !now.0.leads_through() || now.1 != cuts) => {}
        }
    }
    // Held open, and left alone, until it is cut. At the proxy's end the sender is gone, and this ends, too.
    let _ = changes.wait_for(|now| now.0 == Weather::Gone || now.1 != cuts).await;
}

/// All that is said on the way there, as fast as the weather lets it.
#[expect(clippy::disallowed_methods, reason = "a network that takes time is what it stands for: nothing is waited for")]
async fn there(from: &mut OwnedReadHalf, to: &mut OwnedWriteHalf, weather: &watch::Receiver<(Weather, u32)>) -> io::Result<()> {
    let mut said = [0; 16 * 1024];
    loop {
        let length = from.read(&mut said).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        let weather = weather.borrow().0;
        if let Weather::Slow(latency) = weather {
            tokio::time::sleep(latency).await;
        }
        to.write_all(&said[..length]).await?;
    }
}
