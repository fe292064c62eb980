//! A new secret, shown as a QR code.

use super::{Plan, WARM_UP};
use crate::{
    fault::Outcome,
    house::House,
    load::{Script, again_and_again},
    request,
    row::{Goal, Limit, Row},
};

const CONNECTIONS: usize = 8;
/// Measured once with the NestJS version of this service, on a machine of two cores like today's.
const NEST: Limit = Limit { name: "NestJS", rate: 147.0 };

pub fn rows(plan: &Plan, house: &mut House) -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    for (name, media_type, cpu) in [("PNG", "image/png", 0.5), ("SVG", "image/svg+xml", 0.3)] {
        let figures = plan.medians(|| {
            // Whoever asks for a secret has proved all factors within five minutes.
            let people = house.signed_in(CONNECTIONS)?;
            let script = |who: &crate::house::SignedIn| again_and_again(request::qr_code(&who.from, &who.cookies, media_type));
            house.load((WARM_UP, plan.lasts), people.iter().map(script).collect::<Vec<Script>>())
        })?;
        rows.push(Row {
            name: format!("QR code, {name}, {CONNECTIONS} connections"),
            store: house.store.kind.to_string(),
            figures,
            limit: Some(NEST),
            goals: vec![Goal::Cpu(cpu), Goal::Times(10.0)],
        });
    }
    Ok(rows)
}
