//! From the start to the first answer, on a database with people in it and on nothing at all.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use tokio::runtime::Builder;

use super::Plan;
use crate::{
    connection::Connection,
    fault::Outcome,
    figures::Figures,
    house::House,
    installation::{Build, Server},
    request::Request,
    row::{Goal, Row},
    store::{Kind, Place},
};

/// Starts of each run.
const TIMES: usize = 5;
const PEOPLE: usize = 1_000;

pub fn rows(plan: &Plan, place: &Place) -> Outcome<Vec<Row>> {
    let (mut warm, mut empty) = (Vec::new(), Vec::new());
    let mut house = House::open(&plan.build, place, async |_, _| Ok(()))?;
    house.people(PEOPLE)?;
    for _ in 0..TIMES * plan.runs {
        warm.push(once(&house, &plan.build)?);
        empty.push(on_nothing(plan, place)?);
    }
    let row = |name: &str, times: Vec<Duration>, goal| {
        let times = times.iter().map(|time| u32::try_from(time.as_micros()).unwrap_or(u32::MAX)).collect();
        let figures = Figures { rate: f64::NAN, cpu: f64::NAN, ..Figures::of(times, Duration::ZERO, Duration::ZERO) };
        Row {
            name: format!("start to first answer, {name}"),
            store: place.kind.to_string(),
            figures,
            limit: None,
            goals: vec![goal],
        }
    };
    Ok(vec![row("warm", warm, Goal::P50(50.0)), row("empty", empty, Goal::P50(150.0))])
}

/// How long one more server takes on this database.
pub fn once(house: &House, build: &Build) -> Outcome<Duration> {
    first_answer(|| house.installation.serve(build, &house.store.url, house.store.folder.path()))
}

/// How long a server takes whose folder is empty: without a database, a table or a key.
fn on_nothing(plan: &Plan, place: &Place) -> Outcome<Duration> {
    let store = Builder::new_current_thread().enable_all().build()?.block_on(place.empty())?;
    let folder: &Path = store.folder.path();
    let settings = match place.kind {
        Kind::Sqlite => vec![],
        Kind::Postgres => vec![("LATCHKEY_DATABASE_URL", store.url.as_str())],
    };
    first_answer(|| Server::start(&plan.build, folder, &settings))
}

fn first_answer(start: impl FnOnce() -> Outcome<Server>) -> Outcome<Duration> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let begun = Instant::now();
    let server = start()?;
    let request = Request::new("GET", "/healthz", "127.0.0.1").bytes();
    runtime.block_on(async {
        loop {
            match Connection::to(server.port).await {
                Ok(mut connection) => break connection.ask_well(&request).await.map(drop),
                Err(_) => tokio::time::sleep(Duration::from_millis(1)).await,
            }
        }
    })?;
    Ok(begun.elapsed())
}
