//! The program's commands, one file each.

mod answer;
pub mod backup;
pub mod check;
pub mod completions;
pub mod db_copy;
pub mod doctor;
pub mod healthy;
pub mod keys;
pub mod mail;
pub mod moving;
pub mod notices;
pub mod odds;
pub mod passkeys;
pub mod serve;
pub mod settings;
pub mod user;

use std::{error::Error, io};

use secrecy::ExposeSecret;

use crate::config::{Command, Config, DbCommand, KeysCommand, MailCommand, NoticesCommand, PasskeysCommand};

/// Runs a command. Its error is one line for the operator.
pub async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    let out = &mut io::stdout();
    match command {
        Command::Serve(flags) => {
            let (config, settings) = Config::load_in_force(&flags)?;
            serve::run(&config, settings).await?;
        }
        Command::Guard(given) => {
            let (config, settings) = Config::load_in_force(&given.flags())?;
            serve::guards(&config)?;
            serve::run(&config, settings).await?;
        }
        Command::Doctor(given) => doctor::run(&given, out).await?,
        Command::Healthy(given) => healthy::ask(&Config::load(&given.flags())?, given.answer, out).await?,
        Command::Settings(given) => settings::list(&Config::load_in_force(&given.settings)?.1, given.answer, out)?,
        Command::Completions(given) => completions::print(given.shell, out)?,
        Command::Man(given) => completions::man(given.dir.as_deref(), out)?,
        Command::Backup(given) => backup::write(&Config::load(&given.ask.flags())?, &given, out).await?,
        Command::Restore(given) => backup::restore(&Config::load(&given.ask.flags())?, &given, out).await?,
        Command::Import(given) => moving::import(&Config::load(&given.ask.flags())?, &given, out).await?,
        Command::Export(given) => moving::export(&Config::load(&given.ask.flags())?, &given, out).await?,
        Command::Db(DbCommand::Copy(flags)) => {
            db_copy::copy(flags.from.expose_secret(), flags.to.expose_secret(), flags.execute, out).await?;
        }
        Command::Keys(KeysCommand::List(given)) => keys::list(&Config::load(&given.flags())?, given.answer, out).await?,
        Command::Keys(KeysCommand::Reseal(given)) => keys::reseal(&Config::load(&given.flags())?, given.answer, out).await?,
        Command::Odds(given) => odds::print(&Config::load(&given.flags())?, given.answer, out)?,
        Command::Passkeys(PasskeysCommand::Forget(given)) => {
            passkeys::forget(&Config::load(&given.ask.flags())?, &given, out).await?;
        }
        Command::Mail(MailCommand::Test(given)) => mail::test(&Config::load(&given.ask.flags())?, &given, out).await?,
        Command::Notices(NoticesCommand::Test(given)) => notices::test(&Config::load(&given.flags())?, given.answer, out).await?,
        Command::User(command) => user::run(&command, out).await?,
        Command::Session(command) => user::sessions::run(&command, out).await?,
        Command::Check(given) => check::run(&given, out).await?,
        Command::Apply(given) => user::apply::run(&given, out).await?,
        Command::Log(given) => user::log::print(&given, out).await?,
    }
    Ok(())
}
