//! `latchkey import` and `latchkey export`: people move in with their passwords and authenticators, and out again.

use std::os::unix::fs::PermissionsExt;

use latchkey_core::domain::time::{Clock, SystemClock};
use serde_json::{Value, json};

use crate::support::{
    Authenticator,
    api::Api,
    cluster::Database,
    program::{Place, refusal},
    served::{key, settings},
    told::{API, CODE, Told},
};

/// Folder of the fixtures: written by hand from the documents of each product.
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/moving");

/// The password of everybody in the fixtures.
const PASSWORD: &str = "correct horse";

/// An installation that has been started once.
struct Service {
    place: Place,
    settings: Vec<(String, String)>,
}

impl Service {
    async fn on(database_url: &str) -> Self {
        let (place, key) = (Place::new(), key());
        let all = settings(database_url, &key, &[]);
        place.start(&all).await.stop().await;
        let settings = all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { place, settings }
    }

    fn settings(&self) -> Vec<(&str, &str)> {
        self.settings.iter().map(|(name, value)| (&**name, &**value)).collect()
    }

    async fn says(&self, arguments: &[&str]) -> String {
        let output = self.place.program(&self.settings()).args(arguments).output().await.unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    async fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.says(&[arguments, &["--json"]].concat()).await).unwrap()
    }

    async fn refuses(&self, arguments: &[&str]) -> String {
        let mut command = self.place.program(&self.settings());
        command.args(arguments);
        refusal(command).await
    }
}

/// What a format brings along.
struct Product {
    words: Vec<String>,
    /// Who signs in afterwards, and what their authenticator once scanned.
    people: Vec<(&'static str, Option<&'static str>)>,
    /// Who does not come, and a part of the reason.
    stay: Vec<(&'static str, &'static str)>,
}

fn products() -> Vec<Product> {
    let file = |name: &str| format!("{FIXTURES}/{name}");
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    vec![
        Product {
            words: words(&["nestjs", &file("nestjs.csv")]),
            people: vec![
                ("ada.nest@example.com", Some("otpauth://totp/x?secret=KRSXG5CTMVRXEZLU")),
                ("bob.nest@example.com", None),
            ],
            stay: vec![("nobody", "no e-mail address")],
        },
        Product {
            words: words(&["authelia", &file("authelia-users.yml"), "--totp", &file("authelia-totp.yml")]),
            people: vec![
                ("ada.authelia@example.com", Some("otpauth://totp/x?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")),
                (
                    "bea.authelia@example.com",
                    Some(
                        "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA&digits=8&period=60&algorithm=SHA256",
                    ),
                ),
                ("cai.authelia@example.com", None),
                ("dan.authelia@example.com", None),
                ("eve.authelia@example.com", None),
            ],
            stay: vec![],
        },
        Product {
            words: words(&["keycloak", &file("keycloak.json")]),
            people: vec![
                ("ada.keycloak@example.com", Some("otpauth://totp/x?secret=MFBDGZCFGZTUQOLKJMZG2TRVOBITQ42U")),
                (
                    "bob.keycloak@example.com",
                    Some("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8&algorithm=SHA512"),
                ),
            ],
            stay: vec![("nomail", "no e-mail address")],
        },
        Product {
            words: words(&["django", &file("django.json")]),
            people: vec![
                ("ada.django@example.com", Some("otpauth://totp/x?secret=KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU")),
                ("bob.django@example.com", Some("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8")),
            ],
            stay: vec![],
        },
        Product {
            words: words(&["csv", &file("people.csv")]),
            people: vec![
                ("ada.csv@example.com", Some("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&period=60")),
                ("bob.csv@example.com", None),
            ],
            stay: vec![("carol.csv", "no e-mail address")],
        },
    ]
}

/// Signs in with the old password, and with the old authenticator where there is one.
async fn signs_in(api: &Api, (email, uri): (&str, Option<&str>)) {
    api.log_in(email, "certainly not the password").await.gives(401);
    let answer = api.log_in(email, PASSWORD).await;
    answer.gives(200);
    match uri {
        None => {
            api.me().await.gives(200);
        }
        Some(uri) => {
            assert_eq!(api.me().await.status, 401, "{email}: the second factor is still asked for");
            let old = Authenticator::scan(uri).code_at(SystemClock.now());
            api.post("/2fa/authenticate", json!({CODE: old})).await.gives(200);
            let me = api.me().await.gives(200).json();
            assert_eq!(me["email"], email);
        }
    }
}

