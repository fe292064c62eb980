//! A guarded JSON GET with 32 connections: Latchkey, bare axum with the same bytes, and two servers on one database.

use super::{Plan, WARM_UP, two_servers};
use crate::{
    bare::Bare,
    connection::Connection,
    fault::Outcome,
    figures::Figures,
    house::House,
    load::{Load, Script, again_and_again},
    request,
    row::{Goal, Limit, Row},
    store::Kind,
};

const CONNECTIONS: usize = 32;
/// The parts of bare axum's rate that each database must reach.
const OF_BARE: [(Kind, f64); 2] = [(Kind::Sqlite, 1.0 / 3.0), (Kind::Postgres, 1.0 / 4.0)];

pub fn rows(plan: &Plan, house: &mut House) -> Outcome<Vec<Row>> {
    let bare = bare(house)?;
    let runs = plan.each_run(|| {
        let measured = scripts(house)?;
        let measured = house.load((WARM_UP, plan.lasts), measured)?;
        let load = Load { ports: &[bare.port], pids: &[bare.pid()], warm_up: WARM_UP, lasts: plan.lasts };
        Ok((measured, load.run(scripts(house)?)?))
    })?;
    let (measured, limits): (Vec<_>, Vec<_>) = runs.into_iter().unzip();
    let (measured, limit) = (Figures::median(&measured), Figures::median(&limits));
    let part = OF_BARE.iter().find(|(kind, _)| *kind == house.store.kind).map_or(0.0, |(_, part)| *part);
    let row = |store: String, figures, limit, goals| Row {
        name: "guarded JSON GET, 32 connections".into(),
        store,
        figures,
        limit,
        goals,
    };
    let name = house.store.kind.to_string();
    let beside = |name, rate| Some(Limit { name, rate });
    let own = row(name, measured, beside("bare axum", limit.rate), vec![Goal::OfLimit(part)]);
    let two = two_servers::row(plan, house, &own, scripts)?;
    let bare = row("none: bare axum".into(), limit, None, vec![]);
    Ok([Some(own), Some(bare), two].into_iter().flatten().collect())
}

/// Clients who have just signed in, and ask who they are again and again.
fn scripts(house: &mut House) -> Outcome<Vec<Script>> {
    let people = house.signed_in(CONNECTIONS)?;
    Ok(people.iter().map(|who| again_and_again(request::me(&who.from, &who.cookies))).collect())
}

/// A bare server that gives what such a request is answered by.
fn bare(house: &mut House) -> Outcome<Bare> {
    let who = house.signed_in(1)?.pop().ok_or("nobody is signed in")?;
    house.wait(async {
        let mut connection = Connection::to(house.server.port).await?;
        let answer = connection.ask_well(&request::me(&who.from, &who.cookies)).await?;
        Bare::start(&answer, house.store.folder.path())
    })
}
