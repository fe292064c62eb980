//! Invitations: links by which somebody may register.

use std::{fmt, time::Duration};

use super::{
    account::AccountId,
    invalid::{FieldProblem, Invalid, field},
    name::{PersonNameError, on_one_line},
    time::Timestamp,
};
use crate::random_id;

random_id! {
    /// Identifies an invitation. Not what its link ends with.
    InvitationId
}

/// How long an invitation that has expired is still listed.
pub const REMEMBERED: Duration = Duration::from_secs(30 * 24 * 3600);

/// For whom an invitation is, by whoever made it: up to 100 characters on one line, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note(String);

impl Note {
    /// Maximum length in code points.
    pub const MAX_CHARS: usize = 100;

    /// Parses what was typed.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        match on_one_line(typed, Self::MAX_CHARS) {
            Ok(text) => Ok(Self(text)),
            Err(PersonNameError::Empty) => Ok(Self::default()),
            Err(PersonNameError::TooLong) => {
                let most = u32::try_from(Self::MAX_CHARS).unwrap_or(u32::MAX);
                Err(Invalid::new(field::NOTE, FieldProblem::TooLong(most)))
            }
            Err(PersonNameError::Unprintable) => Err(Invalid::new(field::NOTE, FieldProblem::Unprintable)),
        }
    }

    /// Accepts a stored value as it is.
    pub fn from_stored(stored: String) -> Self {
        Self(stored)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an invitation is to be like.
#[derive(Clone, Debug)]
pub struct Terms {
    /// For whom it is.
    pub note: Note,
    /// How many may register by it: from 1 to [`Terms::MOST_USES`].
    pub uses: u32,
    /// For how long it is good: from a day to [`Terms::MOST_DAYS`].
    pub days: u32,
}

impl Terms {
    /// Most people that one invitation can be for.
    pub const MOST_USES: u32 = 1000;
    /// Most days that an invitation can be good for.
    pub const MOST_DAYS: u32 = 365;

    /// Parses what was typed: all problems at once.
    pub fn parse(note: &str, uses: &str, days: &str) -> Result<Self, Vec<Invalid>> {
        let number = |name, typed: &str, most: u32| {
            let number = typed.trim().parse().ok().filter(|number| (1..=most).contains(number));
            number.ok_or(Invalid::new(name, FieldProblem::NoNumberUpTo(most)))
        };
        let note = Note::parse(note);
        let (uses, days) = (number(field::USES, uses, Self::MOST_USES), number(field::DAYS, days, Self::MOST_DAYS));
        match (note, uses, days) {
            (Ok(note), Ok(uses), Ok(days)) => Ok(Self { note, uses, days }),
            (note, uses, days) => Err([note.err(), uses.err(), days.err()].into_iter().flatten().collect()),
        }
    }

    /// For how long it is good.
    pub const fn lasts(&self) -> Duration {
        Duration::from_secs(24 * 3600 * self.days as u64)
    }
}

impl Default for Terms {
    /// For one person, for a week.
    fn default() -> Self {
        Self { note: Note::default(), uses: 1, days: 7 }
    }
}

/// An invitation as stored, without what its link ends with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Id.
    pub id: InvitationId,
    /// For whom it is.
    pub note: Note,
    /// How many may register by it.
    pub most: u32,
    /// How many have.
    pub used: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
    /// The account of the administrator who made it. `None`: the command line.
    pub made_by: Option<AccountId>,
}

impl Invitation {
    /// True if somebody can register by it now.
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.used < self.most && now < self.expires_at
    }

    /// Its position in the list.
    pub const fn place(&self) -> InvitationPlace {
        InvitationPlace { at: self.created_at, id: self.id }
    }
}

/// Position in the list of invitations, newest first: the key of keyset pagination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationPlace {
    /// When it was made.
    pub at: Timestamp,
    /// Its id.
    pub id: InvitationId,
}

/// The text form, for the query of a page.
impl fmt::Display for InvitationPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.at.0, self.id)
    }
}

impl std::str::FromStr for InvitationPlace {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, id) = text.split_once('_').ok_or(())?;
        Ok(Self { at: Timestamp(at.parse().map_err(drop)?), id: id.parse().map_err(drop)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_with_all_problems_at_once() {
        let terms = Terms::parse("the choir", " 3 ", "365").unwrap();
        assert_eq!((terms.note.as_str(), terms.uses, terms.days), ("the choir", 3, 365));
        let wrong = Terms::parse(&"a".repeat(101), "0", "366").unwrap_err();
        assert_eq!(wrong.iter().map(|invalid| &*invalid.field).collect::<Vec<_>>(), [field::NOTE, field::USES, field::DAYS]);
        for typed in ["", "-1", "1.5", "one", "99999999999"] {
            assert_eq!(Terms::parse("", typed, "1").unwrap_err().len(), 1, "{typed}");
        }
    }

    #[test]
    fn places_are_read_back() {
        let place =
            InvitationPlace { at: Timestamp(1_800_000_000_123), id: InvitationId::random(&crate::domain::random::OsRandom) };
        assert_eq!(place.to_string().parse(), Ok(place));
        assert!("1_2".parse::<InvitationPlace>().is_err() && "".parse::<InvitationPlace>().is_err());
    }

    #[test]
    fn a_note_is_one_line_or_nothing() {
        assert_eq!(Note::parse("  the choir ").unwrap().as_str(), "the choir");
        assert_eq!(Note::parse(" ").unwrap(), Note::default());
        assert_eq!(Note::parse(&"a".repeat(101)).unwrap_err().problem, FieldProblem::TooLong(100));
        assert_eq!(Note::parse("a\u{202e}b").unwrap_err().problem, FieldProblem::Unprintable);
    }
}
