//! The rules of ARCHITECTURE.md that a compiler does not keep.

mod sweep;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use latchkey::config::{Config, Flags, Surroundings};

use crate::support::{repository, source};

/// Every Rust source below a folder of this repository, with its text without comments.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![repository(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, without_comments(&text)));
            }
        }
    }
    assert!(!found.is_empty(), "no source in {folder}");
    found
}

fn without_comments(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

/// Whether a text names a crate or module: as a whole word before `::`, or in a `use`.
fn names(text: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = &text[at + name.len()..];
        let whole = !before.is_some_and(is_word) && !after.starts_with(is_word);
        let crate_path = before != Some(':') || text[..at].ends_with(" ::");
        let used = text[..at].trim_end().ends_with("use") || text[..at].trim_end().ends_with("extern crate");
        whole && crate_path && (after.starts_with("::") || used)
    })
}

#[test]
fn each_layer_names_nothing_of_the_layers_around_it() {
    for (folder, forbidden) in [
        ("src/domain", &["axum", "hyper", "http", "leptos", "leptos_axum", "sqlx", "tokio", "hyper_util", "tower"][..]),
        ("src/auth", &["axum", "hyper", "http", "leptos", "leptos_axum", "sqlx", "hyper_util", "tower"]),
        ("src/store", &["axum", "hyper", "leptos", "leptos_axum", "http"]),
    ] {
        for (path, text) in sources(folder) {
            for name in forbidden {
                assert!(!names(&text, name), "{} names {name}", path.display());
            }
        }
    }
    // This very test can see.
    for text in ["use tokio::time;", "let x = sqlx::query(\"\");", "use ::http::Uri;", "use axum;"] {
        assert!(["tokio", "sqlx", "http", "axum"].iter().any(|name| names(text, name)), "{text}");
    }
    for text in ["crate::http::x()", "let tokio = 1;", "\"http://x\"", "use my_sqlx::x;"] {
        assert!(!["tokio", "sqlx", "http", "axum"].iter().any(|name| names(text, name)), "{text}");
    }
}

#[test]
fn nothing_but_auth_and_its_tests_decides_by_domain_rules_who_gets_in() {
    // The doors never touch passwords, secrets and codes by themselves.
    for (path, text) in sources("src/web").into_iter().chain(sources("src/ui")) {
        for decision in ["matching_step", "advance_totp_step", "spend_recovery_code", "count_attempt", "finish_pending_sign_in"] {
            assert!(!text.contains(decision), "{} decides by {decision}", path.display());
        }
    }
}

#[test]
fn features_are_named_in_lib_rs_alone() {
    let mut named = Vec::new();
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        // Not this line's own pattern.
        if text.replace(' ', "").contains(concat!("cfg(", "feature")) || text.contains(concat!("feature", " = \"")) {
            named.push(path.strip_prefix(repository("")).unwrap().to_owned());
        }
    }
    assert_eq!(named, [Path::new("src/lib.rs")]);
}

/// PostgreSQL refuses a statement that was prepared for all columns once there is another: on every server that runs while the next
/// version adds one.
#[test]
fn no_statement_asks_for_all_columns() {
    for (path, text) in sources("src/store") {
        for all in ["SELECT *", "RETURNING *", ".*,", ".* FROM", concat!(".*", "\"")] {
            assert!(!text.contains(all), "{}: {all}", path.display());
        }
    }
}

/// The migrations of a backend: file names and texts, in order.
fn migrations(backend: &str) -> BTreeMap<String, String> {
    let folder = repository("migrations").join(backend);
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap())).collect()
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
    for (name, text) in &sqlite {
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
            site_root: "target/site".into(),
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

/// A server function, as its source says.
struct ServerFunction {
    name: String,
    attribute: String,
    signature: String,
}

fn server_functions() -> Vec<ServerFunction> {
    let mut found = Vec::new();
    for (_, text) in sources("src") {
        let starts: Vec<usize> = text.match_indices("#[server").map(|(at, _)| at).collect();
        for start in starts {
            let rest = &text[start..];
            // `#[server(default)]` stands before an argument.
            let attribute = rest.split_once("]\n").map_or(rest, |(attribute, _)| attribute);
            let Some((head, signature)) = rest.split_once("fn ") else { continue };
            if head.contains("default") || rest.starts_with("#[server(default)]") {
                continue;
            }
            let signature = signature.split_once('{').unwrap().0;
            let name = signature.split_once('(').unwrap().0.to_owned();
            let attribute = attribute.split_once(']').map_or(attribute, |(attribute, _)| attribute).to_owned();
            found.push(ServerFunction { name, attribute, signature: signature.to_owned() });
        }
    }
    found
}

#[test]
fn every_server_function_has_a_readable_address_and_answers_with_a_message() {
    let functions = server_functions();
    assert_eq!(functions.len(), leptos::server_fn::axum::server_fn_paths().count(), "this test sees every one");
    for ServerFunction { name, attribute, signature } in functions {
        assert!(attribute.contains("prefix = \"/ui\""), "{name}: {attribute}");
        assert!(attribute.contains(&format!("endpoint = \"{name}\"")), "{name}: its address is its name: {attribute}");
        let returned = signature.rsplit_once("->").unwrap().1.trim();
        assert!(returned.starts_with("Result<") && returned.ends_with(", Message>"), "{name} returns {returned}");
    }
}
