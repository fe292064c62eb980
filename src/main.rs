//! The `latchkey` program: reads the configuration, starts the log and the server, and runs until a stop signal.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;
use latchkey::{
    commands::{
        db_copy::{self, DbError},
        keys::{self, KeysError},
        mail::{self, MailError},
        odds::{self, OddsError},
        serve::{Parts, Server, StartError},
        user::{self, UserError},
    },
    config::{
        Cli, Command, Config, CopyFlags, DbCommand, Flags, InstallationFlags, KeysCommand, MailCommand, MailTestFlags,
        UserCommand,
    },
    telemetry,
};
use rustix::fs::Mode;
use secrecy::ExposeSecret;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    // Files created by this process are not accessible to other users, above all the database.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let done = match Cli::parse().into_command() {
        Command::Serve(flags) => serve(&flags).await.map_err(|error| error.to_string()),
        Command::Db(DbCommand::Copy(flags)) => copy(&flags).await.map_err(|error| error.to_string()),
        Command::Keys(command) => look_after_keys(command).await.map_err(|error| error.to_string()),
        Command::Odds(flags) => tell_odds(flags).map_err(|error| error.to_string()),
        Command::Mail(MailCommand::Test(given)) => test_mail(&given).await.map_err(|error| error.to_string()),
        Command::User(command) => look_after_people(command).await.map_err(|error| error.to_string()),
    };
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

async fn copy(flags: &CopyFlags) -> Result<(), DbError> {
    db_copy::copy(flags.from.expose_secret(), flags.to.expose_secret(), flags.execute, &mut io::stdout()).await
}

async fn look_after_keys(command: KeysCommand) -> Result<(), KeysError> {
    let out = &mut io::stdout();
    match command {
        KeysCommand::List(flags) => keys::list(&Config::load(&flags.into())?, out).await,
        KeysCommand::Reseal(flags) => keys::reseal(&Config::load(&flags.into())?, out).await,
    }
}

fn tell_odds(flags: InstallationFlags) -> Result<(), OddsError> {
    odds::print(&Config::load(&flags.into())?, &mut io::stdout())
}

async fn test_mail(given: &MailTestFlags) -> Result<(), MailError> {
    mail::test(&Config::load(&given.flags())?, &given.address, &mut io::stdout()).await
}

async fn look_after_people(command: UserCommand) -> Result<(), UserError> {
    let out = &mut io::stdout();
    match command {
        UserCommand::Seal(given) => user::seal(&Config::load(&given.flags())?, &given.email, out).await,
        UserCommand::ResetPassword(given) => user::reset_password(&Config::load(&given.flags())?, &given.email, out).await,
        UserCommand::ResetSecondFactor(given) => {
            user::reset_second_factor(&Config::load(&given.flags())?, &given.email, out).await
        }
    }
}

async fn serve(flags: &Flags) -> Result<(), StartError> {
    let config = Config::load(flags)?;
    telemetry::init(&config.log, config.log_format)?;
    let stop = stop_signal().map_err(|error| StartError::Other(format!("signals: {error}")))?;
    let server = Server::start(&config, Parts::of(&config)).await?;
    let mut out = io::stdout();
    // The parent process reads the port here. Without a reader, a write error is ignored.
    let _ = writeln!(out, "listening on http://{}", server.address()).and_then(|()| out.flush());
    server.run(stop).await;
    Ok(())
}

/// Completes when the program receives SIGTERM or Ctrl-C.
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
