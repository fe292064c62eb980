//! Look-ups in batches: requests that arrive together share one statement, and with it one hand-over to the database.
//!
//! While a statement runs, those who ask gather for the next one. Nothing is kept after the answer: a statement begins after
//! everybody in it has asked, so that what was committed before is seen.

use std::{collections::HashMap, hash::Hash, sync::Arc, time::Duration};

use tokio::{
    sync::{Mutex, mpsc, oneshot},
    time::timeout,
};

use super::StoreError;

/// Maximum number of keys in a statement.
pub(super) const BATCH: usize = 32;
/// Number of statements at a time. A second one goes on while the first waits for a connection that is lost.
const LANES: usize = 2;
/// How long a statement may take. After that its connection is given up.
const PATIENCE: Duration = Duration::from_secs(4);

type Answer<V> = Result<Option<V>, StoreError>;

struct Asked<K, V> {
    key: K,
    answer: oneshot::Sender<Answer<V>>,
}

/// Look-ups of one kind.
pub(super) struct LookUps<K, V>(mpsc::UnboundedSender<Asked<K, V>>);

impl<K, V> LookUps<K, V>
where
    K: Copy + Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Answers by `find`, which finds the values of at most [`BATCH`] different keys. Ends when this is dropped.
    pub fn by<F>(find: impl Fn(Vec<K>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<HashMap<K, Result<V, StoreError>>, StoreError>> + Send,
    {
        // As many as there are requests, each of which waits for its answer.
        let (ask, asked) = mpsc::unbounded_channel();
        let (asked, find) = (Arc::new(Mutex::new(asked)), Arc::new(find));
        for _ in 0..LANES {
            let (asked, find) = (Arc::clone(&asked), Arc::clone(&find));
            tokio::spawn(async move { while answer_batch(&asked, &*find).await {} });
        }
        Self(ask)
    }

    /// Looks a key up.
    pub async fn find(&self, key: K) -> Answer<V> {
        let gone = || StoreError::Unavailable("the database is closed".into());
        let (answer, answered) = oneshot::channel();
        self.0.send(Asked { key, answer }).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

/// Answers those who wait. False once nobody can ask any more.
async fn answer_batch<K, V, F>(asked: &Mutex<mpsc::UnboundedReceiver<Asked<K, V>>>, find: &impl Fn(Vec<K>) -> F) -> bool
where
    K: Copy + Eq + Hash,
    V: Clone,
    F: Future<Output = Result<HashMap<K, Result<V, StoreError>>, StoreError>>,
{
    let mut batch = Vec::with_capacity(BATCH);
    if asked.lock().await.recv_many(&mut batch, BATCH).await == 0 {
        return false;
    }
    // Who has gone needs no answer.
    batch.retain(|asked| !asked.answer.is_closed());
    let mut keys = Vec::with_capacity(batch.len());
    for asked in &batch {
        if !keys.contains(&asked.key) {
            keys.push(asked.key);
        }
    }
    if keys.is_empty() {
        return true;
    }
    let late = |_| Err(StoreError::Unavailable("a look-up took too long".into()));
    let found = timeout(PATIENCE, find(keys)).await.unwrap_or_else(late);
    for Asked { key, answer } in batch {
        let value = match &found {
            Ok(found) => found.get(&key).cloned().transpose(),
            Err(error) => Err(error.clone()),
        };
        // The one who asked may have gone.
        let _ = answer.send(value);
    }
    true
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as StdMutex;

    use tokio::sync::Semaphore;

    use super::*;

    /// Look-ups whose statements wait until they are let go, and the batches that they were asked for.
    struct Bench {
        look_ups: Arc<LookUps<u32, u32>>,
        go: Arc<Semaphore>,
        batches: Arc<StdMutex<Vec<Vec<u32>>>>,
    }

    fn bench() -> Bench {
        let (go, batches) = (Arc::new(Semaphore::new(0)), Arc::<StdMutex<Vec<Vec<u32>>>>::default());
        let (gate, seen) = (Arc::clone(&go), Arc::clone(&batches));
        let look_ups = LookUps::by(move |mut keys: Vec<u32>| {
            keys.sort_unstable();
            seen.lock().unwrap().push(keys.clone());
            let gate = Arc::clone(&gate);
            async move {
                gate.acquire().await.unwrap().forget();
                if keys.contains(&13) {
                    return Err(StoreError::Broken("13".into()));
                }
                let value = |key: u32| if key == 7 { Err(StoreError::Corrupt("7".into())) } else { Ok(key * 10) };
                Ok(keys.into_iter().filter(|key| key % 2 == 1).map(|key| (key, value(key))).collect())
            }
        });
        Bench { look_ups: Arc::new(look_ups), go, batches }
    }

    impl Bench {
        fn ask(&self, key: u32) -> tokio::task::JoinHandle<Answer<u32>> {
            let look_ups = Arc::clone(&self.look_ups);
            tokio::spawn(async move { look_ups.find(key).await })
        }

        async fn until_begun(&self, statements: usize) {
            while self.batches.lock().unwrap().len() < statements {
                tokio::task::yield_now().await;
            }
        }

        /// Occupies all lanes.
        async fn occupied(&self) -> Vec<tokio::task::JoinHandle<Answer<u32>>> {
            let mut occupying = Vec::new();
            for lane in 1..=LANES {
                occupying.push(self.ask(1));
                self.until_begun(lane).await;
            }
            occupying
        }
    }

    #[tokio::test]
    async fn who_asks_while_a_statement_runs_shares_the_next() {
        let bench = bench();
        let occupying = bench.occupied().await;
        let asked: Vec<_> = [3, 4, 3, 5, 7].map(|key| bench.ask(key)).into();
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        bench.go.add_permits(LANES + 1);
        let mut answers = Vec::new();
        for asked in asked {
            answers.push(asked.await.unwrap());
        }
        assert!(matches!(&answers[..4], [Ok(Some(30)), Ok(None), Ok(Some(30)), Ok(Some(50))]), "{answers:?}");
        assert!(matches!(&answers[4], Err(StoreError::Corrupt(_))), "what cannot be read concerns the one who asked");
        assert_eq!(bench.batches.lock().unwrap()[LANES..], [vec![3, 4, 5, 7]], "one statement, each key once");
        for occupying in occupying {
            assert!(matches!(occupying.await.unwrap(), Ok(Some(10))));
        }
    }

    #[tokio::test]
    async fn a_statement_takes_no_more_keys_than_it_has_places() {
        let bench = bench();
        let occupying = bench.occupied().await;
        let most = u32::try_from(BATCH).unwrap();
        let asked: Vec<_> = (0..2 * most).map(|number| bench.ask(1001 + 2 * number)).collect();
        bench.go.add_permits(100);
        for asked in asked {
            assert!(matches!(asked.await.unwrap(), Ok(Some(_))));
        }
        assert!(bench.batches.lock().unwrap().iter().all(|batch| batch.len() <= BATCH));
        drop(occupying);
    }

    #[tokio::test]
    async fn whoever_shares_a_statement_that_fails_is_told() {
        let bench = bench();
        let occupying = bench.occupied().await;
        let asked = [bench.ask(3), bench.ask(13)];
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        bench.go.add_permits(100);
        for asked in asked {
            assert!(matches!(asked.await.unwrap(), Err(StoreError::Broken(_))));
        }
        assert!(matches!(bench.ask(3).await.unwrap(), Ok(Some(30))), "the next is a new one");
        drop(occupying);
    }

    #[tokio::test]
    async fn who_has_gone_is_not_looked_up() {
        let bench = bench();
        let occupying = bench.occupied().await;
        let gone = bench.ask(3);
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        gone.abort();
        let _ = gone.await;
        let stays = bench.ask(5);
        bench.go.add_permits(100);
        assert!(matches!(stays.await.unwrap(), Ok(Some(50))));
        assert_eq!(bench.batches.lock().unwrap()[LANES..], [vec![5]]);
        drop(occupying);
    }

    #[tokio::test(start_paused = true)]
    async fn a_statement_that_hangs_is_given_up() {
        let bench = bench();
        for _ in 0..2 * LANES {
            assert!(matches!(bench.ask(1).await.unwrap(), Err(StoreError::Unavailable(_))));
        }
        bench.go.add_permits(100);
        assert!(matches!(bench.ask(1).await.unwrap(), Ok(Some(10))));
    }
}
