//! Languages for tests, made of the English messages. `en-XA` puts accents on the letters, brackets around each text, and makes it
//! longer by 40 %: what is not in brackets on a page is no message. `ar-XB` is written from right to left.

use super::Messages;

const ENGLISH: &str = include_str!("../../locales/en.ftl");
/// What is not text: values for the program.
const NOT_TEXT: [&str; 2] = ["language-direction", "number-separator"];

/// Both languages, by their tags.
pub fn messages() -> Vec<(&'static str, Messages)> {
    let accented = changed(ENGLISH, "ltr", |text| format!("⟦{}{}⟧", accented(text), longer(text)));
    let mirrored = changed(ENGLISH, "rtl", |text| format!("\u{202e}{text}\u{202c}"));
    let loaded = [("en-XA", accented), ("ar-XB", mirrored)].map(|(tag, source)| {
        let messages = Messages::new_external(tag, source.as_bytes());
        messages.inspect_err(|error| tracing::error!(%error, tag, "l10n.pseudo_locale")).ok().map(|messages| (tag, messages))
    });
    loaded.into_iter().flatten().collect()
}

/// Changes the text of each message, and leaves comments, names, selectors and variables.
fn changed(source: &str, direction: &str, change: impl Fn(&str) -> String) -> String {
    let changed = source.lines().map(|line| {
        let (before, text) = text_of(line);
        match before.split_once(" =").map(|(name, _)| name) {
            Some("language-direction") => format!("{before}{direction}"),
            Some(name) if NOT_TEXT.contains(&name) => line.to_owned(),
            _ if text.is_empty() => line.to_owned(),
            _ => format!("{before}{}", around_variables(text, &change)),
        }
    });
    changed.map(|line| line + "\n").collect()
}

/// Splits a line before its text: behind the name of a message, or of a variant.
fn text_of(line: &str) -> (&str, &str) {
    let variant = line.trim_start().trim_start_matches('*').starts_with('[');
    let at = match (line.starts_with(['#', '}']), variant) {
        (true, _) => None,
        (false, true) => line.find("] ").map(|at| at + 2),
        (false, false) => line.find(" = ").map(|at| at + 3),
    };
    let (before, text) = line.split_at(at.unwrap_or(line.len()));
    // A selector opens and its variants follow.
    if text.starts_with('{') && text.ends_with("->") { (line, "") } else { (before, text) }
}

/// Changes what stands between variables.
fn around_variables(text: &str, change: impl Fn(&str) -> String) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (plain, variable) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
        if !plain.trim().is_empty() {
            whole.push_str(&change(plain));
        } else {
            whole.push_str(plain);
        }
        let (variable, after) = variable.split_at(variable.find('}').map_or(variable.len(), |at| at + 1));
        whole.push_str(variable);
        rest = after;
    }
    whole
}

fn accented(text: &str) -> String {
    const PLAIN: &str = "aceinouyACEINOUYdlrst";
    const ACCENTED: &str = "áçéíñóúýÁÇÉÍÑÓÚÝđłŕšţ";
    let accent = |letter: char| {
        PLAIN.chars().zip(ACCENTED.chars()).find(|(plain, _)| *plain == letter).map_or(letter, |(_, accented)| accented)
    };
    text.chars().map(accent).collect()
}

/// Words that make a text longer by 40 %.
fn longer(text: &str) -> String {
    let missing = (text.chars().count() * 2).div_ceil(5);
    " öńé ťŵö".chars().cycle().take(missing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_every_message() {
        let tags: Vec<_> = messages().iter().map(|(tag, _)| *tag).collect();
        assert_eq!(tags, ["en-XA", "ar-XB"]);
    }

    #[test]
    fn text_is_changed_and_nothing_else() {
        let source = "# Said to all.\nhello = Hello, { $name }!\nlanguage-direction = ltr\ncodes = { $left ->\n    [one] { $left } code\n   *[other] codes\n}\n";
        let told = changed(source, "rtl", |text| format!("<{text}>"));
        assert_eq!(
            told,
            "# Said to all.\nhello = <Hello, >{ $name }<!>\nlanguage-direction = rtl\ncodes = { $left ->\n    [one] { $left }< code>\n   *[other] <codes>\n}\n"
        );
    }
}
