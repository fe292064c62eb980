//! Normalisation of typed and pasted codes: removes what is not part of a code, for all kinds of codes. Compiled for the server
//! and for WebAssembly, so an island can also tell when a code is complete.

/// Returns the characters of a code, without what editors, authenticators and printouts add between and around them.
///
/// White space, dashes of every kind and invisible characters are removed everywhere, quotes and a full stop only around the
/// code. A label before it ("Code: ") and a list number ("1. ") stay: their digits could be mistaken for digits of the code.
pub fn bare(typed: &str) -> impl Iterator<Item = char> + '_ {
    let around = |c: char| is_nothing(c) || is_quote(c);
    let inside = typed.trim_matches(around);
    let inside = inside.strip_suffix(['.', '。']).unwrap_or(inside).trim_matches(around);
    inside.chars().filter(|c| !is_nothing(*c))
}

/// The zero of every script: the first of ten digits in a row (general category Nd of Unicode 16).
const ZEROS: [u32; 75] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040,
    0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0,
    0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0,
    0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16a60, 0x16ac0,
    0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

/// Converts a digit of any script to its Western form, as keyboards of those scripts type them.
pub fn western_digit(c: char) -> Option<char> {
    let value = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}

/// True for six digits: a complete authenticator code.
pub fn is_six_digits(typed: &str) -> bool {
    let mut digits = bare(typed).map(western_digit);
    digits.by_ref().take(6).filter(Option::is_some).count() == 6 && digits.next().is_none()
}

fn is_nothing(c: char) -> bool {
    c.is_whitespace() || is_dash(c) || is_ignorable(c)
}

/// General category Pd of Unicode 16, and the minus sign.
fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2212}'
                | '\u{2e17}'
                | '\u{2e1a}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{2e40}'
                | '\u{2e5d}'
                | '\u{301c}'
                | '\u{3030}'
                | '\u{30a0}'
                | '\u{fe31}'
                | '\u{fe32}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
                | '\u{10d6e}'
                | '\u{10ead}'
    )
}

/// Default_Ignorable_Code_Point: invisible characters.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '´' | '«' | '»' | '‘'..='‟' | '‹' | '›' | '「'..='』' | '＂' | '＇')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters that may occur between and around the parts of a code.
    const BETWEEN: &str = "-\u{58a}\u{5be}\u{1806}\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{301c}\u{fe58}\
        \u{fe63}\u{ff0d} \t\r\n\u{85}\u{a0}\u{2007}\u{2009}\u{2028}\u{202f}\u{3000}\u{feff}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\
        \u{61c}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2060}\u{2063}\u{2066}\u{2069}\u{206f}\u{ad}\u{34f}\u{fe0f}\u{180e}\u{3164}\
        \u{ffa0}\u{e0001}\u{e007f}";

    #[test]
    fn digits_of_every_script_are_digits() {
        for digits in ["123456", "١٢٣٤٥٦", "۱۲۳۴۵۶", "१२३४५६", "১২৩৪৫৬", "๑๒๓๔๕๖", "１２３４５６", "𝟏𝟐𝟑𝟒𝟓𝟔", "᠑᠒᠓᠔᠕᠖"]
        {
            assert_eq!(digits.chars().map(western_digit).collect::<Option<String>>().as_deref(), Some("123456"), "{digits}");
            assert!(is_six_digits(digits), "{digits}");
        }
        for other in ['a', '½', '²', 'Ⅳ', '一', '①', '/', ':'] {
            assert_eq!(western_digit(other), None, "{other}");
        }
    }

    #[test]
    fn nothing_that_only_parts_or_hides_belongs_to_a_code() {
        for between in BETWEEN.chars() {
            let typed = format!("{between}12{between}{between}34{between}");
            assert_eq!(bare(&typed).collect::<String>(), "1234", "{:?}", between);
        }
    }

    #[test]
    fn quotes_around_a_code_and_a_full_stop_behind_it_are_no_part_of_it() {
        for typed in
            ["\"1234\"", "'1234'", "`1234`", "“1234”", "„1234“", "«1234»", "‘1234’", "1234.", "“1234.”", "“1234”.", " 1234 . "]
        {
            assert_eq!(bare(typed).collect::<String>(), "1234", "{typed:?}");
        }
    }

    #[test]
    fn everything_else_stays_and_makes_a_code_wrong() {
        for typed in ["12.34", "1234..", ".1234", "12\"34", "1. ABCD", "Code: 1234", "+1234", "1234\0", "12,34", "12/34", "12_34"]
        {
            assert_ne!(bare(typed).collect::<String>(), "1234", "{typed:?}");
        }
        for nothing in ["", " ", "-", "\u{feff}", "\"\"", "."] {
            assert_eq!(bare(nothing).count(), 0, "{nothing:?}");
        }
    }

    #[test]
    fn six_digits_are_whole_and_nothing_else_is() {
        for typed in ["123456", "123 456", "\u{feff}123\u{2014}456.", "١٢٣٤٥٦", "１２３４５６"] {
            assert!(is_six_digits(typed), "{typed:?}");
        }
        for typed in ["", "12345", "1234567", "12345a", "a123456", "1. 234567", "12.3456", "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01"] {
            assert!(!is_six_digits(typed), "{typed:?}");
        }
    }
}
