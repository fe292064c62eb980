use super::*;
use crate::domain::{
    language::LanguageTag,
    password::{HashCost, Pbkdf2Digest, Scheme, Work},
};

promises! {
    an_account_is_found_by_its_id_and_by_every_spelling_of_its_address,
    nobody_is_found_who_never_registered,
    an_address_that_is_taken_keeps_its_account,
    of_fifty_who_register_one_address_at_once_one_has_it,
    a_password_hash_gives_way_only_while_it_is_the_old_one,
    of_fifty_new_hashes_for_one_old_one_stays,
    the_costs_of_stored_hashes_are_told_once_each,
    a_language_is_kept_with_its_account_alone,
}

/// All fields of an account that a test compares.
type Facts<'a> = (AccountId, [&'a str; 3], [bool; 6], Option<&'a LanguageTag>, [Timestamp; 3], Option<Timestamp>);

fn facts(account: &Account) -> Facts<'_> {
    let Account {
        id,
        email,
        email_confirmed,
        name,
        password_hash,
        has_password,
        two_factor,
        optional_letters,
        language,
        sealed,
        devices_since,
        delete_at,
        recovery,
        factor_demanded,
        password_changed_at,
        role,
        standing,
        declared,
        groups,
        created_at,
    } = account;
    assert_eq!((*recovery, *role, *standing, *declared), (None, Role::Person, Standing::Active, false));
    assert!(groups.is_empty());
    let texts = [email.as_str(), name.as_str(), password_hash.as_str()];
    (
        *id,
        texts,
        [*two_factor, *sealed, *email_confirmed, *optional_letters, *factor_demanded, *has_password],
        language.as_ref(),
        [*devices_since, *password_changed_at, *created_at],
        *delete_at,
    )
}

fn with_email(email: &str) -> Account {
    Account { email: EmailAddress::parse(email).unwrap(), ..an_account() }
}

async fn an_account_is_found_by_its_id_and_by_every_spelling_of_its_address(world: World) {
    let confirmed = Account { email_confirmed: true, ..with_email("zoë@bücher.example") };
    let account = Account { name: PersonName::parse("Zoë O'Brien 👩‍💻").unwrap(), ..confirmed };
    assert!(world.store.creates_account(&account).await.unwrap());
    world.registered().await;
    assert_eq!(facts(&world.account(account.id).await), facts(&account));
    for spelling in ["zoë@bücher.example", " ZOË@Bücher.Example. ", "zoe\u{308}@xn--bcher-kva.example"] {
        let found = world.store.account_by_email(&EmailAddress::parse(spelling).unwrap()).await.unwrap();
        assert_eq!(facts(&found.unwrap()), facts(&account), "{spelling}");
    }
}

async fn nobody_is_found_who_never_registered(world: World) {
    world.registered().await;
    let stranger = an_account();
    assert!(account_of(&*world.store, stranger.id).await.unwrap().is_none());
    assert!(world.store.account_by_email(&stranger.email).await.unwrap().is_none());
}

async fn an_address_that_is_taken_keeps_its_account(world: World) {
    let first = world.registered().await;
    let second = Account { email: first.email.clone(), name: PersonName::parse("Mallory").unwrap(), ..an_account() };
    assert!(!world.store.creates_account(&second).await.unwrap());
    assert!(account_of(&*world.store, second.id).await.unwrap().is_none());
    assert_eq!(facts(&world.account(first.id).await), facts(&first));
}

async fn of_fifty_who_register_one_address_at_once_one_has_it(world: World) {
    let rivals: Vec<Account> = (0..RACERS).map(|_| with_email("ada@example.com")).collect();
    let made = world
        .race(|store, number| {
            let account = rivals[number].clone();
            async move { store.creates_account(&account).await }
        })
        .await;
    assert_eq!(winners(&made), 1);
    let holder = world.store.account_by_email(&rivals[0].email).await.unwrap().unwrap();
    for (rival, made) in rivals.iter().zip(made) {
        assert_eq!(made, holder.id == rival.id);
        assert_eq!(made, account_of(&*world.store, rival.id).await.unwrap().is_some());
    }
}

async fn a_password_hash_gives_way_only_while_it_is_the_old_one(world: World) {
    let (account, neighbour) = (world.registered().await, world.registered().await);
    let (old, new) = (account.password_hash.clone(), PasswordHash::from_stored("$argon2id$v=19$m=16,t=1,p=1$second".into()));
    assert!(world.store.replace_password_hash(account.id, &old, &new).await.unwrap());
    assert_eq!(world.account(account.id).await.password_hash, new);
    assert!(!world.store.replace_password_hash(account.id, &old, &PasswordHash::from_stored("third".into())).await.unwrap());
    assert_eq!(world.account(account.id).await.password_hash, new);
    assert_eq!(world.account(neighbour.id).await.password_hash, old);
    assert!(!world.store.replace_password_hash(an_account().id, &old, &new).await.unwrap());
}

async fn of_fifty_new_hashes_for_one_old_one_stays(world: World) {
    let account = world.registered().await;
    let hash = |number: usize| PasswordHash::from_stored(format!("hash {number}"));
    let replaced = world
        .race(|store, number| {
            let (id, old, new) = (account.id, account.password_hash.clone(), hash(number));
            async move { store.replace_password_hash(id, &old, &new).await }
        })
        .await;
    assert_eq!(winners(&replaced), 1);
    let winner = replaced.iter().position(|&won| won).unwrap();
    assert_eq!(world.account(account.id).await.password_hash, hash(winner));
}

async fn the_costs_of_stored_hashes_are_told_once_each(world: World) {
    assert_eq!(world.store.hash_costs().await.unwrap(), []);
    for hash in [
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA",
        "$argon2id$v=19$m=19456,t=2,p=1$Zm9v+/YmFy$AAAA+/zz",
        "$argon2id$v=19$m=65536,t=12,p=1$c2FsdHNhbHQ$aGFzaA",
        "$bcrypt$v=1$c=10$c2FsdHNhbHQ$aGFzaA",
        "$bcrypt$v=1$c=10$AAAA+/zz$AAAA+/zz",
        "$pbkdf2-sha256$v=1$i=600000,l=32$c2FsdHNhbHQ$aGFzaA",
        "of another kind",
    ] {
        let account = Account { password_hash: PasswordHash::from_stored(hash.into()), ..an_account() };
        assert!(world.store.creates_account(&account).await.unwrap());
    }
    let mut costs = world.store.hash_costs().await.unwrap();
    costs.sort();
    assert_eq!(
        costs,
        [
            Work::Argon2(HashCost { memory: 19_456, passes: 2 }),
            Work::Argon2(HashCost { memory: 65_536, passes: 12 }),
            Work::Foreign(Scheme::Bcrypt { cost: 10, of_sha256: false }),
            Work::Foreign(Scheme::Pbkdf2 { digest: Pbkdf2Digest::Sha256, rounds: 600_000, length: 32 }),
        ]
    );
}

async fn a_language_is_kept_with_its_account_alone(world: World) {
    let account = Account { language: LanguageTag::parse("fr"), ..an_account() };
    assert!(world.store.creates_account(&account).await.unwrap());
    let neighbour = world.registered().await;
    assert_eq!(world.account(account.id).await.language, LanguageTag::parse("fr"));
    let chosen = LanguageTag::parse("de").unwrap();
    world.store.set_language(account.id, &chosen).await.unwrap();
    assert_eq!(world.account(account.id).await.language, Some(chosen));
    assert_eq!(world.account(neighbour.id).await.language, None);
}
