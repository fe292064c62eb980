//! The configuration: typed, and validated as a whole before anything starts.
//!
//! `latchkey.example.toml` explains every setting. An error is one line that names the setting, the source of its value and the
//! remedy. It never contains the value.

mod accent;
mod agreement;
mod apps;
mod cli;
mod derived;
mod in_force;
mod key_file;
pub mod people_file;
mod public_url;
mod rules;
mod sources;
#[cfg(test)]
mod tests;

use std::{net::SocketAddr, path::PathBuf};

use ipnet::IpNet;
use lettre::message::Mailbox;
use secrecy::SecretString;
use url::Url;

pub use self::{
    accent::AccentColor,
    apps::App,
    cli::{
        AddFlags, AnswerFlags, ApplyFlags, AskFlags, BackupFlags, CheckFlags, Cli, Command, CompletionsFlags, CopyFlags,
        DbCommand, DeleteFlags, EndFlags, ExportFlags, Flags, ForgetFlags, GroupsFlags, GuardFlags, HealthyFlags, ImportFlags,
        InstallationFlags, InviteFlags, KeysCommand, ListFlags, LogFlags, LookFlags, MailCommand, MailTestFlags, ManFlags,
        NoticesCommand, PasskeysCommand, RestoreFlags, RoleFlags, ServiceFlags, SessionCommand, UserCommand, UserFlags,
        WithdrawFlags,
    },
    in_force::Setting,
    sources::{Source, Surroundings},
};
use self::{rules::number, sources::Settings};
use crate::{push::WebhookSecrets, telemetry::LogFormat};
use latchkey_core::domain::{
    gate::Demand,
    origin::Origin,
    push::{PushAddress, PushHosts},
    registration::WhoMayRegister,
    requirement::SecondFactorRequired,
    totp::Window,
};

/// Where letters go.
#[derive(Clone, Debug)]
pub enum MailUrl {
    /// To this mail server.
    Smtp(SecretString),
    /// Nowhere: they are kept for a page of this machine.
    Kept,
}

/// Why the server does not start, in one line. Contains no value of a setting.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl ConfigError {
    /// Creates an error with this message, in one line even if a quoted name contains line breaks.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into().replace(char::is_control, " "))
    }
}

