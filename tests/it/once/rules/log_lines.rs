//! docs/logging.md names every line of the log, its level and its fields; and no line has a name of another form.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::sources;
use crate::support::source;

const LEVELS: [&str; 5] = ["error", "warn", "info", "debug", "trace"];

/// Lines by name and level, with their fields.
type Lines = BTreeMap<(String, String), BTreeSet<String>>;

/// The code of a source without its tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap()
}

fn is_of_tests(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "contract") || path.ends_with("tests.rs")
}

/// The arguments of a macro whose text begins behind its bracket, split at the commas that are the macro's own.
fn arguments(text: &str) -> Vec<String> {
    let (mut all, mut depth, mut quoted, mut escaped) = (vec![String::new()], 0, false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted && depth == 0 => break,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                all.push(String::new());
                continue;
            }
            _ => {}
        }
        all.last_mut().unwrap().push(c);
    }
    all.into_iter().map(|argument| argument.trim().to_owned()).filter(|argument| !argument.is_empty()).collect()
}

/// The lines that a source writes.
fn written_by(path: &Path, text: &str, lines: &mut Lines) {
    let text = code(text);
    assert!(!text.contains("use tracing::{") && !text.contains("log::warn!"), "{}: not by its full name", path.display());
    for level in LEVELS {
        for (at, begin) in text.match_indices(&format!("tracing::{level}!(")) {
            let arguments = arguments(&text[at + begin.len()..]);
            let message = arguments.iter().find_map(|argument| argument.strip_prefix('"')?.strip_suffix('"'));
            let message = message.unwrap_or_else(|| panic!("{}: a line without a text: {arguments:?}", path.display()));
            let name = message.split(':').next().unwrap();
            let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'));
            let parts: Vec<&str> = name.split('.').collect();
            assert!(parts.len() == 2 && parts.iter().all(|part| is_word(part)), "{}: {message:?} has no name", path.display());
            let fields = arguments.iter().filter(|argument| !argument.starts_with('"'));
            let fields = fields.map(|field| field.split('=').next().unwrap().trim().trim_start_matches(['%', '?']).to_owned());
            lines.entry((name.to_owned(), level.to_owned())).or_default().extend(fields);
        }
    }
}

fn written() -> Lines {
    let mut lines = Lines::new();
    for (path, text) in ["src", "crates/core/src"].into_iter().flat_map(sources).filter(|(path, _)| !is_of_tests(path)) {
        written_by(&path, &text, &mut lines);
    }
    lines
}

fn explained() -> Lines {
    let mut lines = Lines::new();
    for row in source("docs/logging.md").lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [name, level, when, fields] = cells[..] else { panic!("four cells: {row}") };
        assert!(when.len() > 10, "it says when: {row}");
        let fields = fields.split(", ").map(|field| field.trim_matches('`').to_owned()).filter(|field| !field.is_empty());
        let before = lines.insert((name.trim_matches('`').to_owned(), level.to_owned()), fields.collect());
        assert!(before.is_none(), "twice: {row}");
    }
    lines
}

#[test]
fn every_line_of_the_log_is_explained_and_no_other() {
    let (written, explained) = (written(), explained());
    assert!(written.len() > 80, "{}", written.len());
    let names = |lines: &Lines| lines.keys().cloned().collect::<BTreeSet<_>>();
    let (in_code, in_document) = (names(&written), names(&explained));
    assert_eq!(in_code.difference(&in_document).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "not in the document");
    assert_eq!(in_document.difference(&in_code).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "not in the code");
    for (line, fields) in &written {
        assert_eq!(fields, &explained[line], "the fields of {line:?}");
    }
}

/// What a span adds to lines, all of them have. There is one.
#[test]
fn the_request_is_the_only_span() {
    let spans = |text: &str| text.matches("_span!(").count() + text.matches("tracing::instrument").count();
    let all: Vec<_> =
        ["src", "crates/core/src"].into_iter().flat_map(sources).filter(|(_, text)| spans(code(text)) > 0).collect();
    let [(path, text)] = &all[..] else { panic!("{:?}", all.iter().map(|(path, _)| path).collect::<Vec<_>>()) };
    assert!(path.ends_with("src/http/request_log.rs") && spans(text) == 1, "{}", path.display());
    for field in ["`id`", "`method`", "`path`"] {
        assert!(source("docs/logging.md").contains(field), "{field}");
    }
}
