//! The bytes of HTTP/1.1 before hyper reads them: shapes that two servers could read in two ways (RFC 9112 §11.2).
//!
//! hyper is lenient where RFC 9112 lets it be, and leaves no trace of it: of `Content-Length` beside `Transfer-Encoding` it drops one, of
//! equal lengths it keeps one, a line may end without CR, and a fragment in a target is forgotten. A proxy refuses these. The first odd
//! byte is replaced by NUL, which hyper answers with 400 and the end of the connection.

#[cfg(test)]
mod tests;

/// Maximum length of a line. hyper refuses a longer head.
const MOST: usize = 64 * 1024;
/// The target of the preface of HTTP/2 with its method and version (RFC 9113 §3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0";

/// The reader of a connection's bytes.
#[derive(Debug, Default)]
pub struct Framing {
    state: State,
    /// The beginning of a line that is not complete.
    line: Vec<u8>,
    head: Head,
    is_first: bool,
}

/// What comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// The first line of a head.
    #[default]
    Request,
    /// A line of a head.
    Field,
    /// So much of a body.
    Body(u64),
    /// The line with the size of a chunk.
    Size,
    /// So much of a chunk.
    Chunk(u64),
    /// The end of line after a chunk.
    AfterChunk,
    /// A line after the last chunk.
    Trailer,
    /// Another protocol.
    Other,
    /// Something odd. Nothing more is read.
    Odd,
}

/// What a head says of its body.
#[derive(Clone, Copy, Debug, Default)]
struct Head {
    length: Option<u64>,
    is_chunked: bool,
    is_1_0: bool,
    upgrades: bool,
}

/// What bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All can be passed on.
    Fine,
    /// The byte at this index is odd.
    Odd(usize),
    /// A head that asks for another protocol ends before this index.
    Upgrade(usize),
}

impl Framing {
    /// At the beginning of a connection.
    pub fn new() -> Self {
        Self { is_first: true, ..Self::default() }
    }

    /// The connection is another protocol's from here.
    pub fn switch(&mut self) {
        self.state = State::Other;
    }

    /// True if the connection is another protocol's.
    pub fn is_other(&self) -> bool {
        self.state == State::Other
    }

    /// True if the client may be sending still: it is inside a message, or something odd was read.
    pub fn is_inside(&self) -> bool {
        !matches!(self.state, State::Request | State::Other) || !self.line.is_empty()
    }

    /// True if something odd was read.
    pub fn is_odd(&self) -> bool {
        self.state == State::Odd
    }

