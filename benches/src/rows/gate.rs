//! What proxies ask about a live session, with 32 connections, beside bare axum with the very same answer.

use super::{Plan, WARM_UP};
use crate::{
    bare::Bare,
    connection::Connection,
    fault::Outcome,
    figures::Figures,
    house::House,
    installation::APP_HOST,
    load::{Load, Script, again_and_again},
    request::{self, Request},
    row::{Goal, Limit, Row},
};

const CONNECTIONS: usize = 32;
/// The part of bare axum's rate that it must reach.
const OF_BARE: f64 = 1.0 / 3.0;
/// 99 of 100 answers within so many milliseconds.
const P99: f64 = 5.0;

pub fn rows(plan: &Plan, house: &mut House) -> Outcome<Vec<Row>> {
    let bare = bare(house)?;
    let runs = plan.each_run(|| {
        let measured = scripts(house, asked)?;
        let measured = house.load((WARM_UP, plan.lasts), measured)?;
        let load = Load { ports: &[bare.port], pids: &[bare.pid()], warm_up: WARM_UP, lasts: plan.lasts };
        Ok((measured, load.run(scripts(house, |cookies| request::me("10.0.0.1", cookies))?)?))
    })?;
    let (measured, limits): (Vec<_>, Vec<_>) = runs.into_iter().unzip();
    let (measured, limit) = (Figures::median(&measured), Figures::median(&limits));
    let limit = Limit { name: "bare axum", rate: limit.rate };
    Ok(vec![Row {
        name: "check of a session by a proxy, 32 connections".into(),
        store: house.store.kind.to_string(),
        figures: measured,
        limit: Some(limit),
        goals: vec![Goal::OfLimit(OF_BARE), Goal::P99(P99)],
    }])
}

/// People whose sessions were carried to the application, and a request of each, again and again.
fn scripts(house: &mut House, request: impl Fn(&str) -> Vec<u8>) -> Outcome<Vec<Script>> {
    let guests = house.guests(CONNECTIONS)?;
    Ok(guests.iter().map(|cookies| again_and_again(request(cookies))).collect())
}

/// The question of a proxy.
fn asked(cookies: &str) -> Vec<u8> {
    Request::new("GET", "/api/authz/forward-auth", "10.0.0.1")
        .with("x-forwarded-method", "GET")
        .with("x-forwarded-proto", "http")
        .with("x-forwarded-host", APP_HOST)
        .with("x-forwarded-uri", "/")
        .with_cookies(cookies)
        .bytes()
}

fn bare(house: &mut House) -> Outcome<Bare> {
    let cookies = house.guests(1)?.pop().ok_or("nobody is signed in")?;
    house.wait(async {
        let mut connection = Connection::to(house.server.port).await?;
        let answer = connection.ask_well(&asked(&cookies)).await?;
        Bare::start(&answer, house.store.folder.path())
    })
}
