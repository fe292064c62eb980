//! Runs argon2 and zxcvbn on dedicated threads, off the async ones. Memory stays below threads × cost, and cheap requests stay
//! fast.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

mod workers;

use tokio::time::Instant;

use self::workers::Workers;
use crate::{
    AuthError, Database,
    domain::{
        network::Network,
        password::{BrokenHash, HashCost, HashMemory, Password, PasswordHash, Work},
        random::Random,
    },
    metrics::{Counter, Durations},
    places::{Place, Places},
    store::StoreError,
};

/// Number of requests that may queue per hashing thread before others are refused. At the usual cost the wait is less than half a
/// second.
const QUEUE_PER_THREAD: usize = 16;
/// One network may occupy at most one in this many places.
const PART_OF_ONE_NETWORK: usize = 4;
/// Number of requests that may check a new password or wait for that. A check takes up to a tenth of a second.
const PLACES_TO_LOOK: usize = 20;
/// Upper bounds of how long the work of a sign-in may take, in seconds, for the operator's histogram.
const BOUNDS: &[f64] = &[0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

/// Hashes and verifies passwords, a few at a time.
pub struct Hasher {
    cost: HashCost,
    hashing: Workers<HashMemory>,
    places: Places,
    /// Separate from hashing, so that a client whose password checks take long does not keep others from signing in.
    looking: Workers<()>,
    places_to_look: Places,
    random: Arc<dyn Random>,
    /// Work that the stored hashes take, with that of this server's own cost.
    in_use: Arc<Mutex<BTreeSet<Work>>>,
    durations: Arc<Durations>,
    refused: Counter,
}

impl Hasher {
    /// Starts `parallel` hashing threads, and one that checks new passwords.
    pub fn new(cost: HashCost, parallel: usize, random: Arc<dyn Random>) -> Result<Self, AuthError> {
        let broken = |error: std::io::Error| AuthError::Broken(format!("threads for passwords: {error}"));
        let parallel = parallel.max(1);
        let all = parallel * (1 + QUEUE_PER_THREAD);
        Ok(Self {
            cost,
            hashing: Workers::start("hash", parallel).map_err(broken)?,
            places: Places::new(all, all / PART_OF_ONE_NETWORK),
            looking: Workers::start("look", 1).map_err(broken)?,
            places_to_look: Places::new(PLACES_TO_LOOK, PLACES_TO_LOOK / PART_OF_ONE_NETWORK),
            random,
            in_use: Arc::new(Mutex::new(BTreeSet::from([Work::Argon2(cost)]))),
            durations: Arc::new(Durations::with(BOUNDS)),
            refused: Counter::default(),
        })
    }

    /// Cost of new hashes.
    pub const fn cost(&self) -> HashCost {
        self.cost
    }

    /// Reserves a place for one hash, before anything is counted. Refuses at once if none is free.
    pub fn place(&self, network: Network) -> Result<Place, AuthError> {
        self.places.take(network).ok_or_else(|| self.overloaded())
    }

    /// Reserves a place for one check of a new password, before anything is counted. Refuses at once if none is free.
    pub fn place_to_look(&self, network: Network) -> Result<Place, AuthError> {
        self.places_to_look.take(network).ok_or_else(|| self.overloaded())
    }

    /// How long the work with a password took, from its turn on.
    pub fn durations(&self) -> &Durations {
        &self.durations
    }

    /// Number of passwords whose turn has not come.
    pub fn waiting(&self) -> usize {
        self.hashing.waiting()
    }

    /// How often there was no place for the work with a password, or its turn did not come in time.
    pub fn refused(&self) -> u64 {
        self.refused.read()
    }

    fn overloaded(&self) -> AuthError {
        self.refused.add();
        AuthError::Overloaded
    }

    /// Runs work with a password in its turn, and measures it.
    async fn hashed<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce(&mut HashMemory) -> T + Send + 'static,
    ) -> Result<T, AuthError> {
        let durations = Arc::clone(&self.durations);
        let timed = move |memory: &mut HashMemory| {
            let begun = Instant::now();
            let done = work(memory);
            durations.add(begun.elapsed());
            done
        };
        let done = self.hashing.run(place, timed).await;
        done.map_err(|error| if matches!(error, AuthError::Overloaded) { self.overloaded() } else { error })
    }

    /// Sets the work that the stored hashes take.
    pub fn set_costs_in_use(&self, stored: impl IntoIterator<Item = Work>) {
        let mut in_use = self.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        // A manipulated row must not make all sign-ins as expensive as its own cost.
        *in_use = stored.into_iter().filter(|work| work.is_borne_by(self.cost)).chain([Work::Argon2(self.cost)]).collect();
    }

    /// True if some stored hashes are known to have another cost.
    pub fn knows_other_costs(&self) -> bool {
        self.in_use.lock().unwrap_or_else(PoisonError::into_inner).len() > 1
    }

    /// Hashes a new password.
    pub async fn hash(&self, place: Place, password: Password) -> Result<PasswordHash, AuthError> {
        let (cost, random) = (self.cost, Arc::clone(&self.random));
        self.hashed(place, move |memory| cost.hash(&password, &*random, memory)).await
    }

    /// Verifies a password. With no hash, does the same work and answers false. If the password is right and its hash has another
    /// cost, the verdict includes a hash at the current cost.
    ///
    /// While stored hashes have several costs, every call does the work of all of them. Otherwise its duration would reveal which
    /// accounts exist and have not signed in since the cost was raised, or since they came along from another product.
    pub async fn verify(&self, place: Place, password: Password, hash: Option<PasswordHash>) -> Result<Verdict, AuthError> {
        let (cost, random, in_use) = (self.cost, Arc::clone(&self.random), Arc::clone(&self.in_use));
        let verified = move |memory: &mut HashMemory| -> Result<Verdict, BrokenHash> {
            let right = match &hash {
                Some(hash) => cost.verify(&password, hash, memory)?,
                None => false,
            };
            let outdated = hash.as_ref().filter(|hash| right && cost.is_outdated(hash));
            let renewed = outdated.map(|_| cost.hash(&password, &*random, memory));
            let done = [hash.as_ref().and_then(PasswordHash::work), renewed.as_ref().map(|_| Work::Argon2(cost))];
            let in_use = {
                let mut in_use = in_use.lock().unwrap_or_else(PoisonError::into_inner);
                in_use.extend(done.into_iter().flatten().filter(|met| met.is_borne_by(cost)));
                in_use.clone()
            };
            owed(&in_use, done).into_iter().for_each(|work| work.spend(&password, memory));
            let most = in_use.iter().filter_map(|work| if let Work::Argon2(cost) = work { Some(*cost) } else { None }).max();
            memory.shrink_to(most.unwrap_or(cost));
            Ok(Verdict { right, renewed })
        };
        Ok(self.hashed(place, verified).await??)
    }

    /// Runs a check of a new password in its turn.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AuthError> {
        self.looking.run(place, move |()| work()).await
    }
}

