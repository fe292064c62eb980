use super::*;
use crate::store::{Cell, Column};

promises! {
    what_was_stored_is_read_by_the_columns_asked_for,
    what_cannot_be_read_is_an_error_and_no_absence,
    a_transaction_that_is_dropped_did_nothing,
    of_fifty_that_count_first_as_many_add_a_row_as_there_is_room_for,
    an_account_that_is_gone_is_not_locked,
}

const THING: &[Column] = &[("id", Kind::Text), ("number", Kind::Integer), ("bytes", Kind::Bytes)];
const ADD: &str = "INSERT INTO things (id, number, bytes) VALUES ($1, $2, $3)";
const ALL: &str = "SELECT id, number, bytes FROM things ORDER BY number";

impl World {
    async fn with_things(&self) {
        let create = "CREATE TABLE things (id TEXT PRIMARY KEY, number BIGINT, bytes BYTEA)";
        self.store.execute(create, &[]).await.unwrap();
    }
}

async fn what_was_stored_is_read_by_the_columns_asked_for(world: World) {
    world.with_things().await;
    let id = uuid::Uuid::from_u128(7);
    assert_eq!(world.store.execute(ADD, &[id.into(), NOW.into(), vec![0, 255].into()]).await.unwrap(), 1);
    assert_eq!(world.store.execute(ADD, &["it's; --".into(), Cell::Integer(None), Cell::Bytes(None)]).await.unwrap(), 1);
    let rows = world.rival.rows("SELECT id, number, bytes FROM things WHERE number = $1", &[NOW.into()], THING).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].parsed("id").ok(), rows[0].moment("number").ok()), (Some(id), Some(NOW)));
    assert_eq!(world.store.execute("DELETE FROM things WHERE id = $1", &["it's; --".into()]).await.unwrap(), 1);
    assert_eq!(world.store.execute("DELETE FROM things WHERE id = $1", &["nothing".into()]).await.unwrap(), 0);
}

async fn what_cannot_be_read_is_an_error_and_no_absence(world: World) {
    world.with_things().await;
    world.store.execute(ADD, &["no uuid".into(), Cell::Integer(None), Cell::Bytes(None)]).await.unwrap();
    let rows = world.store.rows(ALL, &[], THING).await.unwrap();
    assert!(matches!(rows[0].parsed::<uuid::Uuid>("id"), Err(StoreError::Corrupt(_))));
    assert!(matches!(rows[0].integer("number"), Err(StoreError::Corrupt(_))));
    assert!(matches!(rows[0].text("name"), Err(StoreError::Broken(_))));
    assert!(world.store.rows("SELECT id FROM nothing", &[], THING).await.is_err());
}

async fn a_transaction_that_is_dropped_did_nothing(world: World) {
    world.with_things().await;
    let add = async |commit: bool| {
        let mut tx = world.store.begin().await.unwrap();
        assert_eq!(tx.execute(ADD, &["a thing".into(), 1_i64.into(), Cell::Bytes(None)]).await.unwrap(), 1);
        assert_eq!(tx.rows(ALL, &[], THING).await.unwrap().len(), 1);
        if commit {
            tx.commit().await.unwrap();
        }
    };
    add(false).await;
    assert!(world.rival.rows(ALL, &[], THING).await.unwrap().is_empty());
    add(true).await;
    assert_eq!(world.rival.rows(ALL, &[], THING).await.unwrap().len(), 1);
}

async fn of_fifty_that_count_first_as_many_add_a_row_as_there_is_room_for(world: World) {
    world.with_things().await;
    let account = world.registered().await.id;
    let added = world
        .race(|store, number| async move {
            let mut tx = store.begin().await?;
            assert!(tx.lock_account(account).await?);
            let room = tx.rows(ALL, &[], THING).await?.len() < 7;
            if room {
                tx.execute(ADD, &[number.to_string().into(), Cell::Integer(None), Cell::Bytes(None)]).await?;
            }
            tx.commit().await.map(|()| room)
        })
        .await;
    assert_eq!((winners(&added), world.store.rows(ALL, &[], THING).await.unwrap().len()), (7, 7));
}

async fn an_account_that_is_gone_is_not_locked(world: World) {
    let stranger = AccountId::random(&OsRandom);
    assert!(!world.store.begin().await.unwrap().lock_account(stranger).await.unwrap());
}
