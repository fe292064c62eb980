//! Serving: from a configuration to an answering server, and to its end.

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use secrecy::ExposeSecret;
use tokio::{net::TcpListener, sync::watch};
use url::Url;

use crate::{
    auth::{Auth, Environment, Hasher, KeysNotHere, Policy, check_keys},
    config::{Config, ConfigError},
    domain::{
        random::{OsRandom, Random},
        time::{Clock, SystemClock},
    },
    listen::{self, Limits},
    store,
    web::{
        self,
        state::{AppState, Origin, Site},
    },
};

/// How often what has expired is removed.
const PRUNE_EVERY: Duration = Duration::from_secs(10 * 60);
/// How long the database may take at the start and at the end.
const STORE_TIMEOUT: Duration = Duration::from_secs(10);

/// Why the server did not start. Each is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::OpenError),
    /// The keys of the database are not here.
    #[error(transparent)]
    Keys(#[from] KeysNotHere),
    /// The address.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, String),
    /// The compiled site.
    #[error("site_root: there is no compiled site in {0}: build it with `make build`, or name its folder with --site-root")]
    NoSite(PathBuf),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// A server that has its address and everything it needs, and does not answer yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    state: AppState,
    limits: Limits,
    shutdown_deadline: Duration,
}

impl Server {
    /// Opens the database, reads or makes the keys, binds the address.
    pub async fn start(config: &Config) -> Result<Self, StartError> {
        if !config.site_root.join("pkg").is_dir() {
            return Err(StartError::NoSite(config.site_root.clone()));
        }
        let random: Arc<dyn Random> = Arc::new(OsRandom);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        config.create_data_dir()?;
        let keys = config.keyring(&*random)?;
        let store = store::open(config.database_url().expose_secret(), config.database_connections).await?;
        let silent = |_| StartError::Other("the database does not answer any more: start again".into());
        tokio::time::timeout(STORE_TIMEOUT, check_keys(&*store, &keys)).await.map_err(silent)??;
        let (listener, address) = bind(config.listen).await?;
        let origin = config.public_url_for(address).origin();
        let public_url = Url::parse(&origin).map_err(|error| StartError::Other(format!("public_url: {error}")))?;
        let hasher = Hasher::new(config.hash_cost(), config.password_hash_parallel, Arc::clone(&random))
            .map_err(|error| StartError::Other(error.to_string()))?;
        let policy = Policy {
            password: config.password_policy(),
            lifetimes: config.lifetimes(),
            window: config.totp_window,
            app_name: config.app_name.clone(),
            require_second_factor: config.require_second_factor,
            log_client_addresses: config.log_client_addresses,
        };
        let auth = Auth::new(Environment { store, clock, random }, hasher, keys, policy, &origin);
        // It is asked again now and then, and a cost that is met is learnt then.
        if let Err(error) = auth.learn_hash_costs().await {
            tracing::warn!(%error, "store.hash_costs_not_read");
        }
        let site = Site {
            origin: Origin::new(public_url),
            root: config.site_root.clone(),
            trusted_proxies: config.trusted_proxies.clone(),
            hsts_include_subdomains: config.hsts_include_subdomains,
            deadline: config.request_deadline(),
            reload_port: reload_port(),
        };
        let limits =
            Limits::new(listen::descriptors(), config.database_connections, config.keep_alive(), config.trusted_proxies.clone());
        tracing::info!(limits.total, limits.each, "connections.limits");
        let (state, shutdown_deadline) = (AppState::new(auth, site), config.shutdown_deadline());
        Ok(Self { listener, address, state, limits, shutdown_deadline })
    }

    /// The address that was taken.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` comes, then lets requests under way finish until the deadline.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let (stopping, stopped) = watch::channel(());
        let housekeeping = tokio::spawn(prune(self.state.clone(), stopped));
        let router = web::router(self.state.clone());
        listen::serve(self.listener, router, self.limits, stop, self.shutdown_deadline).await;
        drop(stopping);
        // What was begun is ended, so that the database is closed well. Connections that no longer answer are no reason to stay.
        let ending = async {
            let _ = housekeeping.await;
            self.state.auth().store().close().await;
        };
        let _ = tokio::time::timeout(STORE_TIMEOUT, ending).await;
    }
}

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let refused = |error: io::Error| {
        let hint = match error.kind() {
            io::ErrorKind::AddrInUse => {
                "the port is in use: end the program that has it, or choose another with --listen".to_owned()
            }
            io::ErrorKind::PermissionDenied => "this user may not: choose a port from 1024 on with --listen".to_owned(),
            _ => error.to_string(),
        };
        StartError::Listen(address, hint)
    };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let taken = listener.local_addr().map_err(refused)?;
    Ok((listener, taken))
}

/// The port on which `cargo leptos watch` tells of changes, while it watches.
fn reload_port() -> Option<u16> {
    std::env::var_os("LEPTOS_WATCH")?;
    std::env::var("LEPTOS_RELOAD_PORT").ok()?.parse().ok()
}

/// Removes what has expired, now and then, until it is told to stop.
async fn prune(state: AppState, stopped: watch::Receiver<()>) {
    now_and_then(PRUNE_EVERY, stopped, || remove_expired(state.clone())).await;
}

/// Does some work again and again until it is told to stop. Work that panics is noted, and done again when its time has come.
async fn now_and_then<F>(every: Duration, mut stopped: watch::Receiver<()>, work: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut every = tokio::time::interval(every);
    loop {
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            _ = every.tick() => {}
        }
        // In a task of its own, which alone a panic ends.
        if let Err(error) = tokio::spawn(work()).await {
            tracing::error!(%error, "store.not_pruned");
        }
    }
}

async fn remove_expired(state: AppState) {
    let auth = state.auth();
    // By a clock that is wrong by hours everybody's session would be over.
    if let Some((_, cause)) = web::health::obstacle(&state).await {
        tracing::warn!(cause, "store.not_pruned");
        return;
    }
    if let Err(error) = auth.relearn_hash_costs().await {
        tracing::warn!(%error, "store.hash_costs_not_read");
    }
    let now = auth.now();
    let pruning = auth.store().prune(now, now - auth.policy().lifetimes.idle);
    match tokio::time::timeout(PRUNE_EVERY, pruning).await {
        Ok(Ok(0)) => {}
        Ok(Ok(rows)) => tracing::info!(rows, "store.pruned"),
        Ok(Err(error)) => tracing::warn!(%error, "store.not_pruned"),
        Err(error) => tracing::warn!(%error, "store.not_pruned"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn work_that_panics_is_done_again() {
        let (stop, stopped) = watch::channel(());
        let (stop, done) = (Arc::new(std::sync::Mutex::new(Some(stop))), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&done);
        now_and_then(PRUNE_EVERY, stopped, move || {
            let (stop, counted) = (Arc::clone(&stop), Arc::clone(&counted));
            async move {
                if counted.fetch_add(1, Ordering::Relaxed) < 2 {
                    panic!("on purpose");
                }
                drop(stop.lock().unwrap().take());
            }
        })
        .await;
        assert_eq!(done.load(Ordering::Relaxed), 3);
    }
}
