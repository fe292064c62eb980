//! Steps of several deeds together: those that wait for SQLite's writer go to it by one hand-over, and share its commit. To wake the
//! thread that runs a statement takes longer than the statement.
//!
//! sqlx calls several statements in one text deprecated, since it can run them on SQLite alone (its issue 3108). Should it no longer do
//! so, this file gives it one after the other.

use futures_util::TryStreamExt;
use sqlx::{Either, Executor};
use tokio::sync::{mpsc, oneshot};

use super::{
    Cell, StoreError,
    group_commit::{Deed, Writer},
    sqlite::bound,
    steps::{SIZES, Steps},
};

/// Maximum number of deeds that share a transaction here.
const MOST: usize = 64;

/// For each step, how many rows it changed, or how many the lock found.
type Changed = Vec<u64>;

struct Asked {
    steps: &'static Steps,
    values: Vec<Cell>,
    answer: oneshot::Sender<Result<Changed, StoreError>>,
}

/// Runs steps for everybody.
pub(super) struct Together(mpsc::UnboundedSender<Asked>);

impl Together {
    /// Runs them by this writer. Ends when this is dropped.
    pub fn by(writer: Writer) -> Self {
        // As many as there are requests, each of which waits for its answer.
        let (ask, mut asked) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut waiting = Vec::new();
            while asked.recv_many(&mut waiting, MOST).await > 0 {
                do_all(&writer, std::mem::take(&mut waiting)).await;
            }
        });
        Self(ask)
    }

    /// Runs steps. Returns what they changed when that is durable.
    pub async fn run(&self, steps: &'static Steps, values: Vec<Cell>) -> Result<Changed, StoreError> {
        let gone = || StoreError::Unavailable("the database is closed".into());
        let (answer, answered) = oneshot::channel();
        self.0.send(Asked { steps, values, answer }).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

/// Does all in one transaction. If that fails, each is done alone: it fails for the one that is to blame.
async fn do_all(writer: &Writer, mut asked: Vec<Asked>) {
    // Who has gone has asked for nothing yet.
    asked.retain(|asked| !asked.answer.is_closed());
    // Those of the same steps side by side. A sign-in never asks for two things at once, so that their order is nobody's.
    asked.sort_by_key(|asked| std::ptr::from_ref(asked.steps).addr());
    match transaction(writer, &asked).await {
        Ok(changed) => tell(asked.into_iter().zip(changed.into_iter().map(Ok))),
        Err(StoreError::Unavailable(why)) => {
            let all = |asked| (asked, Err(StoreError::Unavailable(why.clone())));
            tell(asked.into_iter().map(all));
        }
        Err(error) if asked.len() < 2 => tell(asked.into_iter().map(|asked| (asked, Err(error.clone())))),
        Err(_) => {
            for asked in asked {
                let done = transaction(writer, std::slice::from_ref(&asked)).await;
                tell([(asked, done.map(|mut changed| changed.pop().unwrap_or_default()))]);
            }
        }
    }
}

fn tell(answers: impl IntoIterator<Item = (Asked, Result<Changed, StoreError>)>) {
    for (asked, answer) in answers {
        // The one who asked may have gone.
        let _ = asked.answer.send(answer);
    }
}

async fn transaction(writer: &Writer, asked: &[Asked]) -> Result<Vec<Changed>, StoreError> {
    if asked.is_empty() {
        return Ok(vec![]);
    }
    let mut deed = writer.begin().await?;
    let mut changed = Vec::with_capacity(asked.len());
    for same in asked.chunk_by(|one, next| std::ptr::eq(one.steps, next.steps)) {
        let mut rest = same;
        for (place, size) in SIZES.into_iter().enumerate() {
            while let Some((several, others)) = rest.split_at_checked(size) {
                run(&mut deed, place, several, &mut changed).await?;
                rest = others;
            }
        }
    }
    deed.commit().await?;
    Ok(changed)
}

/// Runs the same steps for several by one hand-over.
async fn run(deed: &mut Deed, place: usize, several: &[Asked], all: &mut Vec<Changed>) -> Result<(), StoreError> {
    let Some(Asked { steps, values, .. }) = several.first() else { return Ok(()) };
    let text = steps.in_a_row(place, values.len());
    let (mut changed, mut found) = (Vec::with_capacity(several.len() * steps.len()), 0);
    let mut results = deed.fetch_many(bound(text, several.iter().flat_map(|asked| &asked.values)));
    while let Some(result) = results.try_next().await? {
        match result {
            Either::Right(_) => found += 1,
            // After a query it has the count of the statement before.
            Either::Left(done) => {
                let is_lock = steps.has_lock() && changed.len().is_multiple_of(steps.len());
                changed.push(if is_lock { std::mem::take(&mut found) } else { done.rows_affected() });
            }
        }
    }
    if changed.len() != several.len() * steps.len() {
        return Err(StoreError::Broken("a step was not run".into()));
    }
    all.extend(changed.chunks(steps.len()).map(<[u64]>::to_vec));
    Ok(())
}