    /// Reads bytes.
    pub fn read(&mut self, bytes: &[u8]) -> Verdict {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            match self.state {
                State::Other | State::Odd => return Verdict::Fine,
                State::Body(left) => at += self.skip(left, rest.len(), (State::Body, State::Request)),
                State::Chunk(left) => at += self.skip(left, rest.len(), (State::Chunk, State::AfterChunk)),
                State::Request | State::Field | State::Size | State::AfterChunk | State::Trailer => {
                    let end = rest.iter().position(|byte| *byte == b'\n');
                    let piece = end.and_then(|end| rest.get(..=end)).unwrap_or(rest);
                    at += piece.len();
                    let fits = match (end, self.line.is_empty()) {
                        (Some(_), true) => self.line(piece),
                        (_, _) if self.line.len() + piece.len() > MOST => None,
                        (Some(_), false) => {
                            self.line.extend_from_slice(piece);
                            let line = std::mem::take(&mut self.line);
                            self.line(&line)
                        }
                        (None, _) => {
                            self.line.extend_from_slice(piece);
                            Some(false)
                        }
                    };
                    match fits {
                        None => {
                            self.state = State::Odd;
                            return Verdict::Odd(at - 1);
                        }
                        Some(true) => return Verdict::Upgrade(at),
                        Some(false) => {}
                    }
                }
            }
        }
        Verdict::Fine
    }

    fn skip(&mut self, left: u64, there: usize, (more, then): (fn(u64) -> State, State)) -> usize {
        let skipped = usize::try_from(left).unwrap_or(usize::MAX).min(there);
        let left = left - skipped as u64;
        self.state = if left == 0 { then } else { more(left) };
        skipped
    }

    /// Reads a line with its end. `None` if it is odd, and true if an upgrade is asked for.
    fn line(&mut self, line: &[u8]) -> Option<bool> {
        let line = line.strip_suffix(b"\r\n")?;
        match self.state {
            State::Request if line.is_empty() => {}
            State::Request => {
                self.head = Head::default();
                self.state = match std::mem::take(&mut self.is_first) && line == PREFACE {
                    true => State::Other,
                    false => State::Field,
                };
                if self.state == State::Field {
                    self.head.is_1_0 = is_1_0(line)?;
                }
            }
            State::Field if line.is_empty() => {
                self.state = match self.head {
                    Head { length: Some(_), is_chunked: true, .. } | Head { is_1_0: true, is_chunked: true, .. } => return None,
                    Head { is_chunked: true, .. } => State::Size,
                    Head { length: Some(0) | None, .. } => State::Request,
                    Head { length: Some(length), .. } => State::Body(length),
                };
                return Some(self.head.upgrades && self.state == State::Request);
            }
            State::Field => self.field(line)?,
            State::Size => self.state = if size(line)? == 0 { State::Trailer } else { State::Chunk(size(line)?) },
            State::AfterChunk => {
                self.state = State::Size;
                line.is_empty().then_some(())?;
            }
            State::Trailer if line.is_empty() => self.state = State::Request,
            State::Trailer => _ = field(line)?,
            State::Body(_) | State::Chunk(_) | State::Other | State::Odd => return None,
        }
        Some(false)
    }

    /// Reads a header field.
    fn field(&mut self, line: &[u8]) -> Option<()> {
        let (name, value) = field(line)?;
        let head = &mut self.head;
        if name.eq_ignore_ascii_case(b"content-length") {
            let is_new = head.length.is_none() && !value.is_empty() && value.iter().all(u8::is_ascii_digit);
            head.length = Some(std::str::from_utf8(value).ok().filter(|_| is_new)?.parse().ok()?);
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            let is_new = !std::mem::replace(&mut head.is_chunked, true);
            (is_new && value.eq_ignore_ascii_case(b"chunked")).then_some(())?;
        } else if name.eq_ignore_ascii_case(b"upgrade") {
            head.upgrades = value.eq_ignore_ascii_case(b"websocket");
        }
        Some(())
    }
}

/// Splits a field into name and value (RFC 9112 §5). A line that continues the one before (§5.2) is none.
fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_graphic());
    let is_value = value.iter().all(|byte| *byte == b'\t' || !byte.is_ascii_control());
    (is_name && is_value).then(|| (name, value.trim_ascii()))
}

/// Reads a request line, `method SP target SP version` (RFC 9112 §3). True if its version is 1.0.
fn is_1_0(line: &[u8]) -> Option<bool> {
    let mut words = line.split(|byte| *byte == b' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_word = |word: &[u8]| !word.is_empty() && word.iter().all(|byte| *byte > b' ' && *byte != 0x7F);
    let fits = words.next().is_none() && is_word(method) && is_word(target) && !target.contains(&b'#');
    match version {
        b"HTTP/1.1" if fits => Some(false),
        b"HTTP/1.0" if fits => Some(true),
        _ => None,
    }
}

/// Reads the size of a chunk (RFC 9112 §7.1). Extensions are passed over.
fn size(line: &[u8]) -> Option<u64> {
    let end = line.iter().position(|byte| matches!(byte, b';' | b' ' | b'\t')).unwrap_or(line.len());
    let (digits, rest) = line.split_at_checked(end)?;
    let is_size = matches!(digits.len(), 1..=16) && digits.iter().all(u8::is_ascii_hexdigit);
    let rest = rest.trim_ascii_start();
    let is_extension =
        rest.is_empty() || rest.starts_with(b";") && rest.iter().all(|byte| *byte == b'\t' || !byte.is_ascii_control());
    u64::from_str_radix(std::str::from_utf8(digits).ok().filter(|_| is_size && is_extension)?, 16).ok()
}
