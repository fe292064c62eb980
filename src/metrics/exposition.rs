//! The names of the metrics. docs/monitoring.md explains each: a test compares the two.

use std::{fmt, sync::Arc};

use latchkey_core::{
    Services,
    metrics::{Durations, Label, Measured},
};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeCounterValue, EncodeGaugeValue, EncodeMetric, NoLabelSet},
    metrics::MetricType,
    registry::Unit,
};

use super::process::Process;
use crate::http::requests::Requests;

/// Everything that is told, at the moment when it is asked for.
pub struct Exposition {
    /// The deeds' counters.
    pub services: Arc<Services>,
    /// The counters of requests.
    pub requests: Arc<Requests>,
    /// What the database tells.
    pub measured: Measured,
}

impl fmt::Debug for Exposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exposition")
    }
}

impl Collector for Exposition {
    fn encode(&self, encoder: DescriptorEncoder) -> fmt::Result {
        let mut out = Out(encoder);
        self.requests(&mut out)?;
        self.sign_ins(&mut out)?;
        self.passwords(&mut out)?;
        self.letters(&mut out)?;
        self.database(&mut out)?;
        self.service(&mut out)?;
        process(&mut out)
    }
}

impl Exposition {
    fn requests(&self, out: &mut Out<'_>) -> fmt::Result {
        let counted = self.requests.counted();
        let help = "Requests that were answered, by method, route and status";
        counted.encode(out.0.encode_descriptor("latchkey_http_requests", help, None, MetricType::Counter)?)?;
        let durations = self.requests.durations().map(|(kind, durations)| (Some([("kind", kind)]), durations));
        out.histogram(
            ("latchkey_http_request_duration", "Time until a request was answered, by the kind of its route"),
            durations,
        )
    }

    fn sign_ins(&self, out: &mut Out<'_>) -> fmt::Result {
        let metrics = self.services.metrics();
        let two = |first: &'static str, second: &'static str| [("factor", first), ("outcome", second)];
        out.counter(
            ("latchkey_sign_ins", "Steps of signing in, by what they were tried with and how they ended"),
            metrics.sign_ins.read().map(|(factor, outcome, count)| (two(factor.name(), outcome.name()), count)),
        )?;
        let two = |first: &'static str, second: &'static str| [("kind", first), ("outcome", second)];
        out.counter(
            ("latchkey_second_factor_checks", "Second factors that were shown, for whatever purpose"),
            metrics.second_factor_checks.read().map(|(kind, outcome, count)| (two(kind.name(), outcome.name()), count)),
        )?;
        out.counter(
            ("latchkey_throttled", "Attempts that were not evaluated because of a limit"),
            metrics.throttled.read().map(|(limit, count)| ([("limit", limit.name())], count)),
        )?;
        out.counter(("latchkey_registrations", "Accounts that were made"), [(NONE, metrics.registrations.read())])?;
        let sessions = self.measured.sessions_active.map(|sessions| (NONE, sessions));
        out.gauge(
            ("latchkey_sessions_active", "Sessions that are neither over nor idle for too long, of all servers"),
            None,
            sessions,
        )
    }

    fn passwords(&self, out: &mut Out<'_>) -> fmt::Result {
        let hasher = self.services.hasher();
        out.histogram(
            ("latchkey_password_hash_duration", "Time of the work with a password, from its turn on"),
            [(None::<[(&str, &str); 0]>, hasher.durations())],
        )?;
        let waiting = u64::try_from(hasher.waiting()).unwrap_or(u64::MAX);
        out.gauge(("latchkey_password_hashes_waiting", "Passwords whose turn has not come"), None, [(NONE, waiting)])?;
        out.counter(
            ("latchkey_password_hashes_refused", "Passwords for which there was no place or no time"),
            [(NONE, hasher.refused())],
        )
    }

    fn letters(&self, out: &mut Out<'_>) -> fmt::Result {
        let metrics = self.services.metrics();
        let pending = self.measured.letters_pending.iter().flatten();
        out.gauge(
            ("latchkey_letters_pending", "Letters that are due or were tried and are not sent yet, of all servers"),
            None,
            pending.map(|(channel, letters)| ([("channel", channel.name())], *letters)),
        )?;
        for (name, help, letters) in [
            ("latchkey_letters_sent", "Letters that were sent", &metrics.letters_sent),
            ("latchkey_letters_failed", "Tries to send a letter that failed", &metrics.letters_failed),
            ("latchkey_letters_given_up", "Letters that are tried no more", &metrics.letters_given_up),
        ] {
            out.counter((name, help), letters.read().map(|(channel, count)| ([("channel", channel.name())], count)))?;
        }
        Ok(())
    }

