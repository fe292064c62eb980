//! The command line of moving in and out.

use std::path::PathBuf;

use clap::Args;

use super::AskFlags;
use crate::moving::{Form, Format};

/// Text below `latchkey import --help`.
pub(super) const IMPORT_HELP: &str = "\
Accounts keep their password and their authenticator. A hash of another product is verified as it is, and made anew at the first sign-in;
until everybody has signed in, each sign-in takes the time of those hashes, too, so that nobody can tell who has. All accounts are created, or none.
Whoever has an account with that address already is left alone, so that a second run changes nothing.

Without --execute only a table is printed: who comes, who does not, and why. docs/moving.md has a recipe for each product.";

/// Text below `latchkey export --help`.
pub(super) const EXPORT_HELP: &str = "\
The file holds password hashes and the secrets of authenticators in clear, and is readable for this user alone: whoever has it can make
everybody's codes. Passkeys and recovery codes are of use to no other product, and stay.";

/// What comes along.
#[derive(Clone, Debug, Args)]
pub struct ImportFlags {
    /// The product that wrote the file
    #[arg(value_name = "FORMAT")]
    pub format: Format,

    /// Its file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// A second file, with authenticators (authelia)
    #[arg(long, value_name = "FILE")]
    pub totp: Option<PathBuf>,

    /// Import. Without this, only print who would come
    #[arg(long)]
    pub execute: bool,

    /// The installation, and how to answer.
    #[command(flatten)]
    pub ask: AskFlags,
}

/// Where everybody goes.
#[derive(Clone, Debug, Args)]
pub struct ExportFlags {
    /// File to write. It must not exist yet
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Form of the file
    #[arg(long, value_name = "FORM", default_value = "csv")]
    pub form: Form,

    /// The installation, and how to answer.
    #[command(flatten)]
    pub ask: AskFlags,
}
