//! Cost stays flat as accounts grow: no statement of a journey reads all of a table that grows. The program logs its statements, and the
//! database tells its plan for each.

use std::collections::BTreeSet;

use latchkey_core::store::Which;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};

use crate::support::{
    api::{Api, Member},
    cluster::Database,
    program::Place,
    scrape::Scrape,
    served::{key, settings},
    storage::Storage,
    told::{API, CODE, RECOVERY_CODE, Told},
};

/// Tables with a row for each account, session, attempt, event or post.
const GROWING: [&str; 11] = [
    "accounts",
    "attempts",
    "authenticators",
    "events",
    "invitations",
    "notes",
    "pending_authenticators",
    "pending_sign_ins",
    "posts",
    "recovery_codes",
    "sessions",
];

/// Statements that read a whole table, and when. None of them is part of a request.
const WHOLE: [(&str, &str); 2] = [
    ("SELECT key_id, COUNT(*) AS uses FROM authenticators", "at the start: whether all keys are here"),
    ("SELECT key_id, COUNT(DISTINCT account_id)", "at the start: whether all keys are here"),
];

/// Everything that a person and an operator's clock have the program do.
async fn journeys(api: &Api) {
    let mut ada = Member::protected(&api.elsewhere(1)).await;
    ada.api.post("/authentication/refresh", Value::Null).await;
    ada.api.me().await.gives(200);
    let post = ada.api.post("/posts", json!({"title": "Notes", "content": "On the engine."})).await.gives(201).json();
    let path = format!("{API}/posts/{}", post["id"].as_str().unwrap());
    ada.api.send("PATCH", &path, Some(json!({"title": "Diary"}))).await.gives(200);
    ada.api.send("GET", &format!("{API}/posts"), None).await.gives(200);
    ada.api.send("GET", &path, None).await.gives(200);
    ada.api.send("DELETE", &path, None).await;
    // A wrong password, a wrong code, and a sign-in by a code and by a recovery code.
    api.elsewhere(2).log_in(&ada.email, "certainly not the password").await.gives(401);
    for (number, proof) in [
        (3, json!({CODE: ada.wrong_code()})),
        (4, json!({CODE: ada.next_code()})),
        (5, json!({RECOVERY_CODE: ada.codes.remove(0)})),
    ] {
        let machine = api.elsewhere(number);
        ada.log_in_at(&machine).await.gives(200);
        machine.post("/2fa/authenticate", proof).await;
        machine.send("GET", "/account", None).await;
        machine.order("/authentication/log-out").await;
    }
    let proof = json!({"password": ada.password, RECOVERY_CODE: ada.codes.remove(0)});
    ada.api.post("/authentication/step-up", proof).await.gives(200);
    account_life(&mut ada, api).await;
    ada.api.order("/2fa/recovery-codes").await.gives(200);
    let codes = ada.api.order("/2fa/recovery-codes").await.gives(200).recovery_codes();
    ada.api.send("GET", "/account/recovery-codes", None).await;
    ada.api.post("/2fa/turn-off", json!({"password": ada.password, RECOVERY_CODE: codes[0]})).await.gives(200);
    for page in ["/account", "/account/two-factor", "/posts", "/readyz"] {
        ada.api.send("GET", page, None).await;
    }
}

