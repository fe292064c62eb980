use super::*;

promises! {
    each_code_is_spent_once,
    of_fifty_who_spend_one_code_one_does,
    of_fifty_who_spend_ten_codes_ten_do,
    a_code_of_another_account_is_refused_and_not_spent,
    a_code_is_found_under_any_of_its_candidates,
    new_codes_end_the_old_ones_and_leave_their_note,
    codes_are_not_replaced_where_two_factor_authentication_is_off,
    codes_are_not_replaced_by_a_session_that_ended,
    of_fifty_new_sets_at_once_one_stays_and_it_is_the_one_shown,
    no_code_outlives_turning_off,
    codes_of_a_key_that_is_not_here_are_not_left,
}

impl World {
    async fn spends(&self, account: AccountId, candidates: &[Fingerprint]) -> bool {
        self.store.spend_recovery_code(account, candidates, later(100)).await.unwrap()
    }

    async fn codes_left(&self, account: AccountId) -> u32 {
        self.store.recovery_codes_left(account, &the_keys()).await.unwrap()
    }

    async fn note_of_codes(&self, opening: &SessionWrite) -> Option<Sealed> {
        self.store.handoff(opening.session.id, HandoffKind::RecoveryCodes, NOW).await.unwrap().map(|note| note.body)
    }
}

async fn each_code_is_spent_once(world: World) {
    let Protected { account, codes, .. } = world.with_two_factors().await;
    for (spent, code) in (1..).zip(codes) {
        assert!(world.spends(account, &[code]).await);
        assert!(!world.spends(account, &[code]).await);
        assert_eq!(world.codes_left(account).await, 10 - spent);
    }
    assert!(!world.spends(account, &[fingerprint("made up")]).await);
    assert_eq!(world.codes_left(an_account().id).await, 0);
}

async fn of_fifty_who_spend_one_code_one_does(world: World) {
    let Protected { account, codes, .. } = world.with_two_factors().await;
    let code = codes[3];
    let spent = world.race(|store, _| async move { store.spend_recovery_code(account, &[code], NOW).await }).await;
    assert_eq!(winners(&spent), 1);
    assert_eq!(world.codes_left(account).await, 9);
}

async fn of_fifty_who_spend_ten_codes_ten_do(world: World) {
    let Protected { account, codes, .. } = world.with_two_factors().await;
    let spent = world
        .race(|store, number| {
            let code = codes[number % codes.len()];
            async move { store.spend_recovery_code(account, &[code], NOW).await }
        })
        .await;
    assert_eq!(winners(&spent), 10);
    assert_eq!(world.codes_left(account).await, 0);
}

async fn a_code_of_another_account_is_refused_and_not_spent(world: World) {
    let (ada, eve) = (world.with_two_factors().await, world.with_two_factors().await);
    let of_ada = a_set_of_codes("second");
    let note = a_handoff(ada.opening.session.id, HandoffKind::RecoveryCodes, "the second set");
    assert!(world.store.replaces_codes(ada.account, &stored(of_ada.clone()), &note).await.unwrap());
    assert!(!world.spends(eve.account, &of_ada).await);
    assert!(!world.spends(world.registered().await.id, &of_ada).await);
    assert_eq!((world.codes_left(ada.account).await, world.codes_left(eve.account).await), (10, 10));
    assert!(world.spends(ada.account, &of_ada[..1]).await);
    // Two accounts with the same code, which no random generator produces: each spends its own.
    assert!(world.store.replaces_codes(ada.account, &stored(eve.codes.clone()), &note).await.unwrap());
    assert!(world.spends(ada.account, &eve.codes[..1]).await);
    assert_eq!((world.codes_left(ada.account).await, world.codes_left(eve.account).await), (9, 10));
}

/// A code has a fingerprint under each live key and is stored under one of them.
async fn a_code_is_found_under_any_of_its_candidates(world: World) {
    let Protected { account, codes, .. } = world.with_two_factors().await;
    let (one, two) = (fingerprint("under another key"), fingerprint("under a third key"));
    assert!(!world.spends(account, &[]).await);
    assert!(!world.spends(account, &[one, two]).await);
    for (code, candidates) in
        [(codes[0], [codes[0], one, two]), (codes[1], [one, codes[1], two]), (codes[2], [one, two, codes[2]])]
    {
        let before = world.codes_left(account).await;
        assert!(world.spends(account, &candidates).await);
        assert_eq!(world.codes_left(account).await, before - 1);
        assert!(!world.spends(account, &[code]).await);
    }
}

