use std::{sync::Arc, time::Duration};

use super::*;
use crate::{
    domain::{
        invitation::{Invitation, InvitationId, Note},
        letter::{LetterId, NewLetter, Purpose},
        throttle::Limit,
        totp,
        trusted_browser::TrustedBrowserId,
    },
    store::{
        Cell, GateCode, NewChallenge, PasskeyChanged, Trust,
        backup::Return,
        transfer::{Arrival, CopyError, Counts, Overview, Table, Tables, between, look},
    },
};

promises! {
    an_installation_arrives_whole_on_sqlite,
    an_installation_arrives_whole_on_postgres,
    what_comes_back_from_a_backup_is_void_where_it_may_have_been_used,
    what_is_not_empty_takes_nothing_in,
    what_is_looked_at_is_not_changed,
}

/// More rows than one batch, so that batches meet.
const MANY: i64 = 1_203;

/// A table of an application.
static THINGS: Table = Table::new("things", &[("id", Kind::Text), ("number", Kind::Integer), ("bytes", Kind::Bytes)], 1);

fn tables() -> Tables {
    Tables::with([&THINGS])
}

const CREATE_THINGS: &str = "CREATE TABLE things (id TEXT PRIMARY KEY, number BIGINT NOT NULL, bytes BYTEA)";

/// Creates an account with all kinds of data, and an application's table with many rows.
async fn a_full_life(world: &World) -> Protected {
    let ada = world.with_two_factors().await;
    // First: it ends what was begun.
    let passkey = super::passkeys::a_passkey();
    assert_eq!(world.store.add_passkey(&passkey, &ada.opening).await.unwrap(), PasskeyChanged::Done);
    let challenge = NewChallenge {
        fingerprint: fingerprint("challenge"),
        bound_to: "sign-in".into(),
        user_handle: None,
        expires_at: later(60),
    };
    world.store.put_challenge(&challenge).await.unwrap();
    assert!(world.store.claim_for_keys(&["0123456789abcdef".into()]).await.unwrap().is_ok());
    assert!(world.store.advance_totp_step(ada.account, 200, NEWEST).await.unwrap());
    assert!(world.store.spend_recovery_code(ada.account, &ada.codes[..1], NOW).await.unwrap());
    for subject in ["second-factor:ada", "password:ada"] {
        world.store.count_attempt(subject, Limit::Totp, NOW).await.unwrap().unwrap();
    }
    world.pending(ada.account).await;
    assert!(world.store.burn_step(ada.account, PHONE, (210, NEWEST), later(300)).await.unwrap());
    let event = an_event(ada.account, EventKind::PasswordResetIssued, NOW);
    assert!(world.store.put_reset(&fingerprint("token"), later(60), &event).await.unwrap());
    let trust = Trust {
        id: TrustedBrowserId::random(&OsRandom),
        fingerprint: fingerprint("trust"),
        bound_to: fingerprint("password and phone"),
        expires_at: later(60),
        presented: vec![],
    };
    let event = an_event(ada.account, EventKind::BrowserTrusted, NOW);
    assert!(world.store.trust_browser(&trust, &event).await.unwrap().is_some());
    let event = an_event(ada.account, EventKind::PushAddressChanged, NOW);
    assert!(world.store.set_push_address(Some(&sealed("where")), &event).await.unwrap());
    let letter = NewLetter {
        id: LetterId::random(&OsRandom),
        purpose: Purpose::ForgottenPassword,
        payload: None,
        not_before: NOW,
        expires_at: later(60),
    };
    world.store.put_letter(&letter, NOW).await.unwrap();
    let invitation = Invitation {
        id: InvitationId::random(&OsRandom),
        note: Note::default(),
        most: 3,
        used: 1,
        created_at: NOW,
        expires_at: later(60),
        made_by: Some(ada.account),
    };
    world.store.put_invitation(&invitation, &fingerprint("invitation")).await.unwrap();
    let code = GateCode {
        fingerprint: fingerprint("code"),
        session_id: ada.opening.session.id,
        host: "notes.example.com".into(),
        browser: fingerprint("browser"),
        url: "https://notes.example.com/".into(),
        expires_at: later(60),
    };
    assert!(world.store.put_gate_code(&code).await.unwrap());
    world.store.execute(CREATE_THINGS, &[]).await.unwrap();
    for number in 0..MANY {
        let bytes = if number % 2 == 0 { Cell::Bytes(None) } else { vec![0, 255].into() };
        let values = [format!("Ünïcode '\"\\\n {number}").into(), number.into(), bytes];
        world.store.execute("INSERT INTO things (id, number, bytes) VALUES ($1, $2, $3)", &values).await.unwrap();
    }
    ada
}

