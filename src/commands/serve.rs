//! The server's life: from a configuration to a running server, and its shutdown.

use std::{
    io::{self, Write},
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use axum::http::HeaderName;
use latchkey_core::{
    Database, Environment, Hasher, Policy, Services,
    domain::{
        passkey::{BadRelyingParty, RelyingParty},
        password::HashCost,
        random::OsRandom,
        time::SystemClock,
    },
    jobs,
    keys::{self, KeysNotHere},
    operator::Operator,
    second_factors::{self, OtherRpId},
    store::OpenError,
};
use secrecy::ExposeSecret;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use crate::{
    commands::user::apply,
    config::{Config, ConfigError, Setting, people_file},
    features::{first_administrator, gate::proxy},
    guard::{Upstream, door},
    http::{
        assets::Assets,
        brand::Brand,
        feature::Feature,
        listen::{self, Limits, Service, tls::Tls},
        requests::Requests,
        state::{AppState, Site},
    },
    mail::Post,
    metrics::MetricsServer,
    outbox::{self, Spreader},
    push::Pusher,
    site,
    telemetry::{self, LogError},
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
    /// There are passkeys for another RP ID.
    #[error(transparent)]
    RpId(#[from] OtherRpId),
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
    pushers: Vec<Arc<Pusher>>,
    features: Vec<Feature>,
    service: Service,
    upstream: Option<Upstream>,
    shutdown_deadline: Duration,
    metrics: Option<MetricsServer>,
}

/// The parts of a server besides its configuration. Tests supply their own.
pub struct Parts {
    /// Time and randomness.
    pub environment: Environment,
    /// Features of the site.
    pub features: Vec<Feature>,
    /// Cost of new password hashes.
    pub hash_cost: HashCost,
    /// The settings in force, as administrators see them.
    pub settings: Vec<Setting>,
}

impl Parts {
    /// The parts of the real program.
    pub fn of(config: &Config, settings: Vec<Setting>) -> Self {
        let environment = Environment { clock: Arc::new(SystemClock), random: Arc::new(OsRandom) };
        Self { environment, features: site::features(), hash_cost: config.hash_cost(), settings }
    }
}

/// Starts the log and the server, and serves until a stop signal.
pub async fn run(config: &Config, settings: Vec<Setting>) -> Result<(), StartError> {
    telemetry::init(&config.log, config.log_format)?;
    let stop = stop_signal().map_err(|error| StartError::Other(format!("signals: {error}")))?;
    let server = Server::start(config, Parts::of(config, settings)).await?;
    let mut out = io::stdout();
    // The parent process reads the port here. Without a reader, a write error is ignored.
    let _ = writeln!(out, "listening on http://{}", server.address()).and_then(|()| out.flush());
    server.run(stop).await;
    Ok(())
}

/// Refuses a folder without the compiled site.
pub fn has_site(config: &Config) -> Result<(), StartError> {
    match &config.site_root {
        Some(root) if !root.join("pkg").is_dir() => Err(StartError::NoSite(root.clone())),
        _ => Ok(()),
    }
}

/// Refuses to guard nothing.
pub fn guards(config: &Config) -> Result<(), StartError> {
    match &config.guard_url {
        Some(_) => Ok(()),
        None => Err(StartError::Other("guard_url: name the application: latchkey guard http://127.0.0.1:8080".into())),
    }
}

/// Completes when the program receives SIGTERM or Ctrl-C.
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

impl Server {
    /// Opens the database, reads or creates the keys, and binds the socket address.
    pub async fn start(config: &Config, parts: Parts) -> Result<Self, StartError> {
        has_site(config)?;
        let Parts { environment, features, hash_cost, settings } = parts;
        config.create_data_dir()?;
        let keyring = config.keyring(&*environment.random)?;
        let database = Database::open(config.database_url().expose_secret(), config.database_connections).await?;
        let silent = |()| StartError::Other("the database does not answer any more: start again".into());
        tokio::time::timeout(STORE_TIMEOUT, keys::check(&database, &keyring)).await.map_err(|_| silent(()))??;
        let (listener, address) = bind(config.listen, "--listen").await?;
        let metrics = match config.metrics_listen {
            Some(address) => Some(bind(address, "LATCHKEY_METRICS_LISTEN").await?),
            None => None,
        };
        let origin = config.public_url_for(address);
        let relying_party = config.relying_party(&origin);
        tokio::time::timeout(STORE_TIMEOUT, second_factors::check_rp_id(&database, &relying_party))
            .await
            .map_err(|_| silent(()))??;
        if let Ok(party) = &relying_party
            && party.is_related()
        {
            tracing::info!(
                rp_id = party.id(),
                "passkeys.related: browsers look for this origin at /.well-known/webauthn of that name"
            );
        }
        let hasher = Hasher::new(hash_cost, config.password_hash_parallel, Arc::clone(&environment.random))
            .map_err(|error| StartError::Other(error.to_string()))?;
        if let Some(file) = &config.people_file {
            let people = people_file::read(file)?;
            let operator = Operator::of(database.clone(), environment.clone(), config.tells());
            for applied in
                operator.apply(&people, hash_cost, false).await.map_err(|error| StartError::Other(error.to_string()))?
            {
                tracing::info!(change = apply::name(applied.change), "people.applied");
            }
        }
        let services = Services::new(environment, database, hasher, keyring, (policy(config, relying_party), &origin.ascii()));
        match tokio::time::timeout(STORE_TIMEOUT, first_administrator::link(&services, &origin)).await {
            Ok(Ok(None)) => {}
            // The link is a secret, and the log is where it belongs: whoever reads it runs the service.
            Ok(Ok(Some(link))) => {
                tracing::warn!(link = link.expose_secret(), "set_up.link: it makes the first administrator, once")
            }
            Ok(Err(error)) => tracing::warn!(%error, "set_up.not_known"),
            Err(_) => return Err(silent(())),
        }
        // A failure is not fatal: a job reads the costs again periodically, and a cost is also learnt when a hash with it is
        // verified.
        if let Err(error) = services.learn_hash_costs().await {
            tracing::warn!(%error, "store.hash_costs_not_read");
        }
        let reload_port = reload_port();
        let post = Post::of(config, &origin)?.map(Arc::new);
        let pushers = Pusher::all(config, &origin)?;
        let brand = Brand::of(config).map_err(StartError::Other)?;
        let assets = match reload_port {
            Some(_) => Assets::changing(),
            None => {
                let assets = Assets::of(config.site_root.as_deref(), brand.files());
                assets.map_err(|error| StartError::Site(config.site_root.clone().unwrap_or_default(), error))?
            }
        };
        let map = site::map(&features);
        let requests = metrics.is_some().then(|| Arc::new(Requests::of(&map)));
        let gate = config.gate(&origin);
        let site = Site {
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
            guards: config.guard_url.is_some(),
            gate,
            settings,
            requests: requests.clone(),
        };
        let upstream_names = proxy::told(&site.gate, None, None).into_iter().map(|(name, _)| name).collect();
        let (service, upstream) = connections(config, upstream_names)?;
        let services = Arc::new(services);
        let metrics = metrics.zip(requests).map(|(bound, requests)| MetricsServer::new(bound, Arc::clone(&services), requests));
        if let Some(metrics) = &metrics {
            tracing::info!(address = %metrics.address(), "metrics.listening");
        }
        let state = AppState::new(services, site, map);
        let shutdown_deadline = config.shutdown_deadline();
        Ok(Self { listener, address, state, pushers, features, service, upstream, shutdown_deadline, metrics })
    }

    /// The bound socket address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The socket address of metrics, where they are on.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(MetricsServer::address)
    }

    /// The services for the deeds.
    pub fn services(&self) -> &Arc<Services> {
        self.state.services()
    }

    /// What sends letters, if anything does.
    pub fn post(&self) -> Option<Arc<Post>> {
        self.state.site().post.clone()
    }

    /// What sends by other channels than mail.
    pub fn pushers(&self) -> Vec<Arc<Pusher>> {
        self.pushers.clone()
    }

    /// Serves until `stop` completes, then lets running requests finish until the deadline.
    pub async fn answer(self, stop: impl Future<Output = ()>) {
        let site = site::router(self.state.clone(), self.features);
        let router = match self.upstream {
            Some(upstream) => door::router(self.state, site, upstream),
            None => site,
        };
        let (stopping, mut stopped) = watch::channel(());
        let stop = async move {
            stop.await;
            tracing::info!("server.stopping");
            drop(stopping);
        };
        let of_metrics = async {
            if let Some(metrics) = self.metrics {
                // An error, too, says that it stops.
                let stop = async { _ = stopped.changed().await };
                metrics.serve(stop, self.shutdown_deadline).await;
            }
        };
        tokio::join!(listen::serve(self.listener, router, self.service, stop, self.shutdown_deadline), of_metrics);
    }

    /// Serves until `stop` completes, and runs the periodic jobs meanwhile.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let (stopping, stopped) = watch::channel(());
        let services = Arc::clone(self.services());
        let mut workers = tokio::task::JoinSet::new();
        if let Some(post) = self.post() {
            workers.spawn(outbox::run(post, Arc::clone(&services), stopped.clone()));
        }
        if !self.pushers.is_empty() {
            workers.spawn(outbox::run(Arc::new(Spreader), Arc::clone(&services), stopped.clone()));
        }
        for pusher in self.pushers() {
            workers.spawn(outbox::run(pusher, Arc::clone(&services), stopped.clone()));
        }
        workers.spawn(jobs::run(Arc::clone(&services), stopped));
        self.answer(stop).await;
        drop(stopping);
        // Jobs finish their current run, so that the database is closed cleanly. Unresponsive connections do not delay the
        // shutdown.
        let ending = async {
            while workers.join_next().await.is_some() {}
            services.close().await;
        };
        let _ = tokio::time::timeout(STORE_TIMEOUT, ending).await;
    }
}

