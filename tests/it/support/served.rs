//! The program itself on a database that can fail: what the tests of faults and of several servers begin with.

use std::{path::PathBuf, time::Duration};

use data_encoding::BASE64;
use latchkey_core::domain::random::{OsRandom, Random};
use url::Url;

use super::{
    api::{Api, Member},
    cluster::Database,
    program::{Place, Running},
    proxy::Proxy,
    scratch,
    storage::Storage,
};

/// No answer takes longer than this, whatever the database does (R9).
pub const PROMPT: Duration = Duration::from_secs(5);
/// No recovery takes longer than this, from the moment when the database is back (R9).
pub const HEALED: Duration = Duration::from_secs(10);

/// A new secret key.
pub fn key() -> String {
    BASE64.encode(&(&OsRandom as &dyn Random).bytes::<32>())
}

/// Settings of the program, as its environment.
pub fn settings<'a>(database_url: &'a str, key: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![
        ("LATCHKEY_DATABASE_URL", database_url),
        ("LATCHKEY_SECRET_KEYS", key),
        ("LATCHKEY_PUBLIC_URL", "http://localhost:9"),
        ("LATCHKEY_TRUSTED_PROXIES", "127.0.0.0/8"),
        ("LATCHKEY_PASSWORD_HASH_MEMORY_KIB", "12288"),
        ("LATCHKEY_PASSWORD_HASH_PASSES", "3"),
        ("LATCHKEY_LOG", "warn"),
        ("LATCHKEY_LOG_FORMAT", "json"),
    ];
    all.extend(more);
    all
}

/// A database, seen from outside and past every fault.
enum Seen {
    /// As it is.
    Open(Storage),
    /// By copies of the files in this folder: SQLite would follow the links that lead there to another place.
    Copied(PathBuf),
}

/// The program, while it runs, on a database of its own.
pub struct Served {
    /// Where it runs.
    pub place: Place,
    /// It.
    pub running: Running,
    /// A caller.
    pub api: Api,
    database: Seen,
    proxy: Option<Proxy>,
}

impl Served {
    /// On PostgreSQL, behind a proxy.
    pub async fn on_postgres(more: &[(&str, &str)]) -> Self {
        let database = Database::empty().await;
        let (proxy, url) = proxied(&database).await;
        let place = Place::new();
        let running = place.start(&settings(&url, &key(), more)).await;
        let storage = Storage::postgres(database).await;
        Self { api: Api::at(running.address), place, running, database: Seen::Open(storage), proxy: Some(proxy) }
    }

    /// On a database of a server of the test's own.
    pub async fn on(database: &Url, more: &[(&str, &str)]) -> Self {
        let place = Place::new();
        let running = place.start(&settings(database.as_str(), &key(), more)).await;
        let database = Seen::Open(Storage::at(database).await);
        Self { api: Api::at(running.address), place, running, database, proxy: None }
    }

    /// On SQLite.
    pub async fn on_sqlite(more: &[(&str, &str)]) -> Self {
        let place = Place::new();
        let running = place.start(&settings("sqlite:latchkey.db?mode=rwc", &key(), more)).await;
        let database = Seen::Open(Storage::sqlite(&place.path("latchkey.db")).await);
        Self { api: Api::at(running.address), place, running, database, proxy: None }
    }

    /// What runs already, on a file in a folder that is seen by its files alone.
    pub fn found(running: Running, folder: PathBuf, place: Place) -> Self {
        Self { api: Api::at(running.address), place, running, database: Seen::Copied(folder), proxy: None }
    }

    /// Its database.
    pub fn storage(&self) -> &Storage {
        match &self.database {
            Seen::Open(storage) => storage,
            Seen::Copied(_) => panic!("it is seen by copies alone"),
        }
    }

