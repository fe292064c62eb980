//! The public URL.

use latchkey_core::domain::origin::Origin;
use url::Url;

/// Parses the public URL, an origin such as `https://login.example.com`. Returns what is wrong with it. Plain http is only
/// allowed for this machine, unless `allow_insecure_http` is set.
pub(super) fn parse(text: &str, allow_insecure_http: bool) -> Result<Origin, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(url) = url else {
        return Err("must be an http or https URL, such as https://login.example.com".into());
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must hold no user name and no password".into());
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || url.port() == Some(0) {
        return Err(
            "must end after the host or its port, such as https://login.example.com: Latchkey is served at the root".into()
        );
    }
    let origin = Origin::new(url);
    if origin.is_secure() || origin.is_loopback() || allow_insecure_http {
        Ok(origin)
    } else {
        Err("is plain http, which shows passwords to the network: use https, or set LATCHKEY_ALLOW_INSECURE_HTTP=true if you \
             must (in a file: allow_insecure_http = true)"
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_urls_by_table() {
        for (text, origin) in [
            ("https://login.example.com", "https://login.example.com"),
            ("https://Login.Example.com:443/", "https://login.example.com"),
            ("https://bücher.example:8443", "https://xn--bcher-kva.example:8443"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://app.localhost", "http://app.localhost"),
            ("http://127.1.2.3:80", "http://127.1.2.3"),
            ("http://[::1]:3000/", "http://[::1]:3000"),
        ] {
            let public_url = parse(text, false).unwrap();
            assert_eq!((public_url.ascii().as_str(), public_url.to_string().as_str()), (origin, origin), "{text}");
            assert_eq!(public_url.is_secure(), text.starts_with("https"), "{text}");
        }
        assert_eq!(parse("http://[::1]:3000", false).unwrap().host(), "[::1]");
        for text in [
            "",
            "login.example.com",
            "localhost:3000",
            "/",
            "ftp://example.com",
            "https://",
            "https://a b",
            "mailto:a@example.com",
        ] {
            assert!(parse(text, true).unwrap_err().contains("an http or https URL"), "{text}");
        }
        for text in [
            "https://a.example/login",
            "https://a.example/?",
            "https://a.example?x=1",
            "https://a.example/#",
            "http://localhost:0",
        ] {
            assert!(parse(text, true).unwrap_err().contains("must end after"), "{text}");
        }
        for text in ["https://ada@a.example", "https://:hunter2@a.example", "https://ada:hunter2@a.example"] {
            assert!(parse(text, true).unwrap_err().contains("no user name"), "{text}");
        }
        for text in [
            "http://a.example",
            "http://10.0.0.1",
            "http://localhost.example",
            "http://xlocalhost",
            "http://[::2]",
            "http://0.0.0.0:3000",
        ] {
            assert!(parse(text, false).unwrap_err().contains("allow_insecure_http"), "{text}");
            assert!(parse(text, true).is_ok(), "{text}");
        }
    }

    #[test]
    fn the_default_names_the_port_that_was_taken() {
        assert_eq!(Origin::localhost(49_152).ascii(), "http://localhost:49152");
        assert_eq!(Origin::localhost(80).ascii(), "http://localhost");
    }
}
