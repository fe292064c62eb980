use super::*;

promises! {
    a_pending_sign_in_tells_whose_it_is,
    a_pending_sign_in_allows_five_tries_and_looking_costs_none,
    of_fifty_parallel_tries_five_are_allowed,
    the_fifth_try_may_still_be_the_right_one,
    a_pending_sign_in_is_over_when_its_time_is,
    of_fifty_who_finish_one_sign_in_one_gets_a_session,
    another_account_cannot_finish_it_and_does_not_use_it_up,
    without_the_second_factor_no_session_is_opened_once_it_is_on,
    an_ended_sign_in_leads_nowhere,
    a_finished_sign_in_counts_among_the_sessions_of_its_account,
}

impl World {
    async fn tries(&self, id: PendingSignInId, now: Timestamp) -> Option<AccountId> {
        self.store.tries_pending(id, now).await.unwrap().map(|account| account.id)
    }

    async fn waits(&self, id: PendingSignInId, now: Timestamp) -> bool {
        self.store.pending_account(id, now).await.unwrap().is_some()
    }
}

async fn a_pending_sign_in_tells_whose_it_is(world: World) {
    let (ada, eve) = (world.with_two_factors().await.account, world.registered().await.id);
    let (of_ada, of_eve) = (world.pending(ada).await, world.pending(eve).await);
    for (id, account) in [(of_ada, ada), (of_eve, eve)] {
        let seen = world.store.pending_account(id, NOW).await.unwrap().unwrap();
        let tried = world.store.tries_pending(id, NOW).await.unwrap().unwrap();
        assert_eq!((seen.id, tried.id), (account, account));
        assert_eq!((seen.two_factor, tried.two_factor), (account == ada, account == ada));
    }
    let unknown = PendingSignInId::random(&OsRandom);
    assert!(!world.waits(unknown, NOW).await);
    assert_eq!(world.tries(unknown, NOW).await, None);
}

async fn a_pending_sign_in_allows_five_tries_and_looking_costs_none(world: World) {
    let account = world.registered().await.id;
    let (id, other) = (world.pending(account).await, world.pending(account).await);
    for _ in 0..5 {
        for _ in 0..3 {
            assert!(world.waits(id, NOW).await);
        }
        assert_eq!(world.tries(id, NOW).await, Some(account));
    }
    assert!(!world.waits(id, NOW).await);
    assert_eq!(world.tries(id, NOW).await, None);
    assert_eq!(world.tries(other, NOW).await, Some(account), "each has tries of its own");
}

async fn of_fifty_parallel_tries_five_are_allowed(world: World) {
    let id = world.pending(world.registered().await.id).await;
    let tries = world.race(|store, _| async move { Ok(store.tries_pending(id, NOW).await?.is_some()) }).await;
    assert_eq!(winners(&tries), 5);
}

async fn the_fifth_try_may_still_be_the_right_one(world: World) {
    let account = world.registered().await.id;
    let id = world.pending(account).await;
    for _ in 0..5 {
        assert_eq!(world.tries(id, NOW).await, Some(account));
    }
    let opening = an_opening(account, Factors::PasswordAndTotp, NOW);
    assert!(world.store.finishes_pending(id, &opening).await.unwrap());
    assert_eq!(world.session(opening.session.id).await.unwrap(), opening.session);
}

async fn a_pending_sign_in_is_over_when_its_time_is(world: World) {
    let account = world.registered().await.id;
    let (id, over) = (world.pending(account).await, NOW + Lifetimes::PENDING_SIGN_IN);
    assert!(world.waits(id, over - TICK).await && !world.waits(id, over).await);
    assert_eq!(world.tries(id, over - TICK).await, Some(account));
    assert_eq!(world.tries(id, over).await, None);
    let too_late = an_opening(account, Factors::PasswordAndTotp, over);
    assert!(!world.store.finishes_pending(id, &too_late).await.unwrap());
    assert_eq!(world.session(too_late.session.id).await, None);
    let in_time = an_opening(account, Factors::PasswordAndTotp, over - TICK);
    assert!(world.store.finishes_pending(id, &in_time).await.unwrap());
}

async fn of_fifty_who_finish_one_sign_in_one_gets_a_session(world: World) {
    let account = world.with_two_factors().await.account;
    let (id, other) = (world.pending(account).await, world.pending(account).await);
    let openings: Vec<SessionWrite> = (0..RACERS).map(|_| an_opening(account, Factors::PasswordAndTotp, NOW)).collect();
    let finished = world
        .race(|store, number| {
            let opening = openings[number].clone();
            async move { store.finishes_pending(id, &opening).await }
        })
        .await;
    assert_eq!(winners(&finished), 1);
    for (opening, finished) in openings.iter().zip(finished) {
        assert_eq!(world.session(opening.session.id).await.is_some(), finished);
    }
    assert!(!world.waits(id, NOW).await);
    assert_eq!(world.tries(id, NOW).await, None);
    assert!(world.waits(other, NOW).await, "another sign-in of the account goes on");
}

async fn another_account_cannot_finish_it_and_does_not_use_it_up(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    let id = world.pending(ada).await;
    let stolen = an_opening(eve, Factors::PasswordAndTotp, NOW);
    assert!(!world.store.finishes_pending(id, &stolen).await.unwrap());
    assert_eq!(world.session(stolen.session.id).await, None);
    let own = an_opening(ada, Factors::PasswordAndTotp, NOW);
    assert!(world.store.finishes_pending(id, &own).await.unwrap());
}

async fn without_the_second_factor_no_session_is_opened_once_it_is_on(world: World) {
    let account = world.with_two_factors().await.account;
    let id = world.pending(account).await;
    let half = an_opening(account, Factors::Password, NOW);
    assert!(!world.store.opens_session(&half).await.unwrap());
    assert!(!world.store.finishes_pending(id, &half).await.unwrap());
    assert_eq!(world.session(half.session.id).await, None);
    assert!(world.waits(id, NOW).await, "what was refused did nothing");
    let by_code = an_opening(account, Factors::PasswordAndTotp, NOW);
    assert!(world.store.finishes_pending(id, &by_code).await.unwrap());
    for factors in [Factors::PasswordAndTotp, Factors::PasswordAndRecoveryCode] {
        assert!(world.store.opens_session(&an_opening(account, factors, NOW)).await.unwrap());
    }
}

async fn an_ended_sign_in_leads_nowhere(world: World) {
    let account = world.registered().await.id;
    let (id, other) = (world.pending(account).await, world.pending(account).await);
    assert!(world.store.end_pending_sign_in(id).await.unwrap());
    assert!(!world.store.end_pending_sign_in(id).await.unwrap());
    assert!(!world.waits(id, NOW).await);
    assert_eq!(world.tries(id, NOW).await, None);
    assert!(!world.store.finishes_pending(id, &an_opening(account, Factors::PasswordAndTotp, NOW)).await.unwrap());
    assert!(world.waits(other, NOW).await);
}

async fn a_finished_sign_in_counts_among_the_sessions_of_its_account(world: World) {
    let account = world.registered().await.id;
    let oldest = world.signed_in(account).await.session.id;
    for second in 1..50 {
        assert!(world.store.opens_session(&an_opening(account, Factors::Password, later(second))).await.unwrap());
    }
    assert!(world.session(oldest).await.is_some());
    let newest = an_opening(account, Factors::PasswordAndTotp, later(50));
    assert!(world.store.finishes_pending(world.pending(account).await, &newest).await.unwrap());
    assert!(world.session(oldest).await.is_none() && world.session(newest.session.id).await.is_some());
}
