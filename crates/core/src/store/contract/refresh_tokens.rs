//! Refresh tokens. The current token rotates. The previous one returns the current one again while the response may have been
//! lost. Any other issued token ends the session. A token that was never issued changes nothing.

use super::*;
use crate::domain::session::{TokenMark, Unseen};

promises! {
    the_current_token_rotates_and_the_session_counts_as_used,
    of_fifty_tabs_all_get_the_same_next_token,
    the_token_before_brings_the_same_one_for_five_minutes_unless_that_was_seen,
    the_token_before_is_excused_for_ten_seconds_and_mints_nothing_once_the_current_one_was_seen,
    the_token_before_is_excused_where_the_current_one_is_not_its_successor,
    what_was_seen_of_an_earlier_token_is_not_taken_for_the_current_one,
    of_fifty_who_reuse_a_token_one_ends_the_session_and_the_rest_find_none,
    a_token_older_than_the_one_before_ends_the_session_at_once,
    a_token_that_was_never_given_out_changes_nothing,
    a_token_that_does_not_show_that_it_was_issued_is_no_news_of_a_theft,
    a_token_of_another_session_ends_the_session_it_is_presented_for,
    use_keeps_a_session_alive_until_its_end,
    an_idle_session_has_no_token_left,
    a_session_past_its_end_has_no_token_left,
    a_token_of_no_session_is_unknown,
    a_renewed_session_knows_no_earlier_token,
    the_current_token_and_the_one_before_end_their_session,
    no_other_token_ends_a_session,
    of_fifty_who_sign_out_with_one_token_one_ends_the_session,
}

impl World {
    /// Signs out with a token.
    async fn ends(&self, session_id: SessionId, fingerprint: Fingerprint) -> bool {
        self.store.end_session_of(&Presented { session_id, fingerprint, was_issued: true, ending: an_ending(NOW) }).await.unwrap()
    }

    /// Simulates a request with the tokens issued with the session's current refresh token.
    async fn sees_tokens(&self, id: SessionId) {
        let session = self.session(id).await.unwrap();
        self.store.note_tokens_seen(&session).await.unwrap();
    }

    /// Since when no request has used the session's current tokens.
    async fn unseen_since(&self, id: SessionId) -> Option<Timestamp> {
        self.session(id).await.unwrap().unseen.map(|unseen| unseen.since)
    }

    /// Opens a session whose first token was replaced by `second` at [`NOW`].
    async fn rotated_once(&self) -> SessionWrite {
        let opening = self.signed_in(self.registered().await.id).await;
        assert!(matches!(self.rotate(opening.session.id, opening.refresh, "second", NOW).await, Rotation::Rotated(..)));
        opening
    }
}

async fn the_current_token_rotates_and_the_session_counts_as_used(world: World) {
    let account = world.registered().await.id;
    let (opening, other) = (world.signed_in(account).await, world.signed_in(account).await);
    let rotation = world.rotate(opening.session.id, opening.refresh, "second", later(60)).await;
    let Rotation::Rotated(session, of) = rotation else { panic!("{rotation:?}") };
    assert_eq!((of.id, of.created_at), (account, NOW));
    let unseen = Some(Unseen { since: later(60), mark: TokenMark::of(&fingerprint("second")) });
    assert_eq!(session, Session { last_used_at: later(60), unseen, ..opening.session });
    assert_eq!(world.session(session.id).await, Some(session));
    assert_eq!(world.session(other.session.id).await, Some(other.session));
}

async fn of_fifty_tabs_all_get_the_same_next_token(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    let presented =
        Presented { session_id: opening.session.id, fingerprint: opening.refresh, was_issued: true, ending: an_ending(NOW) };
    let next = fingerprint("second");
    let presented = Arc::new(presented);
    let rotations = world
        .race(|store, _| {
            let presented = Arc::clone(&presented);
            async move { store.rotate_refresh_token(&presented, &next, later(60), &lifetimes()).await }
        })
        .await;
    assert_eq!(rotations.iter().filter(|rotation| matches!(rotation, Rotation::Rotated(..))).count(), 1);
    assert_eq!(rotations.iter().filter(|rotation| matches!(rotation, Rotation::Repeated(..))).count(), RACERS - 1);
    assert!(matches!(world.rotate(opening.session.id, next, "third", later(61)).await, Rotation::Rotated(..)));
}

