//! Snapshots of answers, with ids, times, secrets and codes redacted.

use insta::{assert_json_snapshot, with_settings};
use serde_json::{Map, Value, json};

use super::{Answer, told::Told};

/// What of an answer is promised: status, headers of this door, body.
fn seen(answer: &Answer) -> Value {
    let told =
        ["content-type", "cache-control", "allow", "clear-site-data", "location", "link", "retry-after", "www-authenticate"];
    let mut headers: Map<String, Value> =
        told.iter().filter_map(|name| Some(((*name).to_owned(), answer.header(name)?.into()))).collect();
    let cookies: Vec<Value> = answer
        .set_cookies()
        .iter()
        .map(|cookie| {
            let value = if cookie.value.is_empty() { "" } else { "[token]" };
            format!("{}={value}; {}", cookie.name, cookie.attributes.join("; ")).into()
        })
        .collect();
    if !cookies.is_empty() {
        headers.insert("set-cookie".into(), cookies.into());
    }
    let is_json = answer.header("content-type").is_some_and(|kind| kind.contains("json"));
    let body = match (is_json, answer.header("content-type")) {
        (true, _) => answer.json(),
        (false, Some(kind)) => json!(format!("[{kind}]")),
        (false, None) => json!(answer.body),
    };
    json!({"status": answer.status, "headers": headers, "body": body})
}

/// Compares an answer with its snapshot.
#[track_caller]
pub fn shot(folder: &str, name: &str, answer: &Answer) {
    with_settings!({snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true}, {
        assert_json_snapshot!(name, seen(answer), {
            ".body.**.id" => "[id]",
            ".body.**.email" => "[email]",
            ".body.**.createdAt" => "[time]",
            ".body.**.updatedAt" => "[time]",
            ".body.expiresAt" => "[time]",
            ".body.secret" => "[secret]",
            ".body.otpauthUrl" => "[otpauth]",
            ".body.recoveryCodes[]" => "[code]",
            ".headers.location" => insta::dynamic_redaction(without_id),
            ".headers.link" => insta::dynamic_redaction(without_id),
        });
    });
}

/// The address with `[id]` for ids and the times before them.
fn without_id(value: insta::internals::Content, _: insta::internals::ContentPath<'_>) -> String {
    let text = value.as_str().unwrap_or_default();
    let hides = |part: &str| if part.contains("-4") && part.len() >= 36 { "[id]".to_owned() } else { part.to_owned() };
    let ends = ['/', '=', '&', '>'];
    text.split_inclusive(ends)
        .map(|part| {
            let body = part.trim_end_matches(ends);
            format!("{}{}", hides(body), &part[body.len()..])
        })
        .collect()
}
