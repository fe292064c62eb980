//! Places in a queue, or for connections. A request without a place is refused at once, before anything is counted or written:
//! under load, a server that makes everybody wait answers nobody in time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::domain::network::Network;

/// A limited number of places, with a limit per site so that none can occupy them all. A site is an IPv4 address, or all IPv6
/// networks that a provider assigns to one customer.
pub struct Places(Arc<Inner>);

struct Inner {
    all: usize,
    each: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    by: HashMap<Network, usize>,
}

/// A reserved place. Released on drop.
pub struct Place {
    of: Arc<Inner>,
    network: Network,
}

impl Places {
    /// Creates `all` places, of which one site may hold at most `each`.
    pub fn new(all: usize, each: usize) -> Self {
        Self(Arc::new(Inner { all, each, taken: Mutex::default() }))
    }

    /// Reserves a place, or returns `None` at once if none is free.
    pub fn take(&self, network: Network) -> Option<Place> {
        let network = network.site();
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_network = taken.by.get(&network).copied().unwrap_or_default();
        if taken.all >= self.0.all || of_network >= self.0.each {
            return None;
        }
        taken.all += 1;
        taken.by.insert(network, of_network + 1);
        Some(Place { of: Arc::clone(&self.0), network })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.of.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(1);
        match taken.by.get_mut(&self.network) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(taken.by.remove(&self.network)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(last: u8) -> Network {
        Network::V4([203, 0, 113, last])
    }

    #[test]
    fn one_network_has_its_part_and_all_together_have_what_there_is() {
        let places = Places::new(5, 2);
        let taken: Vec<_> = [1, 1, 2, 2, 3].map(|last| places.take(network(last)).unwrap()).into();
        assert!(places.take(network(4)).is_none(), "all are taken");
        drop(taken);
        let first = places.take(network(1)).unwrap();
        let _second = places.take(network(1)).unwrap();
        assert!(places.take(network(1)).is_none(), "its part is taken");
        assert!(places.take(network(2)).is_some());
        drop(first);
        assert!(places.take(network(1)).is_some());
        assert_eq!(places.0.taken.lock().unwrap().by.len(), 1, "who has left is forgotten");
        // All networks of a customer are one site.
        let of_site = |last| places.take(Network::V6([0x20, 1, 0xd, 0xb8, 0, 7, 0, last]));
        let both = [of_site(1).unwrap(), of_site(2).unwrap()];
        assert!(of_site(3).is_none());
        drop(both);
    }
}
