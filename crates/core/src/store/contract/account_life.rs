//! Changes of accounts: who makes them stays, the others end.

use super::*;
use crate::domain::throttle::Limit;
use crate::store::{Changed, NewEmail};

/// The counters of a former address and of the next one.
const COUNTERS: [&str; 2] = ["password:former", "password:next"];

promises! {
    a_former_address_is_put_back_once_and_by_whoever_had_it_earlier_in_any_case,
    a_password_that_was_replaced_while_it_was_checked_opens_nothing,
    misses_move_to_the_new_address_and_never_get_fewer,
    a_session_that_has_ended_changes_nothing_any_more,
    of_fifty_who_change_one_session_one_does,
    of_many_events_the_newest_are_kept,
    a_new_password_ends_all_but_the_session_that_chose_it,
    of_fifty_new_passwords_one_is_chosen,
    a_new_address_is_found_and_one_that_is_taken_changes_nothing,
    of_fifty_who_want_one_address_one_gets_it,
    a_name_is_changed_and_told,
    a_deletion_is_due_in_its_time_and_can_be_taken_back,
    a_deleted_account_leaves_nothing,
}

impl World {
    pub(super) async fn is_live(&self, opening: &SessionWrite) -> bool {
        self.session(opening.session.id).await.is_some()
    }

    pub(super) async fn told_last(&self, account: AccountId) -> EventKind {
        self.store.events(account, &[], None, 1).await.unwrap()[0].kind
    }
}

pub(super) fn hash(name: &str) -> PasswordHash {
    PasswordHash::from_stored(format!("$argon2id$v=19$m=8,t=1,p=1${name}"))
}

/// The session after a change that it made.
pub(super) fn changing(opening: &SessionWrite, kind: EventKind) -> SessionWrite {
    let changed = reauthenticated(opening, opening.session.factors);
    SessionWrite { event: an_event_of(&changed.session, kind), ..changed }
}

async fn a_new_password_ends_all_but_the_session_that_chose_it(world: World) {
    let account = world.registered().await;
    let [own, other] = [world.signed_in(account.id).await, world.signed_in(account.id).await];
    let foreign = world.signed_in(world.registered().await.id).await;
    let pending = world.pending(account.id).await;
    let change = changing(&own, EventKind::PasswordChanged);
    let changed = world.store.change_password(&change, &hash("another"), &hash("new")).await.unwrap();
    assert_eq!(changed, Changed::Refused, "it is not the present one");
    assert!(world.is_live(&other).await);
    let changed = world.store.change_password(&change, &account.password_hash, &hash("new")).await.unwrap();
    assert_eq!(changed, Changed::Done);
    assert_eq!(world.account(account.id).await.password_hash, hash("new"));
    assert!(world.is_live(&own).await && world.is_live(&foreign).await && !world.is_live(&other).await);
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_none());
    assert_eq!(world.told_last(account.id).await, EventKind::PasswordChanged);
    // The session that is gone changes nothing.
    let gone = changing(&other, EventKind::PasswordChanged);
    assert_eq!(world.store.change_password(&gone, &hash("new"), &hash("third")).await.unwrap(), Changed::Over);
    assert_eq!(world.account(account.id).await.password_hash, hash("new"));
    // The token from before the change is a copy.
    assert!(matches!(world.rotate(own.session.id, own.refresh, "next", later(61)).await, Rotation::Reused(_)));
}

async fn of_fifty_new_passwords_one_is_chosen(world: World) {
    let account = world.registered().await;
    let own = world.signed_in(account.id).await;
    let answers = world
        .race(|store, number| {
            let (change, old) = (changing(&own, EventKind::PasswordChanged), account.password_hash.clone());
            async move { store.change_password(&change, &old, &hash(&number.to_string())).await }
        })
        .await;
    assert_eq!(answers.iter().filter(|answer| **answer == Changed::Done).count(), 1);
    let chosen = answers.iter().position(|answer| *answer == Changed::Done).unwrap();
    assert_eq!(world.account(account.id).await.password_hash, hash(&chosen.to_string()));
}

