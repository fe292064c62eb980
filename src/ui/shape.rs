//! The shape of an island: a hash of its nodes.
//!
//! A page may be changed on its way or in the browser, for example by a proxy that removes comments or by a password manager's
//! icon. WebAssembly cannot hydrate a changed island and would crash. So the server records what it sent, and `islands.js`
//! compares before it starts.

const OPENING: &str = "<leptos-island";
const CLOSING: &str = "</leptos-island>";
/// Elements without an end tag.
const VOID: [&str; 4] = ["br", "hr", "img", "input"];

/// Writes the shape of each island into its tag.
pub fn written_down(html: &str) -> String {
    let mut written = String::with_capacity(html.len() + 64);
    let mut rest = html;
    // Leptos escapes `<` and `>` in text and attributes, so these are tags.
    while let Some(at) = rest.find(OPENING) {
        let (before, tag) = rest.split_at(at + OPENING.len());
        let inside = tag.split_once('>').map_or("", |(_, inside)| inside);
        let inside = inside.split_once(CLOSING).map_or(inside, |(inside, _)| inside);
        written.push_str(&format!("{before} data-shape=\"{}\"", shape(inside)));
        rest = tag;
    }
    written.push_str(rest);
    written
}

/// Hashes the nodes in order: an element as its name with a slash at its end, a comment as `!`, a text as `#`.
fn shape(html: &str) -> u32 {
    let mut hash = 0;
    let mut add = |name: &str| hash = name.bytes().fold(hash, |hash: u32, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    let mut rest = html;
    while !rest.is_empty() {
        let Some(markup) = rest.strip_prefix('<') else {
            add("#");
            rest = rest.find('<').map_or("", |at| &rest[at..]);
            continue;
        };
        let (tag, after) =
            if markup.starts_with("!--") { markup.split_once("-->") } else { markup.split_once('>') }.unwrap_or((markup, ""));
        rest = after;
        if tag.starts_with('!') {
            add("!");
        } else if tag.starts_with('/') {
            add("/");
        } else {
            let name = tag.split([' ', '/']).next().unwrap_or_default();
            add(name);
            if VOID.contains(&name) || tag.ends_with('/') {
                add("/");
            }
            // Dropped by the parser, so not part of the text.
            if name == "textarea" {
                rest = rest.strip_prefix('\n').unwrap_or(rest);
            }
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_island_gets_the_shape_of_what_stands_in_it() {
        let html = "<p>a</p><leptos-island data-component=\"A\"><b>x</b></leptos-island><leptos-island></leptos-island>";
        let (inside, nothing) = (shape("<b>x</b>"), shape(""));
        assert_eq!(
            written_down(html),
            format!(
                "<p>a</p><leptos-island data-shape=\"{inside}\" data-component=\"A\"><b>x</b></leptos-island>\
                 <leptos-island data-shape=\"{nothing}\"></leptos-island>"
            )
        );
        assert_eq!(written_down("<p>a</p>"), "<p>a</p>");
    }

    #[test]
    fn attributes_and_words_do_not_change_a_shape_and_nodes_do() {
        let sent = "<form class=\"form\"><!><p>Hello</p><input name=\"a\"><textarea>\n</textarea></form>";
        for same in [
            "<form><!----><p>Guten Tag</p><input/><textarea></textarea></form>",
            "<form style=\"x\"><!--a > b--><p class=\"y\">&lt;</p><input value=\"&gt;\"><textarea></textarea></form>",
        ] {
            assert_eq!(shape(same), shape(sent), "{same}");
        }
        for other in [
            "<form><p>Hello</p><input><textarea></textarea></form>",
            "<form> <!><p>Hello</p><input><textarea></textarea></form>",
            "<form><!><p>Hello</p><input><div></div><textarea></textarea></form>",
            "<form><!><p>Hello</p><span><input></span><textarea></textarea></form>",
            "<form><!><p>Hello<input></p><textarea></textarea></form>",
            "<form><!><p>Hello</p><input><textarea>a</textarea></form>",
        ] {
            assert_ne!(shape(other), shape(sent), "{other}");
        }
    }
}
