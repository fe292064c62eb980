use super::*;
use crate::domain::random::Random;

promises! {
    a_database_in_order_is_ready,
    asking_whether_it_can_be_written_changes_nothing,
    a_closed_store_is_unavailable,
    everything_outlives_the_server,
    a_version_that_is_missing_is_missed_whatever_comes_after_it,
    a_closer_look_finds_every_difference_of_the_schema,
}

async fn a_database_in_order_is_ready(world: World) {
    let readiness = world.store.readiness().await.unwrap();
    assert!(readiness.schema_is_current);
    let now = SystemClock.now();
    assert!(readiness.clock.is_none_or(|clock| clock.since(now).max(now.since(clock)) < Duration::from_secs(60)));
}

async fn asking_whether_it_can_be_written_changes_nothing(world: World) {
    // Before a server has claimed the database, and afterwards.
    let probe = async |store: &Arc<dyn Store>| store.probe_writing((&OsRandom as &dyn Random).uuid()).await.unwrap();
    probe(&world.store).await;
    let keys: [String; 1] = ["0123456789abcdef".into()];
    assert_eq!(world.store.claim_for_keys(&keys).await.unwrap(), Ok(()));
    probe(&world.store).await;
    let probes = world.race(|store, _| async move { store.probe_writing((&OsRandom as &dyn Random).uuid()).await }).await;
    assert_eq!(probes.len(), RACERS);
    let the_end_of_time = Timestamp(i64::MAX);
    assert_eq!(world.store.prunes(the_end_of_time, the_end_of_time).await.unwrap(), 0, "nothing is left of them");
    assert_eq!(world.rival.claim_for_keys(&keys).await.unwrap(), Ok(()));
    assert!(world.rival.claim_for_keys(&["fedcba9876543210".into()]).await.unwrap().is_err());
}

async fn a_closed_store_is_unavailable(world: World) {
    let account = world.registered().await;
    world.store.readiness().await.unwrap();
    world.store.close().await;
    world.store.close().await;
    let reading = account_of(&*world.store, account.id).await.unwrap_err();
    let writing = world.store.creates_account(&an_account()).await.unwrap_err();
    let asking = world.store.readiness().await.unwrap_err();
    let probing = world.store.probe_writing((&OsRandom as &dyn Random).uuid()).await.unwrap_err();
    for error in [reading, writing, asking, probing] {
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    }
    world.rival.readiness().await.unwrap();
}

async fn everything_outlives_the_server(world: World) {
    let Protected { account, opening, secret, codes } = world.with_two_factors().await;
    assert!(world.store.advance_totp_step(account, 200, NEWEST).await.unwrap());
    assert!(world.store.spend_recovery_code(account, &codes[..1], NOW).await.unwrap());
    let pending = world.pending(account).await;
    let world = world.restarted().await;
    assert!(world.account(account).await.two_factor);
    assert_eq!(world.store.authenticator_of(account).await.unwrap().unwrap().secret, secret);
    assert!(!world.store.advance_totp_step(account, 200, NEWEST).await.unwrap());
    assert!(!world.store.spend_recovery_code(account, &codes[..1], NOW).await.unwrap());
    assert_eq!(world.store.recovery_codes_left(account, &the_keys()).await.unwrap(), 9);
    assert_eq!(world.session(opening.session.id).await, Some(opening.session.clone()));
    assert!(world.store.handoff(opening.session.id, HandoffKind::RecoveryCodes, NOW).await.unwrap().is_some());
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_some());
}

/// The application's migration numbers are far above Latchkey's: the greatest number proves nothing.
async fn a_version_that_is_missing_is_missed_whatever_comes_after_it(world: World) {
    let own = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
               SELECT 999999, 'own', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1";
    assert_eq!(world.store.execute(own, &[]).await.unwrap(), 1);
    assert!(world.store.readiness().await.unwrap().schema_is_current, "it may have more");
    world.store.execute("DELETE FROM _sqlx_migrations WHERE version = 5", &[]).await.unwrap();
    assert!(!world.store.readiness().await.unwrap().schema_is_current);
}

async fn a_closer_look_finds_every_difference_of_the_schema(world: World) {
    let looks = async || world.store.inspect().await.unwrap();
    let fine = looks().await;
    assert_eq!((fine.missing, fine.unknown, fine.changed), (0, None, None));
    assert!(fine.schema > 20 && fine.schema == fine.newest, "{fine:?}");
    assert!(fine.integrity.clone().is_none_or(|found| found.is_ok()), "{fine:?}");
    assert_eq!(fine.journal.is_some(), fine.clock.is_none(), "a file has a journal, a server has a clock");
    let change = async |statement: &'static str| assert_eq!(world.store.execute(statement, &[]).await.unwrap(), 1);
    change(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
            SELECT 1001, 'own', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1",
    )
    .await;
    let own = looks().await;
    assert_eq!((own.schema, own.unknown), (fine.schema, Some(1001)), "one's own application's is no version of Latchkey");
    change("DELETE FROM _sqlx_migrations WHERE version = 1001").await;
    change("UPDATE _sqlx_migrations SET checksum = (SELECT checksum FROM _sqlx_migrations WHERE version = 2) WHERE version = 3")
        .await;
    assert_eq!(looks().await.changed, Some(3));
    change("DELETE FROM _sqlx_migrations WHERE version = 3").await;
    let older = looks().await;
    assert_eq!((older.missing, older.changed), (1, None));
}