/// The same with the account itself.
async fn account_life(ada: &mut Member, api: &Api) {
    for page in ["/account", "/account/security-log?show=misses", "/account/sessions", "/account/data.json"] {
        ada.api.send("GET", page, None).await;
    }
    let log = ada.api.send("GET", &format!("{API}/security-log?limit=2"), None).await;
    let next = log.header("link").unwrap().split(['<', '>']).nth(1).unwrap().to_owned();
    ada.api.send("GET", &next, None).await.gives(200);
    let email = format!("new.{}", ada.email);
    let changes = json!({"name": "Augusta", "email": email});
    ada.api.send("PATCH", &format!("{API}/authentication"), Some(changes)).await.gives(200);
    ada.email = email;
    let new = "nine brass keys at dawn";
    let change = json!({"password": ada.password, "newPassword": new, RECOVERY_CODE: ada.codes.remove(0)});
    ada.api.post("/authentication/password", change).await.gives(200);
    ada.password = new.to_owned();
    ada.api.send("GET", &format!("{API}/sessions"), None).await.gives(200);
    let other = format!("{API}/sessions/00000000-0000-4000-8000-000000000000");
    ada.api.send("DELETE", &other, None).await.gives(404);
    ada.api.send("DELETE", &format!("{API}/sessions"), None).await.gives(204);
    ada.api.order("/authentication/seal").await.gives(204);
    let machine = api.elsewhere(6);
    ada.log_in_at(&machine).await.gives(200);
    let new = "eleven keys of iron at noon";
    let opening = json!({"newPassword": new, RECOVERY_CODE: ada.codes.remove(0)});
    machine.post("/authentication/unseal", opening).await.gives(200);
    ada.password = new.to_owned();
    machine.send("DELETE", &format!("{API}/authentication/account"), None).await.gives(202);
    ada.log_in_at(&ada.api).await.gives(200);
    ada.api.post("/2fa/authenticate", json!({RECOVERY_CODE: ada.codes.remove(0)})).await.gives(200);
    let proof = json!({"password": ada.password, RECOVERY_CODE: ada.codes.remove(0)});
    ada.api.post("/authentication/step-up", proof).await.gives(200);
}

/// Somebody whom the operator has made an administrator looks at everything that there is to see.
async fn administration(boss: &Member) {
    let me = boss.api.me().await.gives(200).json();
    let id = me["id"].as_str().unwrap();
    let lists = Which::ALL.map(|which| format!("/admin?show={}", which.name()));
    let first = boss.api.send("GET", "/admin", None).await;
    assert!(first.status == 200 && first.body.contains("data-person"), "the page has people: {first:#?}");
    let after = format!("/admin?after={}&q=ada", boss.email);
    let person = format!("/admin/person?person={id}");
    let before = "before=1700000000000_00000000-0000-4000-8000-000000000000";
    let (invitations, log) = (format!("/admin/invitations?{before}"), format!("/admin/log?show=misses&{before}"));
    let pages = ["/admin/invitations", "/admin/log", "/admin/settings", "/admin/health"].map(str::to_owned);
    for page in lists.into_iter().chain([after, person, invitations, log]).chain(pages) {
        assert_eq!(boss.api.send("GET", &page, None).await.status, 200, "{page}");
    }
}

/// The statements that the program ran, from its start to its end.
async fn statements(database_url: &str) -> BTreeSet<String> {
    let (place, key) = (Place::new(), key());
    let shown = "warn,latchkey::commands=info,sqlx::query=trace";
    let settings = settings(database_url, &key, &[("LATCHKEY_LOG", shown), ("LATCHKEY_METRICS_LISTEN", "127.0.0.1:0")]);
    let mut running = place.start(&settings).await;
    let (mut log, mut text) = (BufReader::new(running.take_log()), String::new());
    let metrics = loop {
        let begin = text.len();
        log.read_line(&mut text).await.unwrap();
        let line: Value = serde_json::from_str(&text[begin..]).unwrap();
        if line["message"] == "metrics.listening" {
            break line["address"].as_str().unwrap().parse().unwrap();
        }
    };
    let reading = tokio::spawn(async move {
        log.read_to_string(&mut text).await.unwrap();
        text
    });
    let api = Api::at(running.address);
    journeys(&api).await;
    let boss = Member::protected(&api.elsewhere(7)).await;
    let made = place.program(&settings).args(["user", "role", &boss.email, "administrator"]).output().await.unwrap();
    assert!(made.status.success(), "{made:?}");
    administration(&boss).await;
    Scrape::of(metrics).await;
    running.stop().await;
    let log = reading.await.unwrap();
    let told = log.lines().filter_map(|line| {
        let entry: Value = serde_json::from_str(line).unwrap();
        let whole = entry["db.statement"].as_str()?.trim().to_owned();
        Some(if whole.is_empty() { entry["summary"].as_str()?.to_owned() } else { whole })
    });
    let ours = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
    // The steps of several are the steps of one, several times. Migrations come before everything.
    let alone =
        told.filter(|statement| ours.iter().any(|word| statement.starts_with(word)) && !statement.contains("_sqlx_migrations"));
    let statements: BTreeSet<String> =
        alone.filter(|statement| !WHOLE.iter().any(|(begin, _)| statement.starts_with(begin))).collect();
    assert!(statements.len() > 30, "the log has them: {statements:#?}");
    assert!(statements.iter().any(|statement| statement.contains("AS sessions")), "those of metrics, too: {statements:#?}");
    statements
}

