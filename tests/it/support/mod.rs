//! What the tests are written in: a house (the app with its own database and clock), the people in it, and their browsers.

mod answer;
pub mod api;
pub mod authenticator;
mod browser;
pub mod cluster;
mod database;
pub mod front;
mod house;
pub mod log;
pub mod own_server;
pub mod passkey;
mod person;
mod plan;
mod post;
pub mod program;
pub mod proxy;
pub mod qr;
pub mod receiver;
pub mod scrape;
mod scraps;
pub mod served;
pub mod shots;
pub mod sink;
pub mod smtp;
pub mod storage;
pub mod told;
pub mod wire;

pub use self::{
    answer::{Answer, sentences},
    authenticator::Authenticator,
    browser::{Browser, DEVICE, TRUST, Way},
    house::House,
    person::{Person, fresh},
    plan::Plan,
};

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use tempfile::TempDir;

/// The folder of this repository.
pub const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");
/// A minute.
pub const MINUTE: Duration = Duration::from_secs(60);
/// An hour.
pub const HOUR: Duration = Duration::from_secs(3600);
/// A day.
pub const DAY: Duration = Duration::from_secs(24 * 3600);
/// A step of an authenticator.
pub const STEP: Duration = Duration::from_secs(30);

/// Runs all futures at once and gives their results in order.
pub async fn at_once<T: Send + 'static>(futures: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<T> {
    let tasks: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut results = Vec::with_capacity(tasks.len());
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

/// A path of this repository.
pub fn repository(path: &str) -> PathBuf {
    PathBuf::from(REPOSITORY).join(path)
}

/// A text file of this repository.
pub fn source(path: &str) -> String {
    std::fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A folder that is gone after the test: in memory where the machine has such a place, since every commit waits for its disk.
pub fn scratch() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

/// A client for servers of this machine, which speak http alone: it asks no proxy and reads no certificates.
pub fn client() -> reqwest::ClientBuilder {
    reqwest::Client::builder().no_proxy().tls_certs_only([])
}
