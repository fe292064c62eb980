//! The messages of `locales/`: every language has all of them, and all are used. That each has the right variables, `build.rs` checks.

use std::{collections::BTreeSet, fs, path::Path};

use super::sources;

const LOCALES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/locales");

fn names(language: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(language).unwrap();
    let name = |line: &str| {
        line.split_once(" =").map(|(name, _)| name.to_owned()).filter(|name| !name.starts_with([' ', '#', '}', '.']))
    };
    text.lines().filter_map(name).collect()
}

fn english() -> BTreeSet<String> {
    names(&Path::new(LOCALES).join("en.ftl"))
}

#[test]
fn every_language_has_every_message_and_no_other() {
    let english = english();
    assert!(english.len() > 200, "{}", english.len());
    let languages: Vec<_> = fs::read_dir(LOCALES).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(languages.len() >= 4);
    for language in languages {
        assert_eq!(names(&language), english, "{}", language.display());
    }
}

#[test]
fn every_message_is_used() {
    let used: String = sources("src").into_iter().map(|(_, text)| text).collect();
    let unused: Vec<_> = english()
        .into_iter()
        .filter(|name| {
            let function = name.replace('-', "_");
            let called = [format!(".{function}("), format!("Messages::{function}")];
            // The language's name is read by its own function.
            !called.iter().any(|call| used.contains(call))
        })
        .collect();
    assert_eq!(unused, Vec::<String>::new());
}
