//! Requests of HTTP/1.1, as bytes.

use std::fmt::Write;

use serde_json::Value;

/// The API's prefix.
const API: &str = "/api/v1";
/// The path of the guarded JSON answer.
pub const ME: &str = "/api/v1/authentication";

/// The address of a client: limits count for each, and the server believes its proxy, which the bench is.
pub fn address(number: usize) -> String {
    format!("10.{}.{}.{}", (number >> 16) & 255, (number >> 8) & 255, number & 255)
}

/// A request to be sent.
pub struct Request(String);

impl Request {
    /// A request for a path.
    pub fn new(method: &str, path: &str, from: &str) -> Self {
        Self(format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: {from}\r\n"))
    }

    /// A request for a path of the API.
    pub fn of_api(method: &str, path: &str, from: &str) -> Self {
        Self::new(method, &format!("{API}{path}"), from)
    }

    /// With a header line.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let _ = write!(self.0, "{name}: {value}\r\n");
        self
    }

    /// With cookies.
    pub fn with_cookies(self, cookies: &str) -> Self {
        self.with("cookie", cookies)
    }

    /// The bytes of a request without a body.
    pub fn bytes(mut self) -> Vec<u8> {
        // Posts without a body say so.
        if !self.0.starts_with("GET ") {
            self = self.with("content-length", "0");
        }
        self.0.push_str("\r\n");
        self.0.into_bytes()
    }

    /// The bytes of a request with a JSON body.
    pub fn json(self, body: &Value) -> Vec<u8> {
        let body = body.to_string();
        let mut head = self.with("content-type", "application/json").with("content-length", &body.len().to_string());
        head.0.push_str("\r\n");
        head.0.push_str(&body);
        head.0.into_bytes()
    }
}

/// Whoever is signed in: the guarded JSON answer.
pub fn me(from: &str, cookies: &str) -> Vec<u8> {
    Request::new("GET", ME, from).with_cookies(cookies).bytes()
}

/// Signing in with a password.
pub fn log_in(from: &str, email: &str, password: &str) -> Vec<u8> {
    let body = serde_json::json!({ "email": email, "password": password });
    Request::of_api("POST", "/authentication/log-in", from).json(&body)
}

/// The second factor of a sign-in.
pub fn second_factor(from: &str, cookies: &str, code: &str) -> Vec<u8> {
    let body = serde_json::json!({ "twoFactorAuthenticationCode": code });
    Request::of_api("POST", "/2fa/authenticate", from).with_cookies(cookies).json(&body)
}

/// A new secret as a QR code of this media type.
pub fn qr_code(from: &str, cookies: &str, media_type: &str) -> Vec<u8> {
    Request::of_api("POST", "/2fa/generate", from).with("accept", media_type).with_cookies(cookies).bytes()
}

/// New tokens of a session.
pub fn refresh(from: &str, cookies: &str) -> Vec<u8> {
    Request::of_api("POST", "/authentication/refresh", from).with_cookies(cookies).bytes()
}

/// The end of a session.
pub fn log_out(from: &str, cookies: &str) -> Vec<u8> {
    Request::of_api("POST", "/authentication/log-out", from).with_cookies(cookies).bytes()
}
