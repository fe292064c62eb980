//! The command line of what is done for people.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use latchkey_core::{
    domain::{account::Role, event::EventGroup, gate::groups::Groups},
    store::Which,
};

use super::{AnswerFlags, Flags, InstallationFlags};

/// Text below the help of `latchkey user`'s commands.
const USER_HELP: &str = "\
Servers may keep running. The deed stands in the person's security log. Make sure who is asking before you do it: a link, or an account
without its second factor, is all that somebody else would need. The settings are those of the servers.";

/// Commands for people's accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// List people, in the order of their e-mail addresses
    List(ListFlags),
    /// Show one person's account
    Show(UserFlags),
    /// Add somebody, and print the one-time link by which they choose a password
    #[command(after_help = USER_HELP)]
    Add(AddFlags),
    /// Make an invitation, and print its link
    Invite(InviteFlags),
    /// List invitations, the newest first
    Invitations(ServiceFlags),
    /// Withdraw an invitation
    Withdraw(WithdrawFlags),
    /// Approve an account that awaits it
    #[command(after_help = USER_HELP)]
    Approve(UserFlags),
    /// End every session, and let nobody in until the account is enabled again
    #[command(after_help = USER_HELP)]
    Disable(UserFlags),
    /// Enable a disabled account again
    #[command(after_help = USER_HELP)]
    Enable(UserFlags),
    /// Set back what is counted against the account: nobody waits any more, and disabled codes work again
    #[command(after_help = USER_HELP)]
    Unlock(UserFlags),
    /// End every session and have the password refused, until the person chooses a new one
    #[command(after_help = USER_HELP)]
    Seal(UserFlags),
    /// Print a one-time link by which the person chooses a new password, and which opens a seal
    #[command(after_help = USER_HELP)]
    ResetPassword(UserFlags),
    /// Remove the authenticators and the recovery codes of somebody who has lost them all
    #[command(after_help = USER_HELP)]
    ResetSecondFactor(UserFlags),
    /// Delete an account with everything that belongs to it, at once
    Delete(DeleteFlags),
    /// Make somebody administrator, or no longer
    #[command(after_help = USER_HELP)]
    Role(RoleFlags),
    /// Put somebody in these groups and no others, for the rules of applications
    #[command(after_help = USER_HELP)]
    Groups(GroupsFlags),
}

/// Commands for people's sessions.
#[derive(Debug, Subcommand)]
pub enum SessionCommand {
    /// List where somebody is signed in
    List(UserFlags),
    /// End one session of somebody, or all of them
    #[command(after_help = USER_HELP)]
    End(EndFlags),
}

/// A person, and the location of the database, as given to the servers.
#[derive(Debug, Args)]
pub struct UserFlags {
    /// E-mail address that the person signs in with
    #[arg(value_name = "EMAIL")]
    pub email: String,

    /// The service, and how to answer.
    #[command(flatten)]
    pub service: ServiceFlags,
}

/// The service as its servers have it, and how to answer.
#[derive(Debug, Args)]
pub struct ServiceFlags {
    /// URL that browsers use, beginning with https:// [default: http://localhost:PORT]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,

    #[command(flatten)]
    installation: InstallationFlags,

    /// How to answer.
    #[command(flatten)]
    pub answer: AnswerFlags,
}

impl ServiceFlags {
    /// The settings among them.
    pub fn flags(&self) -> Flags {
        Flags { public_url: self.public_url.clone(), ..Flags::from(self.installation.clone()) }
    }
}

/// Whom to list.
#[derive(Debug, Args)]
pub struct ListFlags {
    /// Part of the e-mail address or of the name
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub search: String,

    /// Which of them
    #[arg(long, value_name = "WHICH", default_value = "all", value_parser = which)]
    pub show: Which,

    /// The service, and how to answer.
    #[command(flatten)]
    pub service: ServiceFlags,
}

/// Whom to add.
#[derive(Debug, Args)]
pub struct AddFlags {
    /// Whom, and where.
    #[command(flatten)]
    pub user: UserFlags,

    /// Display name
    #[arg(long)]
    pub name: String,

    /// Make the person an administrator
    #[arg(long)]
    pub administrator: bool,

    /// Groups for the rules of applications, separated by commas
    #[arg(long, value_name = "GROUPS", default_value = "")]
    pub groups: Groups,
}

