use super::*;
use crate::store::{Ruled, Sought, Which};

promises! {
    an_account_is_in_the_groups_that_it_was_put_in_last,
    people_are_listed_by_their_addresses_in_pages,
    people_are_found_by_a_part_of_address_or_name,
    each_list_shows_whom_it_says,
    whoever_is_disabled_is_put_out_and_nothing_opens_until_enabled,
    of_fifty_who_approve_one_account_at_once_one_has,
    the_last_administrator_stays_one,
    of_administrators_who_take_the_role_from_one_another_at_once_one_stays,
    an_administrator_is_made_once_and_ends_the_link_of_the_log,
    whoever_is_deleted_is_gone_at_once,
    all_sessions_end_at_once,
    the_log_of_all_is_read_newest_first_in_pages,
    what_an_administrator_did_names_them,
}

fn named(email: &str, name: &str) -> Account {
    Account { email: EmailAddress::parse(email).unwrap(), name: PersonName::parse(name).unwrap(), ..an_account() }
}

async fn addresses(world: &World, text: &str, which: Which) -> Vec<String> {
    let people = world.store.people(Sought { text, which }, None, 100).await.unwrap();
    people.iter().map(|account| account.email.to_string()).collect()
}

async fn people_are_listed_by_their_addresses_in_pages(world: World) {
    for email in ["cy@example.com", "ada@example.com", "bea@example.com", "dee@example.com", "eve@example.com"] {
        world.store.creates_account(&named(email, "Somebody")).await.unwrap();
    }
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let page = world.rival.people(Sought::default(), after.as_ref(), 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.email.clone());
        listed.extend(page.iter().map(|account| account.email.to_string()));
    }
    assert_eq!(listed, ["ada@example.com", "bea@example.com", "cy@example.com", "dee@example.com", "eve@example.com"]);
}

async fn people_are_found_by_a_part_of_address_or_name(world: World) {
    for (email, name) in [
        ("ada@example.com", "Ada Lovelace"),
        ("love@example.org", "Grace Hopper"),
        ("100%_sure@example.org", "Per Cent"),
        ("back\\slash@example.org", "Back Slash"),
    ] {
        let account = Account { email: EmailAddress::from_stored(email.to_owned()), ..named("x@example.com", name) };
        world.store.creates_account(&account).await.unwrap();
    }
    for (text, found) in [
        ("LOVE", vec!["ada@example.com", "love@example.org"]),
        ("hopper", vec!["love@example.org"]),
        ("0%_s", vec!["100%_sure@example.org"]),
        ("a_a", vec![]),
        ("%", vec!["100%_sure@example.org"]),
        ("k\\s", vec!["back\\slash@example.org"]),
        ("nobody", vec![]),
    ] {
        assert_eq!(addresses(&world, text, Which::All).await, found, "{text}");
    }
}

async fn each_list_shows_whom_it_says(world: World) {
    for (email, account) in [
        ("active@example.com", an_account()),
        ("waiting@example.com", Account { standing: Standing::Waiting, ..an_account() }),
        ("disabled@example.com", Account { standing: Standing::Disabled, ..an_account() }),
        ("boss@example.com", Account { role: Role::Administrator, ..an_account() }),
        ("declared@example.com", Account { declared: true, ..an_account() }),
        ("sealed@example.com", an_account()),
        ("leaving@example.com", an_account()),
    ] {
        let account = Account { email: EmailAddress::parse(email).unwrap(), ..account };
        world.store.creates_account(&account).await.unwrap();
        if email.starts_with("sealed") {
            world.store.seal(&an_event(account.id, EventKind::Sealed, NOW)).await.unwrap();
        }
        if email.starts_with("leaving") {
            world.store.orders_deletion(later(60), &an_event(account.id, EventKind::DeletionOrdered, NOW)).await.unwrap();
        }
    }
    assert!(world.store.has_waiting().await.unwrap());
    for (which, shown) in [
        (Which::Waiting, "waiting"),
        (Which::Disabled, "disabled"),
        (Which::Sealed, "sealed"),
        (Which::Leaving, "leaving"),
        (Which::Administrators, "boss"),
        (Which::Declared, "declared"),
    ] {
        assert_eq!(addresses(&world, "", which).await, [format!("{shown}@example.com")], "{which:?}");
    }
    assert_eq!(addresses(&world, "", Which::WithoutSecondFactor).await.len(), 7);
    assert_eq!(Which::ALL.map(|which| Which::named(which.name())), Which::ALL.map(Some));
}

async fn stands(world: &World, id: AccountId, (from, to): (Standing, Standing), kind: EventKind) -> Ruled {
    world.store.set_standing(from, to, &an_event(id, kind, NOW)).await.unwrap()
}