    fn database(&self, out: &mut Out<'_>) -> fmt::Result {
        let up = u64::from(self.measured.database_answers);
        out.gauge(("latchkey_db_up", "1 if the database answered what it was asked for this page"), None, [(NONE, up)])?;
        let connections = self.services.connections();
        let states = [("busy", connections.busy), ("free", connections.free)];
        out.gauge(
            ("latchkey_db_pool_connections", "Connections to the database that requests may use"),
            None,
            states.map(|(state, count)| ([("state", state)], u64::try_from(count).unwrap_or(u64::MAX))),
        )?;
        let offset = self.measured.clock_offset_seconds.map(|offset| (NONE, offset));
        out.gauge(
            ("latchkey_clock_offset", "How far the clock of the database is ahead of this server's"),
            Some(Unit::Seconds),
            offset,
        )
    }

    fn service(&self, out: &mut Out<'_>) -> fmt::Result {
        let jobs = self.services.metrics().jobs_done();
        out.gauge(
            ("latchkey_jobs_last_success_timestamp", "When a periodic task last did all that it has to, or 0"),
            Some(Unit::Seconds),
            // Not `job`: a scraper names the whole of what it scrapes by that, and would put ours under another name.
            jobs.map(|(job, at)| ([("task", job.name())], at.0 as f64 / 1000.0)),
        )?;
        let build = [([("version", env!("CARGO_PKG_VERSION"))], 1_u64)];
        out.gauge(("latchkey_build_info", "Which version runs"), None, build)
    }
}

fn process(out: &mut Out<'_>) -> fmt::Result {
    let Some(process) = Process::own() else { return Ok(()) };
    let cpu = [(NONE, process.cpu_seconds)];
    out.counter_of(("process_cpu", "Processor time, user and system"), Some(Unit::Seconds), cpu)?;
    for (name, help, bytes) in [
        ("process_resident_memory", "Memory in use", process.resident_bytes),
        ("process_virtual_memory", "Address space", process.virtual_bytes),
    ] {
        out.gauge((name, help), Some(Unit::Bytes), [(NONE, bytes)])?;
    }
    out.gauge(("process_open_fds", "Open file descriptors"), None, [(NONE, process.open_descriptors)])?;
    out.gauge(("process_max_fds", "The most file descriptors that it may have"), None, [(NONE, process.most_descriptors)])?;
    let started = [(NONE, process.started_at)];
    out.gauge(("process_start_time", "When it was started, since the Unix epoch"), Some(Unit::Seconds), started)
}

/// The labels of what has none.
const NONE: [(&str, &str); 0] = [];

/// Writes metrics. Names are without what their kind and unit add: `_total`, `_seconds`.
struct Out<'e>(DescriptorEncoder<'e>);

impl Out<'_> {
    fn counter<const N: usize>(
        &mut self,
        about: (&str, &str),
        series: impl IntoIterator<Item = ([(&'static str, &'static str); N], u64)>,
    ) -> fmt::Result {
        self.counter_of(about, None, series)
    }

    fn counter_of<const N: usize, V: EncodeCounterValue>(
        &mut self,
        (name, help): (&str, &str),
        unit: Option<Unit>,
        series: impl IntoIterator<Item = ([(&'static str, &'static str); N], V)>,
    ) -> fmt::Result {
        let mut metric = self.0.encode_descriptor(name, help, unit.as_ref(), MetricType::Counter)?;
        for (labels, value) in series {
            metric.encode_family(&labels)?.encode_counter::<NoLabelSet, V, f64>(&value, None)?;
        }
        Ok(())
    }

    fn gauge<const N: usize, V: EncodeGaugeValue>(
        &mut self,
        (name, help): (&str, &str),
        unit: Option<Unit>,
        series: impl IntoIterator<Item = ([(&'static str, &'static str); N], V)>,
    ) -> fmt::Result {
        let mut metric = self.0.encode_descriptor(name, help, unit.as_ref(), MetricType::Gauge)?;
        for (labels, value) in series {
            metric.encode_family(&labels)?.encode_gauge(&value)?;
        }
        Ok(())
    }

    fn histogram<'d, const N: usize>(
        &mut self,
        (name, help): (&str, &str),
        series: impl IntoIterator<Item = (Option<[(&'static str, &'static str); N]>, &'d Durations)>,
    ) -> fmt::Result {
        let mut metric = self.0.encode_descriptor(name, help, Some(&Unit::Seconds), MetricType::Histogram)?;
        for (labels, durations) in series {
            let (sum, buckets) = durations.read();
            let count = buckets.iter().map(|(_, count)| count).sum();
            match labels {
                Some(labels) => metric.encode_family(&labels)?.encode_histogram::<NoLabelSet>(sum, count, &buckets, None)?,
                None => metric.encode_histogram::<NoLabelSet>(sum, count, &buckets, None)?,
            }
        }
        Ok(())
    }
}
