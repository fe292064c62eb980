//! The second factor of a sign-in, each code once.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::{Plan, WARM_UP};
use crate::{
    codes,
    fault::Outcome,
    house::House,
    load::Script,
    people::Waiting,
    request::{self, address},
    row::{Goal, Limit, Row},
};

/// Measured once with the NestJS version of this service, on a machine of two cores like today's.
const NEST: Limit = Limit { name: "NestJS", rate: 360.0 };
/// More codes than any server takes within a second.
const CODES_A_SECOND: u64 = 6_000;

pub fn rows(plan: &Plan, house: &mut House) -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    for (connections, goals) in [(8, vec![]), (32, vec![Goal::Times(10.0)])] {
        let figures = plan.medians(|| {
            let waiting = house.waiting(enough(plan.lasts))?;
            house.load((WARM_UP, plan.lasts), scripts(waiting, connections))
        })?;
        rows.push(Row {
            name: format!("second factor, each code once, {connections} connections"),
            store: house.store.kind.to_string(),
            figures,
            limit: Some(NEST),
            goals,
        });
    }
    Ok(rows)
}

/// So many sign-ins that they last for this time.
pub fn enough(lasts: Duration) -> usize {
    usize::try_from(CODES_A_SECOND * (lasts + WARM_UP).as_millis() as u64 / 1000).unwrap_or(usize::MAX)
}

/// So many clients, who finish these sign-ins together, each with the code of that moment.
pub fn scripts(waiting: Vec<Waiting>, connections: usize) -> Vec<Script> {
    let waiting = Arc::new(Mutex::new(waiting.into_iter()));
    let script = |number| {
        let waiting = Arc::clone(&waiting);
        Box::new(move |buffer: &mut Vec<u8>| {
            let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(Waiting { cookie, secret }) = next else { return false };
            buffer.extend(request::second_factor(&address(number), &cookie, &codes::code(&secret, codes::step_now())));
            true
        }) as Script
    };
    (0..connections).map(script).collect()
}
