//! The `latchkey` program: configuration, log, server, until it is told to stop.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;
use latchkey::{
    config::{Cli, Command, Config},
    serve::{Server, StartError},
    telemetry,
};
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Serve(flags) = Cli::parse().into_command();
    let served = match Config::load(&flags) {
        Ok(config) => serve(&config).await,
        Err(error) => Err(error.into()),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Before the log is set up there is only this. Nothing is left to do if it cannot be written.
            let _ = writeln!(io::stderr(), "latchkey: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(config: &Config) -> Result<(), StartError> {
    telemetry::init(config)?;
    let stop = stop_signal().map_err(|error| StartError::Other(format!("signals: {error}")))?;
    let server = Server::start(config).await?;
    let mut out = io::stdout();
    // Whoever started us reads the port here; without a reader there is nobody to tell.
    let _ = writeln!(out, "listening on http://{}", server.address()).and_then(|()| out.flush());
    server.run(stop).await.map_err(|error| StartError::Other(format!("the server failed: {error}")))
}

/// Comes when the program is asked to stop, by SIGTERM or Ctrl-C.
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