async fn the_token_before_brings_the_same_one_for_five_minutes_unless_that_was_seen(world: World) {
    let opening = world.rotated_once().await;
    let (id, account, first) = (opening.session.id, opening.session.account_id, opening.refresh);
    let other = world.signed_in(account).await;
    let end = NOW + Lifetimes::LOST_ANSWER;
    let before = world.session(id).await;
    assert_eq!(world.unseen_since(id).await, Some(NOW));
    for now in [NOW, later(5), later(11), end] {
        let repeated = world.rotate(id, first, "second", now).await;
        assert!(matches!(repeated, Rotation::Repeated(..)), "{repeated:?}");
    }
    assert_eq!(world.session(id).await, before, "asking again does not count as use, and does not draw it out");
    // S-16: a client that rotates the token but never uses the new tokens is detected all the same.
    let reused = world.rotate(id, first, "second", end + TICK).await;
    assert!(matches!(reused, Rotation::Reused(of) if of == account), "{reused:?}");
    assert_eq!(world.session(id).await, None);
    assert!(matches!(world.rotate(id, fingerprint("second"), "third", end + TICK).await, Rotation::Unknown));
    assert!(world.session(other.session.id).await.is_some(), "the account's other sessions go on");
}

async fn the_token_before_is_excused_for_ten_seconds_and_mints_nothing_once_the_current_one_was_seen(world: World) {
    let opening = world.rotated_once().await;
    let (id, account, first) = (opening.session.id, opening.session.account_id, opening.refresh);
    world.sees_tokens(id).await;
    let before = world.session(id).await;
    assert_eq!(world.unseen_since(id).await, None);
    for now in [NOW, NOW + Lifetimes::REFRESH_GRACE] {
        let raced = world.rotate(id, first, "second", now).await;
        assert!(matches!(raced, Rotation::Raced(..)), "{raced:?}");
    }
    assert_eq!(world.session(id).await, before);
    let reused = world.rotate(id, first, "second", NOW + Lifetimes::REFRESH_GRACE + TICK).await;
    assert!(matches!(reused, Rotation::Reused(of) if of == account), "{reused:?}");
    assert_eq!(world.session(id).await, None);
}

async fn the_token_before_is_excused_where_the_current_one_is_not_its_successor(world: World) {
    let opening = world.rotated_once().await;
    let (id, first, end_of_grace) = (opening.session.id, opening.refresh, NOW + Lifetimes::REFRESH_GRACE);
    let before = world.session(id).await;
    for now in [NOW, end_of_grace] {
        assert!(matches!(world.rotate(id, first, "not minted", now).await, Rotation::Raced(..)));
    }
    assert_eq!(world.session(id).await, before);
    assert!(matches!(world.rotate(id, fingerprint("not minted"), "third", NOW).await, Rotation::Reused(_)));
}

async fn what_was_seen_of_an_earlier_token_is_not_taken_for_the_current_one(world: World) {
    let opening = world.rotated_once().await;
    let id = opening.session.id;
    let read = world.session(id).await.unwrap();
    assert!(matches!(world.rotate(id, fingerprint("second"), "third", later(60)).await, Rotation::Rotated(..)));
    world.store.note_tokens_seen(&read).await.unwrap();
    assert_eq!(world.unseen_since(id).await, Some(later(60)));
    world.sees_tokens(id).await;
    assert!(matches!(world.rotate(id, fingerprint("third"), "fourth", later(60)).await, Rotation::Rotated(..)));
    assert_eq!(world.unseen_since(id).await, Some(later(60)), "also at the same moment");
}

