//! The command line.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{installation::Build, rows::Work, store::Kind};

/// Measures the speed of a release build.
#[derive(Parser)]
#[command(name = "bench")]
pub struct Arguments {
    /// What is measured.
    #[command(subcommand)]
    pub command: Command,
}

/// What is measured.
#[derive(Subcommand)]
pub enum Command {
    /// The rows of the table: each kind of work beside its limit.
    Rows {
        /// Seconds of each run.
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=120))]
        seconds: u64,
        /// Runs; their medians count.
        #[arg(long, default_value_t = 3)]
        runs: usize,
        /// Only this kind of work; may be repeated.
        #[arg(long, value_enum)]
        only: Vec<Work>,
        /// Which build and which databases.
        #[command(flatten)]
        on: On,
    },
    /// The cost over 1,000, 100,000 and 1,000,000 accounts.
    Scale {
        /// Seconds of each run.
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=120))]
        seconds: u64,
        /// Runs; their medians count.
        #[arg(long, default_value_t = 3)]
        runs: usize,
        /// Numbers of accounts, the least first.
        #[arg(long, value_delimiter = ',', default_values_t = [1_000, 100_000, 1_000_000])]
        accounts: Vec<u32>,
        /// Which build and which databases.
        #[command(flatten)]
        on: On,
    },
    /// Mixed work for a while: whether anything grows.
    Soak {
        /// Seconds in all.
        #[arg(long, default_value_t = 600)]
        seconds: u64,
        /// Seconds between two lines.
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
        every: u64,
        /// Which build and which databases.
        #[command(flatten)]
        on: On,
    },
    /// The bare server.
    #[command(hide = true)]
    Bare {
        /// Its address.
        #[arg(long)]
        listen: SocketAddr,
        /// A file with the answer that it gives.
        #[arg(long)]
        answer: PathBuf,
    },
}

/// Which build, on which databases.
#[derive(Args)]
pub struct On {
    /// Which databases.
    #[arg(long, value_enum, default_value_t = Stores::Both)]
    store: Stores,
    /// The server.
    #[arg(long, default_value = "target/release/latchkey")]
    server: PathBuf,
    /// The compiled site.
    #[arg(long, default_value = "target/site")]
    site: PathBuf,
}

/// Which databases.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stores {
    Sqlite,
    Postgres,
    Both,
}

impl On {
    /// The build, by absolute paths: servers run in folders of their own.
    pub fn build(&self) -> Result<Build, String> {
        let absolute =
            |path: &PathBuf| path.canonicalize().map_err(|error| format!("{}: {error}; `make build` makes it", path.display()));
        Ok(Build { server: absolute(&self.server)?, site: absolute(&self.site)? })
    }

    /// The databases.
    pub fn kinds(&self) -> Vec<Kind> {
        match self.store {
            Stores::Sqlite => vec![Kind::Sqlite],
            Stores::Postgres => vec![Kind::Postgres],
            Stores::Both => vec![Kind::Sqlite, Kind::Postgres],
        }
    }
}
