//! The command line.

mod backup;
mod guard;
mod look;
mod moving;
mod people;

use clap::{Args, Parser, Subcommand};
use secrecy::SecretString;

pub use backup::{BackupFlags, RestoreFlags};
pub use guard::{GuardFlags, Guarded};
pub use look::{CompletionsFlags, HealthyFlags, LookFlags, ManFlags};
pub use moving::{ExportFlags, ImportFlags};
pub use people::{
    AddFlags, ApplyFlags, CheckFlags, DeleteFlags, EndFlags, GroupsFlags, InviteFlags, ListFlags, LogFlags, RoleFlags,
    ServiceFlags, SessionCommand, UserCommand, UserFlags, WithdrawFlags,
};

/// Text below every `--help`.
const SETTINGS_HELP: &str = "\
Settings come from, later wins: the defaults, the file of --config or LATCHKEY_CONFIG, the environment
(LATCHKEY_LISTEN, LATCHKEY_PUBLIC_URL, ...), the command line. latchkey.example.toml explains them all.

Other users of the machine can read a command line: keep a database password off it, and put the URL into
LATCHKEY_DATABASE_URL or into a file that LATCHKEY_DATABASE_URL_FILE names.

Exit codes: 0 done, 1 it failed or found something wrong, 2 the command line is wrong.";

/// Text below `latchkey db copy --help`.
const COPY_HELP: &str = "\
Stop every server of the source first: what they write while it runs is not copied. Sessions stay behind, so that everybody signs in
again; accounts, authenticators, recovery codes, counted attempts and the tables of your own application move. Keep the same secret keys.

Other users of the machine can read a command line: leave the password out of the URL, and put it into PGPASSWORD or ~/.pgpass.";

/// Self-hosted sign-in with a password and a second factor.
#[derive(Debug, Parser)]
#[command(name = "latchkey", version, about, after_help = SETTINGS_HELP, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    flags: Flags,
}

impl Cli {
    /// The command to run. Defaults to `serve`.
    pub fn into_command(self) -> Command {
        self.command.unwrap_or(Command::Serve(self.flags))
    }
}

/// The commands of the program.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve Latchkey over HTTP (the default)
    #[command(after_help = SETTINGS_HELP)]
    Serve(Flags),
    /// Serve an application behind Latchkey, at one address: accounts, second factor, the gate and the application
    #[command(after_help = guard::GUARD_HELP)]
    Guard(GuardFlags),
    /// Look whether everything is in order, and say what to do where it is not
    #[command(after_help = look::DOCTOR_HELP)]
    Doctor(LookFlags),
    /// Ask the server on this machine whether it can do its work
    #[command(after_help = look::HEALTHY_HELP)]
    Healthy(HealthyFlags),
    /// List every setting with its value in force and where it comes from, without secrets
    #[command(after_help = SETTINGS_HELP)]
    Settings(LookFlags),
    /// Print the completions of the command line for a shell
    Completions(CompletionsFlags),
    /// Print the manual, as roff(7)
    Man(ManFlags),
    /// Write everything to a file, while the servers run
    #[command(after_help = backup::BACKUP_HELP)]
    Backup(BackupFlags),
    /// Bring a backup back, into an empty database
    #[command(after_help = backup::RESTORE_HELP)]
    Restore(RestoreFlags),
    /// Have people come along from another product, with their passwords and authenticators
    #[command(after_help = moving::IMPORT_HELP)]
    Import(ImportFlags),
    /// Write everybody to a file, to move to another product
    #[command(after_help = moving::EXPORT_HELP)]
    Export(ExportFlags),
    /// Manage databases
    #[command(subcommand)]
    Db(DbCommand),
    /// Manage the secret keys
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Print the chance of guessing a second factor, by the settings in force
    Odds(AskFlags),
    /// Manage people, and help them with their accounts
    #[command(subcommand)]
    User(UserCommand),
    /// See and end people's sessions
    #[command(subcommand)]
    Session(SessionCommand),
    /// Print what happens to the accounts, the newest first
    Log(LogFlags),
    /// Add, name and appoint people as a file declares them
    Apply(ApplyFlags),
    /// Explain what the gate decides about an address of an application, entry by entry
    Check(CheckFlags),
    /// Look after passkeys
    #[command(subcommand)]
    Passkeys(PasskeysCommand),
    /// Look after mail
    #[command(subcommand)]
    Mail(MailCommand),
    /// Look after notices to the operator
    #[command(subcommand)]
    Notices(NoticesCommand),
}

/// Commands for notices to the operator.
#[derive(Debug, Subcommand)]
pub enum NoticesCommand {
    /// Send a notice by webhook and push message, with the settings of the servers, or say in one line what is wrong
    Test(AskFlags),
}

/// Commands for passkeys.
#[derive(Debug, Subcommand)]
pub enum PasskeysCommand {
    /// Remove all passkeys that were made for an RP ID which is no longer the service's: no browser offers them any more
    Forget(ForgetFlags),
}

/// Which passkeys, and the settings.
#[derive(Debug, Args)]
pub struct ForgetFlags {
    /// The RP ID for which they were made
    #[arg(value_name = "RP_ID")]
    pub rp_id: String,

    /// The installation, and how to answer.
    #[command(flatten)]
    pub ask: AskFlags,
}

/// Commands for mail.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Send a letter with the settings of the servers, or say in one line what is wrong
    Test(MailTestFlags),
}

/// To whom, and the settings.
#[derive(Debug, Args)]
pub struct MailTestFlags {
    /// E-mail address to send it to
    #[arg(value_name = "ADDRESS")]
    pub address: String,

    /// The installation, and how to answer.
    #[command(flatten)]
    pub ask: AskFlags,
}

