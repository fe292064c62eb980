//! `latchkey user`: people, beside running servers. `session` and `log` are about them, too.
//!
//! ```text
//!  forgot the password        reset-password ──> a link for the person, who is still asked for the second factor
//!  lost every second factor   reset-second-factor
//!  lost both, or it is sealed reset-second-factor, then reset-password: the new password opens the seal
//!  somebody else is in it     seal, then reset-password
//!  has to wait, codes are off unlock
//! ```

pub mod apply;
mod deeds;
mod invitations;
mod list;
pub mod log;
pub mod sessions;

use std::{
    io::{self, Write},
    sync::Arc,
};

use latchkey_core::{
    Environment,
    domain::{
        account::Account,
        invalid::{FieldProblem, Invalid},
        random::OsRandom,
        time::SystemClock,
    },
    keys::{self, NoInstallation},
    operator::{Operator, OperatorError},
};
use secrecy::ExposeSecret;

use crate::config::{Config, ConfigError, ServiceFlags, UserCommand, UserFlags};

/// Why a command failed. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// Invalid configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database could not be opened.
    #[error(transparent)]
    NoInstallation(#[from] NoInstallation),
    /// The operator's deed was refused.
    #[error(transparent)]
    Operator(#[from] OperatorError),
    /// What was typed cannot be taken.
    #[error("{0}: {text}", text = wording(*.1))]
    Invalid(String, FieldProblem),
    /// No such session.
    #[error("the account has no such session")]
    NoSession,
    /// No such invitation.
    #[error("there is no such invitation")]
    NoInvitation,
    /// No such place in the log.
    #[error("--before: this is no place of the log: take `next` of an answer in JSON")]
    NoPlace,
    /// No file is named.
    #[error("people_file: name the file that declares people, here or in the settings")]
    NoFile,
    /// Where pages are is not known.
    #[error(
        "public_url: is needed for the link: set LATCHKEY_PUBLIC_URL or --public-url to the address that browsers use, as for the servers"
    )]
    NoPublicUrl,
    /// Writing to standard output failed.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// What is wrong with a value, for the operator.
fn wording(problem: FieldProblem) -> String {
    match problem {
        FieldProblem::Empty => "is empty".into(),
        FieldProblem::TooLong(most) => format!("is longer than {most}"),
        FieldProblem::TooShort(fewest) => format!("is shorter than {fewest}"),
        FieldProblem::Unprintable => "has characters that cannot be shown".into(),
        FieldProblem::Malformed => "cannot be read".into(),
        FieldProblem::Taken => "is somebody else's".into(),
        FieldProblem::Common | FieldProblem::Personal => "is easily guessed".into(),
        FieldProblem::Unchanged => "is what it was".into(),
        FieldProblem::NoNumberUpTo(most) => format!("must be a whole number from 1 to {most}"),
        FieldProblem::NotAllowed => "is not allowed".into(),
    }
}

impl From<Invalid> for UserError {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid.field.into_owned(), invalid.problem)
    }
}

/// Runs a command.
pub async fn run(command: &UserCommand, out: &mut impl Write) -> Result<(), UserError> {
    match command {
        UserCommand::List(given) => list::list(given, out).await,
        UserCommand::Show(given) => list::show(given, out).await,
        UserCommand::Add(given) => deeds::add(given, out).await,
        UserCommand::Invite(given) => invitations::invite(given, out).await,
        UserCommand::Invitations(given) => invitations::list(given, out).await,
        UserCommand::Withdraw(given) => invitations::withdraw(given, out).await,
        UserCommand::Approve(given) => deeds::approve(given, out).await,
        UserCommand::Disable(given) => deeds::disable(given, out).await,
        UserCommand::Enable(given) => deeds::enable(given, out).await,
        UserCommand::Unlock(given) => deeds::unlock(given, out).await,
        UserCommand::Seal(given) => deeds::seal(given, out).await,
        UserCommand::ResetPassword(given) => deeds::reset_password(given, out).await,
        UserCommand::ResetSecondFactor(given) => deeds::reset_second_factor(given, out).await,
        UserCommand::Delete(given) => deeds::delete(given, out).await,
        UserCommand::Role(given) => deeds::give_role(given, out).await,
        UserCommand::Groups(given) => deeds::set_groups(given, out).await,
    }
}

/// Time and randomness of the machine.
pub(super) fn environment() -> Environment {
    Environment { clock: Arc::new(SystemClock), random: Arc::new(OsRandom) }
}

/// An operator at work on an existing installation, and its settings.
struct AtWork {
    config: Config,
    operator: Operator,
}

impl AtWork {
    /// Opens the database of the installation.
    async fn on(service: &ServiceFlags) -> Result<Self, UserError> {
        let config = Config::load(&service.flags())?;
        let database = keys::installation(config.database_url().expose_secret()).await?;
        let operator = Operator::of(database, environment(), config.tells());
        Ok(Self { config, operator })
    }

    /// The same, and finds an account in it.
    async fn for_one(user: &UserFlags) -> Result<(Self, Account), UserError> {
        let work = Self::on(&user.service).await?;
        let account = work.operator.find(&user.email).await?;
        Ok((work, account))
    }

    /// The address of a page, for a link.
    fn page(&self, path: &str) -> Result<String, UserError> {
        Ok(self.config.known_public_url().ok_or(UserError::NoPublicUrl)?.join(path))
    }
}
