use super::*;
use crate::{
    domain::throttle::Limit,
    store::{
        Post, PostId, look,
        transfer::{CopyError, Counts, LEFT_BEHIND, MOVED, copy, counted},
    },
};

promises! {
    an_installation_arrives_whole_on_sqlite,
    an_installation_arrives_whole_on_postgres,
    what_is_not_empty_takes_nothing_in,
    what_is_looked_at_is_not_changed,
}

/// More rows than travel at once, so that portions meet.
const MANY: usize = 1_203;

/// An account with everything that an account can have; and many posts.
async fn a_full_life(world: &World) -> Protected {
    let ada = world.with_two_factors().await;
    assert!(world.store.claim_for_keys(&["0123456789abcdef".into()]).await.unwrap().is_ok());
    assert!(world.store.advance_totp_step(ada.account, 200, NEWEST).await.unwrap());
    assert!(world.store.spend_recovery_code(ada.account, &ada.codes[..1], NOW).await.unwrap());
    for subject in ["second-factor:ada", "password:ada"] {
        world.store.count_attempt(subject, Limit::Totp, NOW).await.unwrap().unwrap();
    }
    world.pending(ada.account).await;
    let bob = world.registered().await.id;
    for number in 0..MANY {
        let (id, at) = (PostId::random(&OsRandom), NOW + TICK * u32::try_from(number).unwrap());
        let post = Post {
            id,
            account_id: bob,
            title: format!("Ünïcode {number}"),
            content: "'\"\\\n".into(),
            created_at: at,
            updated_at: at,
        };
        world.store.add_post(&post, u32::MAX).await.unwrap();
    }
    ada
}

fn rows(counts: &Counts, table: &str) -> i64 {
    counted().zip(counts).find(|(name, _)| *name == table).map(|(_, rows)| *rows).unwrap()
}

async fn arrives_whole(world: World, target: World) {
    let ada = a_full_life(&world).await;
    let before = world.store.counts().await.unwrap();
    let arrived = copy(&*world.store, &*target.store).await.unwrap();
    assert_eq!(arrived, target.rival.counts().await.unwrap(), "committed");
    for table in MOVED {
        assert_eq!(rows(&arrived, table.name), rows(&before, table.name), "{}", table.name);
        assert!(rows(&arrived, table.name) > 0, "{}", table.name);
    }
    for table in LEFT_BEHIND.iter().filter(|table| **table != "pending_authenticators") {
        assert_eq!((rows(&arrived, table), rows(&before, table) > 0), (0, true), "{table}");
    }
    let there = &target.store;
    let (here, was) = (target.account(ada.account).await, world.account(ada.account).await);
    assert_eq!((&here.email, here.password_hash.as_str()), (&was.email, was.password_hash.as_str()));
    assert!(here.two_factor);
    assert_eq!(there.authenticator(ada.account).await.unwrap(), world.store.authenticator(ada.account).await.unwrap());
    assert!(!there.advance_totp_step(ada.account, 200, NEWEST).await.unwrap(), "a used code stays used");
    assert!(!there.spend_recovery_code(ada.account, &ada.codes[..1], NOW).await.unwrap(), "a spent code stays spent");
    assert!(there.spend_recovery_code(ada.account, &ada.codes[1..2], NOW).await.unwrap());
    assert!(there.claim_for_keys(&["another key".into()]).await.unwrap().is_err());
    let bob = target.store.counts().await.unwrap();
    assert_eq!(rows(&bob, "posts"), i64::try_from(MANY).unwrap());
    assert_eq!(world.store.counts().await.unwrap(), before, "the source is as it was");
}

async fn an_installation_arrives_whole_on_sqlite(world: World) {
    arrives_whole(world, super::sqlite::world().await).await;
}

async fn an_installation_arrives_whole_on_postgres(world: World) {
    arrives_whole(world, super::postgres::world().await).await;
}

async fn what_is_not_empty_takes_nothing_in(world: World) {
    let source = super::sqlite::world().await;
    source.registered().await;
    let stranger = world.registered().await;
    let error = copy(&*source.store, &*world.store).await.unwrap_err();
    assert!(matches!(error, CopyError::NotEmpty("accounts")), "{error:?}");
    assert_eq!(rows(&world.store.counts().await.unwrap(), "accounts"), 1);
    assert_eq!(world.account(stranger.id).await.email, stranger.email);
}

async fn what_is_looked_at_is_not_changed(world: World) {
    world.registered().await;
    let overview = look(&world.url).await.unwrap().unwrap();
    assert!(overview.schema_is_current);
    assert_eq!(overview.counts, world.store.counts().await.unwrap());
}
