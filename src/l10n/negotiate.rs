//! Choosing a language: the lookup of RFC 4647 §3.4 over `Accept-Language` (RFC 9110 §12.5.4).

/// Returns what `find` has for a tag, or for the tag without its last subtags: `de-AT-1996`, `de-AT`, `de`.
pub fn lookup<T>(tag: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut range = tag;
    loop {
        if let Some(found) = find(range) {
            return Some(found);
        }
        range = range.rsplit_once('-')?.0;
        // A single letter or digit introduces what comes after it, and means nothing at the end.
        if let Some((shorter, single)) = range.rsplit_once('-')
            && single.len() == 1
        {
            range = shorter;
        }
    }
}

/// Returns what `find` has for the first language that is accepted, by its quality and then by its place. `*` stands for any
/// language, so it finds none in particular.
pub fn first_accepted<T>(accept_language: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut ranges: Vec<(&str, u16)> = accept_language.split(',').filter_map(range).collect();
    // Stable: equals stay in order.
    ranges.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
    ranges.into_iter().find_map(|(tag, _)| lookup(tag, &find))
}

/// A range with its quality in thousandths. `None` if it is unwanted or malformed.
fn range(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty())?;
    let quality = match parts.next() {
        None => 1000,
        Some(parameter) => {
            let value: f32 = parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="))?.parse().ok()?;
            (0.0..=1.0).contains(&value).then_some((value * 1000.0).round() as u16)?
        }
    };
    (quality > 0).then_some((tag, quality))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(accept_language: &str) -> Option<&'static str> {
        let here = ["de", "en", "es", "fr", "pt-BR", "zh-Hant"];
        first_accepted(accept_language, |tag| here.into_iter().find(|here| here.eq_ignore_ascii_case(tag)))
    }

    #[test]
    fn languages_are_looked_up_by_table() {
        for (accepted, language) in [
            ("de", Some("de")),
            ("DE-at", Some("de")),
            ("de-Latn-CH-1996", Some("de")),
            ("nl, fr;q=0.5", Some("fr")),
            ("fr;q=0.5, es;q=0.8, nl", Some("es")),
            ("es;q=0.8, fr;q=0.8", Some("es")),
            ("pt-PT, pt;q=0.9, en;q=0.8", Some("en")),
            ("pt-br", Some("pt-BR")),
            ("zh-TW, zh-Hant;q=0.1", Some("zh-Hant")),
            ("zh-Hant-x-private", Some("zh-Hant")),
            ("de-x-a, fr;q=0.1", Some("de")),
            ("de;q=0, en", Some("en")),
            ("de;q=0.000,fr;q=0.001", Some("fr")),
            ("*", None),
            ("*, fr;q=0.1", Some("fr")),
            ("nl", None),
            ("", None),
            (",,;q=1,-,de_DE", None),
            ("de;q=2, fr;q=x, es;level=1, en;q=-0", None),
            (" es ; q=1 ", Some("es")),
        ] {
            assert_eq!(chosen(accepted), language, "{accepted:?}");
        }
    }

    #[test]
    fn an_endless_header_ends() {
        assert_eq!(chosen(&"a-".repeat(8_000)), None);
        assert_eq!(chosen(&"nl,".repeat(8_000)), None);
    }
}
