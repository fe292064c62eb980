//! Answers of the database that still hold, since nothing was committed after them.

use std::{
    collections::HashMap,
    hash::Hash,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::wal_index::{State, WalIndex};

/// Maximum number of answers.
const MOST: usize = 4096;

/// What a database answered. The first look at another state forgets it.
pub(super) struct Remembered<K, V> {
    index: Option<Arc<WalIndex>>,
    answers: Mutex<Answers<K, V>>,
}

/// What it answered in one state.
struct Answers<K, V> {
    state: Option<State>,
    values: HashMap<K, Arc<V>>,
}

impl<K: Eq + Hash, V: Clone> Remembered<K, V> {
    /// Answers of the database with this index. Nothing is remembered of one that has none.
    pub fn of(index: Option<Arc<WalIndex>>) -> Self {
        Self { index, answers: Mutex::new(Answers { state: None, values: HashMap::new() }) }
    }

    /// The state of the database. `None` if nothing may be remembered.
    pub fn state(&self) -> Option<State> {
        self.index.as_ref()?.state()
    }

    /// The value of a key, if it was found in the present state.
    pub fn find(&self, key: &K) -> Option<V> {
        let state = self.state()?;
        // What is forgotten, and what is found, is dropped and copied while nobody waits for it.
        let (found, _forgotten) = {
            let mut answers = self.answers();
            let is_of_another = answers.state.replace(state) != Some(state);
            let forgotten = is_of_another.then(|| mem::take(&mut answers.values));
            (answers.values.get(key).map(Arc::clone), forgotten)
        };
        found.as_deref().cloned()
    }

    /// Keeps what was found by a statement that began after the database was in this state. If it is no longer, the statement may have
    /// seen this state or another one.
    pub fn keep(&self, before: State, found: impl Iterator<Item = (K, V)>) {
        if self.state() != Some(before) {
            return;
        }
        let _forgotten = {
            let mut answers = self.answers();
            if answers.state != Some(before) {
                return;
            }
            let forgotten = (answers.values.len() >= MOST).then(|| mem::take(&mut answers.values));
            answers.values.extend(found.map(|(key, value)| (key, Arc::new(value))));
            forgotten
        };
    }

    fn answers(&self) -> MutexGuard<'_, Answers<K, V>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::wal_index::tests::Written;

    async fn remembered(written: &Written) -> Remembered<usize, &'static str> {
        Remembered::of(written.index([2, 2]).await.map(Arc::new))
    }

    #[tokio::test]
    async fn an_answer_holds_until_something_is_committed() {
        let written = Written::new();
        let remembered = remembered(&written).await;
        assert_eq!(remembered.find(&1), None);
        remembered.keep(remembered.state().unwrap(), [(1, "one")].into_iter());
        assert_eq!((remembered.find(&1), remembered.find(&2)), (Some("one"), None));
        written.says([2, 3]);
        assert_eq!(remembered.find(&1), None, "a commit is on its way");
        written.says([2, 2]);
        assert_eq!(remembered.find(&1), Some("one"), "it did not come");
        written.says([3, 3]);
        assert_eq!(remembered.find(&1), None);
        written.says([2, 2]);
        assert_eq!(remembered.find(&1), None, "what is forgotten stays so");
    }

    #[tokio::test]
    async fn what_may_be_of_two_states_is_not_kept() {
        let written = Written::new();
        let remembered = remembered(&written).await;
        assert_eq!(remembered.find(&1), None);
        let before = remembered.state().unwrap();
        written.says([3, 3]);
        remembered.keep(before, [(1, "one")].into_iter());
        assert_eq!(remembered.find(&1), None);
        remembered.keep(before, [(1, "one")].into_iter());
        assert_eq!(remembered.find(&1), None);
        // Also if the file should ever say again what it said.
        written.says([2, 2]);
        assert_eq!(remembered.find(&1), None);
    }

    #[tokio::test]
    async fn it_does_not_grow_for_ever_and_goes_without_an_index() {
        let written = Written::new();
        let remembered = remembered(&written).await;
        for key in 0..=MOST {
            assert_eq!(remembered.find(&key), None);
            remembered.keep(remembered.state().unwrap(), [(key, "")].into_iter());
        }
        assert_eq!((remembered.find(&0), remembered.find(&MOST)), (None, Some("")));
        let nothing: Remembered<usize, &str> = Remembered::of(None);
        assert!(nothing.state().is_none() && nothing.find(&1).is_none());
    }
}
