//! Answers of HTTP/1.1, as far as a load client reads them.

use crate::fault::Outcome;

/// An answer, complete.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer<'b> {
    /// Status code.
    pub status: u16,
    /// Status line and header lines.
    pub head: &'b [u8],
    /// The body as it came; chunks are not put together.
    pub body: &'b [u8],
}

/// How long an answer is, once its head is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Known(usize),
    Chunked,
}

/// Returns the head's length and the whole answer's, if the buffer holds all of it.
pub fn complete(buffer: &[u8]) -> Outcome<Option<(usize, usize)>> {
    let Some(head) = memchr::memmem::find(buffer, b"\r\n\r\n").map(|end| end + 4) else { return Ok(None) };
    let end = match length(&buffer[..head])? {
        Length::Known(body) => Some(head + body).filter(|end| *end <= buffer.len()),
        Length::Chunked => chunks_end(&buffer[head..])?.map(|body| head + body),
    };
    Ok(end.map(|end| (head, end)))
}

impl<'b> Answer<'b> {
    /// Reads a complete answer, the head of which has this length.
    pub fn of(bytes: &'b [u8], head: usize) -> Outcome<Self> {
        let status = bytes.get(9..12).and_then(|code| std::str::from_utf8(code).ok()).and_then(|code| code.parse().ok());
        let status = status.ok_or("the answer has no status")?;
        Ok(Self { status, head: &bytes[..head], body: &bytes[head..] })
    }

    /// Header lines, as name and value. The name is as it came: hyper writes it in small letters.
    pub fn headers(&self) -> impl Iterator<Item = (&'b str, &'b str)> {
        let head = std::str::from_utf8(self.head).unwrap_or_default();
        head.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(name, value)| (name, value.trim()))
    }

    /// Cookies that the answer sets, as `name=value`; those that it clears have no value.
    pub fn cookies(&self) -> impl Iterator<Item = &'b str> {
        let set = self.headers().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        set.filter_map(|(_, value)| value.split(';').next())
    }

    /// The cookies that stay, as the value of a `Cookie` header.
    pub fn cookie_header(&self) -> String {
        self.cookies().filter(|pair| !pair.ends_with('=')).collect::<Vec<_>>().join("; ")
    }
}

fn length(head: &[u8]) -> Outcome<Length> {
    let mut line_begin = 0;
    for line_end in memchr::memchr_iter(b'\n', head) {
        let line = &head[line_begin..line_end];
        line_begin = line_end + 1;
        match line.first() {
            Some(b'c' | b'C') => {
                if let Some(value) = value_of(line, b"content-length:") {
                    return Ok(Length::Known(value.parse()?));
                }
            }
            Some(b't' | b'T') if value_of(line, b"transfer-encoding:").is_some_and(|value| value == "chunked") => {
                return Ok(Length::Chunked);
            }
            _ => {}
        }
    }
    // Answers such as 304 have no body.
    Ok(Length::Known(0))
}

fn value_of<'l>(line: &'l [u8], name: &[u8]) -> Option<&'l str> {
    let (start, value) = line.split_at_checked(name.len())?;
    start.eq_ignore_ascii_case(name).then(|| std::str::from_utf8(value).ok()).flatten().map(str::trim)
}

/// Where a chunked body ends, if all of it is there.
fn chunks_end(body: &[u8]) -> Outcome<Option<usize>> {
    let mut at = 0;
    loop {
        let Some(line) = memchr::memchr(b'\n', &body[at..]) else { return Ok(None) };
        let size = std::str::from_utf8(&body[at..at + line])?.trim();
        let size = usize::from_str_radix(size.split(';').next().unwrap_or_default(), 16)?;
        // The chunk and its line break; the last one is empty, and no trailers follow it.
        at += line + 1 + size + 2;
        match (at <= body.len(), size) {
            (false, _) => return Ok(None),
            (true, 0) => return Ok(Some(at)),
            (true, _) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_where_its_head_says() {
        let known = b"HTTP/1.1 200 OK\r\nx: y\r\nContent-Length: 3\r\n\r\nabcrest";
        assert_eq!(complete(known).unwrap(), Some((44, 47)));
        assert_eq!(complete(&known[..46]).unwrap(), None);
        assert_eq!(complete(&known[..20]).unwrap(), None);
        let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        assert_eq!(complete(chunked).unwrap(), Some((47, chunked.len())));
        assert_eq!(complete(&chunked[..chunked.len() - 1]).unwrap(), None);
        assert_eq!(complete(b"HTTP/1.1 304 Not Modified\r\n\r\n").unwrap(), Some((29, 29)));
        assert!(complete(b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n").is_err());
    }

    #[test]
    fn cookies_that_are_set_are_sent_back() {
        let head = b"HTTP/1.1 200 OK\r\nset-cookie: a=1; Path=/\r\nset-cookie: b=; Max-Age=0\r\nset-cookie: c=3\r\n\r\n";
        let answer = Answer::of(head, head.len()).unwrap();
        assert_eq!((answer.status, answer.cookie_header().as_str()), (200, "a=1; c=3"));
    }
}