async fn of_fifty_who_reuse_a_token_one_ends_the_session_and_the_rest_find_none(world: World) {
    let opening = world.rotated_once().await;
    world.sees_tokens(opening.session.id).await;
    let presented =
        Presented { session_id: opening.session.id, fingerprint: opening.refresh, was_issued: true, ending: an_ending(NOW) };
    let presented = Arc::new(presented);
    let rotations = world
        .race(|store, _| {
            let presented = Arc::clone(&presented);
            async move { store.rotate_refresh_token(&presented, &fingerprint("third"), later(60), &lifetimes()).await }
        })
        .await;
    assert_eq!(rotations.iter().filter(|rotation| matches!(rotation, Rotation::Reused(_))).count(), 1);
    assert_eq!(rotations.iter().filter(|rotation| matches!(rotation, Rotation::Unknown)).count(), RACERS - 1);
}

async fn a_token_older_than_the_one_before_ends_the_session_at_once(world: World) {
    let opening = world.rotated_once().await;
    assert!(matches!(world.rotate(opening.session.id, fingerprint("second"), "third", later(1)).await, Rotation::Rotated(..)));
    assert!(matches!(world.rotate(opening.session.id, opening.refresh, "fourth", later(2)).await, Rotation::Reused(_)));
    assert_eq!(world.session(opening.session.id).await, None);
}

async fn a_token_that_was_never_given_out_changes_nothing(world: World) {
    let opening = world.rotated_once().await;
    let before = world.session(opening.session.id).await;
    let made_up = world.rotate_unsigned(opening.session.id, fingerprint("made up"), "third", NOW).await;
    assert!(matches!(made_up, Rotation::Unknown), "{made_up:?}");
    assert_eq!(world.session(opening.session.id).await, before);
}

async fn a_token_that_does_not_show_that_it_was_issued_is_no_news_of_a_theft(world: World) {
    // Tokens of earlier versions have no HMAC: they rotate, and the previous one is recognised by its stored fingerprint.
    let opening = world.signed_in(world.registered().await.id).await;
    let id = opening.session.id;
    assert!(matches!(world.rotate_unsigned(id, opening.refresh, "second", NOW).await, Rotation::Rotated(..)));
    assert!(matches!(world.rotate_unsigned(id, opening.refresh, "second", later(60)).await, Rotation::Repeated(..)));
    assert!(matches!(world.rotate_unsigned(id, fingerprint("second"), "third", later(60)).await, Rotation::Rotated(..)));
    assert!(matches!(world.rotate_unsigned(id, opening.refresh, "third", later(60)).await, Rotation::Unknown));
    assert!(world.session(id).await.is_some());
    world.sees_tokens(id).await;
    assert!(matches!(world.rotate_unsigned(id, fingerprint("second"), "third", later(120)).await, Rotation::Reused(_)));
}

async fn a_token_of_another_session_ends_the_session_it_is_presented_for(world: World) {
    let account = world.registered().await.id;
    let (opening, other) = (world.signed_in(account).await, world.signed_in(account).await);
    assert!(matches!(world.rotate(opening.session.id, other.refresh, "second", NOW).await, Rotation::Reused(_)));
    assert!(matches!(world.rotate(other.session.id, other.refresh, "second", NOW).await, Rotation::Rotated(..)));
}

async fn use_keeps_a_session_alive_until_its_end(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    let (mut now, mut token) = (NOW, opening.refresh);
    // 24 times an hour, less a moment, is less than 24 hours.
    for _ in 0..24 {
        now = now + lifetimes().idle - TICK;
        let next = format!("token of {}", now.0);
        let rotation = world.rotate(opening.session.id, token, &next, now).await;
        let Rotation::Rotated(session, _) = rotation else { panic!("{rotation:?}") };
        assert_eq!((session.last_used_at, session.expires_at), (now, opening.session.expires_at));
        token = fingerprint(&next);
    }
    assert!(matches!(world.rotate(opening.session.id, token, "late", opening.session.expires_at).await, Rotation::Unknown));
}

/// Presents various tokens after the session of [`World::rotated_once`] is over: none is reported as a theft.
async fn no_token_is_left(world: &World, opening: &SessionWrite, over: Timestamp) {
    let before = world.session(opening.session.id).await;
    for token in [opening.refresh, fingerprint("second"), fingerprint("made up")] {
        let rotation = world.rotate(opening.session.id, token, "third", over).await;
        assert!(matches!(rotation, Rotation::Unknown), "{rotation:?}");
    }
    assert_eq!(world.session(opening.session.id).await, before);
    let in_time = world.rotate(opening.session.id, fingerprint("second"), "third", over - TICK).await;
    assert!(matches!(in_time, Rotation::Rotated(..)), "{in_time:?}");
}

