//! The list of all periodic tasks.

use std::{pin::Pin, sync::Arc, time::Duration};

use tokio::sync::watch;

use crate::{
    Services, accounts, health,
    metrics::{self, Label},
    sign_in::recovery_wait,
};

/// What a task does. Its result is whether all of it was done.
type Work = fn(Arc<Services>) -> Pin<Box<dyn Future<Output = bool> + Send>>;

/// A periodic task.
#[derive(Clone, Copy)]
struct Job {
    /// Its name.
    job: metrics::Job,
    every: Duration,
    work: Work,
}

const JOBS: &[Job] = &[Job { job: metrics::Job::Prune, every: PRUNE_EVERY, work: |services| Box::pin(remove_expired(services)) }];

/// How often expired rows are removed.
const PRUNE_EVERY: Duration = Duration::from_secs(10 * 60);

/// Runs all jobs periodically until `stopped` changes or its sender is dropped.
pub async fn run(services: Arc<Services>, stopped: watch::Receiver<()>) {
    let tasks: Vec<_> = JOBS.iter().map(|job| tokio::spawn(repeat(*job, Arc::clone(&services), stopped.clone()))).collect();
    for task in tasks {
        let _ = task.await;
    }
}

/// Runs one job periodically. A panic is logged, and the job runs again at its next time.
async fn repeat(Job { job, every, work }: Job, services: Arc<Services>, stopped: watch::Receiver<()>) {
    let noted = || {
        let services = Arc::clone(&services);
        async move {
            if work(Arc::clone(&services)).await {
                services.metrics.job_done(job, services.now());
            }
        }
    };
    now_and_then(job.name(), every, stopped, noted).await;
}

async fn now_and_then<F>(name: &'static str, every: Duration, mut stopped: watch::Receiver<()>, work: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut every = tokio::time::interval(every);
    loop {
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            _ = every.tick() => {}
        }
        // In a separate task, so that a panic ends only that task.
        if let Err(error) = tokio::spawn(work()).await {
            tracing::error!(%error, job = name, "job.failed");
        }
    }
}

async fn remove_expired(services: Arc<Services>) -> bool {
    // With a clock that is wrong by hours, all sessions would count as expired.
    if let Some(obstacle) = health::obstacle(&services).await {
        tracing::warn!(cause = obstacle.cause, "store.not_pruned");
        return false;
    }
    let mut is_all = true;
    if let Err(error) = services.relearn_hash_costs().await {
        tracing::warn!(%error, "store.hash_costs_not_read");
        is_all = false;
    }
    if let Err(error) = services.trim_events().await {
        tracing::warn!(%error, "store.events_not_trimmed");
        is_all = false;
    }
    match accounts::delete_due(&services).await {
        Ok(0) => {}
        Ok(deleted) => tracing::info!(deleted, "accounts.deleted"),
        Err(error) => {
            tracing::warn!(%error, "accounts.not_deleted");
            is_all = false;
        }
    }
    match recovery_wait::finish_ended(&services).await {
        Ok(0) => {}
        Ok(finished) => tracing::info!(finished, "recovery.finished"),
        Err(error) => {
            tracing::warn!(%error, "recovery.not_finished");
            is_all = false;
        }
    }
    is_all & prune(&services).await
}

async fn prune(services: &Services) -> bool {
    let now = services.now();
    let pruning = services.store.prune(now, now - services.policy.lifetimes.idle, now - services.policy.events_kept);
    match tokio::time::timeout(PRUNE_EVERY, pruning).await {
        Ok(Ok(rows)) => {
            if rows > 0 {
                tracing::info!(rows, "store.pruned");
            }
            return true;
        }
        Ok(Err(error)) => tracing::warn!(%error, "store.not_pruned"),
        Err(error) => tracing::warn!(%error, "store.not_pruned"),
    }
    false
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn work_that_panics_is_done_again() {
        let (stop, stopped) = watch::channel(());
        let (stop, done) = (Arc::new(Mutex::new(Some(stop))), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&done);
        now_and_then("test", PRUNE_EVERY, stopped, move || {
            let (stop, counted) = (Arc::clone(&stop), Arc::clone(&counted));
            async move {
                if counted.fetch_add(1, Ordering::Relaxed) < 2 {
                    panic!("on purpose");
                }
                drop(stop.lock().unwrap().take());
            }
        })
        .await;
        assert_eq!(done.load(Ordering::Relaxed), 3);
    }
}
