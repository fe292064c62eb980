//! The outbox: a letter is written with its event, is taken by one server at a time, and is gone once it was sent.

use super::*;
use crate::{
    domain::letter::{Channel, LetterId, NOTICE, NewLetter, Purpose, REMEMBERED},
    store::{Letter, LetterAttempt, Settlement, Spend, Spending, Spread, Term},
};

promises! {
    a_letter_is_written_with_its_event_and_not_without,
    a_session_in_a_new_browser_opens_with_its_letter,
    a_sign_in_that_waits_and_is_finished_is_one_letter,
    what_a_sign_in_came_to_is_told_also_if_a_letter_of_it_was_sent_or_is_being_sent,
    what_cannot_be_read_holds_up_no_other,
    of_fifty_who_take_letters_each_gets_others,
    a_lease_that_runs_out_gives_a_letter_back,
    what_is_put_off_comes_later_and_what_is_dropped_never,
    what_was_sent_is_counted_and_holds_nothing_any_more,
    letters_end_with_their_account_and_their_time,
    what_a_letter_tells_goes_to_other_channels_once,
    each_channel_takes_and_counts_its_own,
    one_at_a_time_goes_to_a_person_and_one_in_all_to_the_operator,
    letters_that_wait_to_be_sent_are_counted_by_channel,
}

/// The same event with a notice.
fn noticed(event: Event) -> Event {
    let (id, at) = (LetterId(event.id.0), event.at);
    let letter = NewLetter { id, purpose: Purpose::Notice, payload: None, not_before: at, expires_at: at + NOTICE };
    Event { letters: vec![letter], ..event }
}

fn a_letter(not_before: Timestamp) -> NewLetter {
    let id = LetterId::random(&OsRandom);
    let payload = Some(sealed("to whom"));
    NewLetter { id, purpose: Purpose::ForgottenPassword, payload, not_before, expires_at: later(1800) }
}

fn for_a_minute(now: Timestamp) -> Term {
    Term { now, until: now + Duration::from_secs(60), only_spread: false }
}

impl World {
    /// Takes what is due then, for a minute, to report on it.
    async fn attempts(&self, now: Timestamp) -> Vec<LetterAttempt> {
        self.store.claim_letters(Channel::Mail, for_a_minute(now), 100).await.unwrap().iter().map(Letter::attempt).collect()
    }

    /// Takes what is due then, for a minute.
    async fn takes_letters(&self, now: Timestamp) -> Vec<LetterId> {
        self.store.claim_letters(Channel::Mail, for_a_minute(now), 100).await.unwrap().iter().map(|letter| letter.id).collect()
    }
}

async fn a_letter_is_written_with_its_event_and_not_without(world: World) {
    let ada = world.registered().await.id;
    let exported = noticed(an_event(ada, EventKind::Exported, NOW));
    world.store.tell(&exported).await.unwrap();
    world.store.tell(&an_event(ada, EventKind::Exported, NOW)).await.unwrap();
    let letters = world.store.claim_letters(Channel::Mail, for_a_minute(later(1)), 100).await.unwrap();
    let [letter] = &letters[..] else { panic!("{letters:?}") };
    assert_eq!((letter.account_id, letter.event_id, letter.purpose), (Some(ada), Some(exported.id), Purpose::Notice));
    assert_eq!((letter.attempts, letter.created_at, letter.payload.clone()), (1, NOW, None));
    let (account, event) = world.store.matter_of(ada, exported.id).await.unwrap().unwrap();
    assert_eq!((account.id, event), (ada, Event { letters: vec![], ..exported.clone() }));
    let eve = world.registered().await.id;
    assert!(world.store.matter_of(eve, exported.id).await.unwrap().is_none(), "of another");
    // What is rolled back writes none.
    let seal = noticed(an_event(eve, EventKind::Sealed, NOW));
    assert!(
        world.store.seal(&seal).await.unwrap()
            && !world.store.seal(&noticed(an_event(eve, EventKind::Sealed, NOW))).await.unwrap()
    );
    assert_eq!(world.takes_letters(later(2)).await, [LetterId(seal.id.0)]);
}

