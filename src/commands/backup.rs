//! `latchkey backup` and `latchkey restore`.

use std::{
    fs::DirBuilder,
    io::{self, Write},
    os::unix::fs::DirBuilderExt,
    sync::Arc,
};

use latchkey_core::{
    domain::{
        random::OsRandom,
        time::{Clock, SystemClock},
    },
    keys::{self, NoInstallation},
    store::{
        StoreError,
        backup::{self, Backup, BackupError, Return},
        transfer::{Counts, Tables},
    },
};
use secrecy::ExposeSecret;
use serde::Serialize;

use super::answer::answer;
use crate::{
    config::{BackupFlags, Config, ConfigError, RestoreFlags},
    site,
};

/// Why the command failed. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Invalid configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// There is nothing to back up.
    #[error(transparent)]
    NoInstallation(#[from] NoInstallation),
    /// No backup was written, or nothing was restored.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A statement failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Writing to standard output failed.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

fn tables() -> Tables {
    Tables::with(site::features().into_iter().flat_map(|feature| feature.tables))
}

/// A backup, as programs are told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    file: String,
    bytes: u64,
    accounts: i64,
}

/// Writes a backup.
pub async fn write(config: &Config, given: &BackupFlags, out: &mut impl Write) -> Result<(), Error> {
    let tables = tables();
    let source = keys::installation(config.database_url().expose_secret()).await?;
    let written = backup::write(&source, &tables, &given.file).await;
    source.close().await;
    let backup::Written { bytes, counts } = written?;
    let accounts = rows(&tables, &counts, "accounts");
    let told = Written { file: given.file.display().to_string(), bytes, accounts };
    answer(out, given.ask.answer, &told, |out, told| {
        writeln!(out, "{}: {} people, {} bytes, read again and found whole.", told.file, told.accounts, told.bytes)?;
        writeln!(out, "The secret keys are not in it: keep a copy of them elsewhere.")
    })?;
    Ok(())
}

fn rows(tables: &Tables, counts: &Counts, name: &str) -> i64 {
    tables.names().zip(counts).find_map(|(table, rows)| (table == name).then_some(*rows)).unwrap_or_default()
}

/// What a restore does, as programs are told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Restored {
    /// False for a dry run.
    restored: bool,
    /// Whether the recovery codes of the backup are good.
    recovery_codes_kept: bool,
    tables: Vec<Row>,
    /// Keys on which something in the backup depends and which are not here.
    missing_keys: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    table: &'static str,
    in_backup: i64,
    /// False for what ends with the restore: sessions, and what lives no longer than they do.
    comes_back: bool,
}

/// Restores a backup into an empty database. Without `--execute`, only reads it, and tells what would be done.
pub async fn restore(config: &Config, given: &RestoreFlags, out: &mut impl Write) -> Result<(), Error> {
    let tables = tables();
    let folder = &config.data_dir;
    let is_new = !folder.exists();
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| BackupError::File(folder.clone(), error))?;
    let backup = Backup::open(&given.file, folder, &tables).await;
    let done = match backup {
        Ok(backup) => {
            let done = restored(&backup, config, given, &tables).await;
            backup.close().await;
            done
        }
        Err(error) => Err(error.into()),
    };
    // Only if nothing was put there.
    if is_new {
        let _ = std::fs::remove_dir(folder);
    }
    answer(out, given.ask.answer, &done?, print)?;
    Ok(())
}

async fn restored(backup: &Backup, config: &Config, given: &RestoreFlags, tables: &Tables) -> Result<Restored, Error> {
    let target = config.database_url();
    let target = target.expose_secret();
    backup::is_free(target, tables).await?;
    let missing_keys = missing_keys(backup, config).await?;
    if given.execute {
        let (now, random) = (SystemClock.now(), Arc::new(OsRandom));
        let how = Return { now, random, keeps_recovery_codes: given.keep_recovery_codes };
        backup.restore(target, tables, how).await?;
    }
    let row = |(table, rows): (&'static str, &i64)| Row { table, in_backup: *rows, comes_back: tables.moves(table) };
    Ok(Restored {
        restored: given.execute,
        recovery_codes_kept: given.keep_recovery_codes,
        tables: tables.names().zip(backup.counts()).map(row).collect(),
        missing_keys,
    })
}

/// The keys on which something in the backup depends, and which are not here: all of them where there are none yet.
async fn missing_keys(backup: &Backup, config: &Config) -> Result<Vec<String>, Error> {
    let here = config.existing_keyring().ok();
    let (claimed, uses) = backup.keys().await?;
    let mut missing: Vec<String> = claimed.into_iter().chain(uses.into_iter().filter_map(|used| used.key_id)).collect();
    missing.sort();
    missing.dedup();
    missing.retain(|id| !here.as_ref().is_some_and(|keys| keys.ids().contains(id)));
    Ok(missing)
}

fn print<W: Write>(out: &mut W, told: &Restored) -> io::Result<()> {
    if !told.restored {
        writeln!(out, "A dry run: nothing was changed.\n")?;
    }
    writeln!(out, "{:<24}{:>12}", "table", "in backup")?;
    for Row { table, in_backup, comes_back } in &told.tables {
        let fate = match (comes_back, told.restored) {
            (false, _) => "left behind",
            (true, true) => "restored",
            (true, false) => "to restore",
        };
        writeln!(out, "{table:<24}{in_backup:>12}{fate:>14}")?;
    }
    writeln!(out)?;
    if !told.missing_keys.is_empty() {
        writeln!(
            out,
            "WARNING: what is sealed in this backup needs keys that are not here: {}. Bring back the file secret-keys that the servers\n\
             had (or secret_keys), before they start.\n",
            told.missing_keys.join(", ")
        )?;
    }
    if !told.restored {
        return writeln!(out, "To restore, stop every server, then run this again with --execute.");
    }
    let codes = if told.recovery_codes_kept {
        "Recovery codes are good, also those that were used since the backup."
    } else {
        "Recovery codes are void, as any of them may have been used since the backup: people make new ones."
    };
    writeln!(
        out,
        "Restored. Everybody signs in again, with a code that comes after now. {codes}\n\
         Passwords, addresses, roles and factors are as they were at the backup, also where they were changed since: if somebody's\n\
         password was stolen in the meantime, seal that account (latchkey user seal ADDRESS)."
    )
}
