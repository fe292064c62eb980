//! Generating a secret, turning two-factor authentication on and off.

use latchkey_core::domain::time::Clock;
use serde_json::json;

use super::support::{CODE, Client, RECOVERY_CODE, Told};
use crate::support::{Authenticator, House, MINUTE, Plan};

#[tokio::test]
async fn the_qr_code_comes_as_png_svg_or_json() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    for accept in ["", "*/*", "image/*", "image/png", "text/html, image/png;q=0.9, */*;q=0.8"] {
        let (status, headers, png) = ada.bytes("/2fa/generate", &[("accept", accept)], vec![]).await;
        assert_eq!(
            (status, &headers["content-type"], &headers["cache-control"]),
            (200, &"image/png".parse().unwrap(), &"no-store".parse().unwrap())
        );
        let uri = read_png(&png);
        let scanned = Authenticator::scan(&uri);
        assert_eq!(scanned.key().len(), 20);
        assert!(
            uri.starts_with("otpauth://totp/Latchkey:") && uri.ends_with("&issuer=Latchkey&algorithm=SHA1&digits=6&period=30"),
            "{uri}"
        );
        assert!(uri.contains(&ada.email.replace('@', "%40")), "{uri}");
    }
    let answer = ada.send("POST", "/2fa/generate", &[("accept", "image/svg+xml")], "").await;
    assert_eq!(answer.gives(200).header("content-type"), Some("image/svg+xml"));
    let drawn = read_svg(&answer.body);

    let answer = ada.send("POST", "/2fa/generate", &[("accept", "application/json")], "").await;
    let told = answer.gives(200).json();
    let scanned = Authenticator::scan(told["otpauthUrl"].as_str().unwrap());
    assert_eq!(told["secret"], scanned.base32.as_str());
    assert_eq!(told["expiresAt"], "2027-01-15T08:10:15Z");
    assert_eq!(told.as_object().unwrap().len(), 3);

    // N-04: the one before is gone.
    ada.turn_on_with(&Authenticator::scan(&drawn).code_at(house.clock.now())).await.is_problem(401, "wrong-code");
    ada.turn_on_with(&scanned.code_at(house.clock.now())).await.gives(200);
}

#[tokio::test]
async fn the_png_alone_is_enough_to_turn_it_on() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    let (_, _, png) = ada.bytes("/2fa/generate", &[], vec![]).await;
    let answer = ada.turn_on_with(&Authenticator::scan(&read_png(&png)).code_at(house.clock.now())).await;
    assert_eq!(answer.gives(200).recovery_codes().len(), 10);
}

#[tokio::test]
async fn a_representation_that_there_is_not_is_refused_and_nothing_is_drawn() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    for accept in ["text/html", "application/xml", "image/jpeg, text/*", "nonsense", "application/problem+json"] {
        let headers = [("accept", accept)];
        let deed = ada.send("POST", "/2fa/generate", &headers, "");
        house.changes_nothing(deed).await.is_problem(406, "not-acceptable");
    }
}

#[tokio::test]
async fn turning_it_on_tells_ten_recovery_codes_once() {
    let house = House::open().await;
    let mut ada = Client::logged_in(&house).await;
    let answer = ada.turn_on().await;
    let mut codes = ada.codes.clone();
    assert!(codes.iter().all(|code| code.len() == 29 && code.split('-').count() == 6), "{answer:#?}");
    codes.sort();
    codes.dedup();
    assert_eq!((codes.len(), answer.json().as_object().unwrap().len()), (10, 1));
    // N-14: neither secret nor codes can be had again.
    ada.send("POST", "/2fa/generate", &[("accept", "application/json")], "").await.is_problem(409, "two-factor-already-on");
    let page = ada.see("/account/recovery-codes.txt").await;
    assert!(ada.codes.iter().all(|code| !page.body.contains(code)), "{page:#?}");
}

