//! A full sign-in with a password, beside argon2id alone on the same processors.

use super::{Plan, WARM_UP, two_servers};
use crate::{
    argon2_alone,
    fault::Outcome,
    figures::{Figures, median},
    house::House,
    installation::PASSWORD,
    load::Script,
    people::Person,
    request::{self, address},
    row::{Goal, Limit, Row},
};

const CONNECTIONS: usize = 8;
/// More than the processors, but not more than may wait.
const CROWDED: usize = 20;
/// Enough that nobody's sessions are too many.
const PEOPLE: usize = 400;

pub fn rows(plan: &Plan, house: &mut House) -> Outcome<Vec<Row>> {
    let people = house.people(PEOPLE)?;
    let mut rows = Vec::new();
    for (connections, goal) in [(CONNECTIONS, Goal::OfLimit(0.95)), (CROWDED, Goal::P95(300.0))] {
        let runs = plan.each_run(|| {
            let before = argon2_alone::rate(plan.lasts / 2)?;
            let measured = house.load((WARM_UP, plan.lasts), scripts(&people, connections))?;
            Ok((measured, (before + argon2_alone::rate(plan.lasts / 2)?) / 2.0))
        })?;
        let (measured, limits): (Vec<_>, Vec<_>) = runs.into_iter().unzip();
        rows.push(Row {
            name: format!("full sign-in (password), {connections} connections"),
            store: house.store.kind.to_string(),
            figures: Figures::median(&measured),
            limit: Some(Limit { name: "argon2id alone", rate: median(limits) }),
            goals: vec![goal],
        });
    }
    let two = two_servers::row(plan, house, &rows[0], |_| Ok(scripts(&people, CONNECTIONS)))?;
    rows.extend(two);
    Ok(rows)
}

/// So many clients, each of which signs its own part of these people in, one after the other.
pub fn scripts(people: &[Person], connections: usize) -> Vec<Script> {
    let script = |number: usize| {
        let own = people.iter().skip(number).step_by(connections);
        let requests: Vec<_> = own.map(|person| request::log_in(&address(number), &person.email, PASSWORD)).collect();
        let mut turn = 0;
        Box::new(move |buffer: &mut Vec<u8>| {
            let request: &[u8] = requests.get(turn % requests.len().max(1)).map_or(&[], Vec::as_slice);
            turn += 1;
            buffer.extend_from_slice(request);
            !request.is_empty()
        }) as Script
    };
    (0..connections).map(script).collect()
}