/// The kinds of hashes that came along from other products and were not renewed yet, as they are stored. Each sign-in does their work, too.
pub async fn foreign_in_use(database: &Database) -> Result<Vec<String>, StoreError> {
    let stored = database.0.hash_costs().await?;
    let foreign = stored.into_iter().filter_map(|work| if let Work::Foreign(scheme) = work { Some(scheme) } else { None });
    Ok(foreign.map(|scheme| scheme.to_string().trim_start_matches('$').replace("$v=1$", " ")).collect())
}

/// The work left to do, so that every call does the same: one hash of each kind in use. Of PBKDF2, whose rounds grow from version to version of
/// a product, only the dearest of its kind: whoever has a cheaper one does the rounds that are missing.
fn owed(in_use: &BTreeSet<Work>, done: [Option<Work>; 2]) -> Vec<Work> {
    let mut owed = Vec::new();
    for work in in_use {
        let (Some(family), Some(rounds)) = (work.family(), work.rounds()) else {
            if !done.contains(&Some(*work)) {
                owed.push(*work);
            }
            continue;
        };
        let is_dearest = !in_use.iter().any(|other| other.family() == Some(family) && other.rounds() > Some(rounds));
        let spent =
            done.iter().flatten().filter(|one| one.family() == Some(family)).filter_map(|one| one.rounds()).max().unwrap_or(0);
        if is_dearest && spent < rounds {
            owed.extend(work.with_rounds(rounds - spent));
        }
    }
    owed
}

