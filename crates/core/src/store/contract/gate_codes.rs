//! Codes for the hosts of applications: each is good once, for its host and its browser, as long as its session.

use super::*;
use crate::store::GateCode;

promises! {
    a_code_is_good_once_for_its_host_and_browser,
    of_fifty_who_use_one_code_one_does,
    a_code_ends_in_its_time_and_with_its_session,
    a_session_is_counted_as_used_once_in_a_while,
}

const HOST: &str = "notes.example.com";

fn a_code(session_id: SessionId, name: &str) -> GateCode {
    GateCode {
        fingerprint: fingerprint(name),
        session_id,
        host: HOST.into(),
        browser: fingerprint("browser"),
        url: "https://notes.example.com/a?b".into(),
        expires_at: later(60),
    }
}

impl World {
    async fn takes_code(&self, name: &str, host: &str, browser: &str) -> Option<(SessionId, String)> {
        let taken = self.store.take_gate_code(&fingerprint(name), (host, &fingerprint(browser)), later(59)).await.unwrap();
        taken.map(|(session, account, url)| {
            assert_eq!(session.account_id, account.id);
            (session.id, url)
        })
    }
}

async fn a_code_is_good_once_for_its_host_and_browser(world: World) {
    let session = world.signed_in(world.registered().await.id).await.session.id;
    assert!(world.store.put_gate_code(&a_code(session, "code")).await.unwrap());
    assert_eq!(world.takes_code("code", "other.example.com", "browser").await, None);
    assert_eq!(world.takes_code("code", HOST, "another browser").await, None);
    assert_eq!(world.takes_code("another code", HOST, "browser").await, None);
    let taken = world.takes_code("code", HOST, "browser").await;
    assert_eq!(taken, Some((session, "https://notes.example.com/a?b".into())));
    assert_eq!(world.takes_code("code", HOST, "browser").await, None);
}

async fn of_fifty_who_use_one_code_one_does(world: World) {
    let session = world.signed_in(world.registered().await.id).await.session.id;
    assert!(world.store.put_gate_code(&a_code(session, "code")).await.unwrap());
    let answers = world
        .race(|store, _| async move {
            let taken = store.take_gate_code(&fingerprint("code"), (HOST, &fingerprint("browser")), NOW).await;
            taken.map(|taken| taken.is_some())
        })
        .await;
    assert_eq!(winners(&answers), 1);
}

async fn a_code_ends_in_its_time_and_with_its_session(world: World) {
    let session = world.signed_in(world.registered().await.id).await.session.id;
    assert!(world.store.put_gate_code(&a_code(session, "code")).await.unwrap());
    let late = world.store.take_gate_code(&fingerprint("code"), (HOST, &fingerprint("browser")), later(60)).await.unwrap();
    assert!(late.is_none());
    let account = world.session(session).await.unwrap().account_id;
    assert!(world.store.end_session(session, &an_event(account, EventKind::SignedOut, NOW)).await.unwrap());
    assert_eq!(world.takes_code("code", HOST, "browser").await, None);
    assert!(!world.store.put_gate_code(&a_code(session, "later")).await.unwrap());
    let other = world.signed_in(account).await.session.id;
    assert!(world.store.put_gate_code(&a_code(other, "kept")).await.unwrap());
    assert_eq!(world.store.prunes(later(59), NOW - TICK).await.unwrap(), 0);
    assert_eq!(world.store.prunes(later(60), NOW - TICK).await.unwrap(), 1);
}

async fn a_session_is_counted_as_used_once_in_a_while(world: World) {
    let session = world.signed_in(world.registered().await.id).await.session;
    assert!(!world.store.use_session(session.id, session.last_used_at - TICK, later(60)).await.unwrap());
    assert!(world.store.use_session(session.id, session.last_used_at, later(60)).await.unwrap());
    assert!(!world.store.use_session(session.id, session.last_used_at, later(61)).await.unwrap(), "another was faster");
    assert_eq!(world.session(session.id).await.unwrap().last_used_at, later(60));
    assert!(!world.store.use_session(SessionId::random(&OsRandom), later(60), later(120)).await.unwrap());
}
