//! The server's life: from a configuration to a running server, and its shutdown.

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use latchkey_core::{
    Database, Environment, Hasher, Policy, Services,
    domain::{password::HashCost, random::OsRandom, time::SystemClock},
    jobs,
    keys::{self, KeysNotHere},
    store::OpenError,
};
use secrecy::ExposeSecret;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    config::{Config, ConfigError},
    http::{
        assets::Assets,
        brand::Brand,
        feature::Feature,
        listen::{self, Limits},
        state::{AppState, Site},
    },
    mail::Post,
    site,
    telemetry::LogError,
};

/// Timeout for the database at start and at shutdown.
const STORE_TIMEOUT: Duration = Duration::from_secs(10);

/// Why the server did not start. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Invalid configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The log could not be started.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The database could not be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The keys do not match the database.
    #[error(transparent)]
    Keys(#[from] KeysNotHere),
    /// The socket address cannot be bound.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, String),
    /// The compiled site is missing.
    #[error("site_root: there is no compiled site in {0}: build it with `make build`, or name its folder with --site-root")]
    NoSite(PathBuf),
    /// The compiled site cannot be read.
    #[error("site_root: cannot read {0}: {1}")]
    Site(PathBuf, io::Error),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// A server that is bound to its socket address and fully set up, but does not serve yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    state: AppState,
    features: Vec<Feature>,
    limits: Limits,
    shutdown_deadline: Duration,
}

/// The parts of a server besides its configuration. Tests supply their own.
pub struct Parts {
    /// Time and randomness.
    pub environment: Environment,
    /// Features of the site.
    pub features: Vec<Feature>,
    /// Cost of new password hashes.
    pub hash_cost: HashCost,
}

impl Parts {
    /// The parts of the real program.
    pub fn of(config: &Config) -> Self {
        let environment = Environment { clock: Arc::new(SystemClock), random: Arc::new(OsRandom) };
        Self { environment, features: site::features(), hash_cost: config.hash_cost() }
    }
}

impl Server {
    /// Opens the database, reads or creates the keys, and binds the socket address.
    pub async fn start(config: &Config, parts: Parts) -> Result<Self, StartError> {
        if !config.site_root.join("pkg").is_dir() {
            return Err(StartError::NoSite(config.site_root.clone()));
        }
        let Parts { environment, features, hash_cost } = parts;
        config.create_data_dir()?;
        let keyring = config.keyring(&*environment.random)?;
        let database = Database::open(config.database_url().expose_secret(), config.database_connections).await?;
        let silent = |_| StartError::Other("the database does not answer any more: start again".into());
        tokio::time::timeout(STORE_TIMEOUT, keys::check(&database, &keyring)).await.map_err(silent)??;
        let (listener, address) = bind(config.listen).await?;
        let origin = config.public_url_for(address);
        let hasher = Hasher::new(hash_cost, config.password_hash_parallel, Arc::clone(&environment.random))
            .map_err(|error| StartError::Other(error.to_string()))?;
        let services = Services::new(environment, database, hasher, keyring, (policy(config), &origin.ascii()));
        // A failure is not fatal: a job reads the costs again periodically, and a cost is also learnt when a hash with it is
        // verified.
        if let Err(error) = services.learn_hash_costs().await {
            tracing::warn!(%error, "store.hash_costs_not_read");
        }
        let reload_port = reload_port();
        let post = Post::of(config, &origin)?.map(Arc::new);
        let brand = Brand::of(config).map_err(StartError::Other)?;
        let assets = match reload_port {
            Some(_) => Assets::changing(),
            None => {
                let assets = Assets::of(&config.site_root, brand.files());
                assets.map_err(|error| StartError::Site(config.site_root.clone(), error))?
            }
        };
        let settings = Site {
            origin,
            assets,
            brand,
            pseudo_locales: config.pseudo_locales,
            root: config.site_root.clone(),
            trusted_proxies: config.trusted_proxies.clone(),
            hsts_include_subdomains: config.hsts_include_subdomains,
            deadline: config.request_deadline(),
            reload_port,
            post,
        };
        let limits =
            Limits::new(listen::descriptors(), config.database_connections, config.keep_alive(), config.trusted_proxies.clone());
        tracing::info!(limits.total, limits.each, "connections.limits");
        let state = AppState::new(Arc::new(services), settings, site::map(&features));
        Ok(Self { listener, address, state, features, limits, shutdown_deadline: config.shutdown_deadline() })
    }

    /// The bound socket address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The services for the deeds.
    pub fn services(&self) -> &Arc<Services> {
        self.state.services()
    }

    /// What sends letters, if anything does.
    pub fn post(&self) -> Option<Arc<Post>> {
        self.state.site().post.clone()
    }

    /// Serves until `stop` completes, then lets running requests finish until the deadline.
    pub async fn answer(self, stop: impl Future<Output = ()>) {
        let router = site::router(self.state, self.features);
        listen::serve(self.listener, router, self.limits, stop, self.shutdown_deadline).await;
    }

    /// Serves until `stop` completes, and runs the periodic jobs meanwhile.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let (stopping, stopped) = watch::channel(());
        let services = Arc::clone(self.services());
        let post = self.post().map(|post| tokio::spawn(post.run(Arc::clone(&services), stopped.clone())));
        let jobs = tokio::spawn(jobs::run(Arc::clone(&services), stopped));
        self.answer(stop).await;
        drop(stopping);
        // Jobs finish their current run, so that the database is closed cleanly. Unresponsive connections do not delay the
        // shutdown.
        let ending = async {
            let _ = jobs.await;
            if let Some(post) = post {
                let _ = post.await;
            }
            services.close().await;
        };
        let _ = tokio::time::timeout(STORE_TIMEOUT, ending).await;
    }
}

fn policy(config: &Config) -> Policy {
    Policy {
        password: config.password_policy(),
        lifetimes: config.lifetimes(),
        window: config.totp_window,
        app_name: config.app_name.clone(),
        checkup_after: config.checkup_after(),
        events_kept: config.events_kept(),
        deletion_notice: config.deletion_notice(),
        recovery_wait: config.recovery_wait(),
        require_second_factor: config.require_second_factor,
        log_client_addresses: config.log_client_addresses,
        sends_mail: config.mail_url.is_some(),
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

/// The port on which `cargo leptos watch` announces changes, while it runs.
fn reload_port() -> Option<u16> {
    std::env::var_os("LEPTOS_WATCH")?;
    std::env::var("LEPTOS_RELOAD_PORT").ok()?.parse().ok()
}