async fn a_session_in_a_new_browser_opens_with_its_letter(world: World) {
    let ada = world.registered().await.id;
    let mut opening = an_opening(ada, Factors::Password, NOW);
    opening.event = noticed(opening.event);
    assert!(world.store.opens_session(&opening).await.unwrap());
    assert!(world.session(opening.session.id).await.is_some());
    assert_eq!(world.takes_letters(NOW).await, [LetterId(opening.event.id.0)]);
    // One that does not open writes none.
    let protected = world.with_two_factors().await.account;
    let mut half = an_opening(protected, Factors::Password, NOW);
    half.event = noticed(half.event);
    assert!(!world.store.opens_session(&half).await.unwrap());
    assert!(world.takes_letters(NOW).await.is_empty());
}

async fn a_sign_in_that_waits_and_is_finished_is_one_letter(world: World) {
    let ada = world.with_two_factors().await;
    for (number, by_code) in [(1, true), (2, false)] {
        let id = PendingSignInId::random(&OsRandom);
        let mut pending = a_pending(id, ada.account, later(300));
        pending.event = noticed(pending.event);
        pending.event.letters[0].not_before = later(300);
        assert!(world.store.opens_pending(&pending).await.unwrap());
        assert!(world.takes_letters(NOW).await.is_empty());
        let mut opening = an_opening(ada.account, Factors::PasswordAndTotp, later(60));
        opening.event = noticed(Event { id: EventId(id.0), ..opening.event });
        let proof = if by_code {
            Spend::Step { authenticator: PHONE, step: 100 + number, newest: NEWEST, now: NOW }
        } else {
            Spend::RecoveryCode { candidates: vec![ada.codes[0]], now: NOW }
        };
        let settlement = Settlement { clears: vec!["second-factor:ada".into()], ..Settlement::default() };
        let spending = Spending { account: ada.account, proof, settlement, event: None };
        let finished = world.store.finish_pending_sign_in(id, &opening, &spending).await.unwrap();
        assert_eq!(finished, crate::store::Finished::Opened);
        assert!(world.session(opening.session.id).await.is_some());
        // Due at once, and what it tells is how the sign-in ended.
        let attempts = world.attempts(later(60)).await;
        assert_eq!(attempts[0].id, LetterId(id.0));
        let (_, event) = world.store.matter_of(ada.account, EventId(id.0)).await.unwrap().unwrap();
        assert_eq!(event.kind, EventKind::SignedIn);
        world.store.letter_dropped(attempts[0]).await.unwrap();
    }
}

async fn what_a_sign_in_came_to_is_told_also_if_a_letter_of_it_was_sent_or_is_being_sent(world: World) {
    let ada = world.registered().await.id;
    for is_sent in [true, false] {
        let missing = noticed(an_event(ada, EventKind::SecondFactorMissing, NOW));
        world.store.tell(&missing).await.unwrap();
        let attempt = world.attempts(NOW).await[0];
        if is_sent {
            world.store.letter_sent(attempt, Some(ada), "second_factor_missing", later(1)).await.unwrap();
        }
        world.store.tell(&noticed(Event { kind: EventKind::SignedIn, ..missing.clone() })).await.unwrap();
        // Whoever is sending reports too late.
        world.store.letter_sent(attempt, Some(ada), "second_factor_missing", later(2)).await.unwrap();
        let again = world.store.claim_letters(Channel::Mail, for_a_minute(later(3)), 100).await.unwrap();
        assert_eq!(again.iter().map(|letter| (letter.id, letter.purpose)).collect::<Vec<_>>(), [(attempt.id, Purpose::Notice)]);
        world.store.letter_dropped(again[0].attempt()).await.unwrap();
    }
}

async fn what_cannot_be_read_holds_up_no_other(world: World) {
    let (first, second) = (a_letter(NOW), a_letter(NOW));
    for letter in [&first, &second] {
        world.store.put_letter(letter, NOW).await.unwrap();
    }
    let id: String = first.id.to_string();
    world.store.execute("UPDATE letters SET purpose = 'of a later version' WHERE id = $1", &[id.into()]).await.unwrap();
    assert_eq!(world.takes_letters(NOW).await, [second.id]);
}