async fn a_new_address_is_found_and_one_that_is_taken_changes_nothing(world: World) {
    let (ada, eve) = (world.registered().await, world.registered().await);
    let [own, other] = [world.signed_in(ada.id).await, world.signed_in(ada.id).await];
    let change = changing(&own, EventKind::EmailChanged);
    assert_eq!(world.store.change_email(&change, to(&ada.email, &eve.email)).await.unwrap(), Changed::Refused);
    assert!(world.is_live(&other).await && world.told_last(ada.id).await != EventKind::EmailChanged);
    let new = EmailAddress::parse(&format!("new-{}@example.com", ada.id)).unwrap();
    assert_eq!(world.store.change_email(&change, to(&eve.email, &new)).await.unwrap(), Changed::Over, "not from there");
    assert!(world.is_live(&other).await && world.told_last(ada.id).await != EventKind::EmailChanged);
    let confirmed = NewEmail { is_confirmed: true, ..to(&ada.email, &new) };
    assert_eq!(world.store.change_email(&change, confirmed).await.unwrap(), Changed::Done);
    let moved = world.store.account_by_email(&new).await.unwrap().unwrap();
    assert_eq!((moved.id, moved.email_confirmed), (ada.id, true));
    assert!(world.store.account_by_email(&ada.email).await.unwrap().is_none());
    assert!(!world.is_live(&other).await && world.is_live(&own).await);
    assert_eq!(world.told_last(ada.id).await, EventKind::EmailChanged);
    // Another one is unconfirmed again.
    let back = changing(&world.signed_in(ada.id).await, EventKind::EmailChanged);
    assert_eq!(world.store.change_email(&back, to(&new, &ada.email)).await.unwrap(), Changed::Done);
    assert!(!world.account(ada.id).await.email_confirmed);
}

/// A change of the address that nobody has confirmed.
fn to<'a>(former: &'a EmailAddress, email: &'a EmailAddress) -> NewEmail<'a> {
    NewEmail { former, email, is_confirmed: false, counters: COUNTERS }
}

async fn of_fifty_who_want_one_address_one_gets_it(world: World) {
    let new = EmailAddress::parse(&format!("wanted-{}@example.com", AccountId::random(&OsRandom))).unwrap();
    let mut openings = Vec::new();
    for _ in 0..RACERS {
        let account = world.registered().await;
        openings.push((world.signed_in(account.id).await, account.email));
    }
    let answers = world
        .race(|store, number| {
            let (opening, former) = openings[number].clone();
            let (change, new) = (changing(&opening, EventKind::EmailChanged), new.clone());
            async move { store.change_email(&change, to(&former, &new)).await }
        })
        .await;
    assert_eq!(answers.iter().filter(|answer| **answer == Changed::Done).count(), 1);
    assert_eq!(answers.iter().filter(|answer| **answer == Changed::Refused).count(), RACERS - 1);
}

async fn a_name_is_changed_and_told(world: World) {
    let (ada, eve) = (world.registered().await, world.registered().await);
    let name = PersonName::parse("Augusta").unwrap();
    assert!(world.store.change_name(&name, &an_event(ada.id, EventKind::NameChanged, NOW + TICK)).await.unwrap());
    assert_eq!(world.account(ada.id).await.name, name);
    assert_ne!(world.account(eve.id).await.name, name);
    assert_eq!(world.told_last(ada.id).await, EventKind::NameChanged);
    let nobody = an_event(AccountId::random(&OsRandom), EventKind::NameChanged, NOW);
    assert!(!world.store.change_name(&name, &nobody).await.unwrap());
}

async fn a_deletion_is_due_in_its_time_and_can_be_taken_back(world: World) {
    let account = world.registered().await.id;
    let own = world.signed_in(account).await;
    let order = || an_event(account, EventKind::DeletionOrdered, NOW);
    assert!(world.store.orders_deletion(later(60), &order()).await.unwrap());
    assert!(!world.is_live(&own).await);
    assert_eq!(world.account(account).await.delete_at, Some(later(60)));
    let due = async |now| world.store.due_for_deletion(now, 10).await.unwrap();
    assert_eq!(due(later(59)).await, []);
    assert_eq!(due(later(60)).await, [account]);
    assert!(!world.store.delete_if_due(account, later(59)).await.unwrap());
    let cancel = an_event(account, EventKind::DeletionCancelled, later(1));
    assert!(world.store.cancel_deletion(&cancel).await.unwrap());
    assert!(!world.store.cancel_deletion(&cancel).await.unwrap());
    assert_eq!(due(later(60)).await, []);
    assert!(!world.store.delete_if_due(account, later(60)).await.unwrap());
    assert_eq!(world.account(account).await.delete_at, None);
}

