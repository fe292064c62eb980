//! The program is killed in the midst of work that shares its commits. What was answered is there when it is back.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::json;

use crate::support::{
    api::{Api, Member},
    at_once,
    program::Place,
    served::{key, settings},
    told::{API, CODE, Told},
};

/// Machines that work at the same time.
const MACHINES: usize = 16;
/// Answers after which it is killed.
const ANSWERS: usize = 150;

/// A machine: its cookies as of its last answer, and the titles of the posts that it was told were written.
struct Machine {
    api: Api,
    written: Vec<String>,
}

/// Writes posts and renews the session by turns, until nobody answers any more.
async fn work(api: Api, number: usize, answers: Arc<AtomicUsize>) -> Machine {
    let mut written = Vec::new();
    for round in 0.. {
        let title = format!("{number}.{round}");
        let post = Some(json!({"title": title, "content": "Written before the end."}));
        match api.try_to_send("POST", &format!("{API}/posts"), post).await {
            Ok(answer) => drop(answer.gives(201)),
            Err(_) => break,
        }
        written.push(title);
        match api.try_to_send("POST", &format!("{API}/authentication/refresh"), None).await {
            Ok(answer) => drop(answer.gives(200)),
            Err(_) => break,
        }
        answers.fetch_add(2, Ordering::Relaxed);
    }
    Machine { api, written }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_outlives_a_kill() {
    let (place, key) = (Place::new(), key());
    let settings = settings("sqlite:latchkey.db?mode=rwc", &key, &[]);
    let running = place.start(&settings).await;
    let api = Api::at(running.address);
    let ada = Member::protected(&api.elsewhere(0)).await;
    let mut machines = Vec::new();
    for number in 0..MACHINES {
        machines.push(Member::logged_in(&api.elsewhere(1 + number)).await.api);
    }
    // A code is spent. Another sign-in waits, to try it again.
    let (first, second) = (api.elsewhere(100), api.elsewhere(101));
    for machine in [&first, &second] {
        ada.log_in_at(machine).await.gives(200);
    }

    let answers = Arc::new(AtomicUsize::new(0));
    let code = ada.next_code();
    let spent = async {
        let mut every = tokio::time::interval(std::time::Duration::from_millis(1));
        while answers.load(Ordering::Relaxed) < ANSWERS {
            every.tick().await;
        }
        let answer = first.post("/2fa/authenticate", json!({CODE: code})).await;
        running.signal("KILL").await;
        answer.gives(200);
    };
    let working = machines.into_iter().enumerate().map(|(number, api)| work(api, number, Arc::clone(&answers)));
    let (told, ()) = tokio::join!(at_once(working), spent);
    let (status, _) = running.end().await;
    assert_eq!(status.code(), None, "it was killed");
    assert!(told.iter().map(|told| told.written.len()).sum::<usize>() >= ANSWERS / 2);

    let running = place.start(&settings).await;
    for Machine { api, written } in told {
        let api = api.asking(running.address);
        // The refresh token of the last answer is known, so that of the answer's deed was stored.
        api.order("/authentication/refresh").await.gives(200);
        let stored = api.send("GET", &format!("{API}/posts?limit=100"), None).await.gives(200).body.clone();
        for title in written {
            assert!(stored.contains(&format!("\"{title}\"")), "{title} was told to be written");
        }
    }
    let again = second.asking(running.address).post("/2fa/authenticate", json!({CODE: code})).await;
    assert_eq!(again.status, 401, "a code that was used: {}", again.body);
    running.stop().await;
}
