//! The command line of what looks at an installation and changes nothing.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

use super::{AnswerFlags, Flags, InstallationFlags};

/// Text below `latchkey doctor --help`.
pub(super) const DOCTOR_HELP: &str = "\
Run it as the user of the servers, with their settings, beside them or before they start. It changes nothing and sends no letter.
Every line is ok, note (it works, and could be better) or wrong. docs/doctor.md says what is looked at.

Exit codes: 0 nothing is wrong, 1 something is wrong, 2 the command line is wrong.";

/// Text below `latchkey healthy --help`.
pub(super) const HEALTHY_HELP: &str = "\
For the health check of a container: it asks /readyz at the address of `listen`, over the loopback network where that is every address.

Exit codes: 0 the server can do its work, 1 it cannot or does not answer, 2 the command line is wrong.";

/// The settings as the servers have them, and how to answer.
#[derive(Clone, Debug, Args)]
pub struct LookFlags {
    /// The settings.
    #[command(flatten)]
    pub settings: Flags,

    /// How to answer.
    #[command(flatten)]
    pub answer: AnswerFlags,
}

/// Which server, and how to answer.
#[derive(Clone, Debug, Args)]
pub struct HealthyFlags {
    /// IP address and port that the server listens on [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,

    #[command(flatten)]
    installation: InstallationFlags,

    /// How to answer.
    #[command(flatten)]
    pub answer: AnswerFlags,
}

impl HealthyFlags {
    /// The settings among them.
    pub fn flags(&self) -> Flags {
        Flags { listen: self.listen.clone(), ..Flags::from(self.installation.clone()) }
    }
}

/// For which shell.
#[derive(Clone, Copy, Debug, Args)]
pub struct CompletionsFlags {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// Where the manual goes.
#[derive(Clone, Debug, Args)]
pub struct ManFlags {
    /// Write a page for every command into this folder, in place of the first page to standard output
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}
