//! The sign-in page, as it is and as browsers ask for it.

use super::{Plan, WARM_UP};
use crate::{
    fault::Outcome,
    house::House,
    load::again_and_again,
    request::{Request, address},
    row::{Goal, Row},
};

const CONNECTIONS: usize = 32;
/// What browsers say that they can unpack.
const BROWSER: &str = "gzip, deflate, br, zstd";

pub fn rows(plan: &Plan, house: &House) -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    for (name, encoding) in [("plain", None), ("compressed", Some(BROWSER))] {
        let script = |number| {
            let request = Request::new("GET", "/sign-in", &address(number)).with("accept", "text/html");
            again_and_again(encoding.into_iter().fold(request, |request, value| request.with("accept-encoding", value)).bytes())
        };
        let figures = plan.medians(|| house.load((WARM_UP, plan.lasts), (0..CONNECTIONS).map(script).collect()))?;
        rows.push(Row {
            name: format!("sign-in page, {name}, {CONNECTIONS} connections"),
            store: "any".into(),
            figures,
            limit: None,
            goals: vec![Goal::Rate(20_000.0), Goal::P99(10.0)],
        });
    }
    Ok(rows)
}