async fn whoever_is_disabled_is_put_out_and_nothing_opens_until_enabled(world: World) {
    let ada = world.registered().await;
    let opening = an_opening(ada.id, Factors::Password, NOW);
    assert!(world.store.opens_session(&opening).await.unwrap());
    let reset = fingerprint("reset");
    world.store.put_reset(&reset, later(60), &an_event(ada.id, EventKind::PasswordResetIssued, NOW)).await.unwrap();
    let off = (Standing::Active, Standing::Disabled);
    assert_eq!(stands(&world, ada.id, off, EventKind::Disabled).await, Ruled::Done);
    assert_eq!(stands(&world, ada.id, off, EventKind::Disabled).await, Ruled::Unchanged);
    assert!(world.rival.session(opening.session.id).await.unwrap().is_none());
    assert!(world.store.reset_account(&reset, NOW).await.unwrap().is_none());
    assert!(!world.rival.opens_session(&an_opening(ada.id, Factors::Password, NOW)).await.unwrap());
    assert_eq!(world.account(ada.id).await.standing, Standing::Disabled);
    assert_eq!(stands(&world, ada.id, (Standing::Disabled, Standing::Active), EventKind::Enabled).await, Ruled::Done);
    assert!(world.rival.opens_session(&an_opening(ada.id, Factors::Password, NOW)).await.unwrap());
    let told: Vec<_> = world.store.events(ada.id, &[], None, 10).await.unwrap().iter().map(|event| event.kind).collect();
    assert!(told.contains(&EventKind::Disabled) && told.contains(&EventKind::Enabled), "{told:?}");
    // Whoever is gone is not disabled.
    assert_eq!(stands(&world, AccountId::random(&OsRandom), off, EventKind::Disabled).await, Ruled::Unchanged);
}

async fn of_fifty_who_approve_one_account_at_once_one_has(world: World) {
    let ada = Account { standing: Standing::Waiting, ..an_account() };
    world.store.creates_account(&ada).await.unwrap();
    assert!(!world.store.opens_session(&an_opening(ada.id, Factors::Password, NOW)).await.unwrap());
    let id = ada.id;
    let ruled = world
        .race(move |store, _| async move {
            store.set_standing(Standing::Waiting, Standing::Active, &an_event(id, EventKind::Approved, NOW)).await
        })
        .await;
    assert_eq!(ruled.iter().filter(|ruled| **ruled == Ruled::Done).count(), 1);
    assert!(world.store.opens_session(&an_opening(ada.id, Factors::Password, NOW)).await.unwrap());
    assert!(!world.store.has_waiting().await.unwrap());
}

async fn an_account_is_in_the_groups_that_it_was_put_in_last(world: World) {
    let ada = world.registered().await.id;
    let put = async |groups: &str| {
        let event = an_event(ada, EventKind::GroupsChanged, NOW);
        world.store.set_groups(&groups.parse().unwrap(), &event).await.unwrap()
    };
    assert_eq!((put("staff, admins").await, put("admins staff").await), (Ruled::Done, Ruled::Unchanged));
    assert_eq!(world.account(ada).await.groups.to_string(), "admins,staff");
    let session = world.signed_in(ada).await.session.id;
    let (_, account) = world.rival.session(session).await.unwrap().unwrap();
    assert_eq!(account.groups.to_string(), "admins,staff", "known with the session");
    assert_eq!(put("").await, Ruled::Done);
    assert!(world.account(ada).await.groups.is_empty());
    let declared = Account { groups: "a".parse().unwrap(), ..an_account() };
    world.store.creates_account(&declared).await.unwrap();
    assert_eq!(world.account(declared.id).await.groups, declared.groups);
}

async fn administrators<const N: usize>(world: &World) -> [AccountId; N] {
    world.store.claim_for_keys(&[KEY.to_owned()]).await.unwrap().unwrap();
    let mut ids = [AccountId(Uuid::nil()); N];
    for id in &mut ids {
        let account = Account { role: Role::Administrator, ..an_account() };
        world.store.creates_account(&account).await.unwrap();
        *id = account.id;
    }
    ids
}

async fn the_last_administrator_stays_one(world: World) {
    let [ada, bea] = administrators(&world).await;
    let takes = async |id| world.store.set_role(Role::Person, &an_event(id, EventKind::RoleTaken, NOW)).await.unwrap();
    // One who is disabled or leaves does not count.
    assert!(world.store.orders_deletion(later(60), &an_event(bea, EventKind::DeletionOrdered, NOW)).await.unwrap());
    assert_eq!(takes(ada).await, Ruled::LastAdministrator);
    world.store.cancel_deletion(&an_event(bea, EventKind::DeletionCancelled, NOW)).await.unwrap();
    assert_eq!(stands(&world, bea, (Standing::Active, Standing::Disabled), EventKind::Disabled).await, Ruled::Done);
    let last = Ruled::LastAdministrator;
    assert_eq!(takes(ada).await, last);
    assert_eq!(stands(&world, ada, (Standing::Active, Standing::Disabled), EventKind::Disabled).await, last);
    assert_eq!(world.store.delete_account(ada).await.unwrap(), last);
    assert_eq!(world.store.order_deletion(later(60), &an_event(ada, EventKind::DeletionOrdered, NOW)).await.unwrap(), last);
    let account = world.account(ada).await;
    assert_eq!((account.role, account.standing, account.delete_at), (Role::Administrator, Standing::Active, None));
    assert_eq!(stands(&world, bea, (Standing::Disabled, Standing::Active), EventKind::Enabled).await, Ruled::Done);
    assert_eq!(takes(ada).await, Ruled::Done);
    assert_eq!(takes(ada).await, Ruled::Unchanged);
}

