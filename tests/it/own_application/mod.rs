//! docs/your-own-application.md, compiled and run: the resource that it walks through, and the guard for services in Rust. The page
//! quotes these files as they are.

#[path = "../../../end2end/guards/axum.rs"]
mod axum_guard;
mod guard;
mod reminders;
mod test;

use crate::support::{House, Plan, source, storage::on_postgres};

/// A house with the resource, and its tables as its migration makes them.
async fn house() -> House {
    built(Plan { more: vec![reminders::feature()], ..Plan::default() }).await
}

/// Every feature: the product's, the harness' own, one's own application's, and the one of the page.
pub fn everything() -> Plan {
    Plan { more: vec![reminders::feature()], ..Plan::with_application() }
}

/// A house by a plan with the resource.
pub async fn built(plan: Plan) -> House {
    let house = House::built(plan).await;
    house.sql(&source(&migration(if on_postgres() { "postgres" } else { "sqlite" }))).await;
    house
}

fn migration(backend: &str) -> String {
    format!("tests/it/own_application/reminders/1001_reminders.{backend}.sql")
}

#[test]
fn the_page_quotes_what_is_compiled_and_run() {
    let page = source("docs/your-own-application.md");
    let folder = "tests/it/own_application";
    let rust = ["reminders/mod.rs", "reminders/web.rs", "test.rs"].map(|file| format!("{folder}/{file}"));
    let guards = ["express.mjs", "guard.py", "guard.go", "guard.php", "axum.rs"].map(|file| format!("end2end/guards/{file}"));
    for file in rust.into_iter().chain(guards).chain([migration("sqlite"), migration("postgres")]) {
        let text = source(&file);
        assert!(page.contains(text.trim()), "the page does not quote {file} as it is");
    }
}
