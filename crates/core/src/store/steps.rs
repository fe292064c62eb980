//! Several statements of which each may depend on the one before it. PostgreSQL gets them in one round trip.
//!
//! A step names its dependency in its condition. `{so_far}` is true if the step before it changed a row. `{after}` is always true
//! and only keeps the order, which is the order of locks. SQLite runs one step after the other, in the turn of the deed. In
//! PostgreSQL they are one statement with common table expressions, so that no step sees another's rows, and all see the database
//! as it was before.

use std::sync::OnceLock;

const SO_FAR: &str = "{so_far}";
const AFTER: &str = "{after}";

/// Some steps. Their parameters are numbered through.
pub(super) struct Steps {
    steps: &'static [&'static str],
    each: OnceLock<Vec<(String, bool)>>,
    at_once: OnceLock<String>,
}

impl Steps {
    /// These steps, in this order.
    pub const fn of(steps: &'static [&'static str]) -> Self {
        Self { steps, each: OnceLock::new(), at_once: OnceLock::new() }
    }

    /// Number of steps.
    pub const fn len(&self) -> usize {
        self.steps.len()
    }

    /// The statement for each step. True for one that is left out if the step before it changed nothing.
    pub fn each(&'static self) -> &'static [(String, bool)] {
        self.each.get_or_init(|| {
            let step = |step: &&str| (step.replace(SO_FAR, "1 = 1").replace(AFTER, "1 = 1"), step.contains(SO_FAR));
            self.steps.iter().map(step).collect()
        })
    }

    /// One statement for all steps. Its result has one row: for each step, how many rows it changed.
    pub fn at_once(&'static self) -> &'static str {
        self.at_once.get_or_init(|| common_table_expressions(self.steps))
    }
}

fn common_table_expressions(steps: &[&str]) -> String {
    let step = |(number, step): (usize, &&str)| {
        let [so_far, after] = match number.checked_sub(1) {
            None => ["TRUE".to_owned(), "TRUE".to_owned()],
            Some(before) => [
                format!("EXISTS (SELECT 1 FROM step{before})"),
                // Read to its end before this one begins.
                format!("(SELECT COUNT(*) FROM step{before}) >= 0"),
            ],
        };
        format!("step{number} AS ({} RETURNING 1)", step.replace(SO_FAR, &so_far).replace(AFTER, &after))
    };
    let all: Vec<_> = steps.iter().enumerate().map(step).collect();
    let counts: Vec<_> = (0..steps.len()).map(|number| format!("(SELECT COUNT(*) FROM step{number})")).collect();
    format!("WITH {}\nSELECT {}", all.join(",\n"), counts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    static STEPS: Steps =
        Steps::of(&["DELETE FROM a", "UPDATE b SET c = $1 WHERE {after}", "DELETE FROM d WHERE e = $2 AND {so_far}"]);

    #[test]
    fn a_step_depends_on_the_one_before_it() {
        let each: Vec<(&str, bool)> = STEPS.each().iter().map(|(step, depends)| (step.as_str(), *depends)).collect();
        assert_eq!(
            each,
            [
                ("DELETE FROM a", false),
                ("UPDATE b SET c = $1 WHERE 1 = 1", false),
                ("DELETE FROM d WHERE e = $2 AND 1 = 1", true)
            ]
        );
        assert_eq!(
            STEPS.at_once(),
            "WITH step0 AS (DELETE FROM a RETURNING 1),\n\
             step1 AS (UPDATE b SET c = $1 WHERE (SELECT COUNT(*) FROM step0) >= 0 RETURNING 1),\n\
             step2 AS (DELETE FROM d WHERE e = $2 AND EXISTS (SELECT 1 FROM step1) RETURNING 1)\n\
             SELECT (SELECT COUNT(*) FROM step0), (SELECT COUNT(*) FROM step1), (SELECT COUNT(*) FROM step2)"
        );
    }
}
