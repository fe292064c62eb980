//! Where push messages go: one address for an account, changed by a live session alone, under whichever key.

use super::*;

promises! {
    an_address_is_set_replaced_and_taken_away_with_its_event,
    without_its_session_nothing_is_set,
    addresses_are_resealed_page_by_page,
    an_address_ends_with_its_account,
}

impl World {
    /// Signs an account in, and returns an event of that session.
    async fn event_in_session(&self, account: AccountId) -> Event {
        let opening = an_opening(account, Factors::Password, NOW);
        assert!(self.store.opens_session(&opening).await.unwrap());
        Event { session_id: Some(opening.session.id), ..an_event(account, EventKind::PushAddressChanged, NOW) }
    }
}

async fn an_address_is_set_replaced_and_taken_away_with_its_event(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    assert_eq!(world.store.push_address(ada).await.unwrap(), None);
    for address in [Some(sealed("one")), Some(sealed("two")), None] {
        let event = world.event_in_session(ada).await;
        assert!(world.store.set_push_address(address.as_ref(), &event).await.unwrap());
        assert_eq!(world.store.push_address(ada).await.unwrap().map(|stored| stored.address), address);
        assert!(world.store.matter_of(ada, event.id).await.unwrap().is_some());
    }
    assert_eq!(world.store.push_address(eve).await.unwrap(), None);
}

async fn without_its_session_nothing_is_set(world: World) {
    let ada = world.registered().await.id;
    let event = world.event_in_session(ada).await;
    let ended = an_event(ada, EventKind::SessionEnded, NOW);
    assert!(world.store.end_session(event.session_id.unwrap(), &ended).await.unwrap());
    assert!(!world.store.set_push_address(Some(&sealed("late")), &event).await.unwrap());
    assert_eq!(world.store.push_address(ada).await.unwrap(), None);
    assert!(world.store.matter_of(ada, event.id).await.unwrap().is_none());
}

async fn addresses_are_resealed_page_by_page(world: World) {
    let mut accounts = vec![];
    for _ in 0..5 {
        let account = world.registered().await.id;
        let event = world.event_in_session(account).await;
        assert!(world.store.set_push_address(Some(&sealed("old")), &event).await.unwrap());
        accounts.push(account);
    }
    accounts.sort_by_key(ToString::to_string);
    let current = "current".to_owned();
    let (mut seen, mut after) = (vec![], None);
    loop {
        let page = world.store.push_addresses_to_be_resealed(&current, (after, 2)).await.unwrap();
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        seen.extend(page.into_iter().map(|(account, _)| account));
    }
    assert_eq!(seen, accounts);
    let anew = Sealed { key_id: current.clone(), ..sealed("new") };
    assert!(world.store.reseal_push_address(accounts[0], &sealed("old"), &anew).await.unwrap());
    assert!(!world.store.reseal_push_address(accounts[0], &sealed("old"), &anew).await.unwrap(), "changed meanwhile");
    assert_eq!(world.store.push_addresses_to_be_resealed(&current, (None, 10)).await.unwrap().len(), 4);
    let uses = world.store.key_uses().await.unwrap();
    let of = |key: &str| uses.iter().find(|used| used.key_id.as_deref() == Some(key)).map(|used| used.push_addresses);
    assert_eq!((of(&current), of(&sealed("old").key_id)), (Some(1), Some(4)));
}

async fn an_address_ends_with_its_account(world: World) {
    let ada = world.registered().await.id;
    let event = world.event_in_session(ada).await;
    assert!(world.store.set_push_address(Some(&sealed("one")), &event).await.unwrap());
    world.store.execute("DELETE FROM accounts WHERE id = $1", &[ada.into()]).await.unwrap();
    assert_eq!(world.store.push_address(ada).await.unwrap(), None);
}