async fn an_idle_session_has_no_token_left(world: World) {
    let opening = world.rotated_once().await;
    no_token_is_left(&world, &opening, NOW + lifetimes().idle).await;
}

async fn a_session_past_its_end_has_no_token_left(world: World) {
    let mut opening = an_opening(world.registered().await.id, Factors::Password, NOW);
    opening.session.expires_at = later(5);
    assert!(world.store.opens_session(&opening).await.unwrap());
    assert!(matches!(world.rotate(opening.session.id, opening.refresh, "second", NOW).await, Rotation::Rotated(..)));
    no_token_is_left(&world, &opening, later(5)).await;
}

async fn a_token_of_no_session_is_unknown(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    assert!(matches!(world.rotate(SessionId::random(&OsRandom), opening.refresh, "second", NOW).await, Rotation::Unknown));
    assert!(world.store.ends_session(&opening.session).await.unwrap());
    assert!(matches!(world.rotate(opening.session.id, opening.refresh, "second", NOW).await, Rotation::Unknown));
}

async fn a_renewed_session_knows_no_earlier_token(world: World) {
    let opening = world.rotated_once().await;
    let renewed = reauthenticated(&opening, Factors::PasswordAndTotp);
    assert!(world.store.renew_session(&renewed).await.unwrap());
    let rotation = world.rotate(opening.session.id, renewed.refresh, "fourth", later(61)).await;
    let Rotation::Rotated(session, _) = rotation else { panic!("{rotation:?}") };
    assert_eq!((session.factors, session.authenticated_at), (Factors::PasswordAndTotp, later(60)));

    for before_last in [false, true] {
        let opening = world.rotated_once().await;
        assert!(world.store.renew_session(&reauthenticated(&opening, Factors::PasswordAndTotp)).await.unwrap());
        let earlier = if before_last { opening.refresh } else { fingerprint("second") };
        // Within the period that would otherwise be its grace.
        assert!(matches!(world.rotate(opening.session.id, earlier, "fourth", later(60)).await, Rotation::Reused(_)));
        assert_eq!(world.session(opening.session.id).await, None);
    }
}

async fn the_current_token_and_the_one_before_end_their_session(world: World) {
    for current in [true, false] {
        let opening = world.rotated_once().await;
        let (id, other) = (opening.session.id, world.signed_in(opening.session.account_id).await);
        let token = if current { fingerprint("second") } else { opening.refresh };
        assert!(world.ends(id, token).await);
        assert_eq!(world.session(id).await, None);
        assert!(!world.ends(id, token).await);
        assert_eq!(world.session(other.session.id).await, Some(other.session));
    }
}

async fn no_other_token_ends_a_session(world: World) {
    let opening = world.rotated_once().await;
    let (id, other) = (opening.session.id, world.signed_in(opening.session.account_id).await);
    assert!(matches!(world.rotate(id, fingerprint("second"), "third", NOW).await, Rotation::Rotated(..)));
    for token in [opening.refresh, fingerprint("made up"), other.refresh] {
        assert!(!world.ends(id, token).await);
    }
    assert!(!world.ends(SessionId::random(&OsRandom), fingerprint("third")).await);
    assert!(world.store.renew_session(&reauthenticated(&opening, Factors::Password)).await.unwrap());
    for token in [fingerprint("second"), fingerprint("third")] {
        assert!(!world.ends(id, token).await, "it was renewed since");
    }
    assert!(world.session(id).await.is_some() && world.session(other.session.id).await.is_some());
}

async fn of_fifty_who_sign_out_with_one_token_one_ends_the_session(world: World) {
    let opening = world.rotated_once().await;
    let presented =
        Presented { session_id: opening.session.id, fingerprint: opening.refresh, was_issued: true, ending: an_ending(NOW) };
    let ended = world
        .race(|store, _| {
            let presented = presented.clone();
            async move { store.end_session_of(&presented).await }
        })
        .await;
    assert_eq!(winners(&ended), 1);
}