/// Everybody comes with what they had, once; and from there to another installation.
async fn everybody_comes(from: &str, to: &str) {
    let service = Service::on(from).await;
    for product in products() {
        let words: Vec<&str> = ["import"].into_iter().chain(product.words.iter().map(String::as_str)).collect();
        let dry = service.json(&words).await;
        assert_eq!(dry["imported"], false, "{dry:#}");
        let execute = [&words[..], &["--execute"]].concat();
        let done = service.json(&execute).await;
        for (email, secret) in &product.people {
            let row = done["people"].as_array().unwrap().iter().find(|row| row["email"] == *email);
            let row = row.unwrap_or_else(|| panic!("{email}: {done:#}"));
            assert_eq!((&row["fate"], &row["password"]), (&json!("comes"), &json!(true)), "{row:#}");
            assert_eq!(row["authenticators"], json!(usize::from(secret.is_some())), "{row:#}");
        }
        for (who, why) in &product.stay {
            let row = done["people"].as_array().unwrap().iter().find(|row| row["who"] == *who);
            let row = row.unwrap_or_else(|| panic!("{who}: {done:#}"));
            assert!(row["fate"] == "stays" && row["notes"].to_string().contains(why), "{row:#}");
        }
        let again = service.json(&execute).await;
        assert!(again["people"].as_array().unwrap().iter().all(|row| row["fate"] != "comes"), "{again:#}");
    }
    // Nobody has signed in yet.
    let told = service.place.program(&service.settings()).args(["doctor"]).output().await.unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("came along from another product") && told.contains("bcrypt c=4"), "{told}");
    let running = service.place.start(&service.settings()).await;
    let api = Api::at(running.address);
    for (number, person) in products().iter().flat_map(|product| &product.people).enumerate() {
        signs_in(&api.elsewhere(number), *person).await;
    }
    running.stop().await;

    // Out again: hashes are renewed by now, and authenticators are what they were.
    for form in ["csv", "json"] {
        let file = format!("out.{form}");
        service.says(&["export", &file, "--form", form]).await;
        let path = service.place.path(&file);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let text = std::fs::read_to_string(&path).unwrap();
        for product in products() {
            for (email, _) in product.people {
                assert!(text.contains(email), "{email}: {text}");
            }
        }
        let there = service.refuses(&["export", &file]).await;
        assert!(there.starts_with(&format!("{file}: File exists")), "{there}");
    }
    let other = Service::on(to).await;
    let out = service.place.path("out.csv");
    let done = other.json(&["import", "csv", out.to_str().unwrap(), "--execute"]).await;
    assert!(done["people"].as_array().unwrap().iter().all(|row| row["fate"] == "comes"), "{done:#}");
    let json = service.place.path("out.json");
    let again = other.json(&["import", "json", json.to_str().unwrap(), "--execute"]).await;
    assert!(again["people"].as_array().unwrap().iter().all(|row| row["fate"] == "is-here"), "{again:#}");
    let running = other.place.start(&other.settings()).await;
    let ada = &products()[0].people[0];
    signs_in(&Api::at(running.address), *ada).await;
    running.stop().await;
}

#[tokio::test]
async fn everybody_comes_with_password_and_authenticator_to_sqlite() {
    let database = Database::empty().await;
    everybody_comes("sqlite:latchkey.db?mode=rwc", &database.url).await;
}

#[tokio::test]
async fn everybody_comes_with_password_and_authenticator_to_postgres() {
    let database = Database::empty().await;
    everybody_comes(&database.url, "sqlite:latchkey.db?mode=rwc").await;
}

