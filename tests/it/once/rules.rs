//! The rules of ARCHITECTURE.md that a compiler does not keep.

mod callers;
mod log_lines;
mod messages;
mod sweep;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use latchkey::{
    config::{Config, Flags, Surroundings},
    site,
};
use latchkey_core::{
    Database,
    store::transfer::{Table, Tables},
};
use sqlx::{Connection, PgConnection, SqliteConnection};

use crate::support::{cluster, repository, scratch, source};

/// Every Rust source below a folder of this repository, with its text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![repository(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "no source in {folder}");
    found
}

/// The compiler keeps the rest of the layers: `latchkey-core` depends on no HTTP and no Leptos.
#[test]
fn the_rules_know_nothing_asynchronous_and_no_database() {
    for (path, text) in sources("crates/core/src/domain") {
        for name in ["async fn", "tokio::", "sqlx::"] {
            assert!(!text.contains(name), "{} names {name}", path.display());
        }
    }
}

#[test]
fn the_features_of_cargo_are_named_in_lib_rs_and_mod_rs_alone() {
    for (path, text) in sources("src") {
        let may = path.ends_with("lib.rs") || path.ends_with("mod.rs");
        assert!(may || !text.contains("cfg(feature"), "{}", path.display());
    }
}

/// A table or a column that `db copy` forgot would be lost in silence.
#[tokio::test]
async fn every_column_of_every_table_is_moved_or_left_behind_on_purpose() {
    let folder = scratch();
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("latchkey.db").display());
    Database::open(&url, 1).await.unwrap().close().await;
    let own = "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
               WHERE m.type = 'table' AND m.name <> '_sqlx_migrations' ORDER BY 1";
    let there: Vec<String> =
        sqlx::query_scalar(own).fetch_all(&mut SqliteConnection::connect(&url).await.unwrap()).await.unwrap();
    let tables = Tables::with(site::features().into_iter().flat_map(|feature| feature.tables));
    let columns =
        |table: &Table| table.columns().iter().map(|(column, _)| format!("{}.{column}", table.name)).collect::<Vec<_>>();
    let mut moved: Vec<String> = tables.moved().flat_map(columns).collect();
    moved.sort();
    let left_behind: Vec<&str> = tables.names().filter(|name| !tables.moves(name)).collect();
    // A wait ends by being moved: what tells the owner of it, and who is signed in, stays behind.
    let waits = ["accounts.recovery_begun_at", "accounts.recovery_due_at"];
    let stays = |column: &str| left_behind.contains(&column.split('.').next().unwrap()) || waits.contains(&column);
    let expected = there.into_iter().filter(|column| !stays(column));
    assert_eq!(moved, expected.collect::<Vec<_>>());
}

/// The migrations of a backend: file names and texts, in order.
fn migrations(backend: &str) -> BTreeMap<String, String> {
    let folder = repository("migrations").join(backend);
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap())).collect()
}

/// Migrations that make a table anew in SQLite, which cannot change a primary key. What comes of it is the same.
const MADE_ANEW: [&str; 1] = ["0014_several_authenticators.sql"];

#[tokio::test]
async fn both_backends_have_the_same_tables_after_all_migrations() {
    let folder = scratch();
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("latchkey.db").display());
    let on_postgres = cluster::Database::empty().await;
    for url in [&url, &on_postgres.url] {
        Database::open(url, 1).await.unwrap().close().await;
    }
    // Name, whether it must be there, and its place in the primary key.
    let of_sqlite = "SELECT m.name || '.' || c.name || ' ' || (c.\"notnull\" OR c.pk > 0) || ' ' || c.pk FROM sqlite_master m
        JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name <> '_sqlx_migrations' ORDER BY 1";
    let of_postgres = "SELECT c.table_name || '.' || c.column_name || ' ' || CASE WHEN c.is_nullable = 'NO' THEN 1 ELSE 0 END
        || ' ' || COALESCE((SELECT k.ordinal_position FROM information_schema.key_column_usage k
        JOIN information_schema.table_constraints t ON t.constraint_name = k.constraint_name AND t.table_name = k.table_name
        WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name AND k.column_name = c.column_name), 0)
        FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name <> '_sqlx_migrations' ORDER BY 1";
    let mut sqlite = SqliteConnection::connect(&url).await.unwrap();
    let mut postgres = PgConnection::connect(&on_postgres.url).await.unwrap();
    let sqlite: BTreeSet<String> = sqlx::query_scalar(of_sqlite).fetch_all(&mut sqlite).await.unwrap().into_iter().collect();
    let postgres: BTreeSet<String> =
        sqlx::query_scalar(of_postgres).fetch_all(&mut postgres).await.unwrap().into_iter().collect();
    assert!(sqlite.len() > 50);
    assert_eq!(sqlite, postgres);
}

#[test]
fn both_backends_have_the_same_migrations_and_the_same_columns() {
    let (sqlite, postgres) = (migrations("sqlite"), migrations("postgres"));
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    // The same statements but for the names of the types: integers and bytes.
    let plain = |text: &str| {
        let code = text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join(" ");
        let words = code.replace(") STRICT", ")").replace("BIGINT", "INTEGER").replace("BYTEA", "BLOB");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for (name, text) in sqlite.iter().filter(|(name, _)| !MADE_ANEW.contains(&&***name)) {
        assert_eq!(plain(text), plain(&postgres[name]), "{name}");
        assert_eq!(text.matches("CREATE TABLE").count(), text.matches(") STRICT;").count(), "{name}: SQLite's tables are STRICT");
    }
}

#[test]
fn the_example_file_holds_the_defaults() {
    let text = || source("latchkey.example.toml");
    let config = |environment: &[(&str, &str)]| {
        let surroundings = Surroundings {
            environment: environment.iter().map(|(name, value)| (name.into(), value.into())).collect(),
            read: &|_| Ok(text()),
            site_root: Some("target/site".into()),
            cores: 2,
        };
        format!("{:?}", Config::from_sources(&Flags::default(), &surroundings).unwrap())
    };
    assert_eq!(config(&[("LATCHKEY_CONFIG", "latchkey.example.toml")]), config(&[]));
    // What it leaves to the reader is there as a comment, so that every setting is.
    for key in ["public_url", "database_url", "secret_keys", "site_root", "password_hash_parallel"] {
        assert!(text().contains(&format!("\n#{key} = ")), "{key}");
    }
}
