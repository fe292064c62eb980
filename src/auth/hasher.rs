//! What takes long with passwords, off the async threads, on a bounded pool: memory stays below permits × cost, cheap requests
//! stay fast.

use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::AuthError;
use crate::domain::{
    password::{HashCost, Password, PasswordHash},
    random::Random,
};

/// Requests that may wait for each permit to hash before others are turned away.
const QUEUE_PER_PERMIT: usize = 16;
/// Requests that may wait for their password to be looked at, which takes some milliseconds as a rule.
const QUEUE_TO_LOOK: usize = 200;
/// How long a request waits for a permit.
const WAIT: Duration = Duration::from_secs(2);

/// So many at a time, and a queue.
struct Pool {
    permits: Arc<Semaphore>,
    places: Semaphore,
}

impl Pool {
    fn of(parallel: usize, queue: usize) -> Self {
        Self { permits: Arc::new(Semaphore::new(parallel)), places: Semaphore::new(parallel + queue) }
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AuthError> {
        let _place = self.places.try_acquire().map_err(|_| AuthError::Overloaded)?;
        let permit = self.permit().await?;
        // The permit goes with the work, which goes on where the request is given up.
        let work = move || {
            let _permit = permit;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|error| AuthError::Broken(format!("password hashing: {error}")))
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, AuthError> {
        match tokio::time::timeout(WAIT, Arc::clone(&self.permits).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(AuthError::Overloaded),
        }
    }
}

/// Hashes and verifies passwords, a few at a time.
pub struct Hasher {
    cost: HashCost,
    hashing: Pool,
    /// Of its own, so that whoever has passwords looked at that take long keeps nobody from signing in.
    looking: Pool,
    random: Arc<dyn Random>,
    /// Verified where there is no account, so that it takes the same work.
    dummy: PasswordHash,
}

impl Hasher {
    /// A pool of `parallel` hashes at a time.
    pub fn new(cost: HashCost, parallel: usize, random: Arc<dyn Random>) -> Result<Self, AuthError> {
        let password = Password::parse("there is no such account").map_err(|error| AuthError::Broken(error.to_string()))?;
        let dummy = cost.hash(&password, &*random);
        let parallel = parallel.max(1);
        let hashing = Pool::of(parallel, parallel * QUEUE_PER_PERMIT);
        Ok(Self { cost, hashing, looking: Pool::of(1, QUEUE_TO_LOOK), random, dummy })
    }

    /// Hashes a new password.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, AuthError> {
        let (cost, random) = (self.cost, Arc::clone(&self.random));
        self.hashing.run(move || cost.hash(&password, &*random)).await
    }

    /// Whether this is the password of `hash`; of nobody, after the same work, where there is no hash. Where it is and the hash
    /// was made at another cost, the same password's hash at the present cost comes with it.
    pub async fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Result<Verdict, AuthError> {
        let (cost, random, known) = (self.cost, Arc::clone(&self.random), hash.is_some());
        let hash = hash.unwrap_or_else(|| self.dummy.clone());
        self.hashing
            .run(move || {
                let right = cost.verify(&password, &hash)? && known;
                let renewed = (right && cost.is_outdated(&hash)).then(|| cost.hash(&password, &*random));
                Ok(Verdict { right, renewed })
            })
            .await?
    }

    /// Looks at a new password in its turn.
    pub(super) async fn look<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AuthError> {
        self.looking.run(work).await
    }
}

/// Whether a password was right.
pub struct Verdict {
    /// It was.
    pub right: bool,
    /// Its hash at the present cost, where the stored one is outdated.
    pub renewed: Option<PasswordHash>,
}