/// The settings, one field each. `Debug` does not print secrets.
#[derive(Clone, Debug)]
pub struct Config {
    /// Socket address to listen on. Port 0 picks a free one.
    pub listen: SocketAddr,
    /// Socket address of metrics. `None`: there are none.
    pub metrics_listen: Option<SocketAddr>,
    database_url: Option<SecretString>,
    /// Maximum number of concurrent database requests. SQLite has one additional connection for writing.
    pub database_connections: u32,
    public_url: Option<Origin>,
    /// Folder of the built style sheet and WebAssembly. `None`: they are in the program.
    pub site_root: Option<PathBuf>,
    /// Folder of the SQLite database and the secret keys.
    pub data_dir: PathBuf,
    /// The name that authenticator apps and pages display.
    pub app_name: String,
    /// The accent colour of the pages.
    pub accent_color: Option<AccentColor>,
    /// A picture in place of Latchkey's mark: SVG or PNG.
    pub logo_file: Option<PathBuf>,
    /// Text of the footer.
    pub footer_text: Option<String>,
    /// Link to the imprint.
    pub imprint_url: Option<String>,
    /// Link to the privacy policy.
    pub privacy_url: Option<String>,
    /// If true, people can choose the languages for tests.
    pub pseudo_locales: bool,
    secret_keys: Option<SecretString>,
    /// If true, the public URL may use plain http on a network.
    pub allow_insecure_http: bool,
    /// If true, HSTS includes subdomains of the public URL.
    pub hsts_include_subdomains: bool,
    /// Who may register.
    pub registration: WhoMayRegister,
    /// Applications before which this is the gate. The first entry that is about a request decides.
    pub apps: Vec<App>,
    /// The application that shares the public URL, and is guarded there. `None`: this is a sign-in alone.
    pub guard_url: Option<Url>,
    /// What is demanded before it, where no entry of `apps` says otherwise.
    pub guard_policy: Demand,
    /// The certificates of the public URL, and beside it their key, if this server itself speaks https.
    pub tls_certificate_file: Option<PathBuf>,
    /// The key of that certificate.
    pub tls_key_file: Option<PathBuf>,
    /// The file that declares people.
    pub people_file: Option<PathBuf>,
    /// Whether every account must have a second factor.
    pub require_second_factor: SecondFactorRequired,
    /// Accepted TOTP steps.
    pub totp_window: Window,
    /// The RP ID of passkeys, if it is not the host of the public URL.
    pub passkey_rp_id: Option<String>,
    /// Networks of the proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// A session ends after this time without use.
    pub session_idle_minutes: u32,
    /// A session ends after this time, however much it is used.
    pub session_max_hours: u32,
    /// For how long a browser may be trusted in place of a second factor. 0: never.
    pub trusted_browser_days: u32,
    /// How long after turning two-factor authentication on people are asked whether code and recovery codes are at hand. 0: never.
    pub checkup_days: u32,
    /// How long the security logs reach back.
    pub security_log_days: u32,
    /// How long an account that is to be deleted can be taken back.
    pub deletion_notice_days: u32,
    /// Hours that somebody who has lost every second factor waits until they are taken off. 0: they never are.
    pub recovery_wait_hours: u32,
    /// Memory cost of a password hash.
    pub password_hash_memory_kib: u32,
    /// Number of passes of a password hash over its memory.
    pub password_hash_passes: u32,
    /// Number of passwords hashed concurrently.
    pub password_hash_parallel: usize,
    /// Where letters go. `None`: there are none.
    pub mail_url: Option<MailUrl>,
    mail_from: Option<Mailbox>,
    /// To whom people answer, if not to the sender.
    pub mail_reply_to: Option<Mailbox>,
    /// The certificate of the authority that signed the mail server's, beside those of the web.
    pub mail_ca_file: Option<PathBuf>,
    webhook_url: Option<SecretString>,
    webhook_secret: Option<WebhookSecrets>,
    /// Where the operator's push messages go.
    pub operator_push_url: Option<PushAddress>,
    /// Hosts to which people may have their own push messages sent.
    pub personal_push_hosts: PushHosts,
    /// Networks that are not public, and to which notices may be sent all the same.
    pub notice_networks: Vec<IpNet>,
    /// The certificate of the authority that signed those of hosts that get notices, beside those of the web.
    pub notice_ca_file: Option<PathBuf>,
    /// Format of the log.
    pub log_format: LogFormat,
    /// Filter of the log, in `EnvFilter` syntax.
    pub log: String,
    /// If true, the log includes the client's IP address for a wrong guess.
    pub log_client_addresses: bool,
    /// How long requests may continue after the stop signal.
    pub shutdown_seconds: u32,
    /// Maximum duration of a request.
    pub request_seconds: u32,
    /// Maximum idle time of a connection between two requests.
    pub keep_alive_seconds: u32,
}

impl Config {
    /// Loads the configuration of this process.
    pub fn load(flags: &Flags) -> Result<Self, ConfigError> {
        Self::from_sources(flags, &Surroundings::of_this_process())
    }

    /// Loads the configuration from these flags and surroundings.
    pub fn from_sources(flags: &Flags, surroundings: &Surroundings) -> Result<Self, ConfigError> {
        Self::read(flags, surroundings).map(|(config, _)| config)
    }