async fn of_fifty_who_take_letters_each_gets_others(world: World) {
    for _ in 0..30 {
        world.store.put_letter(&a_letter(NOW), NOW).await.unwrap();
    }
    let taken = world.race(|store, _| async move { store.claim_letters(Channel::Mail, for_a_minute(NOW), 2).await }).await;
    let mut ids: Vec<_> = taken.iter().flatten().map(|letter| letter.id).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), all), (all, all), "no letter twice");
    let rest = world.takes_letters(NOW).await.len();
    assert_eq!(all + rest, 30, "and none is lost");
}

async fn a_lease_that_runs_out_gives_a_letter_back(world: World) {
    let letter = a_letter(NOW);
    world.store.put_letter(&letter, NOW).await.unwrap();
    assert_eq!(world.takes_letters(NOW).await, [letter.id]);
    assert!(world.takes_letters(later(59)).await.is_empty());
    let again = world.rival.claim_letters(Channel::Mail, for_a_minute(later(60)), 100).await.unwrap();
    assert_eq!((again[0].id, again[0].attempts), (letter.id, 2));
    assert_eq!(again[0].payload, letter.payload);
}

async fn what_is_put_off_comes_later_and_what_is_dropped_never(world: World) {
    let (first, second) = (a_letter(later(10)), a_letter(later(20)));
    for letter in [&first, &second] {
        world.store.put_letter(letter, NOW).await.unwrap();
    }
    assert!(world.takes_letters(later(10) - TICK).await.is_empty());
    let attempts = world.attempts(later(20)).await;
    assert_eq!(attempts.iter().map(|attempt| attempt.id).collect::<Vec<_>>(), [first.id, second.id]);
    world.store.letter_put_off(attempts[0], later(30)).await.unwrap();
    world.store.letter_dropped(attempts[1]).await.unwrap();
    assert!(world.takes_letters(later(30) - TICK).await.is_empty());
    assert_eq!(world.takes_letters(later(30)).await, [first.id]);
    assert!(world.takes_letters(later(500)).await == [first.id], "its lease ran out");
}

async fn what_was_sent_is_counted_and_holds_nothing_any_more(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    let letter = a_letter(NOW);
    world.store.put_letter(&letter, NOW).await.unwrap();
    let late = world.attempts(NOW).await[0];
    let attempt = world.attempts(later(60)).await[0];
    // A server whose lease has run out changes nothing.
    world.store.letter_sent(late, Some(ada), "forgotten_password", later(5)).await.unwrap();
    world.store.letter_put_off(late, NOW).await.unwrap();
    world.store.letter_dropped(late).await.unwrap();
    assert!(world.takes_letters(later(61)).await.is_empty());
    assert_eq!(world.store.letters_sent((ada, Channel::Mail), None, NOW).await.unwrap(), 0);
    world.store.letter_sent(attempt, Some(ada), "forgotten_password", later(5)).await.unwrap();
    assert!(world.takes_letters(later(1000)).await.is_empty());
    world.store.letter_put_off(attempt, NOW).await.unwrap();
    world.store.letter_dropped(attempt).await.unwrap();
    assert!(world.takes_letters(later(1000)).await.is_empty());
    let empty = "SELECT id FROM letters WHERE payload IS NULL AND key_id IS NULL";
    assert_eq!(world.store.rows(empty, &[], &[("id", Kind::Text)]).await.unwrap().len(), 1);
    for (account, told, after, expected) in [
        (ada, None, NOW, 1),
        (ada, Some("forgotten_password"), NOW, 1),
        (ada, Some("exported"), NOW, 0),
        (ada, None, later(5), 0),
        (eve, None, NOW, 0),
    ] {
        assert_eq!(world.store.letters_sent((account, Channel::Mail), told, after).await.unwrap(), expected, "{told:?}");
    }
}

