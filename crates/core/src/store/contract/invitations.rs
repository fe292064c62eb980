use super::*;
use crate::{
    domain::invitation::{Invitation, InvitationId, Note},
    store::{Created, Entrance},
};

promises! {
    an_invitation_lets_in_as_many_as_it_says,
    of_fifty_who_register_by_one_invitation_at_once_as_many_as_it_says_have_an_account,
    an_invitation_is_good_until_it_expires_or_is_withdrawn,
    who_could_not_register_uses_nothing_up,
    invitations_are_listed_newest_first_in_pages,
    the_link_of_the_log_makes_one_administrator,
    of_fifty_who_use_the_link_of_the_log_at_once_one_becomes_administrator,
}

fn an_invitation(most: u32) -> Invitation {
    Invitation {
        id: InvitationId::random(&OsRandom),
        note: Note::parse("for the choir").unwrap(),
        most,
        used: 0,
        created_at: NOW,
        expires_at: later(60),
        made_by: None,
    }
}

async fn enters(store: &dyn Store, account: &Account, entrance: Entrance) -> Result<Created, StoreError> {
    store.create_account(account, &entrance, &an_event(account.id, EventKind::Registered, NOW)).await
}

async fn an_invitation_lets_in_as_many_as_it_says(world: World) {
    let (invitation, code) = (an_invitation(2), fingerprint("invitation"));
    world.store.put_invitation(&invitation, &code).await.unwrap();
    assert_eq!(world.rival.good_invitation(&code, NOW).await.unwrap(), Some(invitation.clone()));
    for used in 1..=2 {
        assert_eq!(enters(&*world.store, &an_account(), Entrance::Invitation(code)).await.unwrap(), Created::Done);
        let listed = world.store.invitations(None, 10).await.unwrap();
        assert_eq!(listed, [Invitation { used, ..invitation.clone() }]);
    }
    assert_eq!(world.store.good_invitation(&code, NOW).await.unwrap(), None);
    let late = an_account();
    assert_eq!(enters(&*world.store, &late, Entrance::Invitation(code)).await.unwrap(), Created::Over);
    assert!(account_of(&*world.store, late.id).await.unwrap().is_none());
}

async fn of_fifty_who_register_by_one_invitation_at_once_as_many_as_it_says_have_an_account(world: World) {
    let code = fingerprint("invitation");
    world.store.put_invitation(&an_invitation(3), &code).await.unwrap();
    let entered = world.race(|store, _| async move { enters(&*store, &an_account(), Entrance::Invitation(code)).await }).await;
    assert_eq!(entered.iter().filter(|created| **created == Created::Done).count(), 3);
}

async fn an_invitation_is_good_until_it_expires_or_is_withdrawn(world: World) {
    let (invitation, code) = (an_invitation(9), fingerprint("invitation"));
    world.store.put_invitation(&invitation, &code).await.unwrap();
    assert!(world.store.good_invitation(&code, later(60) - TICK).await.unwrap().is_some());
    assert!(world.store.good_invitation(&code, later(60)).await.unwrap().is_none());
    let late = Account { created_at: later(60), ..an_account() };
    assert_eq!(enters(&*world.store, &late, Entrance::Invitation(code)).await.unwrap(), Created::Over);
    assert!(world.store.good_invitation(&fingerprint("another"), NOW).await.unwrap().is_none());
    assert!(world.rival.withdraw_invitation(invitation.id).await.unwrap());
    assert!(!world.store.withdraw_invitation(invitation.id).await.unwrap());
    assert!(world.store.good_invitation(&code, NOW).await.unwrap().is_none());
    assert_eq!(enters(&*world.store, &an_account(), Entrance::Invitation(code)).await.unwrap(), Created::Over);
}

async fn who_could_not_register_uses_nothing_up(world: World) {
    let (ada, code) = (world.registered().await, fingerprint("invitation"));
    world.store.put_invitation(&an_invitation(1), &code).await.unwrap();
    let twin = Account { email: ada.email, ..an_account() };
    assert_eq!(enters(&*world.store, &twin, Entrance::Invitation(code)).await.unwrap(), Created::EmailTaken);
    assert!(world.store.good_invitation(&code, NOW).await.unwrap().is_some());
}

async fn invitations_are_listed_newest_first_in_pages(world: World) {
    let mut made = Vec::new();
    for second in 0..5 {
        // Two of one moment.
        let invitation = Invitation { created_at: later(second / 2), ..an_invitation(1) };
        world.store.put_invitation(&invitation, &fingerprint(&format!("invitation {second}"))).await.unwrap();
        made.push(invitation);
    }
    made.sort_by_key(|invitation| std::cmp::Reverse((invitation.created_at, invitation.id.to_string())));
    let mut listed = Vec::new();
    loop {
        let page = world.store.invitations(listed.last().map(Invitation::place), 2).await.unwrap();
        if page.is_empty() {
            break;
        }
        listed.extend(page);
    }
    assert_eq!(listed, made);
}

/// A database on which a server has run.
async fn lived_in(world: &World) {
    world.store.claim_for_keys(&[KEY.to_owned()]).await.unwrap().unwrap();
}

fn an_administrator() -> Account {
    Account { role: Role::Administrator, ..an_account() }
}

async fn the_link_of_the_log_makes_one_administrator(world: World) {
    assert!(!world.store.needs_set_up().await.unwrap(), "no server has run yet");
    lived_in(&world).await;
    assert!(world.rival.needs_set_up().await.unwrap());
    let first = an_administrator();
    assert_eq!(enters(&*world.store, &first, Entrance::SetUp).await.unwrap(), Created::Done);
    assert_eq!(world.account(first.id).await.role, Role::Administrator);
    assert!(!world.rival.needs_set_up().await.unwrap());
    assert_eq!(enters(&*world.store, &an_administrator(), Entrance::SetUp).await.unwrap(), Created::Over);
    // Whoever becomes administrator in another way ends it, too; and it never opens again.
    world.store.delete_account(world.registered().await.id).await.unwrap();
    assert!(!world.store.needs_set_up().await.unwrap());
}

async fn of_fifty_who_use_the_link_of_the_log_at_once_one_becomes_administrator(world: World) {
    lived_in(&world).await;
    let entered = world.race(|store, _| async move { enters(&*store, &an_administrator(), Entrance::SetUp).await }).await;
    assert_eq!(entered.iter().filter(|created| **created == Created::Done).count(), 1);
}
