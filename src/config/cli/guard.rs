//! The command line of the guard.

use clap::Args;

use super::Flags;

/// Text below `latchkey guard --help`.
pub(super) const GUARD_HELP: &str = "\
The application keeps its paths; what is Latchkey's own is below /.latchkey. Let the application listen on this machine alone: whoever reaches
it past the guard can say to be anybody. Who may register: whoever has an invitation, unless `registration` says otherwise. The first
administrator's link is in the log. Commands such as `latchkey user` need the setting guard_url (LATCHKEY_GUARD_URL) for their links.
docs/guarding.md tells more.";

/// The application, and the settings of the server.
#[derive(Clone, Debug, Args)]
pub struct GuardFlags {
    /// Address of the application, such as http://127.0.0.1:8080 [default: that of the setting guard_url]
    #[arg(value_name = "URL")]
    url: Option<String>,

    /// What is demanded before it: public, signed_in, two_factor, phishing_resistant or deny [default: signed_in]
    #[arg(long, value_name = "POLICY")]
    policy: Option<String>,

    /// File with the certificates of the public URL, for https without a proxy [default: none]
    #[arg(long, value_name = "FILE")]
    tls_certificate: Option<String>,

    /// File with the key of that certificate
    #[arg(long, value_name = "FILE")]
    tls_key: Option<String>,

    #[command(flatten)]
    flags: Flags,
}

/// Settings of the guard from the command line, as typed.
#[derive(Clone, Debug, Default)]
pub struct Guarded {
    /// The application.
    pub url: Option<String>,
    /// What is demanded before it.
    pub policy: Option<String>,
    /// The certificates of the public URL.
    pub tls_certificate: Option<String>,
    /// Their key.
    pub tls_key: Option<String>,
}

impl GuardFlags {
    /// The settings among them.
    pub fn flags(&self) -> Flags {
        let Self { url, policy, tls_certificate, tls_key, flags } = self.clone();
        Flags { guarded: Guarded { url, policy, tls_certificate, tls_key }, ..flags }
    }
}
