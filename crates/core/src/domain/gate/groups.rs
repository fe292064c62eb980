//! Groups: names that an operator gives to people, for the rules of applications.

use std::{collections::BTreeSet, fmt, str::FromStr};

/// Maximum length of a name in bytes.
const LONGEST: usize = 32;
/// Maximum number of groups of a person: their names travel in a header with each request.
const MOST: usize = 50;

/// The groups of a person, or those that a rule asks for, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups(BTreeSet<String>);

/// Why a text is no list of groups.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadGroups {
    /// A name has other characters than it may, or is too long.
    #[error("names of groups have at most 32 of: a to z, 0 to 9, dot, hyphen, underscore")]
    Name,
    /// There are too many.
    #[error("a person is in at most 50 groups")]
    Number,
}

impl Groups {
    /// Reads the stored form, which was checked when it was written.
    pub fn from_stored(text: &str) -> Self {
        Self(text.split(',').filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect())
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True if any group is in both.
    pub fn meets(&self, other: &Self) -> bool {
        !self.0.is_disjoint(&other.0)
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// Names, separated by commas or spaces. Capital letters count as small ones.
impl FromStr for Groups {
    type Err = BadGroups;
    fn from_str(text: &str) -> Result<Self, BadGroups> {
        let names = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|name| !name.is_empty());
        let names: BTreeSet<_> = names.map(str::to_ascii_lowercase).collect();
        let is_name = |name: &String| {
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_');
            name.len() <= LONGEST && name.bytes().all(plain)
        };
        match () {
            () if !names.iter().all(is_name) => Err(BadGroups::Name),
            () if names.len() > MOST => Err(BadGroups::Number),
            () => Ok(Self(names)),
        }
    }
}

/// The stored form, and that of headers: names, separated by commas.
impl fmt::Display for Groups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iter().map(String::as_str).collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_in_any_order_and_written_in_one() {
        let groups: Groups = " Staff, admins\tstaff,,a.b-c_1 ".parse().unwrap();
        assert_eq!(groups.to_string(), "a.b-c_1,admins,staff");
        assert_eq!(Groups::from_stored(&groups.to_string()), groups);
        assert!(groups.meets(&"x staff".parse().unwrap()) && !groups.meets(&"x".parse().unwrap()));
        assert!(Groups::from_stored("").is_empty() && "".parse::<Groups>().unwrap().is_empty());
    }

    #[test]
    fn what_could_be_read_otherwise_in_a_header_is_no_name() {
        for name in ["ä", "a;b", "a\"b", "a/b", "a:b", &"a".repeat(33)] {
            assert_eq!(name.parse::<Groups>(), Err(BadGroups::Name), "{name}");
        }
        let many = (0..51).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
        assert_eq!(many.parse::<Groups>(), Err(BadGroups::Number));
    }
}
