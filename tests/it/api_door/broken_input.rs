//! Bodies that are no JSON object of the right fields: 400, never 500.

use serde_json::{Value, json};

use super::support::{CODE, Client, RECOVERY_CODE, Told, filled};
use crate::support::{House, MINUTE};

/// The field that is true or false.
const YES_OR_NO: [&str; 2] = ["trustBrowser", "optionalLetters"];
/// The field that is an object.
const OBJECT: &str = "passkey";

/// Every operation that takes a body, and the fields that it takes.
const BODIES: [(&str, &str, &[&str]); 26] = [
    ("POST", "/authentication/register", &["email", "name", "password"]),
    ("POST", "/authentication/register/confirm", &["letterCode", "password"]),
    ("POST", "/authentication/email/confirm", &["letterCode"]),
    ("POST", "/authentication/log-in", &["email", "password"]),
    ("POST", "/authentication/step-up", &["password"]),
    ("POST", "/authentication/log-in/passkey", &[OBJECT]),
    ("POST", "/authentication/password/reset/passkey", &["resetCode"]),
    ("POST", "/2fa/passkeys/confirm", &[OBJECT, "authenticatorName"]),
    ("PATCH", "/2fa/passkeys/{id}", &["authenticatorName"]),
    ("PATCH", "/authentication", &["name", "email"]),
    ("POST", "/authentication/password", &["password", "newPassword"]),
    ("POST", "/authentication/password/reset", &["resetCode", "newPassword", CODE, RECOVERY_CODE, OBJECT]),
    ("POST", "/authentication/password/forgotten", &["email"]),
    ("PUT", "/authentication/letters", &[YES_OR_NO[1]]),
    ("PUT", "/authentication/push-messages", &["pushAddress"]),
    ("POST", "/authentication/unseal", &["newPassword", CODE, RECOVERY_CODE, OBJECT]),
    ("POST", "/2fa/turn-on", &[CODE]),
    ("POST", "/2fa/turn-off", &["password", CODE, RECOVERY_CODE, OBJECT]),
    ("POST", "/2fa/authenticate", &[CODE, RECOVERY_CODE, OBJECT, YES_OR_NO[0]]),
    ("POST", "/2fa/recovery/confirm", &["letterCode"]),
    ("POST", "/2fa/checkup", &[CODE, OBJECT]),
    ("POST", "/2fa/authenticators", &["replaces"]),
    ("POST", "/2fa/authenticators/confirm", &[CODE, "authenticatorName"]),
    ("PATCH", "/2fa/authenticators/{id}", &["authenticatorName"]),
    ("POST", "/scraps", &["title", "content"]),
    ("PATCH", "/scraps/{id}", &["title", "content"]),
];

/// Somebody who may call the operation.
async fn caller(house: &House, path: &str) -> Client {
    if !["/2fa/authenticate", "/authentication/unseal"].contains(&path) {
        return Client::logged_in(house).await;
    }
    let ada = Client::protected(house).await;
    let guest = ada.elsewhere();
    if path == "/authentication/unseal" {
        ada.order("/authentication/seal").await.gives(204);
    }
    guest.log_in().await.gives(200);
    guest
}

#[tokio::test]
async fn the_operations_that_take_a_body_are_these() {
    let house = House::open().await;
    let document = super::support::document(&house).await;
    let mut taking = vec![];
    for (method, path) in super::support::operations(&house).await {
        if !document["paths"][&path][method.to_lowercase()]["requestBody"].is_null() {
            taking.push((method, path));
        }
    }
    let mut known: Vec<_> = BODIES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    taking.sort();
    known.sort();
    assert_eq!(taking, known);
}

#[tokio::test]
async fn what_is_no_json_object_is_malformed() {
    let house = House::open().await;
    for (method, path, fields) in BODIES {
        let client = caller(&house, path).await;
        let field = fields[0];
        for body in [
            String::new(),
            " ".into(),
            "{".into(),
            "[]".into(),
            "null".into(),
            "\"text\"".into(),
            "1".into(),
            "[{}]".into(),
            "{} {}".into(),
            "{}\n{}".into(),
            "{},".into(),
            "{'a':1}".into(),
            "{a:1}".into(),
            "{\"a\":1,}".into(),
            // U-12: a byte order mark, UTF-16, a key that comes twice.
            "\u{feff}{}".into(),
            "{\0}\0".into(),
            format!("{{\"{field}\":\"a\",\"{field}\":\"b\"}}"),
            // U-06: half a character.
            format!("{{\"{field}\":\"\\ud800\"}}"),
            format!("{{\"{field}\":\"\\udc00\\ud800\"}}"),
            // U-09: numbers that there are not.
            format!("{{\"{field}\":1e400}}"),
            format!("{{\"{field}\":NaN}}"),
            format!("{{\"{field}\":-Infinity}}"),
            // A NUL that is not escaped.
            format!("{{\"{field}\":\"a\0b\"}}"),
            // D-04
            "[".repeat(15_000),
            format!("{{\"{field}\":{}{}}}", "[".repeat(7_000), "]".repeat(7_000)),
            format!("{{\"{field}\":{}", "{\"a\":".repeat(3_000)),
        ] {
            let answer = house.changes_nothing(client.send_json(method, &filled(path), &body)).await;
            let start: String = body.chars().take(60).collect();
            assert_eq!((answer.status, &*answer.kind()), (400, "malformed-json"), "{method} {path} {start:?}");
        }
        let invalid = [b"{\"".to_vec(), field.into(), b"\":\"\xff\xfe\"}".to_vec()].concat();
        if method == "POST" {
            let (status, _, _) = client.bytes(path, &[("content-type", "application/json")], invalid).await;
            assert_eq!(status, 400, "{path}");
        }
    }
}