/// Asserts that a plan reads no growing table from end to end.
fn assert_flat(statement: &str, plan: &[String], reads: impl Fn(&str, &str) -> bool) {
    for table in GROWING {
        assert!(!plan.iter().any(|line| reads(line, table)), "{statement}\nreads all of {table}: {plan:#?}");
    }
}

/// The texts of SQLite's plans begin with what they do.
fn scans_in_sqlite(line: &str, table: &str) -> bool {
    let mut words = line.split_whitespace();
    // Aliases stand for their tables.
    let aliases = [("accounts", "a"), ("sessions", "s"), ("authenticators", "t"), ("pending_sign_ins", "p"), ("events", "e")];
    words.next() == Some("SCAN") && words.next().is_some_and(|name| name == table || aliases.contains(&(table, name)))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_statement_reads_all_of_a_growing_table_in_sqlite() {
    let folder = crate::support::scratch();
    let file = folder.path().join("plans.db");
    let statements = statements(&format!("sqlite:{}?mode=rwc", file.display())).await;
    let storage = Storage::sqlite(&file).await;
    assert!(scans_in_sqlite(&plan_in_sqlite(&storage, "SELECT name FROM accounts WHERE name = 'x'").await[0], "accounts"));
    for statement in statements {
        for step in statement.split("; ") {
            let plan = plan_in_sqlite(&storage, step).await;
            // A pruned row is found by its time, and the table's own rows by what was found.
            assert_flat(step, &plan, scans_in_sqlite);
        }
    }
}

async fn plan_in_sqlite(storage: &Storage, statement: &str) -> Vec<String> {
    let Storage::Sqlite { pool, .. } = storage else { panic!("it is SQLite") };
    let rows = sqlx::raw_sql(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"))).fetch_all(pool).await;
    let rows = rows.unwrap_or_else(|error| panic!("{error}: {statement}"));
    rows.iter().map(|row| row.get::<String, _>("detail")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_statement_reads_all_of_a_growing_table_in_postgres() {
    let database = Database::empty().await;
    let statements = statements(&database.url).await;
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    // Tables are small here: what could use an index does.
    for setting in ["plan_cache_mode = force_generic_plan", "enable_seqscan = off"] {
        sqlx::raw_sql(AssertSqlSafe(format!("SET {setting}"))).execute(&mut connection).await.unwrap();
    }
    let reads = |line: &str, table: &str| line.contains(&format!("Seq Scan on {table}"));
    let control = plan_in_postgres(&mut connection, "SELECT name FROM accounts WHERE name = $1").await;
    assert!(reads(&control[0], "accounts"));
    for statement in statements {
        let plan = plan_in_postgres(&mut connection, &statement).await;
        assert_flat(&statement, &plan, reads);
    }
}

async fn plan_in_postgres(connection: &mut PgConnection, statement: &str) -> Vec<String> {
    let numbers: BTreeSet<usize> =
        statement.split('$').skip(1).filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()).collect();
    let parameters = 1..=numbers.last().copied().unwrap_or_default();
    // The type of one that is not used cannot be found out.
    let types: Vec<&str> = parameters.clone().map(|number| if numbers.contains(&number) { "unknown" } else { "text" }).collect();
    let list = |of: &[&str]| if of.is_empty() { String::new() } else { format!("({})", of.join(", ")) };
    let (types, values) = (list(&types), list(&vec!["NULL"; types.len()]));
    let explain = format!("PREPARE planned{types} AS {statement}; EXPLAIN EXECUTE planned{values}");
    let rows = sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(&mut *connection).await;
    let rows = rows.unwrap_or_else(|error| panic!("{error}: {statement}"));
    sqlx::raw_sql("DEALLOCATE planned").execute(connection).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0)).collect()
}
