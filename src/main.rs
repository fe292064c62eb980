//! The `latchkey` program: reads the command line, and runs its command.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;
use latchkey::{commands, config::Cli, telemetry};
use rustix::fs::Mode;

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = writeln!(io::stderr(), "latchkey: no threads can be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(run());
    // A name server that says nothing does not delay the end.
    runtime.shutdown_background();
    code
}

async fn run() -> ExitCode {
    // Files created by this process are not accessible to other users, above all the database.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let done = commands::run(Cli::parse().into_command()).await;
    telemetry::flush();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Before the log is started, errors go to standard error. If that fails too, nothing is left to do.
            let _ = writeln!(io::stderr(), "latchkey: {error}");
            ExitCode::FAILURE
        }
    }
}