/// Whose groups.
#[derive(Debug, Args)]
pub struct GroupsFlags {
    /// Whom, and where.
    #[command(flatten)]
    pub user: UserFlags,

    /// All groups of the account, separated by commas; "" for none
    #[arg(value_name = "GROUPS")]
    pub groups: Groups,
}

/// What an invitation is like.
#[derive(Debug, Args)]
pub struct InviteFlags {
    /// For whom it is: a note that whoever is invited does not see
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,

    /// How many may register by it
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    pub uses: String,

    /// Days until it expires
    #[arg(long, value_name = "NUMBER", default_value = "7")]
    pub days: String,

    /// The service, and how to answer.
    #[command(flatten)]
    pub service: ServiceFlags,
}

/// Which invitation.
#[derive(Debug, Args)]
pub struct WithdrawFlags {
    /// Its id, as the list shows it
    #[arg(value_name = "ID")]
    pub id: String,

    /// The service, and how to answer.
    #[command(flatten)]
    pub service: ServiceFlags,
}

/// Whom to delete.
#[derive(Debug, Args)]
pub struct DeleteFlags {
    /// Whom, and where.
    #[command(flatten)]
    pub user: UserFlags,

    /// Do it: it cannot be taken back. Without this, only say what would be done
    #[arg(long)]
    pub execute: bool,
}

/// Whose role.
#[derive(Debug, Args)]
pub struct RoleFlags {
    /// Whom, and where.
    #[command(flatten)]
    pub user: UserFlags,

    /// What the account is there for
    #[arg(value_name = "ROLE")]
    pub role: GivenRole,
}

/// A role on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum GivenRole {
    /// To sign in with
    Person,
    /// To administer the service, too
    Administrator,
}

impl From<GivenRole> for Role {
    fn from(role: GivenRole) -> Self {
        match role {
            GivenRole::Person => Self::Person,
            GivenRole::Administrator => Self::Administrator,
        }
    }
}

/// Which session.
#[derive(Debug, Args)]
pub struct EndFlags {
    /// Whose, and where.
    #[command(flatten)]
    pub user: UserFlags,

    /// Its id, as the list shows it
    #[arg(value_name = "ID", required_unless_present = "all")]
    pub id: Option<String>,

    /// End all of them, and the trust of browsers
    #[arg(long, conflicts_with = "id")]
    pub all: bool,
}

/// What to apply.
#[derive(Debug, Args)]
pub struct ApplyFlags {
    /// The file that declares people [default: that of the setting people_file]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// Only tell what would change
    #[arg(long)]
    pub dry_run: bool,

    /// The service, and how to answer.
    #[command(flatten)]
    pub service: ServiceFlags,
}

/// What to decide about.
#[derive(Debug, Args)]
pub struct CheckFlags {
    /// The address, with scheme, host and path
    #[arg(value_name = "URL")]
    pub url: String,

    /// E-mail address of the person; nobody otherwise
    #[arg(long = "as", value_name = "EMAIL")]
    pub user: Option<String>,

    /// Method of the request
    #[arg(long, value_name = "METHOD", default_value = "GET")]
    pub method: String,

    /// The service, and how to answer.
    #[command(flatten)]
    pub service: ServiceFlags,
}

/// What of the log.
#[derive(Debug, Args)]
pub struct LogFlags {
    /// E-mail address of one person; everybody's otherwise
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<String>,

    /// One group of events: sign-ins, misses or changes; all otherwise
    #[arg(long, value_name = "GROUP", value_parser = group)]
    pub show: Option<EventGroup>,

    /// How many at most
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub limit: u16,

    /// Only those before this place, as `next` of the answer in JSON
    #[arg(long, value_name = "PLACE")]
    pub before: Option<String>,

    /// The service, and how to answer.
    #[command(flatten)]
    pub service: ServiceFlags,
}

fn which(typed: &str) -> Result<Which, String> {
    Which::named(typed).ok_or_else(|| format!("one of {}", Which::ALL.map(Which::name).join(", ")))
}

fn group(typed: &str) -> Result<EventGroup, String> {
    EventGroup::named(typed).ok_or_else(|| format!("one of {}", EventGroup::ALL.map(EventGroup::name).join(", ")))
}
