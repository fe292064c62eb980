//! The command line of backups.

use std::path::PathBuf;

use clap::Args;

use super::AskFlags;

/// Text below `latchkey backup --help`.
pub(super) const BACKUP_HELP: &str = "\
Servers may go on running. The backup is an SQLite database, whatever the servers run on: it is as everything was at one moment, and it was
read again before its name was given to it. It holds password hashes and e-mail addresses, and is readable for this user alone.

The secret keys are not in it. Keep a copy of them (secret-keys in the data folder) in another place than the backups: what is sealed in a
backup is of no use without them.";

/// Text below `latchkey restore --help`.
pub(super) const RESTORE_HELP: &str = "\
Stop every server, and name an empty database: one that is not there yet, or a new one of PostgreSQL. The backup may be of an older version,
and of the other kind of database. Its file is not changed.

Whatever may have been used since the backup is void: everybody signs in again, with a code that comes after the restore; recovery codes,
invitations and links are no longer good. People with an authenticator or a passkey make new recovery codes; whoever has nothing else left
needs `latchkey user reset-second-factor`. With --keep-recovery-codes those that were used since work again: only for a backup that was made
after the servers had stopped.

What cannot be known: passwords, addresses, roles and factors are as they were at the backup, also those that were changed or removed since.";

/// Where the backup goes.
#[derive(Clone, Debug, Args)]
pub struct BackupFlags {
    /// File to write. It must not exist yet
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// The installation, and how to answer.
    #[command(flatten)]
    pub ask: AskFlags,
}

/// Which backup comes back, and how.
#[derive(Clone, Debug, Args)]
pub struct RestoreFlags {
    /// File that `latchkey backup` has written
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Restore. Without this, only read the backup and print what would be done
    #[arg(long)]
    pub execute: bool,

    /// Leave recovery codes good, also those that were used since the backup
    #[arg(long)]
    pub keep_recovery_codes: bool,

    /// The installation, and how to answer.
    #[command(flatten)]
    pub ask: AskFlags,
}
