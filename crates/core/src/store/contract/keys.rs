use super::*;

promises! {
    the_keys_in_use_are_those_of_active_authenticators_and_of_recovery_codes_that_are_left,
    servers_share_a_database_while_each_has_the_key_that_was_current_before,
    of_two_servers_with_keys_of_their_own_one_gets_the_database,
}

async fn the_keys_in_use_are_those_of_active_authenticators_and_of_recovery_codes_that_are_left(world: World) {
    let used = async || {
        let uses = world.store.key_uses().await.unwrap();
        uses.into_iter().map(|used| (used.key_id.unwrap(), used.authenticators, used.accounts_with_codes)).collect::<Vec<_>>()
    };
    let uses = |uses: &[(&str, i64, i64)]| uses.iter().map(|(key, a, c)| ((*key).to_owned(), *a, *c)).collect::<Vec<_>>();
    let under = |key_id: &str| Sealed { key_id: key_id.into(), bytes: key_id.into() };
    assert_eq!(used().await, []);
    let mut openings = Vec::new();
    for key_id in ["new key", "old key", "new key"] {
        let opening = world.signed_in(world.registered().await.id).await;
        let (session, secret) = (&opening.session, under(key_id));
        world
            .store
            .put_pending_authenticator(session.account_id, session.id, &a_shown(secret.clone(), later(600)))
            .await
            .unwrap();
        let recovery_codes = RecoveryCodeWrite { key_id: format!("{key_id} of codes"), fingerprints: a_set_of_codes(key_id) };
        assert!(world.store.turn_on_two_factor(&TwoFactorWrite { recovery_codes, ..a_turn_on(&opening, secret) }).await.unwrap());
        openings.push(reauthenticated(&opening, Factors::PasswordAndTotp));
    }
    let session = world.signed_in(world.registered().await.id).await.session;
    world
        .store
        .put_pending_authenticator(session.account_id, session.id, &a_shown(under("of a shown secret"), later(600)))
        .await
        .unwrap();
    assert_eq!(
        used().await,
        uses(&[("new key", 2, 0), ("new key of codes", 0, 2), ("old key", 1, 0), ("old key of codes", 0, 1)])
    );
    assert!(world.store.turn_off_two_factor(&reauthenticated(&openings[1], Factors::Password)).await.unwrap());
    assert_eq!(used().await, uses(&[("new key", 2, 0), ("new key of codes", 0, 2)]));
    let account = openings[0].session.account_id;
    for code in a_set_of_codes("new key") {
        assert_eq!(used().await, uses(&[("new key", 2, 0), ("new key of codes", 0, 2)]));
        assert!(world.store.spend_recovery_code(account, &[code], NOW).await.unwrap());
    }
    assert_eq!(used().await, uses(&[("new key", 2, 0), ("new key of codes", 0, 1)]), "all are used");
}

async fn servers_share_a_database_while_each_has_the_key_that_was_current_before(world: World) {
    let claim = async |store: &Arc<dyn Store>, keys: &[&str]| {
        store.claim_for_keys(&keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>()).await.unwrap()
    };
    assert_eq!(claim(&world.store, &["first"]).await, Ok(()));
    assert_eq!(claim(&world.rival, &["first"]).await, Ok(()), "the same keys");
    assert_eq!(claim(&world.rival, &["other"]).await, Err("first".into()));
    assert_eq!(claim(&world.rival, &["first", "second"]).await, Ok(()), "a key is made known before it is used");
    assert_eq!(claim(&world.store, &["second", "first"]).await, Ok(()));
    assert_eq!(claim(&world.rival, &["first"]).await, Err("second".into()), "it knows nothing of the new key");
    assert_eq!(claim(&world.rival, &["second"]).await, Ok(()), "the old key is no longer needed");
    assert_eq!(claim(&world.rival, &["third", "first"]).await, Err("second".into()));
}

async fn of_two_servers_with_keys_of_their_own_one_gets_the_database(world: World) {
    assert_eq!(world.store.claimed_for().await.unwrap(), None);
    let answers =
        world.race(|store, number| async move { Ok(store.claim_for_keys(&[format!("key {number}")]).await?.is_ok()) }).await;
    assert_eq!(winners(&answers), 1);
    let claimed = world.store.claimed_for().await.unwrap().unwrap();
    assert_eq!(world.rival.claim_for_keys(&[claimed]).await.unwrap(), Ok(()));
}