fn rows(counts: &Counts, table: &str) -> i64 {
    tables().names().zip(counts.iter()).find(|(name, _)| *name == table).map(|(_, rows)| *rows).unwrap()
}

async fn arrives_whole(world: World, target: World) {
    let ada = a_full_life(&world).await;
    target.store.execute(CREATE_THINGS, &[]).await.unwrap();
    let before = world.store.counts(&tables()).await.unwrap();
    let arrived = between(&*world.store, &*target.store, &tables(), Arrival::AsItWas).await.unwrap();
    assert_eq!(arrived, target.rival.counts(&tables()).await.unwrap(), "committed");
    for table in tables().moved() {
        assert_eq!(rows(&arrived, table.name), rows(&before, table.name), "{}", table.name);
        assert!(rows(&arrived, table.name) > 0, "{}", table.name);
    }
    for table in tables().names().filter(|table| !tables().moves(table) && *table != "pending_authenticators") {
        assert_eq!((rows(&arrived, table), rows(&before, table) > 0), (0, true), "{table}");
    }
    let there = &target.store;
    let (here, was) = (target.account(ada.account).await, world.account(ada.account).await);
    assert_eq!((&here.email, here.password_hash.as_str()), (&was.email, was.password_hash.as_str()));
    assert!(here.two_factor);
    assert_eq!(there.authenticator_of(ada.account).await.unwrap(), world.store.authenticator_of(ada.account).await.unwrap());
    assert!(!there.advance_totp_step(ada.account, 200, NEWEST).await.unwrap(), "a used code stays used");
    assert!(!there.spend_recovery_code(ada.account, &ada.codes[..1], NOW).await.unwrap(), "a spent code stays spent");
    assert!(there.spend_recovery_code(ada.account, &ada.codes[1..2], NOW).await.unwrap());
    assert!(there.claim_for_keys(&["another key".into()]).await.unwrap().is_err());
    let arrived = target.store.counts(&tables()).await.unwrap();
    assert_eq!(rows(&arrived, "things"), MANY);
    assert_eq!(world.store.counts(&tables()).await.unwrap(), before, "the source is as it was");
}

async fn an_installation_arrives_whole_on_sqlite(world: World) {
    arrives_whole(world, super::sqlite::world().await).await;
}

async fn an_installation_arrives_whole_on_postgres(world: World) {
    arrives_whole(world, super::postgres::world().await).await;
}

async fn what_comes_back_from_a_backup_is_void_where_it_may_have_been_used(world: World) {
    let source = super::sqlite::world().await;
    let ada = a_full_life(&source).await;
    source.store.execute("UPDATE accounts SET delete_at = 5", &[]).await.unwrap();
    // A clock that was ahead has left a step of the future.
    source.store.execute("UPDATE authenticators SET last_used_step = 99999999999", &[]).await.unwrap();
    world.store.execute(CREATE_THINGS, &[]).await.unwrap();
    let how = Return { now: NOW, random: Arc::new(OsRandom), keeps_recovery_codes: false };
    between(&*source.store, &*world.store, &tables(), Arrival::FromABackup(how)).await.unwrap();
    let newest = totp::newest_possible_step(NOW);
    assert!(!world.store.advance_totp_step(ada.account, newest, newest).await.unwrap(), "every code that can have been seen");
    assert!(world.store.advance_totp_step(ada.account, newest + 1, newest + 1).await.unwrap());
    assert!(!world.store.spend_recovery_code(ada.account, &ada.codes[1..2], NOW).await.unwrap());
    assert_eq!(world.account(ada.account).await.delete_at, Some(NOW + Duration::from_secs(7 * 24 * 3600)));
    let invitations = world.store.invitations(None, 10).await.unwrap();
    assert!(!invitations.is_empty() && invitations.iter().all(|one| !one.is_good(NOW)));
    let events = world.store.events(ada.account, &[EventKind::ServiceRestored], None, 10).await.unwrap();
    assert_eq!(events.len(), 1);
}

async fn what_is_not_empty_takes_nothing_in(world: World) {
    let source = super::sqlite::world().await;
    source.registered().await;
    let stranger = world.registered().await;
    let error = between(&*source.store, &*world.store, &Tables::default(), Arrival::AsItWas).await.unwrap_err();
    assert!(matches!(error, CopyError::NotEmpty("accounts")), "{error:?}");
    assert_eq!(rows(&world.store.counts(&Tables::default()).await.unwrap(), "accounts"), 1);
    assert_eq!(world.account(stranger.id).await.email, stranger.email);
}

async fn what_is_looked_at_is_not_changed(world: World) {
    world.registered().await;
    let Overview { schema_is_current, counts } = look(&world.url, &Tables::default()).await.unwrap().unwrap();
    assert!(schema_is_current);
    assert_eq!(counts, world.store.counts(&Tables::default()).await.unwrap());
}
