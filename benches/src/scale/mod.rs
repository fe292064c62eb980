//! The cost over many accounts: the same work on databases of different sizes.

mod crowd;

use std::time::Duration;

use crate::{
    fault::Outcome,
    figures::{Figures, median},
    house::House,
    load::Script,
    request::{self, address},
    rows::{Plan, enough_codes, second_factor_scripts, sign_in_scripts, start_once},
    store::{Kind, Place},
    table,
};

/// Sessions that are asked for in turn: more than a few stay in no cache by themselves.
const SESSIONS: usize = 2_000;
const CONNECTIONS: usize = 32;
const SIGNING_IN: usize = 8;
const PEOPLE: usize = 400;
const STARTS: usize = 5;
const WARM_UP: Duration = Duration::from_millis(500);
/// The cost is flat if it is at most so many times that over the fewest accounts.
const FLAT: f64 = 1.15;

const HEADS: [&str; 9] =
    ["Accounts", "Store", "Start ms", "Guarded GET/s", "CPU ms", "Second factor/s", "CPU ms", "Sign-in/s", "Cost to the fewest"];

/// What the work costs on a database of one size.
struct Cost {
    start: f64,
    get: Figures,
    code: Figures,
    sign_in: Figures,
}

impl Cost {
    /// How many times another cost this is: the start, then the three rates.
    fn to(&self, other: &Self) -> [f64; 4] {
        [
            self.start / other.start,
            other.get.rate / self.get.rate,
            other.code.rate / self.code.rate,
            other.sign_in.rate / self.sign_in.rate,
        ]
    }
}

/// Measures the cost on each database and each size, and prints a table.
pub fn measure(plan: &Plan, kinds: &[Kind], sizes: &[u32]) -> Outcome<()> {
    let mut lines = Vec::new();
    for kind in kinds {
        let mut fewest: Option<Cost> = None;
        for accounts in sizes {
            eprintln!("{kind}: {accounts} accounts");
            // Each on a cluster of its own: nothing is left of the former one.
            let cost = cost(plan, &Place::of(*kind)?, *accounts)?;
            lines.push(line(*accounts, *kind, &cost, fewest.as_ref()));
            fewest.get_or_insert(cost);
        }
    }
    println!(
        "{} s each, medians of {}; flat: at most {FLAT} times the cost over the fewest accounts\n",
        plan.lasts.as_secs(),
        plan.runs
    );
    println!("{}", table::markdown(&HEADS, &lines));
    Ok(())
}

fn cost(plan: &Plan, place: &Place, accounts: u32) -> Outcome<Cost> {
    let mut house =
        House::open(&plan.build, place, async |installation, writer| crowd::fill(installation, writer, accounts).await)?;
    let starts: Vec<_> =
        (0..STARTS).map(|_| Ok(1000.0 * start_once(&house, &plan.build)?.as_secs_f64())).collect::<Outcome<_>>()?;
    let get = plan.medians(|| {
        let cookies = house.sessions(SESSIONS)?;
        house.load((WARM_UP, plan.lasts), in_turn(&cookies))
    })?;
    let people = house.people(PEOPLE)?;
    let sign_in = plan.medians(|| house.load((WARM_UP, plan.lasts), sign_in_scripts(&people, SIGNING_IN)))?;
    let code = plan.medians(|| {
        let waiting = house.waiting(enough_codes(plan.lasts))?;
        house.load((WARM_UP, plan.lasts), second_factor_scripts(waiting, CONNECTIONS))
    })?;
    Ok(Cost { start: median(starts), get, code, sign_in })
}

/// Clients that ask for all of these sessions in turn.
fn in_turn(cookies: &[String]) -> Vec<Script> {
    let script = |number: usize| {
        let own = cookies.iter().skip(number).step_by(CONNECTIONS);
        let requests: Vec<_> = own.map(|cookie| request::me(&address(number), cookie)).collect();
        let mut turn = 0;
        Box::new(move |buffer: &mut Vec<u8>| {
            turn = (turn + 1) % requests.len();
            buffer.extend_from_slice(&requests[turn]);
            true
        }) as Script
    };
    (0..CONNECTIONS).map(script).collect()
}

fn line(accounts: u32, kind: Kind, cost: &Cost, fewest: Option<&Cost>) -> Vec<String> {
    let compared = fewest.map(|fewest| {
        let ratios = cost.to(fewest);
        let [start, get, code, sign_in] = ratios;
        let verdict = if ratios.iter().all(|ratio| *ratio <= FLAT) { "flat" } else { "NOT FLAT" };
        format!("start {start:.2}, GET {get:.2}, second factor {code:.2}, sign-in {sign_in:.2}: {verdict}")
    });
    vec![
        accounts.to_string(),
        kind.to_string(),
        table::number(cost.start),
        table::number(cost.get.rate),
        table::number(cost.get.cpu),
        table::number(cost.code.rate),
        table::number(cost.code.cpu),
        table::number(cost.sign_in.rate),
        compared.unwrap_or_else(|| "-".into()),
    ]
}
