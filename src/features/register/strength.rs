//! How strong a new password is, in rough words, while it is typed. Advice only: the server decides what it takes, and knows the
//! passwords that are guessed first.

/// A verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// This many characters are missing.
    TooShort(usize),
    /// Long enough, and easily guessed.
    Guessable,
    /// Long enough.
    Fair,
    /// More than long enough.
    Strong,
}

/// A password of so many characters more than needed is strong.
const MUCH_LONGER: usize = 6;
/// A password of fewer different characters repeats itself.
const FEW_DIFFERENT: usize = 6;

/// Judges a password. `known` are words that anybody would try: the person's name, the address, the service.
pub fn of(password: &str, min_chars: usize, known: &[&str]) -> Strength {
    let letters: Vec<char> = password.chars().flat_map(char::to_lowercase).collect();
    let count = password.chars().count();
    if count < min_chars {
        return Strength::TooShort(min_chars - count);
    }
    let mut different = letters.clone();
    different.sort_unstable();
    different.dedup();
    let runs = letters.windows(2).filter(|pair| u32::from(pair[1]).abs_diff(u32::from(pair[0])) <= 1).count();
    let lower: String = letters.iter().collect();
    let mut known: Vec<&str> = known.iter().copied().filter(|word| word.chars().count() > 2).collect();
    // What holds other words goes first, or they would be taken out of it.
    known.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let unknown = known.iter().fold(lower, |rest, word| rest.replace(&word.to_lowercase(), ""));
    let is_known = unknown.chars().filter(|letter| letter.is_alphanumeric()).count() < min_chars / 2;
    if different.len() < FEW_DIFFERENT || runs * 2 > letters.len() || is_known {
        Strength::Guessable
    } else if count < min_chars + MUCH_LONGER {
        Strength::Fair
    } else {
        Strength::Strong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_judged_by_table() {
        use Strength::{Fair, Guessable, Strong, TooShort};
        let known = ["Ada Lovelace", "Ada", "Lovelace", "ada@example.com", "Latchkey", ""];
        for (password, strength) in [
            ("", TooShort(15)),
            ("fourteen chars", TooShort(1)),
            ("ünïcödé cöünts", TooShort(1)),
            ("aaaaaaaaaaaaaaaaaaaaaaaa", Guessable),
            ("abababababababababababab", Guessable),
            ("abcdefghijklmnopqrstuvwxyz", Guessable),
            ("9876543210987654321", Guessable),
            ("Ada Lovelace 1815!", Guessable),
            ("latchkey LATCHKEY latchkey", Guessable),
            ("ada@example.com", Guessable),
            ("green tea at six", Fair),
            ("seven quiet lanterns at dusk", Strong),
            ("Ada likes seven quiet lanterns", Strong),
        ] {
            assert_eq!(of(password, 15, &known), strength, "{password}");
        }
    }
}
