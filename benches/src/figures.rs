//! Figures: percentiles, medians, and what one run measured.

use std::time::Duration;

/// The value below which this part of the sorted values lies.
pub fn percentile(sorted: &[u32], part: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a length is an index")]
    let index = ((sorted.len() as f64 * part) as usize).min(last);
    sorted.get(index).map_or(f64::NAN, |value| f64::from(*value))
}

/// The middle one of some values.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// What one run measured.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// Requests a second.
    pub rate: f64,
    /// Half of all answers took no longer, in milliseconds.
    pub p50: f64,
    /// 95 of 100 answers took no longer, in milliseconds.
    pub p95: f64,
    /// 99 of 100 answers took no longer, in milliseconds.
    pub p99: f64,
    /// The servers' time on a processor for each request, in milliseconds.
    pub cpu: f64,
}

impl Figures {
    /// Sums up a run: how long each answer took, in microseconds, how long all took, and the servers' time on processors.
    pub fn of(mut times: Vec<u32>, elapsed: Duration, cpu: Duration) -> Self {
        times.sort_unstable();
        let at = |part| percentile(&times, part) / 1000.0;
        let count = times.len() as f64;
        Self {
            rate: count / elapsed.as_secs_f64(),
            p50: at(0.5),
            p95: at(0.95),
            p99: at(0.99),
            cpu: 1000.0 * cpu.as_secs_f64() / count,
        }
    }

    /// The medians of several runs, figure by figure.
    pub fn median(runs: &[Self]) -> Self {
        let of = |figure: fn(&Self) -> f64| median(runs.iter().map(figure).collect());
        Self {
            rate: of(|run| run.rate),
            p50: of(|run| run.p50),
            p95: of(|run| run.p95),
            p99: of(|run| run.p99),
            cpu: of(|run| run.cpu),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_and_medians() {
        let figures = Figures::of((1..=100).rev().map(|ms| ms * 1000).collect(), Duration::from_secs(2), Duration::from_secs(1));
        assert_eq!((figures.rate, figures.p50, figures.p95, figures.p99, figures.cpu), (50.0, 51.0, 96.0, 100.0, 10.0));
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert!(median(vec![]).is_nan() && percentile(&[], 0.5).is_nan());
    }
}
