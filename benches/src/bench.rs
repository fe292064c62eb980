//! Measures the speed of a release build: rates, latencies and processor time beside the limits of the machine, the cost of many
//! accounts, and whether anything grows. `make bench` runs it.

mod answer;
mod argon2_alone;
mod arguments;
mod bare;
mod codes;
mod connection;
mod fault;
mod figures;
mod house;
mod installation;
mod load;
mod people;
mod process;
mod request;
mod row;
mod rows;
mod scale;
mod sessions;
mod soak;
mod store;
mod table;
mod writer;

use std::{process::ExitCode, time::Duration};

use clap::Parser;

use crate::{
    arguments::{Arguments, Command},
    fault::Outcome,
    rows::Plan,
};

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("bench: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Outcome<()> {
    let plan =
        |on: &arguments::On, seconds, runs| Outcome::Ok(Plan { build: on.build()?, lasts: Duration::from_secs(seconds), runs });
    match command {
        Command::Rows { seconds, runs, only, on } => rows::measure(&plan(&on, seconds, runs)?, &on.kinds(), &only),
        Command::Scale { seconds, runs, accounts, on } => scale::measure(&plan(&on, seconds, runs)?, &on.kinds(), &accounts),
        Command::Soak { seconds, every, on } => {
            soak::measure(&on.build()?, &on.kinds(), (Duration::from_secs(seconds), Duration::from_secs(every)))
        }
        Command::Bare { listen, answer } => bare::serve(listen, &answer),
    }
}
