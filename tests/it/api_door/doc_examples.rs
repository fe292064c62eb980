//! The examples of docs/api.md, run as they stand there.

use std::process::Stdio;

use axum::{Router, extract::Path, routing::get};
use tokio::{net::TcpListener, process::Command};

use crate::support::{Authenticator, House, fresh, source};

/// The blocks of shell in a Markdown text, one after the other.
fn shell_of(markdown: &str) -> String {
    markdown.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// An authenticator that is asked over HTTP, and that always shows a code which was not used yet.
async fn authenticator_of(house: &House) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let clock = house.clock.clone();
    let code = async move |Path(secret): Path<String>| {
        clock.advance(crate::support::STEP);
        let now = latchkey_core::domain::time::Clock::now(&*clock);
        Authenticator::scan(&format!("otpauth://totp/x?secret={secret}")).code_at(now)
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/{secret}", get(code))).await.unwrap() });
    address.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_curl_examples_work_from_registering_to_logging_out() {
    let house = House::open().await;
    let authenticator = authenticator_of(&house).await;
    let examples = shell_of(&source("docs/api.md"));
    assert!(examples.contains("/2fa/turn-off"), "{examples}");
    let script = format!("set -euxo pipefail\ncode() {{ curl -sS --fail http://{authenticator}/\"$1\"; }}\n{examples}");
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env("URL", format!("http://{}", house.address))
        .env("PASSWORD", format!("{}-otter-velvet", fresh()))
        .env("NO_PROXY", "*")
        .env("no_proxy", "*")
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let (told, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}\n{errors}");
    assert!(std::fs::read(folder.path().join("qr.png")).unwrap().starts_with(b"\x89PNG"));
    assert!(std::fs::read_to_string(folder.path().join("qr.svg")).unwrap().starts_with("<svg"));
    assert_eq!(told.matches("\"recoveryCodes\":").count(), 2, "{told}");
    assert!(house.session_ids().await.is_empty());
}
