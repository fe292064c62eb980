//! PostgreSQL for tests: a server that ends with the test program, and a database of each test's own. Compiled into the store's
//! contract tests, too.
//!
//! `LATCHKEY_TEST_DATABASE_URL` names a server to use instead, with a user who may make databases.

use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::OnceCell;
use url::Url;

/// Names databases apart: those of one program by a number.
static NUMBER: AtomicU32 = AtomicU32::new(0);

enum Server {
    /// Somebody's own, left as it was found.
    Given(Url),
    /// Ends when its standard input does, which is when this program ends.
    ThrowAway(Url, #[expect(dead_code, reason = "its standard input is kept open")] Child),
}

impl Server {
    fn url(&self) -> &Url {
        let (Self::Given(url) | Self::ThrowAway(url, _)) = self;
        url
    }
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        if let Ok(url) = std::env::var("LATCHKEY_TEST_DATABASE_URL") {
            return Server::Given(Url::parse(&url).expect("LATCHKEY_TEST_DATABASE_URL is a URL"));
        }
        let (url, child, _) = start(&[]);
        Server::ThrowAway(url, child)
    })
}

/// Starts a server of our own: its URL, `tools/postgres`, and what that says from now on.
pub fn start(arguments: &[&str]) -> (Url, Child, BufReader<ChildStdout>) {
    let script = format!("{}/tools/postgres", super::REPOSITORY);
    let mut command = Command::new(&script);
    let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect(&script);
    let (mut said, mut line) = (BufReader::new(child.stdout.take().expect("piped")), String::new());
    said.read_line(&mut line).expect("a line");
    let url = Url::parse(line.trim()).unwrap_or_else(|_| panic!("{script} did not start a server: see above"));
    (url, child, said)
}

/// A database of a test's own.
pub struct Database {
    /// Its URL.
    pub url: String,
    name: String,
}

impl Database {
    /// An empty one.
    pub async fn empty() -> Self {
        Self::made("").await
    }

    /// One with its tables, which `migrate` makes in the database of a URL. It is called once, and what it made is copied.
    pub async fn migrated(migrate: impl AsyncFnOnce(&str)) -> Self {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        if matches!(server(), Server::Given(_)) {
            return Self::empty().await;
        }
        let make_template = || async {
            let template = std::mem::ManuallyDrop::new(Self::empty().await);
            migrate(&template.url).await;
            template.name.clone()
        };
        let template = TEMPLATE.get_or_init(make_template).await;
        Self::made(&format!(" TEMPLATE {template}")).await
    }

    async fn made(from: &str) -> Self {
        let (name, url) = create(server().url(), from).await;
        Self { url: url.into(), name }
    }
}

/// Makes a database on a server: its name and its URL.
pub async fn create(server: &Url, from: &str) -> (String, Url) {
    let name = format!("latchkey_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    administer(server, format!("CREATE DATABASE {name}{from}")).await;
    let mut url = server.clone();
    url.set_path(&name);
    (name, url)
}

async fn administer(base: &Url, sql: String) {
    let mut connection = PgConnection::connect(base.as_str()).await.unwrap_or_else(|error| panic!("{base}: {error}"));
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// What is thrown away with its server needs no care.
impl Drop for Database {
    fn drop(&mut self) {
        let Server::Given(base) = server() else { return };
        let drop = administer(base, format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        // A runtime of its own: that of the test may be about to end.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        std::thread::scope(|scope| {
            scope.spawn(move || runtime.block_on(drop));
        });
    }
}
