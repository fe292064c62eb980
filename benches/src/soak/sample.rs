//! Samples of a soak, and what they say together.

use std::{fmt, time::Duration};

use crate::{
    fault::Outcome,
    figures::{Figures, median},
    process,
};

/// How the server was at one moment.
pub struct Sample {
    at: Duration,
    reads: Figures,
    /// KiB.
    memory: u64,
    descriptors: usize,
    /// KiB.
    size: u64,
    tables: Vec<(String, i64)>,
}

impl Sample {
    /// Takes a sample: the moment and the times of the reads since the last, the server's process, the database's size and rows.
    pub fn take((at, times): (Duration, Vec<u32>), pid: u32, (size, tables): (u64, Vec<(String, i64)>)) -> Outcome<Self> {
        let reads = Figures::of(times, Duration::from_secs(1), Duration::ZERO);
        Ok(Self { at, reads, memory: process::memory(pid)?, descriptors: process::descriptors(pid)?, size, tables })
    }

    fn rows(&self) -> i64 {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, reads, memory, descriptors, size, tables } = self;
        write!(
            f,
            "{:>4} s  GET p50 {:.2} ms, p99 {:.2} ms  memory {:.1} MiB  descriptors {descriptors}  database {size} KiB ",
            at.as_secs(),
            reads.p50,
            reads.p99,
            *memory as f64 / 1024.0
        )?;
        tables.iter().filter(|(_, rows)| *rows > 0).try_for_each(|(name, rows)| write!(f, " {name} {rows}"))
    }
}

/// Something that must not grow.
struct Course {
    name: &'static str,
    of: fn(&Sample) -> f64,
    /// How many times as much still counts as flat, and what may come on top.
    slack: (f64, f64),
}

const COURSES: [Course; 6] = [
    Course { name: "GET p50 ms", of: |sample| sample.reads.p50, slack: (1.25, 0.2) },
    Course { name: "GET p99 ms", of: |sample| sample.reads.p99, slack: (1.25, 3.0) },
    Course { name: "memory KiB", of: |sample| sample.memory as f64, slack: (1.03, 1024.0) },
    Course { name: "descriptors", of: |sample| sample.descriptors as f64, slack: (1.0, 2.0) },
    Course { name: "rows", of: |sample| sample.rows() as f64, slack: (1.0, 20.0) },
    Course { name: "database KiB", of: |sample| sample.size as f64, slack: (1.03, 512.0) },
];

/// Says of each course whether it was flat: the medians of the last third against those of the second. In the first, it warms up.
pub fn verdict(samples: &[Sample]) -> String {
    let third = samples.len() / 3;
    if third == 0 {
        return "too short to say anything: three samples are the least\n".into();
    }
    let (second, last) = (&samples[third..2 * third], &samples[2 * third..]);
    let line = |Course { name, of, slack: (times, more) }: &Course| {
        let (before, after) = (median(second.iter().map(of).collect()), median(last.iter().map(of).collect()));
        let verdict = if after <= before * times + more { "flat" } else { "NOT FLAT" };
        format!("{name}: {before:.2}, then {after:.2}: {verdict}\n")
    };
    COURSES.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(memory: impl Fn(u64) -> u64) -> Vec<Sample> {
        let sample = |number| Sample {
            at: Duration::from_secs(number),
            reads: Figures::of(vec![1000], Duration::from_secs(1), Duration::ZERO),
            memory: memory(number),
            descriptors: 10,
            size: 100,
            tables: vec![("accounts".into(), 1)],
        };
        (0..9).map(sample).collect()
    }

    #[test]
    fn what_grows_is_told() {
        assert!(!verdict(&samples(|_| 50_000)).contains("NOT FLAT"));
        // Growth at the beginning is warming up.
        assert!(!verdict(&samples(|number| 50_000 + 10_000 * number.min(3))).contains("NOT FLAT"));
        assert!(verdict(&samples(|number| 50_000 + 2_000 * number)).contains("memory KiB: 58000.00, then 64000.00: NOT FLAT"));
        assert!(verdict(&samples(|_| 1)[..2]).starts_with("too short"));
    }
}