/// Commands for keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// List what depends on each key
    List(AskFlags),
    /// Reseal authenticators and push addresses under the current key; servers may keep running
    Reseal(AskFlags),
}

/// Location of the keys and the database, as given to the servers.
#[derive(Clone, Debug, Args)]
pub struct InstallationFlags {
    /// Database of the servers: sqlite:PATH or postgres://... [default: SQLite in the data folder]
    #[arg(long, value_name = "URL", value_parser = secret)]
    database_url: Option<SecretString>,

    /// Folder of the database and the secret keys [default: data]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<String>,

    /// TOML file with settings [default: none]
    #[arg(long, value_name = "FILE")]
    config: Option<String>,
}

impl From<InstallationFlags> for Flags {
    fn from(flags: InstallationFlags) -> Self {
        let InstallationFlags { database_url, data_dir, config } = flags;
        Self { database_url, data_dir, config, ..Self::default() }
    }
}

/// How a command answers.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct AnswerFlags {
    /// Answer by one JSON document, for programs
    #[arg(long)]
    pub json: bool,
}

/// The installation, and how to answer.
#[derive(Clone, Debug, Args)]
pub struct AskFlags {
    #[command(flatten)]
    installation: InstallationFlags,

    /// How to answer.
    #[command(flatten)]
    pub answer: AnswerFlags,
}

impl AskFlags {
    /// The settings among them.
    pub fn flags(&self) -> Flags {
        Flags::from(self.installation.clone())
    }
}

/// Commands for databases.
#[derive(Debug, Subcommand)]
pub enum DbCommand {
    /// Copy an installation into an empty database, between SQLite and PostgreSQL in either direction
    #[command(after_help = COPY_HELP)]
    Copy(CopyFlags),
}

/// Source and target of a copy.
#[derive(Debug, Args)]
pub struct CopyFlags {
    /// Database to read: sqlite:PATH or postgres://...
    #[arg(long, value_name = "URL", value_parser = secret)]
    pub from: SecretString,

    /// Empty database to write: sqlite:PATH?mode=rwc or postgres://...
    #[arg(long, value_name = "URL", value_parser = secret)]
    pub to: SecretString,

    /// Copy. Without this, only inspect both databases and print what would be done
    #[arg(long)]
    pub execute: bool,
}

/// Settings from the command line, as typed.
#[derive(Clone, Debug, Default, Args)]
pub struct Flags {
    /// IP address and port to listen on; port 0 picks a free one [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<String>,

    /// Database: sqlite:PATH or postgres://... [default: SQLite in the data folder]
    #[arg(long, value_name = "URL", value_parser = secret)]
    pub database_url: Option<SecretString>,

    /// URL that browsers use, beginning with https:// [default: http://localhost:PORT]
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,

    /// Folder of another style sheet and WebAssembly than those in the program [default: none]
    #[arg(long, value_name = "DIR")]
    pub site_root: Option<String>,

    /// Folder for the database and the secret keys, created if missing [default: data]
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<String>,

    /// TOML file with settings [default: none]
    #[arg(long, value_name = "FILE")]
    pub config: Option<String>,

    /// The application, where it is guarded.
    #[arg(skip)]
    pub guarded: Guarded,
}

fn secret(typed: &str) -> Result<SecretString, std::convert::Infallible> {
    Ok(typed.into())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use secrecy::ExposeSecret;

    use super::*;

    fn flags(arguments: &[&str]) -> Flags {
        match Cli::try_parse_from([&["latchkey"], arguments].concat()).unwrap().into_command() {
            Command::Serve(flags) => flags,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn serve_is_the_default_and_takes_the_same_flags_without_the_word() {
        let given = ["--listen", "[::1]:0", "--database-url", "sqlite::memory:", "--config", "a.toml"];
        for arguments in [given.to_vec(), [&["serve"], &given[..]].concat()] {
            let flags = flags(&arguments);
            assert_eq!(flags.listen.as_deref(), Some("[::1]:0"));
            assert_eq!(flags.database_url.unwrap().expose_secret(), "sqlite::memory:");
            assert_eq!(flags.config.as_deref(), Some("a.toml"));
        }
        assert!(flags(&[]).listen.is_none());
    }

    #[test]
    fn the_help_names_every_flag_and_typing_errors_are_refused() {
        Cli::command().debug_assert();
        let help = Cli::command().render_long_help().to_string();
        for flag in [
            "--listen",
            "--database-url",
            "--public-url",
            "--site-root",
            "--data-dir",
            "--config",
            "--version",
            "LATCHKEY_CONFIG",
        ] {
            assert!(help.contains(flag), "{flag}");
        }
        for wrong in [vec!["--listn", "x"], vec!["serv"], vec!["--listen"], vec!["--listen", "a", "--listen", "b"]] {
            assert!(Cli::try_parse_from([vec!["latchkey"], wrong.clone()].concat()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_copy_needs_both_ends_and_only_looks_unless_it_is_told() {
        let copy =
            |more: &[&str]| Cli::try_parse_from([&["latchkey", "db", "copy", "--from", "sqlite:hunter2.db"], more].concat());
        assert!(copy(&[]).is_err());
        for (more, told) in
            [(vec!["--to", "postgres://x/hunter2"], false), (vec!["--to", "sqlite:b?mode=rwc", "--execute"], true)]
        {
            let command = copy(&more).unwrap().into_command();
            assert!(!format!("{command:?}").contains("hunter2"));
            assert!(matches!(command, Command::Db(DbCommand::Copy(flags)) if flags.execute == told));
        }
    }

    #[test]
    fn a_database_password_on_the_command_line_is_not_printed() {
        assert!(!format!("{:?}", flags(&["--database-url", "sqlite:hunter2.db"])).contains("hunter2"));
    }
}
