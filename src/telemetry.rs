//! The log: on standard error, as text for people, or as one JSON object per line for machines.

mod outlet;

use std::{
    io::{self, IsTerminal},
    panic,
    sync::OnceLock,
};

use tracing::Subscriber;
use tracing_subscriber::{
    EnvFilter,
    filter::LevelFilter,
    fmt::{MakeWriter, SubscriberBuilder},
    util::SubscriberInitExt,
};

use self::outlet::Outlet;

/// Format of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Text lines for people.
    Text,
    /// One JSON object per line, for machines.
    Json,
}

/// Why the log could not be started, in one line for the operator.
#[derive(Debug, thiserror::Error)]
#[error("log: {0}")]
pub struct LogError(String);

/// The outlet of this process's log, once started.
static OUTLET: OnceLock<Outlet> = OnceLock::new();

/// Starts the log of this process with these filter directives and this format. Call it once.
pub fn init(directives: &str, format: LogFormat) -> Result<(), LogError> {
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let outlet = Outlet::to(io::stderr(), !colours).map_err(|error| LogError(error.to_string()))?;
    subscriber((directives, format), colours, outlet.clone())?
        .try_init()
        .map_err(|error| LogError(format!("the log was started before ({error})")))?;
    let _ = OUTLET.set(outlet);
    // A panic is logged as one line like all others, and does not wait for the reader of the log either.
    panic::set_hook(Box::new(|panic| {
        let (place, cause) = (panic.location().map(ToString::to_string), panic.payload_as_str().unwrap_or_default());
        tracing::error!(place, cause, "program.panicked");
    }));
    Ok(())
}

/// Waits briefly until the log is written. Call it before the program ends.
pub fn flush() {
    if let Some(outlet) = OUTLET.get() {
        outlet.flush();
    }
}

/// Pool and notice logs of sqlx are silenced: `http/fault.rs` logs the same outages, at most one line a second. sqlx would log
/// every connection that is waited for, cut by the database, or checked on release. The `log` setting can enable them.
const SAID_TWICE: &str = "sqlx::pool=off,sqlx_core::pool=off,sqlx::postgres::notice=off";

/// Parses the `log` setting: comma-separated levels or `target=level` (and everything else that `EnvFilter` accepts).
///
/// A bare word that is not a level is rejected: `EnvFilter` would read it as a target, so that `inof` would silently switch the
/// log off.
pub(crate) fn filter(directives: &str) -> Result<EnvFilter, String> {
    let is_a_level = |directive: &str| directive.starts_with(char::is_alphabetic) && directive.parse::<LevelFilter>().is_ok();
    let directives: Vec<&str> = directives.split(',').map(str::trim).collect();
    let clear =
        directives.iter().all(|directive| is_a_level(directive) || (directive.contains(['=', '[']) && !directive.ends_with('=')));
    let parsed = EnvFilter::builder().parse(format!("{SAID_TWICE},{}", directives.join(","))).ok().filter(|_| clear);
    parsed.ok_or_else(|| "must be off, error, warn, info, debug or trace, or such as info,latchkey=debug".into())
}

fn subscriber<W>(
    (directives, format): (&str, LogFormat),
    colours: bool,
    writer: W,
) -> Result<Box<dyn Subscriber + Send + Sync>, LogError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = filter(directives).map_err(LogError)?;
    let builder = SubscriberBuilder::default().with_env_filter(filter).with_ansi(colours).with_writer(writer);
    // Internal errors would go to standard error by `eprintln!`, which panics if that fails.
    let builder = builder.log_internal_errors(false);
    Ok(match format {
        LogFormat::Text => Box::new(builder.finish()),
        LogFormat::Json => Box::new(builder.json().flatten_event(true).with_span_list(false).finish()),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(settings: (&str, LogFormat), colours: bool) -> String {
        let page = Page::default();
        let writer = page.clone();
        tracing::subscriber::with_default(subscriber(settings, colours, move || writer.clone()).unwrap(), || {
            tracing::info!(answer = 42, "hello");
            tracing::debug!("whispered");
            tracing::warn!(target: "sqlx_core::pool::connection", "said twice");
        });
        let bytes = page.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_log_is_text_without_colours_or_json_of_one_line_an_event() {
        let text = logged(("info", LogFormat::Text), false);
        assert!(text.contains("INFO") && text.contains("hello answer=42"), "{text}");
        assert!(!text.contains('\u{1b}') && !text.contains("whispered") && text.lines().count() == 1, "{text}");
        assert!(logged(("info,sqlx_core::pool=warn", LogFormat::Text), false).contains("said twice"));
        assert!(logged(("info", LogFormat::Text), true).contains('\u{1b}'));
        let json = logged(("debug", LogFormat::Json), false);
        let lines: Vec<serde_json::Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((lines[0]["message"].as_str(), lines[0]["answer"].as_i64()), (Some("hello"), Some(42)));
        assert_eq!(lines[1]["level"], "DEBUG");
        assert_eq!(logged(("off", LogFormat::Text), false), "");
    }

    #[test]
    fn filters_by_table() {
        for good in ["info", "OFF", "warn,latchkey=debug", "info, sqlx=off", "latchkey[request]=trace", "latchkey::auth=info"] {
            assert!(filter(good).is_ok(), "{good}");
        }
        for wrong in
            ["inof", "3", "", "info,", "info,verbose", "latchkey=loud", "latchkey=", "latchkey::auth", "info;debug", "[=info"]
        {
            assert!(filter(wrong).is_err(), "{wrong}");
        }
    }
}
