use super::*;

promises! {
    a_note_is_read_until_its_time_is_over,
    a_newer_note_takes_the_place_of_the_one_of_its_kind,
    notes_are_apart_by_session_and_by_kind,
    a_note_is_taken_away_once,
    notes_end_with_their_session,
    no_note_is_left_in_a_session_that_is_gone,
}

const KINDS: [HandoffKind; 2] = [HandoffKind::RecoveryCodes, DRAFT];

impl World {
    async fn read(&self, session: SessionId, kind: HandoffKind) -> Option<Handoff> {
        self.store.handoff(session, kind, NOW).await.unwrap()
    }

    async fn leave(&self, session: SessionId, kind: HandoffKind, text: &str) -> Handoff {
        let note = a_handoff(session, kind, text);
        assert!(self.store.put_handoff(&note).await.unwrap());
        note
    }
}

async fn a_note_is_read_until_its_time_is_over(world: World) {
    let session = world.signed_in(world.registered().await.id).await.session.id;
    for kind in KINDS {
        assert_eq!(world.read(session, kind).await, None);
        let note = world.leave(session, kind, "\0 any bytes \u{ff}").await;
        for _ in 0..2 {
            assert_eq!(world.store.handoff(session, kind, note.expires_at - TICK).await.unwrap().as_ref(), Some(&note));
        }
        assert_eq!(world.store.handoff(session, kind, note.expires_at).await.unwrap(), None);
    }
}

async fn a_newer_note_takes_the_place_of_the_one_of_its_kind(world: World) {
    let session = world.signed_in(world.registered().await.id).await.session.id;
    let other = world.leave(session, HandoffKind::RecoveryCodes, "codes").await;
    world.leave(session, DRAFT, "first draft").await;
    let body = Sealed { key_id: "another key".into(), bytes: b"second draft".to_vec() };
    let newer = Handoff { session_id: session, kind: DRAFT, body, expires_at: later(1) };
    assert!(world.store.put_handoff(&newer).await.unwrap());
    assert_eq!(world.read(session, DRAFT).await, Some(newer));
    assert_eq!(world.read(session, HandoffKind::RecoveryCodes).await, Some(other));
}

async fn notes_are_apart_by_session_and_by_kind(world: World) {
    let account = world.registered().await.id;
    let sessions = [world.signed_in(account).await.session.id, world.signed_in(account).await.session.id];
    let codes = world.leave(sessions[0], HandoffKind::RecoveryCodes, "codes").await;
    assert_eq!(world.read(sessions[0], DRAFT).await, None);
    for kind in KINDS {
        assert_eq!(world.read(sessions[1], kind).await, None, "another session of the same account");
    }
    let draft = world.leave(sessions[1], DRAFT, "draft").await;
    assert!(!world.store.drop_handoff(sessions[1], HandoffKind::RecoveryCodes).await.unwrap());
    assert!(!world.store.drop_handoff(sessions[0], DRAFT).await.unwrap());
    assert_eq!(world.read(sessions[0], HandoffKind::RecoveryCodes).await, Some(codes));
    assert_eq!(world.read(sessions[1], DRAFT).await, Some(draft));
}

async fn a_note_is_taken_away_once(world: World) {
    let session = world.signed_in(world.registered().await.id).await.session.id;
    for kind in KINDS {
        world.leave(session, kind, "text").await;
    }
    let dropped = world.race(|store, _| async move { store.drop_handoff(session, HandoffKind::RecoveryCodes).await }).await;
    assert_eq!(winners(&dropped), 1);
    assert_eq!(world.read(session, HandoffKind::RecoveryCodes).await, None);
    assert!(world.read(session, DRAFT).await.is_some());
}

async fn notes_end_with_their_session(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    for kind in KINDS {
        world.leave(opening.session.id, kind, "text").await;
    }
    assert!(world.store.ends_session(&opening.session).await.unwrap());
    // Not even a new session with the same id finds them.
    assert!(world.store.opens_session(&opening).await.unwrap());
    for kind in KINDS {
        assert_eq!(world.read(opening.session.id, kind).await, None);
    }
}

async fn no_note_is_left_in_a_session_that_is_gone(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    assert!(world.store.ends_session(&opening.session).await.unwrap());
    for kind in KINDS {
        assert!(!world.store.put_handoff(&a_handoff(opening.session.id, kind, "text")).await.unwrap());
        assert_eq!(world.read(opening.session.id, kind).await, None);
    }
}
