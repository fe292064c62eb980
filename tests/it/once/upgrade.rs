//! What an earlier version kept is brought up to date, and locks nobody out: sessions, passwords, authenticators and recovery codes go on.
//! `tools/side-by-side.mjs` made the fixtures with the last version before people could move in, and runs two versions on one database.

use latchkey_core::domain::time::Timestamp;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::support::{Authenticator, House, cluster::Database, storage::Storage, told::API};

/// A minute after the fixtures were made: the codes that were used then are over, and cookies are not.
const LATER: i64 = 60_000;

/// A database as the earlier version left it.
async fn kept(store: &str, folder: &std::path::Path) -> Storage {
    let dump = fixture(store, "sql");
    match store {
        "sqlite" => {
            let path = folder.join("latchkey.db");
            let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(dump)).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
            Storage::sqlite(&path).await
        }
        _ => {
            let database = Database::empty().await;
            let mut connection = PgConnection::connect(&database.url).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(dump)).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
            Storage::postgres(database).await
        }
    }
}

fn fixture(store: &str, kind: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/it/fixtures/upgrade/{store}.{kind}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A browser with cookies.
struct Browser<'h> {
    house: &'h House,
    client: reqwest::Client,
    cookies: Vec<(String, String)>,
}

impl Browser<'_> {
    async fn asks(&mut self, post: Option<Value>, path: &str) -> (u16, Value) {
        let url = format!("http://{}{API}{path}", self.house.address);
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = match post {
            Some(Value::Null) => self.client.post(url),
            Some(body) => self.client.post(url).header("content-type", "application/json").body(body.to_string()),
            None => self.client.get(url),
        };
        let answer = request.header("host", "localhost:9").header("cookie", cookies.join("; ")).send().await.unwrap();
        for set in answer.headers().get_all("set-cookie") {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        let status = answer.status().as_u16();
        (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default())
    }
}

async fn nobody_is_locked_out(store: &str) {
    let folder = crate::support::scratch();
    let told: Value = serde_json::from_str(&fixture(store, "json")).unwrap();
    let now = Timestamp(told["at"].as_i64().unwrap() + LATER);
    let (keys, origin) = (told["key"].as_str().unwrap(), told["origin"].as_str().unwrap());
    let house = House::on(kept(store, folder.path()).await, (keys, origin), now).await;
    for person in told["people"].as_array().unwrap() {
        let (email, password) = (&person["email"], &person["password"]);
        let cookies: Vec<(String, String)> = person["cookies"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().into()))
            .collect();
        let mut browser = Browser { house: &house, client: crate::support::client().build().unwrap(), cookies };
        let (status, me) = browser.asks(None, "/authentication").await;
        assert_eq!((status, &me["email"]), (200, email), "the session goes on: {me}");
        assert_eq!(browser.asks(Some(Value::Null), "/authentication/refresh").await.0, 200, "{email}: and is renewed");
        assert_eq!(browser.asks(None, "/security-log").await.0, 200, "{email}");

        let mut elsewhere = Browser { cookies: vec![], client: crate::support::client().build().unwrap(), ..browser };
        let sign_in = json!({"email": email, "password": password});
        assert_eq!(elsewhere.asks(Some(sign_in.clone()), "/authentication/log-in").await.0, 200, "{email}: the same password");
        let Some(uri) = person["uri"].as_str() else {
            assert_eq!(elsewhere.asks(None, "/authentication").await.0, 200, "{email} has no second factor");
            continue;
        };
        assert_eq!(elsewhere.asks(None, "/authentication").await.0, 401, "{email}: the second factor is asked for");
        let authenticator = Authenticator::scan(uri);
        let used = authenticator.code_of_step(person["used"].as_i64().unwrap());
        assert_eq!(
            elsewhere.asks(Some(json!({"twoFactorAuthenticationCode": used})), "/2fa/authenticate").await.0,
            401,
            "{email}"
        );
        let code = authenticator.code_at(now);
        let (status, answer) = elsewhere.asks(Some(json!({"twoFactorAuthenticationCode": code})), "/2fa/authenticate").await;
        assert_eq!(status, 200, "{email}: the same authenticator: {answer}");
        for wanted in [200, 401] {
            elsewhere.cookies.clear();
            assert_eq!(elsewhere.asks(Some(sign_in.clone()), "/authentication/log-in").await.0, 200);
            let recovery = json!({"recoveryCode": person["codes"][0]});
            assert_eq!(elsewhere.asks(Some(recovery), "/2fa/authenticate").await.0, wanted, "{email}: a recovery code, once");
        }
    }
}

#[tokio::test]
async fn what_an_earlier_version_kept_in_sqlite_goes_on() {
    nobody_is_locked_out("sqlite").await;
}

#[tokio::test]
async fn what_an_earlier_version_kept_in_postgres_goes_on() {
    nobody_is_locked_out("postgres").await;
}
