//! Whether every account must have a second factor.

use std::time::Duration;

use super::time::Timestamp;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Whether every account must have a second factor. An account without one, where it must, may only set one up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecondFactorRequired {
    /// No account must.
    #[default]
    Never,
    /// Every account must.
    Everybody,
    /// Every account must from this moment on.
    From(Timestamp),
}

impl SecondFactorRequired {
    /// True if every account must have one now.
    pub fn now(self, now: Timestamp) -> bool {
        match self {
            Self::Never => false,
            Self::Everybody => true,
            Self::From(begin) => now >= begin,
        }
    }

    /// When it begins, if it has not yet, and the days left until then: 1 on the last day.
    pub fn ahead(self, now: Timestamp) -> Option<(Timestamp, u32)> {
        match self {
            Self::From(begin) if now < begin => {
                let days = begin.since(now).as_millis().div_ceil(DAY.as_millis());
                Some((begin, u32::try_from(days).unwrap_or(u32::MAX)))
            }
            Self::Never | Self::Everybody | Self::From(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_a_day_on_it_is_required_and_the_days_until_then_are_counted() {
        let begin = Timestamp::from_seconds(1_800_000_000);
        let required = SecondFactorRequired::From(begin);
        let second = Duration::from_secs(1);
        for (now, is_required, days) in [
            (begin - 10 * DAY, false, Some(10)),
            (begin - DAY - second, false, Some(2)),
            (begin - DAY, false, Some(1)),
            (begin - second, false, Some(1)),
            (begin, true, None),
            (begin + DAY, true, None),
        ] {
            assert_eq!((required.now(now), required.ahead(now).map(|(_, days)| days)), (is_required, days), "{now}");
        }
        assert!(SecondFactorRequired::Everybody.now(Timestamp(0)) && !SecondFactorRequired::Never.now(begin));
        assert_eq!((SecondFactorRequired::Never.ahead(begin), SecondFactorRequired::Everybody.ahead(begin)), (None, None));
    }
}
