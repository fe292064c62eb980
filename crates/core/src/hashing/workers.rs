//! Threads for slow work. Each reuses its own memory.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::Duration,
};

use tokio::sync::oneshot;

use crate::{AuthError, places::Place};

/// How long a request waits for its turn.
const WAIT: Duration = Duration::from_secs(2);

type Job<M> = Box<dyn FnOnce(&mut M) + Send>;

/// A few threads that process jobs one after the other. They end when this is dropped.
pub struct Workers<M> {
    jobs: mpsc::Sender<Job<M>>,
    /// Number of jobs whose turn has not come.
    waiting: Arc<AtomicUsize>,
}

impl<M: Default + 'static> Workers<M> {
    /// Starts `count` threads with this name.
    pub fn start(name: &str, count: usize) -> io::Result<Self> {
        let (jobs, queue) = mpsc::channel::<Job<M>>();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..count {
            let queue = Arc::clone(&queue);
            thread::Builder::new().name(name.to_owned()).spawn(move || work(&queue))?;
        }
        Ok(Self { jobs, waiting: Arc::default() })
    }

    /// Number of jobs whose turn has not come.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Relaxed)
    }

    /// Runs `job` in its turn. The place stays reserved until the job is done, even if the request is cancelled. A job whose
    /// request was cancelled before its turn does not start.
    pub async fn run<T: Send + 'static>(
        &self,
        place: Place,
        job: impl FnOnce(&mut M) -> T + Send + 'static,
    ) -> Result<T, AuthError> {
        let (begin, begun) = oneshot::channel();
        let (finish, finished) = oneshot::channel();
        let waiting = Arc::clone(&self.waiting);
        let job = move |memory: &mut M| {
            let _place = place;
            waiting.fetch_sub(1, Relaxed);
            if begin.send(()).is_ok() {
                // The request may have been cancelled.
                let _ = finish.send(job(memory));
            }
        };
        let broken = || AuthError::Broken("the threads for passwords have ended".into());
        self.waiting.fetch_add(1, Relaxed);
        self.jobs.send(Box::new(job)).map_err(|_| broken())?;
        match tokio::time::timeout(WAIT, begun).await {
            Ok(Ok(())) => finished.await.map_err(|_| broken()),
            Ok(Err(_)) => Err(broken()),
            Err(_) => Err(AuthError::Overloaded),
        }
    }
}

fn work<M: Default>(queue: &Mutex<mpsc::Receiver<Job<M>>>) {
    let mut memory = M::default();
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        if catch_unwind(AssertUnwindSafe(|| job(&mut memory))).is_err() {
            tracing::error!("workers.panicked");
            memory = M::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::network::Network, places::Places};

    fn places() -> Places {
        Places::new(10, 10)
    }

    fn place(places: &Places) -> Place {
        places.take(Network::V4([127, 0, 0, 1])).unwrap()
    }

    #[tokio::test]
    async fn memory_is_used_again_and_a_panic_takes_neither_thread_nor_place() {
        let (workers, places) = (Workers::<Vec<u8>>::start("test", 1).unwrap(), Places::new(1, 1));
        let add = |memory: &mut Vec<u8>| {
            memory.push(0);
            memory.len()
        };
        // A place may be released a moment after the result arrives.
        let free = async || loop {
            match places.take(Network::V4([127, 0, 0, 1])) {
                Some(place) => break place,
                None => tokio::task::yield_now().await,
            }
        };
        for expected in 1..=3 {
            assert_eq!(workers.run(free().await, add).await.unwrap(), expected);
        }
        let panicked = workers.run(free().await, |_| panic!("a job that panics")).await;
        assert!(matches!(panicked, Err(AuthError::Broken(_))));
        assert_eq!(workers.run(free().await, add).await.unwrap(), 1, "the memory is new");
    }

    #[tokio::test]
    async fn a_job_whose_turn_does_not_come_is_refused_and_never_begun() {
        let (workers, places) = (Arc::new(Workers::<()>::start("test", 1).unwrap()), places());
        let ((release, released), (begin, begun)) = (mpsc::channel::<()>(), oneshot::channel());
        let (long_workers, long_place) = (Arc::clone(&workers), place(&places));
        let long = tokio::spawn(async move {
            let wait = move |(): &mut ()| {
                begin.send(()).unwrap();
                released.recv().is_ok()
            };
            long_workers.run(long_place, wait).await
        });
        begun.await.unwrap();
        assert_eq!(workers.waiting(), 0, "one is at work, none waits");
        // From here on the clock advances automatically to the next timer.
        tokio::time::pause();
        let late = workers.run(place(&places), |()| panic!("it was begun")).await;
        assert!(matches!(late, Err(AuthError::Overloaded)));
        assert_eq!(workers.waiting(), 1, "its turn is still to come, and nobody waits for it");
        tokio::time::resume();
        release.send(()).unwrap();
        assert!(long.await.unwrap().unwrap());
        workers.run(place(&places), |()| ()).await.unwrap();
        assert_eq!(workers.waiting(), 0);
    }
}