#[tokio::test]
async fn a_hundred_thousand_levels_are_malformed() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    let (open, close) = ("[".repeat(100_000), "]".repeat(20_000));
    for body in [open.clone(), format!("{{\"title\":{open}{close}")] {
        ada.send_json("POST", "/scraps", &body).await.is_problem(400, "malformed-json");
    }
}

#[tokio::test]
async fn fields_of_another_type_are_complained_of_all_at_once() {
    let house = House::open().await;
    for (method, path, fields) in BODIES {
        let client = caller(&house, path).await;
        // U-11, U-09
        for wrong in
            [json!(1), json!(true), json!(null), json!([]), json!({}), json!(["a"]), json!(-0.0), json!(1e300), json!(u64::MAX)]
        {
            let body: Value = fields.iter().map(|field| ((*field).to_owned(), wrong.clone())).collect();
            let answer = house.changes_nothing(client.send_json(method, &filled(path), &body.to_string())).await;
            // The fields that are no texts.
            let is_right = |field: &&str| match *field {
                OBJECT => wrong.is_object(),
                field => YES_OR_NO.contains(&field) && wrong.is_boolean(),
            };
            let mut are_wrong: Vec<&str> = fields.iter().copied().filter(|field| !is_right(field)).collect();
            if are_wrong.is_empty() && fields[0] != OBJECT {
                answer.gives(204);
                continue;
            }
            if are_wrong.is_empty() {
                // An object, and no answer of a passkey.
                are_wrong.push(OBJECT);
            }
            assert_eq!(answer.fields(), are_wrong, "{method} {path} {wrong}");
        }
    }
}

#[tokio::test]
async fn fields_that_nobody_knows_are_refused() {
    let house = House::open().await;
    for (method, path, fields) in BODIES {
        let client = caller(&house, path).await;
        for unknown in ["id", "Email", "twoFactorEnabled", "isTwoFactorAuthenticationEnabled", "__proto__", "", "\0", "é"] {
            let mut body: Value = fields.iter().map(|field| ((*field).to_owned(), json!("x"))).collect();
            body[unknown] = json!(true);
            let answer = house.changes_nothing(client.send_json(method, &filled(path), &body.to_string())).await;
            assert!(answer.fields().0.contains(&String::new()), "{answer:#?}");
        }
        // D-10
        let many: Value = (0..1000).map(|n| (format!("f{n}"), json!(1))).collect();
        house.changes_nothing(client.send_json(method, &filled(path), &many.to_string())).await.is_problem(400, "invalid-input");
    }
}

#[tokio::test]
async fn nul_and_what_cannot_be_shown_is_refused_in_every_field_that_is_stored() {
    let house = House::open().await;
    let ada = Client::new(&house);
    // U-03, U-05
    for bad in ["\0", "\u{202e}", "\u{200b}", "\n"] {
        let body = json!({"email": format!("a{bad}b@example.com"), "name": format!("A{bad}b"), "password": ada.password});
        let answer = house.changes_nothing(ada.post("/authentication/register", body)).await;
        assert_eq!(answer.fields(), ["name", "email"], "{bad:?}");
    }
    // A password may hold anything, and is only ever hashed.
    let mut bob = Client::new(&house);
    bob.password = format!("{}\0\u{7}\u{202e}", bob.password);
    bob.register().await.gives(201);
    bob.log_in().await.gives(200);
    bob.log_in_with(bob.password.split('\0').next().unwrap()).await.is_problem(401, "invalid-credentials");
}

#[tokio::test]
async fn an_account_is_refused_with_all_that_is_wrong() {
    let house = House::open().await;
    let ada = Client::new(&house);
    let register = async |email: &str, name: &str, password: &str| {
        let body = json!({"email": email, "name": name, "password": password});
        house.changes_nothing(ada.post("/authentication/register", body)).await.fields()
    };
    assert_eq!(register("", "", "").await, ["name", "email", "password"]);
    assert_eq!(register("nobody", &"a".repeat(101), "too short").await, ["name", "email", "password"]);
    assert_eq!(register("a@b.example", "Ada", &"x".repeat(1025)).await, ["password"]);
    assert_eq!(register("a@b.example", "Ada", "passwordpassword").await, ["password"]);
    // U-02: nothing is decoded here.
    for email in ["a%40b.example", "a%2540b.example", "a@b@c.example", "\"a b\"@c.example", "a@[127.0.0.1]"] {
        assert_eq!(register(email, "Ada", &ada.password).await, ["email"], "{email}");
    }
    // U-04, U-08: composed or not, it is one password; spaces around it are of it.
    let mut bob = Client::new(&house);
    bob.password = format!(" cre\u{301}me {} ", bob.password);
    bob.register().await.gives(201);
    bob.log_in_with(&bob.password.replace("e\u{301}", "\u{e9}")).await.gives(200);
    bob.log_in_with(bob.password.trim()).await.is_problem(401, "invalid-credentials");
}

#[tokio::test]
async fn a_hundred_accounts_an_hour_come_from_one_address() {
    let house = House::open().await;
    let mut answers = vec![];
    for _ in 0..102 {
        answers.push(Client::new(&house).register().await);
    }
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 100);
    answers.last().unwrap().is_problem(429, "too-many-attempts");
    house.clock.advance(MINUTE);
    Client::new(&house).register().await.gives(201);
}
