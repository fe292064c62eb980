//! Numbers, dates and durations in a language.

use jiff::{civil::DateTime, tz::Offset};
use latchkey_core::domain::time::Timestamp;

use super::Locale;

impl Locale {
    /// A whole number, in groups of three digits from five digits on.
    pub fn number(&self, number: u32) -> String {
        let digits = number.to_string();
        if digits.len() < 5 {
            return digits;
        }
        let (separator, mut grouped) = (self.number_separator(), String::new());
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push_str(&separator);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A date, in UTC.
    pub fn date(&self, moment: Timestamp) -> String {
        self.civil_date(in_utc(moment))
    }

    /// A date with the time, in UTC, which is said.
    pub fn date_time(&self, moment: Timestamp) -> String {
        let at = in_utc(moment);
        self.date_time_utc(self.civil_date(at), format!("{:02}:{:02}", at.hour(), at.minute()))
    }

    /// A duration in words, rounded up to seconds, minutes or hours.
    pub fn duration(&self, seconds: u32) -> String {
        match seconds.max(1) {
            seconds @ 0..=90 => self.seconds(seconds),
            seconds @ 91..=5399 => self.minutes(seconds.div_ceil(60)),
            seconds => self.hours(seconds.div_ceil(3600)),
        }
    }

    /// About how long, as in "94 seconds" or "4 minutes", to the nearest.
    pub fn rough_duration(&self, seconds: u32) -> String {
        match seconds {
            0..=119 => self.seconds(seconds),
            seconds => self.minutes((seconds + 30) / 60),
        }
    }

    fn civil_date(&self, at: DateTime) -> String {
        (**self).date(at.day(), self.month(at.month()), format!("{:04}", at.year()))
    }
}

/// Moments that jiff does not know are none of ours: it ends with the year 9999.
fn in_utc(moment: Timestamp) -> DateTime {
    let at = jiff::Timestamp::from_second(moment.seconds()).unwrap_or(jiff::Timestamp::MAX);
    Offset::UTC.to_datetime(at)
}
