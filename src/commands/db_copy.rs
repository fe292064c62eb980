//! `latchkey db copy`: copies an installation from one database to another.

use std::io::{self, Write};

use latchkey_core::store::{
    Database, OpenError,
    transfer::{self, CopyError, Counts, Overview, Tables},
};

use crate::site;

/// Number of connections that a copy needs at either end.
const CONNECTIONS: u32 = 2;

/// Why the command failed. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Nothing was copied.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// Writing to standard output failed.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// Copies an installation to an empty database, between SQLite and PostgreSQL in either direction. Without `execute`, only
/// inspects both databases, changes nothing, and prints what it would do.
pub async fn copy(from: &str, to: &str, execute: bool, out: &mut impl Write) -> Result<(), DbError> {
    let tables = Tables::with(site::features().into_iter().flat_map(|feature| feature.tables));
    let there = look(from, "--from", &tables).await?.ok_or(CopyError::NoSource)?;
    if !there.schema_is_current {
        return Err(CopyError::OldSource.into());
    }
    let here = look(to, "--to", &tables).await?;
    if let Some(target) = &here {
        if !target.schema_is_current {
            return Err(CopyError::OldTarget.into());
        }
        if let Some((table, _)) = tables.names().zip(&target.counts).find(|(_, rows)| **rows > 0) {
            return Err(CopyError::NotEmpty(table).into());
        }
    }
    if !execute {
        writeln!(out, "A dry run: nothing was changed.\n")?;
        table(&tables, &there.counts, None, out)?;
        writeln!(out, "\nTo copy, stop every server of the source, then run this again with --execute.")?;
        return Ok(());
    }
    let source = open(from, "--from").await?;
    let target = open(to, "--to").await?;
    let copied = transfer::copy(&source, &target, &tables).await;
    source.close().await;
    target.close().await;
    table(&tables, &there.counts, Some(&copied?), out)?;
    writeln!(
        out,
        "\nCopied. Start the servers with the target's URL and the same secret keys: authenticators and recovery codes go on\n\
         working, and everybody signs in again. Then put the source away."
    )?;
    Ok(())
}

/// Prints one line per table: the rows in the source, and what happens to them.
fn table(tables: &Tables, source: &Counts, target: Option<&Counts>, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{:<24}{:>12}{:>12}", "table", "source", if target.is_some() { "target" } else { "" })?;
    for (number, name) in tables.names().enumerate() {
        let fate = match target {
            _ if !tables.moves(name) => "left behind".to_owned(),
            Some(counts) => counts[number].to_string(),
            None => "to copy".to_owned(),
        };
        writeln!(out, "{name:<24}{:>12}{fate:>14}", source[number])?;
    }
    Ok(())
}

async fn look(url: &str, end: &'static str, tables: &Tables) -> Result<Option<Overview>, CopyError> {
    transfer::look(url, tables).await.map_err(|error| CopyError::Open(end, error))
}

async fn open(url: &str, end: &'static str) -> Result<Database, CopyError> {
    Database::open(url, CONNECTIONS).await.map_err(|error: OpenError| CopyError::Open(end, error))
}
