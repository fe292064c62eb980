//! The log of this process, everything down to TRACE: no secret may ever stand in it.

use std::{
    io,
    sync::{Mutex, MutexGuard, Once},
};

use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

static PAGES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Pages;

impl io::Write for Pages {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        pages().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Pages {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        Self
    }
}

fn pages() -> MutexGuard<'static, Vec<u8>> {
    PAGES.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Starts the log, if nobody has, and tells how long it is already.
pub fn length() -> usize {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        // Not the tests' own client, which is in this process too.
        let filter = EnvFilter::new("trace,reqwest=off,hyper_util::client=off,mio=off");
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(Pages).finish();
        tracing::subscriber::set_global_default(log).unwrap();
    });
    pages().len()
}

/// What was logged from there on.
pub fn since(length: usize) -> String {
    String::from_utf8_lossy(&pages()[length..]).into_owned()
}
