//! Three servers on one PostgreSQL database, behind a proxy that gives each connection to the next: they behave as one.

mod counting;
mod ending;
mod starting;
mod upgrading;

use crate::support::{
    api::Api,
    cluster::Database,
    program::{Place, Running},
    proxy::Proxy,
    served::{key, settings},
    storage::Storage,
};

/// Three servers.
struct Replicas {
    /// What asks each in turn.
    api: Api,
    /// Their database.
    storage: Storage,
    key: String,
    place: Place,
    running: Vec<Running>,
    _proxy: Proxy,
}

impl Replicas {
    /// Three that start at the same moment, on an empty database.
    async fn three() -> Self {
        let (database, place, key) = (Database::empty().await, Place::new(), key());
        // A busy machine is no fault of theirs.
        let more = [("LATCHKEY_REQUEST_SECONDS", "60")];
        let settings = settings(&database.url, &key, &more);
        let (one, two, three) = tokio::join!(place.start(&settings), place.start(&settings), place.start(&settings));
        let running = vec![one, two, three];
        let proxy = Proxy::to(running.iter().map(|running| running.address).collect()).await;
        let storage = Storage::postgres(database).await;
        Self { api: Api::at(proxy.address), storage, key, place, running, _proxy: proxy }
    }

    /// The same machine's request to each of the three, past the proxy.
    fn each(&self, api: &Api) -> Vec<Api> {
        self.running.iter().map(|running| api.asking(running.address)).collect()
    }

    /// What a further server says that does not start.
    async fn refusal(&self, key: &str) -> String {
        self.place.refusal(&settings(self.storage.url(), key, &[])).await
    }

    /// Asks all to stop: none met a fault.
    async fn stop(self) {
        for running in self.running {
            let log = running.stop().await;
            assert!(!log.contains("service.") && !log.contains("panicked"), "{log}");
        }
    }
}
