//! Look-ups in batches: requests that arrive together share one statement, and with it one hand-over to the database.
//!
//! While a statement runs, those who ask gather for the next one. A statement begins after everybody in it has asked, so that what was
//! committed before is seen. An answer is given again only while nothing at all was committed after it (`remembered.rs`).

use std::{collections::HashMap, hash::Hash, mem, sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use super::{StoreError, remembered::Remembered};

/// Maximum number of keys in a statement.
pub(super) const BATCH: usize = 32;
/// How long the next statement waits for the one before. With two at a time, batches would be half as large. But one that waits for a
/// connection that is lost must not hold up the others.
const SLOW: Duration = Duration::from_millis(20);
/// How long a statement may take. After that its connection is given up.
const PATIENCE: Duration = Duration::from_secs(4);

type Answer<V> = Result<Option<V>, StoreError>;

struct Asked<K, V> {
    key: K,
    answer: oneshot::Sender<Answer<V>>,
}

/// Look-ups of one kind.
pub(super) struct LookUps<K, V> {
    ask: mpsc::UnboundedSender<Asked<K, V>>,
    remembered: Arc<Remembered<K, V>>,
}

impl<K, V> LookUps<K, V>
where
    K: Copy + Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Answers by `find`, which finds the values of at most [`BATCH`] different keys, or by what is remembered. Ends when this is dropped.
    pub fn by<F>(remembered: Remembered<K, V>, find: impl Fn(Vec<K>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<HashMap<K, Result<V, StoreError>>, StoreError>> + Send + 'static,
    {
        // As many as there are requests, each of which waits for its answer.
        let (ask, mut asked) = mpsc::unbounded_channel::<Asked<K, V>>();
        let (find, remembered) = (Arc::new(find), Arc::new(remembered));
        let keeps = Arc::clone(&remembered);
        tokio::spawn(async move {
            let mut waiting = Vec::with_capacity(BATCH);
            while asked.recv_many(&mut waiting, BATCH).await > 0 {
                let mut answering = Box::pin(answer(mem::take(&mut waiting), (Arc::clone(&find), Arc::clone(&keeps))));
                if timeout(SLOW, &mut answering).await.is_err() {
                    tokio::spawn(answering);
                }
            }
        });
        Self { ask, remembered }
    }

    /// Looks a key up.
    pub async fn find(&self, key: K) -> Answer<V> {
        if let Some(value) = self.remembered.find(&key) {
            return Ok(Some(value));
        }
        let gone = || StoreError::Unavailable("the database is closed".into());
        let (answer, answered) = oneshot::channel();
        self.ask.send(Asked { key, answer }).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

/// Answers some who wait.
async fn answer<K, V, F>(mut batch: Vec<Asked<K, V>>, (find, remembered): (Arc<impl Fn(Vec<K>) -> F>, Arc<Remembered<K, V>>))
where
    K: Copy + Eq + Hash,
    V: Clone,
    F: Future<Output = Result<HashMap<K, Result<V, StoreError>>, StoreError>>,
{
    // Who has gone needs no answer.
    batch.retain(|asked| !asked.answer.is_closed());
    let mut keys = Vec::with_capacity(batch.len());
    for asked in &batch {
        if !keys.contains(&asked.key) {
            keys.push(asked.key);
        }
    }
    if keys.is_empty() {
        return;
    }
    let late = |_| Err(StoreError::Unavailable("a look-up took too long".into()));
    let before = remembered.state();
    let found = timeout(PATIENCE, find(keys)).await.unwrap_or_else(late);
    if let (Some(before), Ok(found)) = (before, &found) {
        let values = found.iter().filter_map(|(key, value)| Some((*key, value.as_ref().ok()?.clone())));
        remembered.keep(before, values);
    }
    for Asked { key, answer } in batch {
        let value = match &found {
            Ok(found) => found.get(&key).cloned().transpose(),
            Err(error) => Err(error.clone()),
        };
        // The one who asked may have gone.
        let _ = answer.send(value);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Mutex as StdMutex,
        atomic::{AtomicU8, Ordering},
    };

    use tokio::sync::Semaphore;

    use super::*;
    use crate::store::wal_index::tests::Written;

    /// Look-ups whose statements wait until they are let go, and the batches that they were asked for.
    struct Bench {
        look_ups: Arc<LookUps<u32, u32>>,
        go: Arc<Semaphore>,
        batches: Arc<StdMutex<Vec<Vec<u32>>>>,
    }

    fn bench() -> Bench {
        let (go, batches) = (Arc::new(Semaphore::new(0)), Arc::<StdMutex<Vec<Vec<u32>>>>::default());
        let (gate, seen) = (Arc::clone(&go), Arc::clone(&batches));
        let look_ups = LookUps::by(Remembered::of(None), move |mut keys: Vec<u32>| {
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

        /// Has a statement running.
        async fn occupied(&self) -> tokio::task::JoinHandle<Answer<u32>> {
            let occupying = self.ask(1);
            self.until_begun(1).await;
            occupying
        }
    }

    // The clock stands still while anything can be done.
    #[tokio::test(start_paused = true)]
    async fn who_asks_while_a_statement_runs_shares_the_next() {
        let bench = bench();
        let occupying = bench.occupied().await;
        let asked: Vec<_> = [3, 4, 3, 5, 7].map(|key| bench.ask(key)).into();
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        bench.go.add_permits(2);
        let mut answers = Vec::new();
        for asked in asked {
            answers.push(asked.await.unwrap());
        }
        assert!(matches!(&answers[..4], [Ok(Some(30)), Ok(None), Ok(Some(30)), Ok(Some(50))]), "{answers:?}");
        assert!(matches!(&answers[4], Err(StoreError::Corrupt(_))), "what cannot be read concerns the one who asked");
        assert_eq!(bench.batches.lock().unwrap()[1..], [vec![3, 4, 5, 7]], "one statement, each key once");
        assert!(matches!(occupying.await.unwrap(), Ok(Some(10))));
    }

    #[tokio::test(start_paused = true)]
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

    #[tokio::test(start_paused = true)]
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

    #[tokio::test(start_paused = true)]
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
        assert_eq!(bench.batches.lock().unwrap()[1..], [vec![5]]);
        drop(occupying);
    }

    #[tokio::test(start_paused = true)]
    async fn a_statement_that_hangs_is_given_up() {
        let bench = bench();
        for _ in 0..3 {
            assert!(matches!(bench.ask(1).await.unwrap(), Err(StoreError::Unavailable(_))));
        }
        bench.go.add_permits(100);
        assert!(matches!(bench.ask(1).await.unwrap(), Ok(Some(10))));
    }
    #[tokio::test(start_paused = true)]
    async fn a_statement_that_is_slow_holds_up_nobody_for_long() {
        let bench = bench();
        let slow = bench.occupied().await;
        let next = bench.ask(3);
        // Nothing else can be done until the first counts as slow.
        tokio::time::advance(SLOW).await;
        bench.until_begun(2).await;
        bench.go.add_permits(2);
        assert!(matches!(next.await.unwrap(), Ok(Some(30))));
        assert!(matches!(slow.await.unwrap(), Ok(Some(10))));
    }
    #[tokio::test]
    async fn an_answer_is_given_again_unless_something_was_committed_since_its_statement_began() {
        let written = Arc::new(Written::new());
        let index = written.index([2, 2]).await.map(Arc::new);
        let (statements, commits) = (Arc::<AtomicU8>::default(), Arc::<AtomicU8>::default());
        let (begun, committed, file) = (Arc::clone(&statements), Arc::clone(&commits), Arc::clone(&written));
        let look_ups = LookUps::by(Remembered::of(index), move |keys: Vec<u8>| {
            let seen = begun.fetch_add(1, Ordering::SeqCst) + 1;
            // Somebody commits when the statement has read its rows.
            let commit = committed.load(Ordering::SeqCst);
            if commit > 0 {
                file.says([commit, commit]);
            }
            async move { Ok(keys.into_iter().map(|key| (key, Ok(seen))).collect()) }
        });
        let (look_ups, statements) = (&look_ups, &statements);
        let finds = async || (look_ups.find(1).await.unwrap(), statements.load(Ordering::SeqCst));
        assert_eq!((finds().await, finds().await), ((Some(1), 1), (Some(1), 1)), "again");
        written.says([3, 3]);
        commits.store(4, Ordering::SeqCst);
        assert_eq!(finds().await, (Some(2), 2), "something was committed");
        commits.store(0, Ordering::SeqCst);
        assert_eq!(finds().await, (Some(3), 3), "and during the statement");
        assert_eq!(finds().await, (Some(3), 3));
    }
}