async fn a_deleted_account_leaves_nothing(world: World) {
    let (ada, eve) = (world.with_two_factors().await, world.with_two_factors().await);
    world.pending(ada.account).await;
    world.store.orders_deletion(NOW, &an_event(ada.account, EventKind::DeletionOrdered, NOW)).await.unwrap();
    assert!(world.store.delete_if_due(ada.account, NOW).await.unwrap());
    for table in ["sessions", "pending_sign_ins", "authenticators", "recovery_codes", "events", "accounts"] {
        let column = if table == "accounts" { "id" } else { "account_id" };
        for (account, left) in [(ada.account, false), (eve.account, table != "pending_sign_ins")] {
            let text: &'static str =
                Box::leak(format!("SELECT {column} AS id FROM {table} WHERE {column} = $1").into_boxed_str());
            let rows = world.store.rows(text, &[account.into()], &[("id", Kind::Text)]).await.unwrap();
            assert_eq!(!rows.is_empty(), left, "{table}");
        }
    }
}

async fn a_password_that_was_replaced_while_it_was_checked_opens_nothing(world: World) {
    let account = world.registered().await;
    let own = world.signed_in(account.id).await;
    let (opening, pending) = (an_opening(account.id, Factors::Password, later(60)), PendingSignInId::random(&OsRandom));
    let change = changing(&own, EventKind::PasswordChanged);
    assert_eq!(world.store.change_password(&change, &account.password_hash, &hash("new")).await.unwrap(), Changed::Done);
    assert!(!world.store.opens_session(&opening).await.unwrap());
    assert!(!world.store.opens_pending(&a_pending(pending, account.id, later(400))).await.unwrap());
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_none());
    // With the new one it does.
    let read = AccountRead::of(&world.account(account.id).await);
    assert!(world.store.opens_session(&SessionWrite { read, ..opening }).await.unwrap());
    assert!(world.store.opens_pending(&PendingSignIn { read, ..a_pending(pending, account.id, later(400)) }).await.unwrap());
    // The same with an order of deletion that the sign-in does not know of.
    let eve = world.registered().await.id;
    world.store.orders_deletion(later(600), &an_event(eve, EventKind::DeletionOrdered, NOW)).await.unwrap();
    let opening = an_opening(eve, Factors::Password, later(60));
    assert!(!world.store.opens_session(&opening).await.unwrap());
    let read = AccountRead { is_leaving: true, ..FRESH };
    assert!(world.store.opens_session(&SessionWrite { read, ..opening }).await.unwrap());
}

async fn misses_move_to_the_new_address_and_never_get_fewer(world: World) {
    let misses = async |subject: &str| {
        let query = "SELECT misses FROM attempts WHERE subject = $1";
        let rows = world.store.rows(query, &[subject.into()], &[("misses", Kind::Integer)]).await.unwrap();
        rows.first().map_or(0, |row| row.integer("misses").unwrap())
    };
    for (former, next, expected) in [(4, 0, 4), (4, 1, 4), (1, 3, 3), (0, 2, 2)] {
        let ada = world.registered().await;
        let subjects = [format!("password:{}", ada.id), format!("password:next-{}", ada.id)];
        for (subject, count) in subjects.iter().zip([former, next]) {
            for _ in 0..count {
                world.store.count_attempt(subject, Limit::Password, NOW).await.unwrap().unwrap();
            }
        }
        let change = changing(&world.signed_in(ada.id).await, EventKind::EmailChanged);
        let new = EmailAddress::parse(&format!("next-{}@example.com", ada.id)).unwrap();
        let counters = [&*subjects[0], &*subjects[1]];
        assert_eq!(
            world.store.change_email(&change, NewEmail { counters, ..to(&ada.email, &new) }).await.unwrap(),
            Changed::Done
        );
        assert_eq!(misses(&subjects[1]).await, expected, "{former} and {next}");
    }
}

