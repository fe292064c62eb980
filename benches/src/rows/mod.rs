//! The rows of the table: each kind of work, on one database or on both.

mod gate;
mod guard;
mod guarded;
mod page;
mod qr;
mod refresh;
mod second_factor;
mod sign_in;
mod start;
mod two_servers;

use std::time::Duration;

use clap::ValueEnum;

use crate::{
    fault::Outcome,
    figures::Figures,
    house::House,
    installation::Build,
    row::Row,
    store::{Kind, Place},
    table,
};

pub use second_factor::{enough as enough_codes, scripts as second_factor_scripts};
pub use sign_in::scripts as sign_in_scripts;
pub use start::once as start_once;

/// How long requests are sent before they are counted.
const WARM_UP: Duration = Duration::from_millis(300);

/// Kinds of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Work {
    /// A guarded JSON GET, beside bare axum.
    Guarded,
    /// What a proxy asks about a live session, beside bare axum.
    Gate,
    /// The built-in proxy, beside nginx.
    Guard,
    /// A full sign-in with a password, beside argon2 alone.
    SignIn,
    /// The second factor, each code once.
    SecondFactor,
    /// New tokens of a session.
    Refresh,
    /// QR codes.
    Qr,
    /// The sign-in page.
    Page,
    /// From the start to the first answer.
    Start,
}

/// How each row is measured.
pub struct Plan {
    /// What is measured.
    pub build: Build,
    /// How long each run lasts.
    pub lasts: Duration,
    /// How many runs; their medians count.
    pub runs: usize,
}

impl Plan {
    /// Runs something so often.
    fn each_run<T>(&self, mut run: impl FnMut() -> Outcome<T>) -> Outcome<Vec<T>> {
        (0..self.runs).map(|_| run()).collect()
    }

    /// So often, each run with figures alone.
    pub fn medians(&self, run: impl FnMut() -> Outcome<Figures>) -> Outcome<Figures> {
        Ok(Figures::median(&self.each_run(run)?))
    }
}

/// Measures the rows and prints the table.
pub fn measure(plan: &Plan, kinds: &[Kind], only: &[Work]) -> Outcome<()> {
    let mut rows = Vec::new();
    for (number, kind) in kinds.iter().enumerate() {
        let place = Place::of(*kind)?;
        for work in Work::value_variants() {
            // The page asks no database, and the gate is measured on both.
            let is_wanted = (only.is_empty() || only.contains(work)) && !(matches!(work, Work::Page | Work::Guard) && number > 0);
            if is_wanted {
                eprintln!("{kind}: {}", work.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default());
                let done = of(*work, plan, &place)?;
                done.iter().for_each(|row| eprintln!("  {}, {}: {}", row.name, row.store, table::brief(&row.figures)));
                rows.extend(done);
            }
        }
    }
    println!(
        "{} s each, medians of {}; clients, servers and databases share this machine's processors\n",
        plan.lasts.as_secs(),
        plan.runs
    );
    println!("{}", table::of(&rows));
    Ok(())
}

fn of(work: Work, plan: &Plan, place: &Place) -> Outcome<Vec<Row>> {
    if work == Work::Start {
        return start::rows(plan, place);
    }
    let mut house = House::open(&plan.build, place, async |_, _| Ok(()))?;
    match work {
        Work::Guarded => guarded::rows(plan, &mut house),
        Work::Gate => gate::rows(plan, &mut house),
        Work::Guard => guard::rows(plan, &mut house),
        Work::SignIn => sign_in::rows(plan, &mut house),
        Work::SecondFactor => second_factor::rows(plan, &mut house),
        Work::Refresh => refresh::rows(plan, &mut house),
        Work::Qr => qr::rows(plan, &mut house),
        Work::Page | Work::Start => page::rows(plan, &house),
    }
}
