//! A row of the table: what was measured, and what it must reach.

use std::fmt;

use crate::figures::Figures;

/// What a row must reach.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// At least so many requests a second.
    Rate(f64),
    /// At least this part of the limit.
    OfLimit(f64),
    /// At least so many times the other program's rate, which is the limit.
    Times(f64),
    /// Half of all answers within so many milliseconds.
    P50(f64),
    /// 95 of 100 answers within so many milliseconds.
    P95(f64),
    /// 99 of 100 answers within so many milliseconds.
    P99(f64),
    /// Less than so many milliseconds on a processor for each request.
    Cpu(f64),
}

/// What a row is compared with.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What it is.
    pub name: &'static str,
    /// Its requests a second.
    pub rate: f64,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// The work.
    pub name: String,
    /// The database, and what else was different.
    pub store: String,
    /// The medians of all runs.
    pub figures: Figures,
    /// What it is compared with.
    pub limit: Option<Limit>,
    /// What it must reach.
    pub goals: Vec<Goal>,
}

impl Row {
    /// The rate as a part of the limit's.
    pub fn ratio(&self) -> Option<f64> {
        self.limit.map(|limit| self.figures.rate / limit.rate)
    }

    /// True if a goal was reached.
    pub fn reaches(&self, goal: Goal) -> bool {
        match goal {
            Goal::Rate(least) => self.figures.rate >= least,
            Goal::OfLimit(least) | Goal::Times(least) => self.ratio().is_some_and(|ratio| ratio >= least),
            Goal::P50(most) => self.figures.p50 <= most,
            Goal::P95(most) => self.figures.p95 <= most,
            Goal::P99(most) => self.figures.p99 <= most,
            Goal::Cpu(most) => self.figures.cpu <= most,
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rate(least) => write!(f, "{least:.0}/s"),
            Self::OfLimit(least) => write!(f, "{least:.2} of the limit"),
            Self::Times(least) => write!(f, "{least:.0} x the limit"),
            Self::P50(most) => write!(f, "p50 {most:.0} ms"),
            Self::P95(most) => write!(f, "p95 {most:.0} ms"),
            Self::P99(most) => write!(f, "p99 {most:.0} ms"),
            Self::Cpu(most) => write!(f, "CPU {most} ms"),
        }
    }
}