#[tokio::test]
async fn turn_on_without_a_secret_or_with_a_wrong_code_changes_nothing() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    // N-06
    house.changes_nothing(ada.turn_on_with("123456")).await.is_problem(409, "enrolment-over");
    let authenticator = ada.generate().await;
    let wrong = authenticator.wrong_code_at(house.clock.now());
    house.changes_nothing(ada.turn_on_with(&wrong)).await.is_problem(401, "wrong-code");
    for body in [json!({}), json!({CODE: ""}), json!({CODE: 123_456}), json!({CODE: "12345"})] {
        assert_eq!(house.changes_nothing(ada.post("/2fa/turn-on", body)).await.fields(), [CODE]);
    }
    // N-03: another session cannot confirm it, and it dies in ten minutes.
    let other = ada.elsewhere();
    other.log_in().await.gives(200);
    other.turn_on_with(&authenticator.code_at(house.clock.now())).await.is_problem(409, "enrolment-over");
    for _ in 0..2 {
        house.clock.advance(5 * MINUTE);
        ada.order("/authentication/refresh").await.gives(200);
    }
    ada.turn_on_with(&authenticator.code_at(house.clock.now())).await.is_problem(409, "enrolment-over");
    assert_eq!(house.number("SELECT COUNT(*) FROM accounts WHERE two_factor_since IS NOT NULL").await, 0);
}

#[tokio::test]
async fn generating_needs_a_step_up() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    house.clock.advance(6 * MINUTE);
    ada.order("/authentication/refresh").await.gives(200);
    house.changes_nothing(ada.order("/2fa/generate")).await.is_problem(401, "step-up-required");
    ada.step_up().await.gives(200);
    ada.generate().await;
}

#[tokio::test]
async fn an_active_secret_is_never_touched_by_generate() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    // N-01, N-06
    house.changes_nothing(ada.order("/2fa/generate")).await.is_problem(409, "two-factor-already-on");
    house.changes_nothing(ada.turn_on_with(&ada.next_code())).await.is_problem(409, "two-factor-already-on");
    // N-02, the article's takeover: the password alone leads to no new secret.
    let thief = ada.elsewhere();
    thief.log_in().await.gives(200);
    house.changes_nothing(thief.order("/2fa/generate")).await.is_problem(401, "second-factor-required");
    thief.authenticate(&ada.next_code()).await.gives(200);
}

#[tokio::test]
async fn turning_it_off_asks_for_password_and_code_however_fresh_the_session() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    // N-07
    for (body, fields) in [
        (json!({}), vec!["password", CODE]),
        (json!({"password": ada.password}), vec![CODE]),
        (json!({CODE: ada.next_code()}), vec!["password"]),
        (json!({"password": ada.password, CODE: ada.code(), RECOVERY_CODE: ada.codes[0]}), vec![CODE]),
    ] {
        assert_eq!(house.changes_nothing(ada.post("/2fa/turn-off", body)).await.fields(), fields);
    }
    house.changes_nothing(ada.turn_off("a wrong password", &ada.code())).await.is_problem(401, "wrong-password");
    house.changes_nothing(ada.turn_off(&ada.password, &ada.wrong_code())).await.is_problem(401, "wrong-code");
    ada.turn_off(&ada.password, &ada.next_code()).await.gives(200);
    ada.turn_off(&ada.password, &ada.next_code()).await.is_problem(409, "two-factor-not-on");
    // By a recovery code, too. The old authenticator is worth nothing then.
    let mut bob = Client::protected(&house).await;
    let body = json!({"password": bob.password, RECOVERY_CODE: bob.codes[9]});
    bob.post("/2fa/turn-off", body).await.gives(200);
    bob.turn_on().await.gives(200);
}

#[tokio::test]
async fn where_the_policy_demands_it_posts_wait_for_it_and_it_cannot_be_turned_off() {
    let house = House::built(Plan { require_second_factor: "everybody", ..Plan::default() }).await;
    let mut ada = Client::logged_in(&house).await;
    // F-11
    ada.get("/scraps").await.is_problem(403, "two-factor-required");
    ada.post("/scraps", json!({"title": "t", "content": "c"})).await.is_problem(403, "two-factor-required");
    ada.turn_on().await.gives(200);
    ada.get("/scraps").await.gives(200);
    ada.turn_off(&ada.password, &ada.next_code()).await.is_problem(403, "two-factor-required");
}

fn read_png(bytes: &[u8]) -> String {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((frame.color_type, frame.bit_depth), (png::ColorType::Grayscale, png::BitDepth::One));
    let (width, height) = (frame.width as usize, frame.height as usize);
    let is_dark = |x: usize, y: usize| pixels[y * frame.line_size + x / 8] & (0x80 >> (x % 8)) == 0;
    let mut picture = rqrr::PreparedImage::prepare_from_bitmap(width, height, is_dark);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

/// A page has the quiet zone around the code; so has the picture.
fn read_svg(svg: &str) -> String {
    let (ground, code) = svg.split_once("fill=\"#fff\"/>").unwrap();
    crate::support::qr::read(&format!("{}>{code}", ground.split_once("<path").unwrap().0))
}