async fn letters_end_with_their_account_and_their_time(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    let rows = async || world.store.rows("SELECT id FROM letters", &[], &[("id", Kind::Text)]).await.unwrap().len();
    for account in [ada, eve] {
        world.store.tell(&noticed(an_event(account, EventKind::Exported, NOW))).await.unwrap();
    }
    world.store.execute("DELETE FROM accounts WHERE id = $1", &[ada.into()]).await.unwrap();
    assert_eq!(rows().await, 1);
    let attempt = world.attempts(NOW).await[0];
    world.store.letter_sent(attempt, Some(eve), "exported", later(5)).await.unwrap();
    world.store.prunes(later(5) + REMEMBERED - TICK, Timestamp(0)).await.unwrap();
    assert_eq!(rows().await, 1);
    world.store.prunes(later(5) + REMEMBERED, Timestamp(0)).await.unwrap();
    assert_eq!(rows().await, 0);
    let letter = a_letter(NOW);
    world.store.put_letter(&letter, NOW).await.unwrap();
    world.store.prunes(letter.expires_at, Timestamp(0)).await.unwrap();
    assert_eq!(rows().await, 0);
}

async fn what_a_letter_tells_goes_to_other_channels_once(world: World) {
    let ada = world.registered().await.id;
    let event = noticed(an_event(ada, EventKind::Exported, NOW));
    world.store.tell(&event).await.unwrap();
    world.store.put_letter(&a_letter(NOW), NOW).await.unwrap();
    let unspread = async || world.store.unspread_letters(NOW, 100).await.unwrap();
    let [letter] = &unspread().await[..] else { panic!("what somebody asks for by mail is no notice") };
    let only_spread = Term { only_spread: true, ..for_a_minute(NOW) };
    let by_mail = world.store.claim_letters(Channel::Mail, only_spread, 100).await.unwrap();
    assert_eq!(by_mail.iter().map(|one| one.purpose).collect::<Vec<_>>(), [Purpose::ForgottenPassword], "others come first");
    let of =
        |purpose| NewLetter { id: LetterId::random(&OsRandom), purpose, payload: None, not_before: NOW, expires_at: later(60) };
    let spread = Spread { others: vec![of(Purpose::Webhook), of(Purpose::Push)], by_mail: true, now: NOW };
    world
        .race(|store, _| {
            let (letter, spread) = (letter.clone(), spread.clone());
            async move { store.spread_letter(&letter, &spread).await }
        })
        .await;
    assert!(unspread().await.is_empty());
    for (channel, other) in [(Channel::Webhook, &spread.others[0]), (Channel::Person, &spread.others[1])] {
        let taken = world.store.claim_letters(channel, for_a_minute(NOW), 100).await.unwrap();
        let [one] = &taken[..] else { panic!("{taken:?}") };
        assert_eq!((one.id, one.account_id, one.event_id, one.attempts), (other.id, Some(ada), Some(event.id), 1));
    }
    // Now it is for mail, and what it tells does not go to the others again.
    assert_eq!(world.store.claim_letters(Channel::Mail, only_spread, 100).await.unwrap()[0].id, letter.id);
    let more = Spread { others: vec![of(Purpose::OperatorPush)], ..spread };
    world.store.spread_letter(letter, &more).await.unwrap();
    assert!(world.store.claim_letters(Channel::Operator, for_a_minute(later(5)), 100).await.unwrap().is_empty());
    // What became of the event since is told again. Where there is no mail, nothing is left for it.
    world.store.tell(&noticed(Event { kind: EventKind::SignedIn, ..event.clone() })).await.unwrap();
    let [anew] = &unspread().await[..] else { panic!("told again") };
    world.store.spread_letter(anew, &Spread { by_mail: false, ..more }).await.unwrap();
    assert_eq!(world.store.claim_letters(Channel::Operator, for_a_minute(later(5)), 100).await.unwrap().len(), 1);
    assert!(world.takes_letters(later(120)).await.iter().all(|id| *id != letter.id));
}

