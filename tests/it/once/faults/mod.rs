//! When the database fails: nobody gets in, no guess goes uncounted, everybody is told within seconds, and it heals by itself.
//! The program itself, in real time, on both databases.

mod damaged;
mod own_server;
mod postgres;
mod sqlite;

use tokio::time::timeout;

use crate::{
    support::told::Told,
    support::{
        Answer,
        api::Member,
        at_once,
        served::{PROMPT, Served},
    },
};

/// One of each kind of request that needs the database, at once. Each is answered promptly.
struct Volley {
    /// Of those who guess passwords.
    guesses: Vec<Answer>,
    /// Of somebody with the right password.
    log_in: Answer,
    /// Of somebody with a session: who they are, a secret, a refresh.
    session: Vec<Answer>,
}

/// Sends a volley. The guessers' addresses are numbered from there on.
async fn volley(served: &Served, ada: &Member, from: usize) -> Volley {
    let (guesser, ada, api) = (served.api.clone(), ada.clone(), served.api.elsewhere(from));
    let kinds = at_once((0..8).map(|number| {
        let (guesser, ada, api) = (guesser.elsewhere(from + number), ada.clone(), api.clone());
        async move {
            let answer = async {
                match number {
                    0 => ada.log_in_at(&api).await,
                    1 => ada.api.me().await,
                    2 => ada.api.order("/2fa/generate").await,
                    3 => ada.api.order("/authentication/refresh").await,
                    _ => guesser.guess().await,
                }
            };
            timeout(PROMPT, answer).await.unwrap_or_else(|_| panic!("request {number} is not answered"))
        }
    }))
    .await;
    let mut kinds = kinds.into_iter();
    let log_in = kinds.next().unwrap();
    let session: Vec<Answer> = kinds.by_ref().take(3).collect();
    Volley { guesses: kinds.collect(), log_in, session }
}

impl Volley {
    /// Each was told that the service is unavailable; none was let in or out.
    fn is_unavailable(&self) {
        for answer in self.guesses.iter().chain(&self.session).chain([&self.log_in]) {
            is_unavailable(answer);
        }
    }

    /// Each was answered as on any day.
    fn is_as_ever(&self) {
        self.guesses.iter().for_each(|answer| _ = answer.is_problem(401, "invalid-credentials"));
        self.log_in.gives(200);
        assert_eq!(self.session.iter().map(|answer| answer.status).collect::<Vec<_>>(), [200, 200, 200], "{:#?}", self.session);
    }

    /// Each was answered as on any day, or told that the service is unavailable.
    fn is_honest(&self) {
        for answer in self.guesses.iter().chain(&self.session).chain([&self.log_in]) {
            match answer.status {
                503 => is_unavailable(answer),
                status => assert!([200, 201, 401].contains(&status), "{answer:#?}"),
            }
        }
        assert!(self.guesses.iter().all(|answer| answer.set_cookies().is_empty()));
    }

    /// How many guesses were evaluated.
    fn evaluated(&self) -> i64 {
        i64::try_from(self.guesses.iter().filter(|answer| answer.status == 401).count()).unwrap()
    }
}

fn is_unavailable(answer: &Answer) {
    answer.is_problem(503, "unavailable");
    assert_eq!(answer.set_cookies(), [], "{answer:#?}");
}

/// Every guess that was answered as wrong is counted: for its own address, and for the e-mail address.
async fn all_are_counted(served: &Served, evaluated: i64) {
    let misses = served.misses().await;
    assert!(misses >= 2 * evaluated, "{misses} misses are counted, of {evaluated} guesses");
}

/// Somebody who has an account and a session in a place where all is well.
async fn ada_at(served: &Served) -> Member {
    let ada = Member::logged_in(&served.api.elsewhere(999)).await;
    let volley = volley(served, &ada, 0).await;
    volley.is_as_ever();
    assert_eq!(volley.evaluated(), 4);
    all_are_counted(served, 4).await;
    ada
}