    /// The first column of every row that a query gives, while nobody writes.
    pub async fn column(&self, query: &str) -> Vec<String> {
        match &self.database {
            Seen::Open(storage) => storage.column(query).await,
            Seen::Copied(folder) => {
                let copies = scratch();
                for name in ["latchkey.db", "latchkey.db-wal"] {
                    std::fs::copy(folder.join(name), copies.path().join(name)).unwrap();
                }
                Storage::sqlite(&copies.path().join("latchkey.db")).await.column(query).await
            }
        }
    }

    /// What is between the program and its server.
    pub fn proxy(&self) -> &Proxy {
        self.proxy.as_ref().unwrap()
    }

    /// The misses that are counted at passwords.
    pub async fn misses(&self) -> i64 {
        let misses = "SELECT CAST(COALESCE(SUM(misses), 0) AS TEXT) FROM attempts WHERE subject LIKE 'password:%'";
        self.column(misses).await[0].parse().unwrap()
    }

    /// Waits until somebody can log in again, for as long as healing may take.
    pub async fn heals(&self, ada: &Member) {
        let mut every = tokio::time::interval(Duration::from_millis(100));
        let healed = async {
            while ada.log_in_at(&self.api.elsewhere(900)).await.status != 200 {
                every.tick().await;
            }
        };
        tokio::time::timeout(HEALED, healed).await.expect("it does not heal");
        assert_eq!(self.api.send("GET", "/readyz", None).await.status, 200);
        assert_eq!(ada.api.me().await.status, 200);
        // The answer to a refresh may have been lost: the machine begins with tokens that it knows.
        assert_eq!(ada.log_in_at(&ada.api).await.status, 200);
    }

    /// What a load balancer is told, whoever asks: alive, and ready or not, and why not. That changes are taken may be what it was a
    /// second ago.
    pub async fn is_alive_and(&self, ada: &Member, ready: u16, word: &str) {
        let mut every = tokio::time::interval(Duration::from_millis(100));
        let ask = async |api: &Api| tokio::time::timeout(PROMPT, api.send("GET", "/readyz", None)).await.expect("/readyz waits");
        for api in [&self.api, &ada.api] {
            let alive = tokio::time::timeout(PROMPT, api.send("GET", "/healthz", None)).await.expect("/healthz waits");
            assert_eq!((alive.status, &*alive.body), (200, "ok\n"));
            let mut answer = ask(api).await;
            for _ in 0..15 {
                if answer.body == "ok\n" && ready == 503 {
                    every.tick().await;
                    answer = ask(api).await;
                }
            }
            assert_eq!((answer.status, &*answer.body), (ready, word), "{answer:#?}");
            assert_eq!(answer.header("retry-after").is_some(), ready == 503);
        }
    }

    /// Asks it to stop. Its log has nothing but what it should, and faults at most once a second.
    pub async fn stops_with_a_quiet_log(self) -> Vec<String> {
        let log = self.running.stop().await;
        let (mut faults, mut last) = (vec![], 0);
        for line in log.lines() {
            let entry: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {log}"));
            match entry["message"].as_str().unwrap() {
                "attempts.refused" | "store.not_pruned" => {}
                // Nobody administers it yet.
                link if link.starts_with("set_up.link: ") => {}
                "service.unavailable" => {
                    let at: jiff::Timestamp = entry["timestamp"].as_str().unwrap().parse().unwrap();
                    // The pace is kept a moment before the line is written.
                    assert!(at.as_millisecond() - last > 950, "more than one line a second: {log}");
                    last = at.as_millisecond();
                    faults.push(entry["cause"].as_str().unwrap().to_owned());
                }
                _ => panic!("not one of the lines that are expected: {line}"),
            }
        }
        faults
    }
}

/// A proxy to a database's server, and the database's URL through it.
pub async fn proxied(database: &Database) -> (Proxy, String) {
    let mut url = Url::parse(&database.url).unwrap();
    let server = tokio::net::lookup_host((url.host_str().unwrap(), url.port().unwrap_or(5432))).await.unwrap().collect();
    let proxy = Proxy::to(server).await;
    url.set_host(Some("127.0.0.1")).unwrap();
    url.set_port(Some(proxy.address.port())).unwrap();
    (proxy, url.into())
}
