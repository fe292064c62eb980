//! SQLite whose file is damaged.

use std::{
    fs::File,
    io::{Seek, SeekFrom, Write},
};

use sqlx::{Connection, SqliteConnection};

use crate::support::{
    program::{Place, Running},
    wire,
};

async fn sign_in(running: &Running, path: &str) -> String {
    let body = "name=Ada&email=ada%40example.com&password=velvet+otter+lantern+9";
    let kind = "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json";
    let headers = format!("{kind}\r\nContent-Length: {}\r\n", body.len());
    wire::ask(running.address, &format!("POST {path}"), &headers, body).await
}

/// K-11: what cannot be read is an outage. Nobody is let in, and nobody is told that there is no such account.
#[tokio::test]
async fn k_11_a_damaged_file_is_an_outage() {
    let place = Place::new();
    let running = place.start(&[]).await;
    assert_eq!(wire::status(&sign_in(&running, "/ui/register").await), 200);
    running.stop().await;
    let path = place.path("data/latchkey.db");
    let mut database = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    let at = "SELECT (rootpage - 1) * (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = 'accounts'";
    let page: i64 = sqlx::query_scalar(at).fetch_one(&mut database).await.unwrap();
    database.close().await.unwrap();
    let mut file = File::options().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start(page.try_into().unwrap())).unwrap();
    file.write_all(&[0xff; 512]).unwrap();
    drop(file);
    let running = place.start(&[]).await;
    let answer = sign_in(&running, "/ui/sign_in").await;
    assert!(wire::status(&answer) == 503 && answer.contains("retry-after") && !answer.contains("set-cookie"), "{answer}");
    let log = running.stop().await;
    assert!(log.contains("service.unavailable") && log.contains("malformed"), "{log}");
}