/// How connections are served, and the application behind the guard, which is told who somebody is by these headers.
fn connections(config: &Config, identity: Vec<HeaderName>) -> Result<(Service, Option<Upstream>), StartError> {
    let (descriptors, exempt) = (listen::descriptors(), config.trusted_proxies.clone());
    let tls = match (&config.tls_certificate_file, &config.tls_key_file) {
        (Some(certificate), Some(key)) => Some(Tls::open(certificate, key).map_err(StartError::Other)?),
        _ => None,
    };
    let plain = Limits::new(descriptors, config.database_connections, config.keep_alive(), exempt.clone());
    let (guarding, most) = Limits::guarding(descriptors, config.database_connections, config.keep_alive(), exempt);
    let limits = if config.guard_url.is_some() { guarding } else { plain };
    tracing::info!(limits.total, limits.each, "connections.limits");
    let upstream = match &config.guard_url {
        Some(url) => Some(Upstream::new(url, most, identity).map_err(|why| StartError::Other(format!("guard_url: {why}")))?),
        None => None,
    };
    let service = if tls.is_some() || upstream.is_some() { Service::guard(limits, tls) } else { limits.into() };
    Ok((service, upstream))
}

fn policy(config: &Config, relying_party: Result<RelyingParty, BadRelyingParty>) -> Policy {
    Policy {
        password: config.password_policy(),
        lifetimes: config.lifetimes(),
        window: config.totp_window,
        app_name: config.app_name.clone(),
        checkup_after: config.checkup_after(),
        events_kept: config.events_kept(),
        deletion_notice: config.deletion_notice(),
        recovery_wait: config.recovery_wait(),
        registration: config.registration,
        require_second_factor: config.require_second_factor,
        log_client_addresses: config.log_client_addresses,
        sends_mail: config.mail_url.is_some(),
        relying_party,
        pushes: config.pushes(),
    }
}

/// Binds a socket address. `by` is how the operator chooses another.
async fn bind(address: SocketAddr, by: &str) -> Result<(TcpListener, SocketAddr), StartError> {
    let refused = |error: io::Error| {
        let hint = match error.kind() {
            io::ErrorKind::AddrInUse => {
                format!("the port is in use: end the program that has it, or choose another with {by}")
            }
            io::ErrorKind::PermissionDenied => format!("this user may not: choose a port from 1024 on with {by}"),
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
