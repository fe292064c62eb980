//! A log that cannot be written, or that nobody reads, costs lines and nothing else.

use std::fs::File;

use crate::support::{
    program::{Place, Running},
    wire,
};

/// Answers, and has what was asked of it done.
async fn works(running: &Running) {
    for _ in 0..3 {
        let answer = wire::ask(running.address, "GET /healthz", "", "").await;
        assert!(answer.ends_with("ok\n"), "{answer}");
        let body = "email=eve%40example.com&password=x";
        let headers = format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n", body.len());
        let answer = wire::ask(running.address, "POST /ui/sign_in", &headers, body).await;
        assert!(matches!(wire::status(&answer), 302 | 401), "{answer}");
    }
}

#[tokio::test]
async fn a_log_whose_reader_has_gone_loses_no_request_and_refuses_no_stop() {
    for format in ["text", "json"] {
        let place = Place::new();
        let mut running = place.start(&[("LATCHKEY_LOG_FORMAT", format), ("LATCHKEY_LOG", "trace")]).await;
        drop(running.take_log());
        works(&running).await;
        running.stop().await;
    }
}

#[tokio::test]
async fn a_log_that_nobody_reads_loses_no_request_and_refuses_no_stop() {
    let place = Place::new();
    let mut running = place.start(&[("LATCHKEY_LOG", "trace")]).await;
    let unread = running.take_log();
    // A pipe holds 64 KiB; a request says a hundred bytes and more.
    for _ in 0..500 {
        wire::ask(running.address, &format!("GET /{}", "x".repeat(150)), "", "").await;
    }
    works(&running).await;
    running.stop().await;
    drop(unread);
}

#[tokio::test]
async fn with_a_log_on_a_full_disk_it_starts_works_and_stops() {
    let (place, full) = (Place::new(), || File::options().write(true).open("/dev/full").unwrap());
    let mut command = place.program(&[("LATCHKEY_LOG", "info")]);
    command.stderr(full());
    let running = Running::begin(command).await;
    works(&running).await;
    running.stop().await;
    // What it cannot say it ends with all the same.
    let mut command = place.program(&[("LATCHKEY_LISTN", "x")]);
    command.stderr(full());
    assert_eq!(command.status().await.unwrap().code(), Some(1));
    let mut command = place.program(&[]);
    command.arg("--help").stdout(full());
    assert!(command.status().await.unwrap().code().is_some_and(|code| code != 101));
}