#[tokio::test]
async fn what_cannot_come_along_is_told_and_lowers_no_protection() {
    let service = Service::on("sqlite:latchkey.db?mode=rwc").await;
    let csv = "email,name,password_hash,otpauth,role\n\
               old@example.com,Old,$1$salt$qjXMvbEw8oaL.CzflDtaK/,,\n\
               twice@example.com,One,,,\n\
               TWICE@example.com,Two,,,\n\
               boss@example.com,Boss,,,administrator\n\
               short@example.com,Short,$2b$04$SyRHFBnBrDk6kBrpAulWuOlLwsuSdN6rmv/az5tUtjUqvE8g8QM7S,otpauth://totp/a?secret=GEZDGNBV,\n";
    std::fs::write(service.place.path("people.csv"), csv).unwrap();
    let told = service.says(&["import", "csv", "people.csv", "--execute"]).await;
    for sentence in [
        "of a kind that is not known here",
        "latchkey user reset-password",
        "this address more than once",
        "fewer than 80 bits",
        "sets up a new second factor",
        "it is an administrator here, too",
    ] {
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
    assert!(told.contains("3 have come, 0 are here already, 2 stay."), "{told}");
    let running = service.place.start(&service.settings()).await;
    let api = Api::at(running.address);
    api.log_in("short@example.com", PASSWORD).await.gives(200);
    let open = api.send("GET", &format!("{API}/posts"), None).await;
    assert_eq!(open.status, 403, "a second factor is set up first: {open:#?}");
    api.elsewhere(1).log_in("old@example.com", PASSWORD).await.gives(401);
    running.stop().await;
    for (format, text, told) in [
        ("json", "{", "people.txt: "),
        ("csv", "name\nAda\n", "people.txt: "),
        ("csv", "email,role\na@example.com,king\n", "\"king\" is no role"),
        ("keycloak", "{\"realm\": \"x\"}", "no realm with users"),
        ("django", "[{}]", "no fixtures of Django"),
        ("nestjs", "id,name\n1,Ada\n", "columns email and password"),
        ("authelia", "users: [", "people.txt: "),
    ] {
        std::fs::write(service.place.path("people.txt"), text).unwrap();
        let line = service.refuses(&["import", format, "people.txt", "--execute"]).await;
        assert!(line.contains(told), "{format}: {line}");
    }
    // A secret in the wrong place is quoted by no error.
    let secret = r#"[{"email": "a@example.com", "otpauth": 7, "passwordHash": {"secret": "GEZDGNBVGY3TQOJQ"}}]"#;
    std::fs::write(service.place.path("people.txt"), secret).unwrap();
    let line = service.refuses(&["import", "json", "people.txt"]).await;
    assert!(line.starts_with("people.txt: line 1, column ") && !line.contains("GEZDGNBV"), "{line}");
    let missing = service.refuses(&["import", "csv", "missing.csv"]).await;
    assert!(missing.starts_with("missing.csv: No such file"), "{missing}");
}

/// A factor that cannot come, or that nobody can be told to have, lowers nobody's protection.
#[tokio::test]
async fn factors_that_stay_behind_are_demanded_anew_and_doubled_ones_come_once() {
    let service = Service::on("sqlite:latchkey.db?mode=rwc").await;
    let hash = "bcrypt$$2b$04$SyRHFBnBrDk6kBrpAulWuOlLwsuSdN6rmv/az5tUtjUqvE8g8QM7S";
    let user = |pk: i64, email: &str| json!({"model": "shop.customuser", "pk": pk, "fields": {"email": email, "password": hash}});
    let key = json!({"model": "mfa.authenticator", "pk": 1, "fields": {"user": 1, "type": "webauthn", "data": {}}});
    let totp = json!({"model": "mfa.authenticator", "pk": 2, "fields": {"user": 2, "type": "totp", "data": {"secret": "GEZDGNBVGY3TQOJQ"}}});
    let same = json!({"model": "otp_totp.totpdevice", "pk": 1,
        "fields": {"user": 2, "name": "Phone", "confirmed": true, "key": "31323334353637383930", "step": 30, "t0": 0, "digits": 6}});
    let confirmed = json!({"model": "account.emailaddress", "pk": 1,
        "fields": {"user": 4, "email": "boss@example.com", "verified": true, "primary": true}});
    let dump = json!([
        user(1, "key@example.com"),
        user(2, "double@example.com"),
        user(3, "boss@example.com"),
        user(4, "other@example.com"),
        key,
        totp,
        same,
        confirmed
    ]);
    std::fs::write(service.place.path("dump.json"), dump.to_string()).unwrap();
    let done = service.json(&["import", "django", "dump.json", "--execute"]).await;
    let row = |email: &str| done["people"].as_array().unwrap().iter().find(|row| row["email"] == email).unwrap().clone();
    assert_eq!(row("double@example.com")["authenticators"], 1, "{done:#}");
    assert!(row("key@example.com")["notes"].to_string().contains("sets up a new second factor"), "{done:#}");
    let stays = done["people"].as_array().unwrap().iter().filter(|row| row["fate"] == "stays").count();
    assert_eq!((stays, &row("boss@example.com")["fate"]), (1, &json!("comes")), "whose address is confirmed comes: {done:#}");
    let running = service.place.start(&service.settings()).await;
    let api = Api::at(running.address);
    api.log_in("key@example.com", PASSWORD).await.gives(200);
    assert_eq!(api.send("GET", &format!("{API}/posts"), None).await.status, 403, "a second factor is set up first");
    running.stop().await;

    let natural = json!([user(1, "a@example.com"), {"model": "mfa.authenticator", "fields": {"user": ["ada"], "type": "totp"}}]);
    std::fs::write(service.place.path("dump.json"), natural.to_string()).unwrap();
    let line = service.refuses(&["import", "django", "dump.json"]).await;
    assert!(line.contains("belongs to no user of the file"), "{line}");
    std::fs::write(service.place.path("users.yml"), "users:\n  ada:\n    email: ada@example.com\n").unwrap();
    let line = service.refuses(&["import", "authelia", "users.yml"]).await;
    assert!(line.contains("--totp: name the export"), "{line}");
}