async fn a_session_that_has_ended_changes_nothing_any_more(world: World) {
    let account = world.registered().await.id;
    let own = world.signed_in(account).await;
    let event = |kind| an_event_of(&own.session, kind);
    assert!(world.store.ends_session(&own.session).await.unwrap());
    assert!(!world.store.seal(&event(EventKind::Sealed)).await.unwrap());
    assert!(!world.store.orders_deletion(NOW, &event(EventKind::DeletionOrdered)).await.unwrap());
    let name = PersonName::parse("Eve").unwrap();
    assert!(!world.store.change_name(&name, &event(EventKind::NameChanged)).await.unwrap());
    let stored = world.account(account).await;
    assert!(!stored.sealed && stored.delete_at.is_none() && stored.name != name);
    // A seal takes an order of deletion back, so that nobody can have both.
    let own = world.signed_in(account).await;
    assert!(world.store.orders_deletion(NOW, &an_event_of(&own.session, EventKind::DeletionOrdered)).await.unwrap());
    assert!(world.store.seal(&an_event(account, EventKind::Sealed, NOW)).await.unwrap());
    assert!(!world.store.delete_if_due(account, later(60)).await.unwrap());
    assert_eq!(world.account(account).await.delete_at, None);
}

async fn of_fifty_who_change_one_session_one_does(world: World) {
    let own = world.signed_in(world.registered().await.id).await;
    let renewed = world
        .race(|store, _| {
            let renewed = reauthenticated(&own, Factors::Password);
            async move { store.renew_session(&renewed).await }
        })
        .await;
    assert_eq!(winners(&renewed), 1);
}

async fn of_many_events_the_newest_are_kept(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    for number in 1..=20 {
        for account in [ada, eve] {
            world.store.tell(&an_event(account, EventKind::Exported, later(number))).await.unwrap();
        }
    }
    assert_eq!(world.store.trim_events(ada, 8).await.unwrap(), 13);
    assert_eq!(world.store.trim_events(ada, 8).await.unwrap(), 0);
    let told = world.store.events(ada, &[], None, 100).await.unwrap();
    assert_eq!((told.len(), told[0].at, told[7].at), (8, later(20), later(13)));
    assert_eq!(world.store.events(eve, &[], None, 100).await.unwrap().len(), 21);
}

async fn a_former_address_is_put_back_once_and_by_whoever_had_it_earlier_in_any_case(world: World) {
    let ada = world.with_two_factors().await;
    let address = |name: &str| EmailAddress::parse(&format!("{name}.{}@example.com", ada.account)).unwrap();
    let (first, second) = (address("first"), address("second"));
    let event = |at| Event { at, ..an_event(ada.account, EventKind::EmailRestored, at) };
    let restores = async |email: &EmailAddress, changed_at, at| {
        world.store.restore_email(&event(at), (email, changed_at), ["password:present", "password:former"]).await.unwrap()
    };
    // It was `first` until 10, `second` until 20, and is the account's own now.
    let pending = world.pending(ada.account).await;
    assert_eq!(restores(&second, later(20), later(30)).await, Changed::Done);
    assert_eq!(world.account(ada.account).await.email, second);
    assert!(world.session(ada.opening.session.id).await.is_none());
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_none());
    assert_eq!(world.account(ada.account).await.devices_since, later(30));
    assert_eq!(restores(&second, later(20), later(31)).await, Changed::Over, "once");
    // Whoever had the account earlier comes after that, too; and then the later one does no more.
    assert_eq!(restores(&first, later(10), later(40)).await, Changed::Done);
    for changed_at in [10, 20, 40] {
        assert_eq!(restores(&second, later(changed_at), later(50)).await, Changed::Over, "{changed_at}");
    }
    assert_eq!(world.account(ada.account).await.email, first);
    // A change of afterwards is another one.
    assert_eq!(restores(&second, later(45), later(60)).await, Changed::Done);
    // What is another account's stays theirs, and nothing is changed or told.
    let eve = world.registered().await;
    let told = world.store.events(ada.account, &[EventKind::EmailRestored], None, 100).await.unwrap().len();
    assert_eq!((restores(&eve.email, later(65), later(70)).await, told), (Changed::Refused, 3));
    let opening = SessionWrite {
        read: AccountRead::of(&world.account(ada.account).await),
        ..an_opening(ada.account, Factors::PasswordAndTotp, later(71))
    };
    assert!(world.store.opens_session(&opening).await.unwrap());
    assert_eq!(restores(&eve.email, later(65), later(72)).await, Changed::Refused);
    assert!(world.session(opening.session.id).await.is_some());
    assert_eq!(world.store.events(ada.account, &[EventKind::EmailRestored], None, 100).await.unwrap().len(), 3);
}
