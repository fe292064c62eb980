//! The outlet of the log. Its own thread writes the lines, so that a reader that has gone or is stuck only costs lines.
//!
//! The thread is woken for the first line after a rest, not for each: a wake-up costs more than the line.

use std::{
    borrow::Cow,
    io::{self, Write},
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use tracing_subscriber::fmt::MakeWriter;

/// Maximum size of the waiting lines, in bytes. Further lines are dropped and counted.
const MOST: usize = 1024 * 1024;
/// How long the thread rests after it has written, while further lines gather.
const REST: Duration = Duration::from_millis(5);
/// Size up to which lines are written together: a pipe takes no more at once without others' lines in between.
const TOGETHER: usize = 4096;
/// How long the end of the program waits for queued lines.
const PATIENCE: Duration = Duration::from_secs(1);

/// A writer of lines that never fails and never blocks. Clones share the same thread.
#[derive(Clone)]
pub struct Outlet {
    shared: Arc<Shared>,
    escape: bool,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    /// Wakes the thread.
    work: Condvar,
    /// Tells who waits for the thread.
    done: Condvar,
}

#[derive(Default)]
struct Queue {
    lines: Vec<u8>,
    lost: u64,
    /// True while the thread waits for a line.
    is_idle: bool,
    /// Numbers of flushes: asked for, and done.
    flushes: [u64; 2],
}

impl Queue {
    fn is_urgent(&self) -> bool {
        self.flushes[0] > self.flushes[1] || self.lines.len() > MOST / 2
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outlet {
    /// Opens an outlet to `target`. With `escape`, ESC is escaped like any other control character. Without, it is kept for the
    /// log's own colours.
    pub fn to(target: impl Write + Send + 'static, escape: bool) -> io::Result<Self> {
        let shared = Arc::<Shared>::default();
        let own = Arc::clone(&shared);
        thread::Builder::new().name("log".into()).spawn(move || write(&own, target))?;
        Ok(Self { shared, escape })
    }

    /// Waits, at most one second, until everything queued before is written.
    pub fn flush(&self) {
        let mut queue = self.shared.queue();
        queue.flushes[0] += 1;
        let asked = queue.flushes[0];
        self.shared.work.notify_one();
        drop(self.shared.done.wait_timeout_while(queue, PATIENCE, |queue| queue.flushes[1] < asked));
    }
}

fn write(shared: &Shared, mut target: impl Write) {
    let mut queue = shared.queue();
    loop {
        queue.is_idle = true;
        queue = shared
            .work
            .wait_while(queue, |queue| queue.lines.is_empty() && !queue.is_urgent())
            .unwrap_or_else(PoisonError::into_inner);
        queue.is_idle = false;
        let (lines, lost, asked) = (mem::take(&mut queue.lines), mem::take(&mut queue.lost), queue.flushes[0]);
        drop(queue);
        // A line that cannot be written is lost: there is no other place to report it.
        together(&lines).for_each(|lines| _ = target.write_all(lines).and_then(|()| target.flush()));
        if lost > 0 {
            tracing::warn!(lines = lost, "log.lost");
        }
        queue = shared.queue();
        queue.flushes[1] = asked;
        shared.done.notify_all();
        let rested = shared.work.wait_timeout_while(queue, REST, |queue| !queue.is_urgent());
        queue = rested.unwrap_or_else(PoisonError::into_inner).0;
    }
}

/// Splits lines into as few pieces of whole lines as [`TOGETHER`] allows. A longer line is a piece of its own.
fn together(mut lines: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let end = |line: &&[u8]| line.iter().position(|byte| *byte == b'\n').map_or(line.len(), |at| at + 1);
        let most = lines.len().min(TOGETHER);
        let fits = lines[..most].iter().rposition(|byte| *byte == b'\n').map_or_else(|| end(&lines), |at| at + 1);
        let (piece, rest) = lines.split_at(fits);
        lines = rest;
        Some(piece).filter(|piece| !piece.is_empty())
    })
}

impl Write for &Outlet {
    /// Accepts a whole line.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let shown = printable(line, self.escape);
        let mut queue = self.shared.queue();
        if queue.lines.len() + shown.len() > MOST {
            queue.lost += 1;
            return Ok(line.len());
        }
        queue.lines.extend_from_slice(&shown);
        if queue.is_idle || queue.is_urgent() {
            self.shared.work.notify_one();
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
        let line = [&[b'a'; 1023][..], b"\n"].concat();
        // One is being written, or all of what the thread took before it was stuck.
        for _ in 0..2 * MOST / line.len() + 100 {
            assert_eq!((&outlet).write(&line).unwrap(), line.len());
        }
        let lost = outlet.shared.queue().lost;
        assert!((100..=100 + (MOST / line.len()) as u64).contains(&lost), "{lost}");
        drop(open);
        outlet.flush();
        (&outlet).write_all(b"last\n").unwrap();
        outlet.flush();
        assert!(page.0.lock().unwrap().ends_with(b"a\nlast\n"));
        assert_eq!(outlet.shared.queue().lost, 0);
    }

    #[test]
    fn lines_are_written_together_and_whole() {
        let long = [vec![b'x'; TOGETHER], b"\n".to_vec()].concat();
        let short = b"short\n".repeat(1000);
        let lines = [&short[..], &long, b"no end"].concat();
        let pieces: Vec<&[u8]> = together(&lines).collect();
        assert_eq!(pieces.concat(), lines);
        assert_eq!(pieces.len(), short.len().div_ceil(TOGETHER / 6 * 6) + 2);
        assert!(pieces.iter().all(|piece| piece.len() <= TOGETHER || *piece == long));
        assert!(pieces.iter().rev().skip(1).all(|piece| piece.ends_with(b"\n")));
        assert_eq!(together(b"").count(), 0);
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
