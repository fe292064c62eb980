//! Domain names for display, in their own script unless that could mislead.

/// Returns the form of a domain for display. Returns ASCII if the Unicode form does not map back to the same domain, mixes
/// scripts within a label, or could be mistaken for a Latin one.
pub fn for_people(ascii: &str) -> String {
    let (unicode, result) = idna::domain_to_unicode(ascii);
    let same = result.is_ok() && idna::domain_to_ascii_strict(&unicode).is_ok_and(|again| again == ascii);
    let all_ascii_end = unicode.rsplit('.').next().is_some_and(|end| end.is_ascii());
    let clear = |label: &str| match script_of(label) {
        Some(Script::LikeLatin) => !all_ascii_end,
        other => other.is_some(),
    };
    if same && unicode.split('.').all(clear) { unicode } else { ascii.to_owned() }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    /// Cyrillic and Greek: whole words in these scripts can look Latin.
    LikeLatin,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    EastAsian,
}

/// Returns the script of a label. `None` if it has several scripts or an unknown one.
fn script_of(label: &str) -> Option<Script> {
    let mut found = None;
    for c in label.chars() {
        let script = match c {
            '0'..='9' | '-' => continue,
            // Dotless i and similar letters are excluded: they are easily mistaken for others.
            'ı' | 'ĸ' | 'ŉ' | 'ŀ' | 'ſ' => return None,
            'a'..='z' | 'ß'..='ö' | 'ø'..='ž' | 'ḁ'..='ỹ' => Script::Latin,
            'ά'..='ώ' | 'а'..='џ' => Script::LikeLatin,
            'א'..='ת' => Script::Hebrew,
            'ء'..='ي' | 'پ' | 'چ' | 'ژ' | 'ک' | 'گ' | 'ی' => Script::Arabic,
            'ऄ'..='ह' | 'ा'..='्' => Script::Devanagari,
            'ก'..='ฺ' | 'เ'..='๎' => Script::Thai,
            'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '々' | '一'..='鿿' | '가'..='힣' => Script::EastAsian,
            _ => return None,
        };
        if found.is_some_and(|found| found != script) {
            return None;
        }
        found = Some(script);
    }
    found.or(Some(Script::Latin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_shown_as_its_people_write_it() {
        for shown in
            ["example.com", "bücher.example", "straße.example", "例え.jp", "пример.рф", "παράδειγμα.ελ", "한국.kr", "xn.example"]
        {
            assert_eq!(for_people(&idna::domain_to_ascii_strict(shown).unwrap()), shown);
        }
    }

    #[test]
    fn what_could_mislead_stays_ascii() {
        // Mixed scripts, a whole word of Cyrillic letters that look Latin, a dotless i, an emoji, an unexpected script.
        for misleading in ["pаypal.com", "аррӏе.com", "сор.com", "gıthub.com", "i❤.ws", "ᏼ.example", "bücher.сом.example"]
        {
            let ascii = idna::domain_to_ascii(misleading).unwrap();
            assert!(ascii.contains("xn--"), "{misleading}");
            assert_eq!(for_people(&ascii), ascii, "{misleading}");
        }
        assert_eq!(for_people("xn--a.example"), "xn--a.example");
    }
}