/// Result of verifying a password.
pub struct Verdict {
    /// True if the password was right.
    pub right: bool,
    /// The hash at the current cost, if the stored one is outdated.
    pub renewed: Option<PasswordHash>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        password::{Pbkdf2Digest, Scheme},
        random::OsRandom,
    };

    const OLD: HashCost = HashCost { memory: 8, passes: 1 };
    const NEW: HashCost = HashCost { memory: 16, passes: 2 };
    const BCRYPT: Work = Work::Foreign(Scheme::Bcrypt { cost: 4, of_sha256: false });

    /// E-02: raising the cost does not reveal which accounts exist.
    #[test]
    fn whoever_signs_in_and_with_whatever_the_work_is_the_same() {
        let [old, new, foreign] = [Work::Argon2(OLD), Work::Argon2(NEW), BCRYPT];
        let in_use = BTreeSet::from([old, new, foreign]);
        for (who, done) in [
            ("nobody", [None, None]),
            ("somebody whose hash is old, wrong password", [Some(old), None]),
            ("somebody whose hash is old, right password", [Some(old), Some(new)]),
            ("somebody whose hash is new", [Some(new), None]),
            ("somebody whose hash came along, right password", [Some(foreign), Some(new)]),
        ] {
            let mut work: Vec<Work> = done.into_iter().flatten().chain(owed(&in_use, done)).collect();
            work.sort();
            assert_eq!(work, [old, new, foreign], "{who}");
        }
    }

    /// The same for PBKDF2, of which a product has many numbers of rounds: the dearest counts.
    #[test]
    fn the_rounds_of_pbkdf2_are_the_same_for_everybody() {
        let pbkdf2 = |rounds| Work::Foreign(Scheme::Pbkdf2 { digest: Pbkdf2Digest::Sha256, rounds, length: 32 });
        let in_use = BTreeSet::from([Work::Argon2(NEW), pbkdf2(260_000), pbkdf2(600_000), pbkdf2(1_000_000)]);
        for done in [[None, None], [Some(pbkdf2(260_000)), None], [Some(pbkdf2(1_000_000)), Some(Work::Argon2(NEW))]] {
            let all: Vec<Work> = done.into_iter().flatten().chain(owed(&in_use, done)).collect();
            let rounds: u32 = all.iter().filter_map(|work| work.rounds()).sum();
            let argon2 = all.iter().filter(|work| **work == Work::Argon2(NEW)).count();
            assert_eq!((rounds, argon2), (1_000_000, 1), "{done:?}");
        }
    }

    #[tokio::test]
    async fn a_hash_of_an_older_cost_is_verified_and_made_anew() {
        let hasher = Hasher::new(NEW, 1, Arc::new(OsRandom)).unwrap();
        let place = || hasher.place(Network::V4([127, 0, 0, 1])).unwrap();
        let password = |text| Password::parse(text).unwrap();
        let stored = OLD.hash(&password("correct horse"), &OsRandom, &mut HashMemory::default());
        hasher.set_costs_in_use([Work::Argon2(OLD)]);
        let wrong = hasher.verify(place(), password("another"), Some(stored.clone())).await.unwrap();
        assert!(!wrong.right && wrong.renewed.is_none());
        let nobody = hasher.verify(place(), password("correct horse"), None).await.unwrap();
        assert!(!nobody.right && nobody.renewed.is_none());
        let right = hasher.verify(place(), password("correct horse"), Some(stored)).await.unwrap();
        let renewed = right.renewed.unwrap();
        assert!(right.right && renewed.work() == Some(Work::Argon2(NEW)));
        let again = hasher.verify(place(), password("correct horse"), Some(renewed)).await.unwrap();
        assert!(again.right && again.renewed.is_none());
        // Costs that are invalid or too high do not become work for every sign-in.
        hasher
            .set_costs_in_use([(4_194_304, 2), (1, 1), (8, 0)].map(|(memory, passes)| Work::Argon2(HashCost { memory, passes })));
        assert!(!hasher.verify(place(), password("x"), None).await.unwrap().right);
        assert!(!hasher.knows_other_costs());
        // A cost that another server introduced meanwhile is learnt when a hash with it is verified.
        hasher.set_costs_in_use([]);
        let met = OLD.hash(&password("x"), &OsRandom, &mut HashMemory::default());
        hasher.verify(place(), password("y"), Some(met)).await.unwrap();
        assert_eq!(*hasher.in_use.lock().unwrap(), BTreeSet::from([OLD, NEW].map(Work::Argon2)));
    }
}