async fn of_administrators_who_take_the_role_from_one_another_at_once_one_stays(world: World) {
    let all: [AccountId; RACERS] = administrators(&world).await;
    let ruled = world
        .race(move |store, number| async move {
            match number % 3 {
                0 => store.set_role(Role::Person, &an_event(all[number], EventKind::RoleTaken, NOW)).await,
                1 => store.delete_account(all[number]).await,
                _ => store.order_deletion(later(60), &an_event(all[number], EventKind::DeletionOrdered, NOW)).await,
            }
        })
        .await;
    assert_eq!(ruled.iter().filter(|ruled| **ruled == Ruled::LastAdministrator).count(), 1, "{ruled:?}");
}

async fn an_administrator_is_made_once_and_ends_the_link_of_the_log(world: World) {
    world.store.claim_for_keys(&[KEY.to_owned()]).await.unwrap().unwrap();
    let ada = world.registered().await;
    assert!(world.store.needs_set_up().await.unwrap());
    let gives = async || world.store.set_role(Role::Administrator, &an_event(ada.id, EventKind::RoleGiven, NOW)).await.unwrap();
    assert_eq!((gives().await, gives().await), (Ruled::Done, Ruled::Unchanged));
    assert_eq!(world.account(ada.id).await.role, Role::Administrator);
    assert!(!world.rival.needs_set_up().await.unwrap());
}

async fn whoever_is_deleted_is_gone_at_once(world: World) {
    let ada = world.registered().await;
    let opening = an_opening(ada.id, Factors::Password, NOW);
    world.store.opens_session(&opening).await.unwrap();
    assert_eq!(world.store.delete_account(ada.id).await.unwrap(), Ruled::Done);
    assert_eq!(world.store.delete_account(ada.id).await.unwrap(), Ruled::Unchanged);
    assert!(account_of(&*world.rival, ada.id).await.unwrap().is_none());
    assert!(world.rival.session(opening.session.id).await.unwrap().is_none());
}

async fn all_sessions_end_at_once(world: World) {
    let (ada, bea) = (world.registered().await, world.registered().await);
    let others = an_opening(bea.id, Factors::Password, NOW);
    world.store.opens_session(&others).await.unwrap();
    for _ in 0..3 {
        world.store.opens_session(&an_opening(ada.id, Factors::Password, NOW)).await.unwrap();
    }
    let event = an_event(ada.id, EventKind::AllSessionsEnded, NOW);
    assert_eq!(world.rival.end_all_sessions(&event).await.unwrap(), 3);
    assert!(world.store.sessions_of(ada.id, NOW, &lifetimes()).await.unwrap().is_empty());
    assert!(world.store.session(others.session.id).await.unwrap().is_some());
}

async fn the_log_of_all_is_read_newest_first_in_pages(world: World) {
    let (ada, bea) = (world.registered().await, world.registered().await);
    for second in 1..=4 {
        let whose = if second % 2 == 0 { ada.id } else { bea.id };
        world.store.tell(&an_event(whose, EventKind::Unlocked, later(second / 2))).await.unwrap();
    }
    let (mut read, mut before) = (Vec::new(), None);
    loop {
        let page = world.rival.service_events(&[EventKind::Unlocked], before, 3).await.unwrap();
        let Some((last, _)) = page.last() else { break };
        before = Some(last.place());
        read.extend(page);
    }
    let moments: Vec<_> = read.iter().map(|(event, _)| event.at).collect();
    assert_eq!(moments, [later(2), later(1), later(1), later(0)]);
    for (event, email) in &read {
        assert_eq!(*email, if event.account_id == ada.id { ada.email.clone() } else { bea.email.clone() });
    }
    assert_eq!(world.store.service_events(&[], None, 100).await.unwrap().len(), 6);
}

async fn what_an_administrator_did_names_them(world: World) {
    let ada = world.registered().await;
    let by = AccountId::random(&OsRandom);
    let event = Event { acted_by: Some(by), actor: Actor::Operator, ..an_event(ada.id, EventKind::Unlocked, NOW) };
    world.store.tell(&event).await.unwrap();
    let read = world.rival.events(ada.id, &[EventKind::Unlocked], None, 10).await.unwrap();
    assert_eq!((read[0].acted_by, read[0].actor), (Some(by), Actor::Operator));
}
