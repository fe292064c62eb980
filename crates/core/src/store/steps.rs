//! Several statements of which each may depend on the one before it, given to the database at once. A wait for an answer after each of
//! them would take longer than they do.
//!
//! Steps decide everything themselves: those whose conditions are not met change nothing, so that they never have to be undone. Their
//! conditions are SQL and these words:
//!
//! - `{so_far}`: the step before it changed a row.
//! - `{after}`: always true. Keeps the order, which is the order of locks.
//! - `{locked}`: the row that they lock is there ([`Steps::locked`]).
//!
//! SQLite runs one after the other. To PostgreSQL they are one statement with common table expressions: no step sees another's rows, and
//! all see the database as it was before. So it locks the row by a statement of its own: what others committed meanwhile is seen after it.

use std::sync::OnceLock;

const SO_FAR: &str = "{so_far}";
const AFTER: &str = "{after}";
const LOCKED: &str = "{locked}";

/// Some steps. Their parameters are numbered through.
pub(super) struct Steps {
    lock: Option<Lock>,
    steps: &'static [&'static str],
    at_once: OnceLock<String>,
    in_a_row: [OnceLock<String>; SIZES.len()],
}

/// A row that steps lock, so that others who lock it come before or after them.
#[derive(Clone, Copy)]
pub(super) struct Lock {
    /// Its table.
    pub table: &'static str,
    /// Any of its columns but the key.
    pub column: &'static str,
    /// Which row it is. It must be there.
    pub condition: &'static str,
}

impl Lock {
    /// The statement that locks, with the number of its parameters. It changes a row if that is there.
    pub fn statement(self) -> (String, usize) {
        let Self { table, column, condition } = self;
        (format!("UPDATE {table} SET {column} = {column} WHERE {condition}"), parameters(condition))
    }
}

/// A step by itself, in a transaction that has met its conditions.
pub(super) fn alone(step: &str) -> String {
    [SO_FAR, AFTER, LOCKED].into_iter().fold(step.to_owned(), |step, word| step.replace(word, "TRUE"))
}

/// Of how many the texts for several of the same are, the largest first.
pub(super) const SIZES: [usize; 4] = [8, 4, 2, 1];

impl Steps {
    /// These steps, in this order.
    pub const fn of(steps: &'static [&'static str]) -> Self {
        Self::new(None, steps)
    }

    /// These steps after a lock, which counts as the first.
    pub const fn locked(lock: Lock, steps: &'static [&'static str]) -> Self {
        Self::new(Some(lock), steps)
    }

    const fn new(lock: Option<Lock>, steps: &'static [&'static str]) -> Self {
        Self { lock, steps, at_once: OnceLock::new(), in_a_row: [const { OnceLock::new() }; SIZES.len()] }
    }

    /// Number of steps, with the lock.
    pub const fn len(&self) -> usize {
        self.steps.len() + self.lock.is_some() as usize
    }

    /// True if they lock a row.
    pub const fn has_lock(&self) -> bool {
        self.lock.is_some()
    }

    /// For SQLite: the text for as many of the same as [`SIZES`] has at this place, each with so many parameters.
    pub fn in_a_row(&'static self, place: usize, parameters: usize) -> &'static str {
        self.in_a_row[place].get_or_init(|| {
            let one = in_a_row(self.lock, self.steps);
            let several = (0..SIZES[place]).map(|number| renumbered(&one, number * parameters));
            several.collect::<Vec<_>>().join("; ")
        })
    }

    /// For PostgreSQL: the statement that locks, with the number of its parameters.
    pub fn locking(&self) -> Option<(String, usize)> {
        self.lock.map(|lock| lock.statement())
    }

    /// For PostgreSQL: one statement for all but the lock. Its result has one row: how many rows each step changed.
    pub fn at_once(&'static self) -> &'static str {
        self.at_once.get_or_init(|| at_once(self.steps))
    }
}

fn in_a_row(lock: Option<Lock>, steps: &[&str]) -> String {
    // The writer has the whole database to itself: the row is there or not, and stays so.
    let row = lock.map(|Lock { table, condition, .. }| format!("SELECT 1 FROM {table} WHERE {condition}"));
    let locked = row.as_ref().map_or_else(|| "TRUE".into(), |row| format!("EXISTS ({row})"));
    let step = |(number, step): (usize, &&str)| {
        let so_far = if number == 0 { "TRUE" } else { "changes() > 0" };
        step.replace(SO_FAR, so_far).replace(AFTER, "TRUE").replace(LOCKED, &locked)
    };
    row.clone().into_iter().chain(steps.iter().enumerate().map(step)).collect::<Vec<_>>().join("; ")
}

/// Splits a text at its parameters: the number of each, and what follows it.
fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split('$').skip(1).map(|piece| {
        let end = piece.find(|c: char| !c.is_ascii_digit()).unwrap_or(piece.len());
        (piece[..end].parse().unwrap_or_default(), &piece[end..])
    })
}

