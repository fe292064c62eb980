//! Clients that hang up, at any moment: nothing of theirs is left in the way of others.

use std::time::Duration;

use latchkey_core::domain::random::{OsRandom, Random};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::support::{House, Person, Plan, at_once, fresh, storage::on_postgres};

const DROPPED: usize = 2000;
const HONEST: usize = 1000;
const AT_ONCE: usize = 40;

fn random(below: usize) -> usize {
    let bytes: [u8; 2] = (&OsRandom as &dyn Random).bytes();
    usize::from(u16::from_le_bytes(bytes)) % below
}

/// A request of one kind or another, as bytes.
fn request(person: &Person, number: usize) -> String {
    let cookies: Vec<String> = ["latchkey-access", "latchkey-refresh"]
        .iter()
        .filter_map(|name| Some(format!("{name}={}", person.browser.cookie(name)?)))
        .collect();
    let (line, kind, body) = match number % 5 {
        0 => ("GET /account", "text/plain", String::new()),
        1 => ("POST /ui/write_scrap", "application/x-www-form-urlencoded", "title=x&content=y".into()),
        2 => ("POST /api/v1/authentication/refresh", "application/json", String::new()),
        3 => ("POST /api/v1/scraps", "application/json", r#"{"title": "x", "content": "y"}"#.into()),
        _ => {
            let body = format!(r#"{{"email": "{}@example.com", "password": "certainly not it"}}"#, fresh());
            ("POST /api/v1/authentication/log-in", "application/json", body)
        }
    };
    let (cookies, length, from) = (cookies.join("; "), body.len(), format!("10.0.{}.{}", random(256), random(256)));
    format!(
        "{line} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {from}\r\nCookie: {cookies}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
}

/// Sends a request, and hangs up while it is sent, while it is answered, or anywhere between.
async fn hang_up(house: &House, request: &str) {
    let mut stream = TcpStream::connect(house.address).await.unwrap();
    let sent = if random(4) == 0 { random(request.len()) } else { request.len() };
    // The server may have closed before all was sent.
    if stream.write_all(&request.as_bytes()[..sent]).await.is_ok() {
        let mut begun = [0; 64];
        let _ = timeout(Duration::from_micros(random(8000) as u64), stream.read(&mut begun)).await;
    }
}

/// Waits until the last of those requests has ended its transaction.
async fn no_transaction_is_left(house: &House) {
    let left = "SELECT CAST(COUNT(*) AS TEXT) FROM pg_stat_activity
                WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    let mut every = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..60 {
        every.tick().await;
        if house.number(left).await == 0 {
            return;
        }
    }
    panic!("a transaction that nobody ends");
}

/// T-05, R4: who does not wait for the answer has guessed all the same.
#[tokio::test(flavor = "multi_thread")]
async fn t_05_guesses_of_clients_that_hung_up_are_counted() {
    let house = House::built(Plan { trusted_proxies: "127.0.0.0/8", ..Plan::default() }).await;
    let ada = house.registered("Ada").await;
    let body = format!(r#"{{"email": "{}", "password": "certainly not it"}}"#, ada.email);
    let guess_and_hang_up = async |number: usize| {
        let request = format!(
            "POST /api/v1/authentication/log-in HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 10.1.{}.{}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            number / 256,
            number % 256,
            body.len()
        );
        let mut stream = TcpStream::connect(house.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
    };
    for number in 0..40 {
        guess_and_hang_up(number).await;
    }
    // Five were looked at, of five addresses. The others were refused, which costs their addresses nothing. Whoever is gone before the
    // server has read a word was not there, so more come until those five are in.
    let mut every = tokio::time::interval(Duration::from_millis(50));
    let counted = async {
        let mut number = 40;
        let mut misses = house.password_counters().await;
        while misses.iter().filter(|&&misses| misses > 0).ne(&[1, 1, 1, 1, 1, 5]) {
            every.tick().await;
            guess_and_hang_up(number).await;
            number += 1;
            misses = house.password_counters().await;
        }
    };
    timeout(Duration::from_secs(20), counted).await.expect("not counted");
    let answer = ada.elsewhere().type_password().await;
    assert_eq!(answer.status, 429, "{answer:#?}");
}

/// D-15, R10: two thousand requests that nobody waits for, then a thousand honest ones.
#[tokio::test(flavor = "multi_thread")]
async fn d_15_after_two_thousand_clients_that_hung_up_a_thousand_others_meet_no_error() {
    // Each guess comes from an address of its own, so that those of the others are no reason to refuse it.
    let house = House::built(Plan { trusted_proxies: "127.0.0.0/8", ..Plan::default() }).await;
    let mut people = vec![];
    for _ in 0..AT_ONCE {
        people.push(house.registered("Ada").await);
    }
    let dropping = |(number, person): (usize, Person)| {
        let house = house.clone();
        async move {
            for round in 0..DROPPED / AT_ONCE {
                hang_up(&house, &request(&person, number + round)).await;
            }
        }
    };
    at_once(people.clone().into_iter().enumerate().map(dropping)).await;
    if on_postgres() {
        no_transaction_is_left(&house).await;
    }
    // Those that nobody waits for still have their places until they are done, and whoever comes meanwhile is told so at once.
    house.expect_faults();
    let mut every = tokio::time::interval(Duration::from_millis(50));
    let passer_by = people[0].elsewhere();
    let done = async {
        while passer_by.type_password().await.status == 503 {
            every.tick().await;
        }
    };
    timeout(Duration::from_secs(20), done).await.expect("no place comes free");
    let honest = |person: Person| async move {
        let person = person.elsewhere();
        person
            .browser
            .send_form("/ui/sign_in", &[("email", &person.email), ("password", &person.password)])
            .await
            .leads_to("/account");
        for round in 1..HONEST / AT_ONCE {
            let answer = match round % 3 {
                0 => person.see("/account").await,
                1 => person.browser.send("POST", "/api/v1/authentication/refresh", &[], "").await,
                _ => person.browser.send_form("/ui/write_scrap", &[("title", "x"), ("content", "y")]).await,
            };
            assert!(answer.status < 400 && answer.location() != Some("/sign-in"), "{answer:#?}");
        }
    };
    at_once(people.into_iter().map(honest)).await;
}