    /// The configuration, and where each value of it comes from.
    fn read(flags: &Flags, surroundings: &Surroundings) -> Result<(Self, Settings), ConfigError> {
        let mut given = Settings::collect(flags, surroundings)?;
        let guard_url = given.value("guard_url", rules::guard_url)?;
        // Whoever may come in at will is no gate.
        let registration = if guard_url.is_some() { "invited" } else { "open" };
        let allow_insecure_http = given.or("allow_insecure_http", "false", rules::yes_or_no)?;
        let config = Self {
            listen: given.or("listen", "127.0.0.1:3000", rules::socket_address)?,
            metrics_listen: given.value("metrics_listen", rules::socket_address)?,
            database_url: given.value("database_url", rules::database_url)?,
            database_connections: given.or("database_connections", "8", number(1..=1000))?,
            public_url: given.value("public_url", |text| public_url::parse(text, allow_insecure_http))?,
            site_root: given.value("site_root", rules::path)?.or_else(|| surroundings.site_root.clone()),
            data_dir: given.or("data_dir", "data", rules::path)?,
            app_name: given.or("app_name", "Latchkey", rules::app_name)?,
            accent_color: given.value("accent_color", AccentColor::parse)?,
            logo_file: given.value("logo_file", rules::path)?,
            footer_text: given.value("footer_text", rules::footer_text)?,
            imprint_url: given.value("imprint_url", rules::web_address)?,
            privacy_url: given.value("privacy_url", rules::web_address)?,
            pseudo_locales: given.or("pseudo_locales", "false", rules::yes_or_no)?,
            secret_keys: given.value("secret_keys", rules::secret_keys)?,
            allow_insecure_http,
            hsts_include_subdomains: given.or("hsts_include_subdomains", "false", rules::yes_or_no)?,
            registration: given.or("registration", registration, rules::registration)?,
            guard_url,
            guard_policy: given.or("guard_policy", "signed_in", rules::policy)?,
            tls_certificate_file: given.value("tls_certificate_file", rules::path)?,
            tls_key_file: given.value("tls_key_file", rules::path)?,
            apps: given.apps(),
            people_file: given.value("people_file", rules::path)?,
            require_second_factor: given.or("require_second_factor", "never", rules::second_factor)?,
            totp_window: given.or("totp_window", "one_step_either_way", rules::totp_window)?,
            passkey_rp_id: given.value("passkey_rp_id", rules::rp_id)?,
            trusted_proxies: given.value("trusted_proxies", rules::trusted_proxies)?.unwrap_or_default(),
            session_idle_minutes: given.or("session_idle_minutes", "60", number(1..=30 * 24 * 60))?,
            session_max_hours: given.or("session_max_hours", "24", number(1..=30 * 24))?,
            trusted_browser_days: given.or("trusted_browser_days", "0", number(0..=90))?,
            checkup_days: given.or("checkup_days", "28", number(0..=3650))?,
            security_log_days: given.or("security_log_days", "180", number(1..=3650))?,
            recovery_wait_hours: given.or("recovery_wait_hours", "0", rules::wait_hours)?,
            deletion_notice_days: given.or("deletion_notice_days", "7", number(0..=90))?,
            password_hash_memory_kib: given.or("password_hash_memory_kib", "19456", number(12_288..=4 * 1024 * 1024))?,
            password_hash_passes: given.or("password_hash_passes", "2", number(1..=100))?,
            password_hash_parallel: given.or(
                "password_hash_parallel",
                &surroundings.cores.clamp(1, 1024).to_string(),
                number(1..=1024),
            )?,
            mail_url: given.value("mail_url", rules::mail_url)?,
            mail_from: given.value("mail_from", rules::mailbox)?,
            mail_reply_to: given.value("mail_reply_to", rules::mailbox)?,
            mail_ca_file: given.value("mail_ca_file", rules::path)?,
            webhook_url: given.value("webhook_url", rules::webhook_url)?,
            webhook_secret: given.value("webhook_secret", rules::webhook_secret)?,
            operator_push_url: given.value("operator_push_url", rules::push_address)?,
            personal_push_hosts: given.value("personal_push_hosts", rules::push_hosts)?.unwrap_or_default(),
            notice_networks: given.value("notice_networks", rules::notice_networks)?.unwrap_or_default(),
            notice_ca_file: given.value("notice_ca_file", rules::path)?,
            log_format: given.or("log_format", "text", rules::log_format)?,
            log: given.or("log", "info", rules::log)?,
            log_client_addresses: given.or("log_client_addresses", "false", rules::yes_or_no)?,
            shutdown_seconds: given.or("shutdown_seconds", "25", number(1..=600))?,
            request_seconds: given.or("request_seconds", "5", number(1..=600))?,
            keep_alive_seconds: given.or("keep_alive_seconds", "75", number(1..=3600))?,
        };
        given.refuse_the_rest()?;
        config.agrees(&given)?;
        Ok((config, given))
    }
}