async fn new_codes_end_the_old_ones_and_leave_their_note(world: World) {
    let Protected { account, opening, codes, .. } = world.with_two_factors().await;
    let neighbour = world.with_two_factors().await;
    assert!(world.spends(account, &codes[..1]).await);
    let new = a_set_of_codes("second");
    let note = a_handoff(opening.session.id, HandoffKind::RecoveryCodes, "the second set");
    assert!(world.store.replaces_codes(account, &stored(new.clone()), &note).await.unwrap());
    assert_eq!(world.codes_left(account).await, 10);
    assert!(!world.spends(account, &codes).await);
    for code in new {
        assert!(world.spends(account, &[code]).await);
    }
    assert_eq!(world.note_of_codes(&opening).await, Some(note.body));
    assert_eq!(world.codes_left(neighbour.account).await, 10);
    assert!(world.session(opening.session.id).await.is_some() && world.account(account).await.two_factor);
}

async fn codes_are_not_replaced_where_two_factor_authentication_is_off(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    let note = a_handoff(opening.session.id, HandoffKind::RecoveryCodes, "a set");
    assert!(!world.store.replaces_codes(opening.session.account_id, &stored(a_set_of_codes("first")), &note).await.unwrap());
    assert_eq!(world.codes_left(opening.session.account_id).await, 0);
    assert_eq!(world.note_of_codes(&opening).await, None);
}

async fn codes_are_not_replaced_by_a_session_that_ended(world: World) {
    let Protected { account, opening, codes, .. } = world.with_two_factors().await;
    assert!(world.store.ends_session(&opening.session).await.unwrap());
    let note = a_handoff(opening.session.id, HandoffKind::RecoveryCodes, "codes that nobody would ever see");
    assert!(!world.store.replaces_codes(account, &stored(a_set_of_codes("second")), &note).await.unwrap());
    assert!(!world.spends(account, &a_set_of_codes("second")).await);
    for code in codes {
        assert!(world.spends(account, &[code]).await);
    }
}

async fn of_fifty_new_sets_at_once_one_stays_and_it_is_the_one_shown(world: World) {
    let Protected { account, opening, .. } = world.with_two_factors().await;
    let set = |number: usize| a_set_of_codes(&format!("set of call {number}"));
    let replaced = world
        .race(|store, number| {
            let note = a_handoff(opening.session.id, HandoffKind::RecoveryCodes, &format!("set of call {number}"));
            let codes = set(number);
            async move { store.replaces_codes(account, &stored(codes), &note).await }
        })
        .await;
    assert_eq!(winners(&replaced), RACERS);
    assert_eq!(world.codes_left(account).await, 10);
    let shown = world.note_of_codes(&opening).await.unwrap();
    let last = (0..RACERS).find(|number| shown == sealed(&format!("set of call {number}"))).unwrap();
    for code in set(last) {
        assert!(world.spends(account, &[code]).await);
    }
}

async fn no_code_outlives_turning_off(world: World) {
    let Protected { account, opening, .. } = world.with_two_factors().await;
    let answers = world
        .race(|store, number| {
            let opening = opening.clone();
            let note = a_handoff(opening.session.id, HandoffKind::RecoveryCodes, "a set");
            async move {
                if number == RACERS / 2 {
                    store.turn_off_two_factor(&opening).await
                } else {
                    store.replaces_codes(account, &stored(a_set_of_codes(&number.to_string())), &note).await
                }
            }
        })
        .await;
    assert!(answers[RACERS / 2]);
    assert!(!world.account(account).await.two_factor);
    assert_eq!(world.codes_left(account).await, 0);
    assert_eq!(world.note_of_codes(&opening).await, None);
}

async fn codes_of_a_key_that_is_not_here_are_not_left(world: World) {
    let Protected { account, codes, .. } = world.with_two_factors().await;
    assert!(world.spends(account, &codes[..1]).await);
    let left = async |keys: &[&str]| {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        world.store.recovery_codes_left(account, &keys).await.unwrap()
    };
    assert_eq!((left(&[KEY]).await, left(&["another", KEY]).await), (9, 9));
    assert_eq!((left(&["another"]).await, left(&[]).await), (0, 0));
}