async fn one_at_a_time_goes_to_a_person_and_one_in_all_to_the_operator(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    for account in [ada, ada, eve] {
        for purpose in [Purpose::Push, Purpose::OperatorPush, Purpose::Webhook] {
            let mut event = an_event(account, EventKind::Sealed, NOW);
            let id = LetterId::random(&OsRandom);
            event.letters = vec![NewLetter { id, purpose, payload: None, not_before: NOW, expires_at: later(600) }];
            world.store.tell(&event).await.unwrap();
        }
    }
    let takes = async |channel| world.store.claim_letters(channel, for_a_minute(NOW), 1).await.unwrap().pop();
    for (channel, at_once) in [(Channel::Person, 2), (Channel::Operator, 1), (Channel::Webhook, 3)] {
        let (mut taken, mut all) = (vec![], 0);
        while let Some(letter) = takes(channel).await {
            taken.push(letter);
        }
        assert_eq!(taken.len(), at_once, "{channel:?}");
        // The next is taken once these are sent.
        while let Some(letter) = taken.pop() {
            all += 1;
            world.store.letter_sent(letter.attempt(), letter.account_id, "sealed", NOW).await.unwrap();
            taken.extend(takes(channel).await);
        }
        assert_eq!(all, 3, "{channel:?}");
    }
}

async fn each_channel_takes_and_counts_its_own(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    for (account, purpose) in
        [(ada, Purpose::Push), (ada, Purpose::PushToFormer), (eve, Purpose::Push), (eve, Purpose::OperatorPush)]
    {
        let mut event = an_event(account, EventKind::Sealed, NOW);
        let id = LetterId::random(&OsRandom);
        event.letters = vec![NewLetter { id, purpose, payload: None, not_before: NOW, expires_at: later(60) }];
        world.store.tell(&event).await.unwrap();
    }
    assert!(world.takes_letters(NOW).await.is_empty(), "none is of mail");
    for channel in [Channel::Person, Channel::Operator] {
        for letter in world.store.claim_letters(channel, for_a_minute(NOW), 100).await.unwrap() {
            world.store.letter_sent(letter.attempt(), letter.account_id, "sealed", later(1)).await.unwrap();
        }
    }
    let sent = |account, channel| world.store.letters_sent((account, channel), Some("sealed"), NOW);
    assert_eq!(sent(ada, Channel::Person).await.unwrap(), 2);
    assert_eq!(sent(eve, Channel::Person).await.unwrap(), 1);
    assert_eq!(sent(eve, Channel::Mail).await.unwrap(), 0);
    for (channel, told, after, expected) in [
        (Channel::Person, None, NOW, 3),
        (Channel::Operator, Some("sealed"), NOW, 1),
        (Channel::Operator, Some("many"), NOW, 0),
        (Channel::Person, None, later(1), 0),
    ] {
        assert_eq!(world.store.letters_sent_to_all(channel, told, after).await.unwrap(), expected, "{channel:?} {told:?}");
    }
}

async fn letters_that_wait_to_be_sent_are_counted_by_channel(world: World) {
    let pending = async |now| {
        let all = world.store.pending_letters(now).await.unwrap();
        assert_eq!(all.iter().map(|(channel, _)| *channel).collect::<Vec<_>>(), Channel::ALL);
        all.into_iter().map(|(_, letters)| letters).collect::<Vec<_>>()
    };
    assert_eq!(pending(NOW).await, [0, 0, 0, 0]);
    for letter in [a_letter(NOW), a_letter(later(5)), NewLetter { purpose: Purpose::Webhook, ..a_letter(NOW) }] {
        world.store.put_letter(&letter, NOW).await.unwrap();
    }
    assert_eq!(pending(NOW).await, [1, 1, 0, 0], "one is for later");
    assert_eq!(pending(later(5)).await, [2, 1, 0, 0]);
    // One that was tried waits all the same, and one that was sent does not.
    let [attempt] = world.attempts(NOW).await[..] else { panic!("one was due") };
    world.store.letter_put_off(attempt, later(60)).await.unwrap();
    assert_eq!(pending(NOW).await, [1, 1, 0, 0]);
    for sent in world.attempts(later(60)).await {
        world.store.letter_sent(sent, None, "notice", later(60)).await.unwrap();
    }
    assert_eq!(pending(later(60)).await, [0, 1, 0, 0]);
}