/// The greatest number of a parameter.
fn parameters(text: &str) -> usize {
    numbered(text).map(|(number, _)| number).max().unwrap_or_default()
}

/// Moves the numbers of all parameters up.
fn renumbered(text: &str, by: usize) -> String {
    let before = text.split('$').next().unwrap_or_default().to_owned();
    numbered(text).fold(before, |moved, (number, rest)| format!("{moved}${}{rest}", number + by))
}

fn at_once(steps: &[&str]) -> String {
    let step = |(number, step): (usize, &&str)| {
        let [so_far, after] = match number.checked_sub(1) {
            None => ["TRUE".to_owned(), "TRUE".to_owned()],
            Some(before) => [
                format!("EXISTS (SELECT 1 FROM step{before})"),
                // Read to its end before this one begins.
                format!("(SELECT COUNT(*) FROM step{before}) >= 0"),
            ],
        };
        let step = step.replace(SO_FAR, &so_far).replace(AFTER, &after).replace(LOCKED, "TRUE");
        format!("step{number} AS ({step} RETURNING 1)")
    };
    let all: Vec<_> = steps.iter().enumerate().map(step).collect();
    let counts: Vec<_> = (0..steps.len()).map(|number| format!("(SELECT COUNT(*) FROM step{number})")).collect();
    format!("WITH {} SELECT {}", all.join(", "), counts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: Lock = Lock { table: "a", column: "b", condition: "c = $12" };
    static STEPS: Steps = Steps::locked(
        LOCK,
        &["DELETE FROM d WHERE {locked}", "UPDATE e SET f = $1 WHERE {after}", "DELETE FROM g WHERE h = $2 AND {so_far}"],
    );

    #[test]
    fn steps_are_one_text_for_each_database() {
        let one = "SELECT 1 FROM a WHERE c = $12; DELETE FROM d WHERE EXISTS (SELECT 1 FROM a WHERE c = $12); \
                   UPDATE e SET f = $1 WHERE TRUE; DELETE FROM g WHERE h = $2 AND changes() > 0";
        assert_eq!(STEPS.in_a_row(3, 12), one);
        let second = one.replace("$12", "$24").replace("$1 ", "$13 ").replace("$2 ", "$14 ");
        assert_eq!(STEPS.in_a_row(2, 12), format!("{one}; {second}"));
        assert_eq!(STEPS.len(), 4);
        assert_eq!(STEPS.locking().unwrap(), ("UPDATE a SET b = b WHERE c = $12".into(), 12));
        assert_eq!(
            STEPS.at_once(),
            "WITH step0 AS (DELETE FROM d WHERE TRUE RETURNING 1), \
             step1 AS (UPDATE e SET f = $1 WHERE (SELECT COUNT(*) FROM step0) >= 0 RETURNING 1), \
             step2 AS (DELETE FROM g WHERE h = $2 AND EXISTS (SELECT 1 FROM step1) RETURNING 1) \
             SELECT (SELECT COUNT(*) FROM step0), (SELECT COUNT(*) FROM step1), (SELECT COUNT(*) FROM step2)"
        );
    }
}
