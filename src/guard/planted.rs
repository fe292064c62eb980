//! The sign-in's own cookies: the application neither sees them nor sets them.

use axum::http::{HeaderMap, HeaderValue, header};

/// Beginnings of their names, in lower case.
const OURS: [&[u8]; 2] = [b"latchkey-", b"__host-latchkey-"];

/// True if a cookie, `name=value`, has such a name. Upper case counts as well: not every application tells it apart.
fn is_ours(pair: &[u8]) -> bool {
    let pair = pair.trim_ascii();
    OURS.iter().any(|ours| pair.get(..ours.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(ours)))
}

/// Takes our cookies out of `Cookie`, and leaves every other byte as it is. Several fields become one (RFC 9113 §8.2.3).
pub fn hide(headers: &mut HeaderMap) {
    let mut lines = headers.get_all(header::COOKIE).iter();
    let (first, second) = (lines.next(), lines.next());
    let Some(first) = first else { return };
    if second.is_none() && !first.as_bytes().split(|byte| *byte == b';').any(is_ours) {
        return;
    }
    let mut kept: Vec<&[u8]> = vec![];
    for line in headers.get_all(header::COOKIE) {
        kept.extend(
            line.as_bytes().split(|byte| *byte == b';').map(<[u8]>::trim_ascii).filter(|pair| !pair.is_empty() && !is_ours(pair)),
        );
    }
    let kept = kept.join(&b"; "[..]);
    match HeaderValue::from_bytes(&kept) {
        Ok(value) if !kept.is_empty() => _ = headers.insert(header::COOKIE, value),
        _ => _ = headers.remove(header::COOKIE),
    }
}

/// The cookies that an application may see, in one value. Empty if there are none.
pub fn without_ours(headers: &HeaderMap) -> HeaderValue {
    let mut cookies: HeaderMap = headers.get_all(header::COOKIE).iter().map(|line| (header::COOKIE, line.clone())).collect();
    hide(&mut cookies);
    cookies.remove(header::COOKIE).unwrap_or_else(|| HeaderValue::from_static(""))
}

/// Takes every `Set-Cookie` with such a name out of a response.
pub fn keep_from_setting(headers: &mut HeaderMap) {
    if !headers.get_all(header::SET_COOKIE).iter().any(|line| is_ours(line.as_bytes())) {
        return;
    }
    let kept: Vec<_> = headers.get_all(header::SET_COOKIE).iter().filter(|line| !is_ours(line.as_bytes())).cloned().collect();
    headers.remove(header::SET_COOKIE);
    for line in kept {
        headers.append(header::SET_COOKIE, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_cookies_are_hidden_and_others_stay_as_they_are() {
        let hidden = |lines: &[&[u8]]| {
            let line = |line: &&[u8]| (header::COOKIE, HeaderValue::from_bytes(line).unwrap());
            let mut headers: HeaderMap = lines.iter().map(line).collect();
            hide(&mut headers);
            assert!(headers.get_all(header::COOKIE).iter().count() <= 1);
            headers.get(header::COOKIE).map(|value| value.as_bytes().to_vec())
        };
        let some = |bytes: &[u8]| Some(bytes.to_vec());
        assert_eq!(hidden(&[]), None);
        assert_eq!(hidden(&[b"a=1;b=2 ;  c"]), some(b"a=1;b=2 ;  c"), "untouched");
        assert_eq!(hidden(&[b"latchkey-access=x"]), None);
        assert_eq!(hidden(&[b"__Host-latchkey-access=x; "]), None);
        assert_eq!(hidden(&[b"a=\xFC; LATCHKEY-Access=x;b=\"1, 2\""]), some(b"a=\xFC; b=\"1, 2\""));
        assert_eq!(hidden(&[b"a=1;\t__HOST-Latchkey-refresh=x"]), some(b"a=1"));
        assert_eq!(hidden(&[b"a=1", b"latchkey-x=2", b"b=3; c=4"]), some(b"a=1; b=3; c=4"));
        assert_eq!(hidden(&[b"latchkey-nameless"]), None);
        assert_eq!(hidden(&[b"xlatchkey-a=1"]), some(b"xlatchkey-a=1"));
        assert_eq!(hidden(&[b""]), some(b""));
    }

    #[test]
    fn the_application_sets_its_own_alone() {
        let mut headers = HeaderMap::new();
        for line in ["a=1; Path=/", "latchkey-access=; Max-Age=0", " __host-LATCHKEY-refresh=x", "b=latchkey-"] {
            headers.append(header::SET_COOKIE, HeaderValue::from_static(line));
        }
        keep_from_setting(&mut headers);
        let left: Vec<_> = headers.get_all(header::SET_COOKIE).iter().collect();
        assert_eq!(left, ["a=1; Path=/", "b=latchkey-"]);
    }
}
