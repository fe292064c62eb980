//! Two servers on one PostgreSQL database, beside one. They share this machine's processors, so that two can hardly do more.

use super::{Plan, WARM_UP};
use crate::{
    fault::Outcome,
    house::House,
    load::{Load, Script},
    row::{Limit, Row},
    store::Kind,
};

/// The row of two servers for the same work as that of one, unless the database is a file.
pub fn row(
    plan: &Plan,
    house: &mut House,
    one: &Row,
    scripts: impl Fn(&mut House) -> Outcome<Vec<Script>>,
) -> Outcome<Option<Row>> {
    if house.store.kind == Kind::Sqlite {
        return Ok(None);
    }
    let second = house.installation.serve(&plan.build, &house.store.url, house.store.folder.path())?;
    let (ports, pids) = ([house.server.port, second.port], [house.server.pid(), second.pid()]);
    let figures =
        plan.medians(|| Load { ports: &ports, pids: &pids, warm_up: WARM_UP, lasts: plan.lasts }.run(scripts(house)?))?;
    let limit = Some(Limit { name: "one server", rate: one.figures.rate });
    Ok(Some(Row { name: one.name.clone(), store: format!("{}, two servers", one.store), figures, limit, goals: vec![] }))
}
