//! The outlet of the log. Its own thread writes the lines, so that a reader that has gone or is stuck only costs lines.

use std::{
    borrow::Cow,
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use tracing_subscriber::fmt::MakeWriter;

/// Maximum number of queued lines. Further lines are dropped and counted.
const WAITING: usize = 4096;
/// How long the end of the program waits for queued lines.
const PATIENCE: Duration = Duration::from_secs(1);

enum Order {
    Write(Vec<u8>),
    Tell(SyncSender<()>),
}

/// A writer of lines that never fails and never blocks. Clones share the same thread.
#[derive(Clone)]
pub struct Outlet {
    orders: SyncSender<Order>,
    lost: Arc<AtomicU64>,
    escape: bool,
}

impl Outlet {
    /// Opens an outlet to `target`. With `escape`, ESC is escaped like any other control character. Without, it is kept for the
    /// log's own colours.
    pub fn to(target: impl Write + Send + 'static, escape: bool) -> io::Result<Self> {
        let (orders, taken) = sync_channel(WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&lost);
        thread::Builder::new().name("log".into()).spawn(move || write(&taken, target, &counted))?;
        Ok(Self { orders, lost, escape })
    }

    /// Waits, at most one second, until everything queued before is written.
    pub fn flush(&self) {
        let (told, done) = sync_channel(1);
        if self.orders.try_send(Order::Tell(told)).is_ok() {
            let _ = done.recv_timeout(PATIENCE);
        }
    }
}

fn write(orders: &Receiver<Order>, mut target: impl Write, lost: &AtomicU64) {
    for order in orders {
        match order {
            // A line that cannot be written is lost: there is no other place to report it.
            Order::Write(line) => _ = target.write_all(&line).and_then(|()| target.flush()),
            Order::Tell(told) => _ = told.try_send(()),
        }
        match lost.swap(0, Ordering::Relaxed) {
            0 => {}
            lines => tracing::warn!(lines, "log.lost"),
        }
    }
}

impl Write for &Outlet {
    /// Accepts a whole line.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let order = Order::Write(printable(line, self.escape).into_owned());
        if self.orders.try_send(order).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Outlet {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

/// Returns the line without characters that control a terminal, end a line or change the text direction: a value from outside
/// could contain them anywhere. They are escaped as in JSON, such as `\u009b`.
fn printable(line: &[u8], escape: bool) -> Cow<'_, [u8]> {
    let steers = |c: char| match c {
        '\u{1b}' => escape,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        c => c.is_control(),
    };
    let (body, end) = line.strip_suffix(b"\n").map_or((line, &b""[..]), |body| (body, &b"\n"[..]));
    let text = String::from_utf8_lossy(body);
    if matches!(text, Cow::Borrowed(_)) && !text.contains(steers) {
        return line.into();
    }
    let mut clean = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        // All of them are below U+10000.
        if steers(c) { clean.push_str(&format!("\\u{:04x}", u32::from(c))) } else { clean.push(c) }
    }
    [clean.as_bytes(), end].concat().into()
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, mpsc};

    use super::*;

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A target that blocks until it is released.
    struct Shut(mpsc::Receiver<()>, Page);

    impl Write for Shut {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            self.1.write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Broken;

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    #[test]
    fn what_cannot_be_written_is_lost_and_nothing_else() {
        let outlet = Outlet::to(Broken, true).unwrap();
        for _ in 0..10_000 {
            assert_eq!((&outlet).write(b"line\n").unwrap(), 5);
        }
        outlet.flush();
    }

    #[test]
    fn nobody_waits_for_a_reader_who_does_not_read_and_what_is_lost_is_counted() {
        let ((open, shut), page) = (mpsc::channel(), Page::default());
        let outlet = Outlet::to(Shut(shut, page.clone()), true).unwrap();
        for _ in 0..WAITING + 100 {
            assert_eq!((&outlet).write(b"line\n").unwrap(), 5);
        }
        let lost = outlet.lost.load(Ordering::Relaxed);
        assert!((98..=100).contains(&lost), "{lost}");
        drop(open);
        outlet.orders.send(Order::Write(b"last\n".to_vec())).unwrap();
        outlet.flush();
        assert!(page.0.lock().unwrap().ends_with(b"line\nlast\n"));
        assert_eq!(outlet.lost.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn what_steers_a_terminal_is_spelt_out() {
        for (line, escape, expected) in [
            ("a plain line, é 数\n", true, "a plain line, é 数\n"),
            ("\u{1b}[31mours\n", false, "\u{1b}[31mours\n"),
            ("\u{1b}[31m\n", true, "\\u001b[31m\n"),
            ("{\"path\":\"/\u{9b}31m\"}\n", true, "{\"path\":\"/\\u009b31m\"}\n"),
            ("two\nlines\rhere\n", false, "two\\u000alines\\u000dhere\n"),
            ("a\u{2028}b\u{202e}c\u{7f}\u{85}", true, "a\\u2028b\\u202ec\\u007f\\u0085"),
        ] {
            assert_eq!(String::from_utf8_lossy(&printable(line.as_bytes(), escape)), expected);
        }
        assert_eq!(printable(b"\xff\n", true), "\u{fffd}\n".as_bytes());
    }
}
