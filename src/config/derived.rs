//! What follows from the settings.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use latchkey_core::{
    domain::{
        gate::{AppRule, Gate, HostPattern, groups::Groups},
        keys::Keyring,
        origin::Origin,
        passkey::{BadRelyingParty, RelyingParty},
        password::{HashCost, MIN_CHARS, MIN_CHARS_WITH_SECOND_FACTOR, PasswordPolicy},
        random::Random,
        requirement::SecondFactorRequired,
        session::Lifetimes,
    },
    mail::Pushes,
};
use lettre::message::Mailbox;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{Config, ConfigError, key_file, rules};
use crate::{http::base::BASE, push::WebhookSecrets};

/// Characters encoded in the path of a `sqlite:` URL: those that end the path, and the percent sign itself.
const SQLITE_PATH_ENCODED: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#');

impl Config {
    /// URL of the database.
    pub fn database_url(&self) -> SecretString {
        self.database_url.clone().unwrap_or_else(|| {
            let path = self.data_dir.join("latchkey.db");
            format!("sqlite:{}?mode=rwc", utf8_percent_encode(&path.to_string_lossy(), SQLITE_PATH_ENCODED)).into()
        })
    }

    /// The origin for browsers, if the server listens on `bound`.
    pub fn public_url_for(&self, bound: SocketAddr) -> Origin {
        let origin = self.public_url.clone().unwrap_or_else(|| Origin::localhost(bound.port()));
        if self.guard_url.is_some() { origin.below(BASE) } else { origin }
    }

    /// The rules of applications, if this server is at `origin`. The last one is about the application that shares it.
    pub fn gate(&self, origin: &Origin) -> Gate {
        let shared = self.guard_url.as_ref().map(|_| AppRule {
            host: HostPattern::Exactly(origin.canonical_host()),
            paths: vec![],
            methods: vec![],
            demand: self.guard_policy,
            groups: Groups::default(),
            proved_within: None,
            name: Some(origin.host().to_owned()),
            headers: vec![],
        });
        Gate(self.apps.iter().map(|app| app.rule.clone()).chain(shared).collect())
    }

    /// The origin for browsers, if the settings tell it: not when the system chooses the port.
    pub fn known_public_url(&self) -> Option<Origin> {
        (self.public_url.is_some() || self.listen.port() != 0).then(|| self.public_url_for(self.listen))
    }

    /// For whom passkeys are, or why there are none at this origin.
    pub fn relying_party(&self, origin: &Origin) -> Result<RelyingParty, BadRelyingParty> {
        RelyingParty::new(origin, self.passkey_rp_id.as_deref())
    }

    /// The sender of letters.
    pub fn mail_from(&self) -> Option<Mailbox> {
        self.mail_from.clone()
    }

    /// The operator's webhook, and what its requests are signed with.
    pub fn webhook(&self) -> Option<(Url, WebhookSecrets)> {
        let url = Url::parse(self.webhook_url.as_ref()?.expose_secret()).ok()?;
        Some((url, self.webhook_secret.clone()?))
    }

    /// By which channels besides mail people and operators are told.
    pub fn pushes(&self) -> Pushes {
        Pushes {
            to_webhook: self.webhook_url.is_some(),
            to_operator: self.operator_push_url.is_some(),
            to_people: self.personal_push_hosts.clone(),
        }
    }

    /// True if anybody is told of events.
    pub fn tells(&self) -> bool {
        self.mail_url.is_some() || self.pushes().are_any()
    }

    /// Rules for new passwords.
    pub fn password_policy(&self) -> PasswordPolicy {
        let host = self.public_url_for(self.listen).host().to_owned();
        PasswordPolicy {
            min_chars: match self.require_second_factor {
                SecondFactorRequired::Everybody => MIN_CHARS_WITH_SECOND_FACTOR,
                // An account may live with its password alone, for a while at least.
                SecondFactorRequired::Never | SecondFactorRequired::From(_) => MIN_CHARS,
            },
            service_names: vec![self.app_name.clone(), "latchkey".into(), host],
        }
    }

    /// Cost of new password hashes.
    pub fn hash_cost(&self) -> HashCost {
        HashCost { memory: self.password_hash_memory_kib, passes: self.password_hash_passes }
    }

    /// Lifetimes of sessions.
    pub fn lifetimes(&self) -> Lifetimes {
        Lifetimes {
            idle: Duration::from_secs(60 * u64::from(self.session_idle_minutes)),
            session: Duration::from_secs(3600 * u64::from(self.session_max_hours)),
            trust: Duration::from_secs(24 * 3600 * u64::from(self.trusted_browser_days)),
        }
    }

    /// How long after turning two-factor authentication on people are asked whether everything is at hand. Zero: never.
    pub fn checkup_after(&self) -> Duration {
        Duration::from_secs(24 * 3600 * u64::from(self.checkup_days))
    }

    /// How long an account's events are kept.
    pub fn events_kept(&self) -> Duration {
        Duration::from_secs(24 * 3600 * u64::from(self.security_log_days))
    }

    /// How long somebody who has lost every second factor waits.
    pub fn recovery_wait(&self) -> Duration {
        Duration::from_secs(3600 * u64::from(self.recovery_wait_hours))
    }

    /// How long an account that is to be deleted can be taken back.
    pub fn deletion_notice(&self) -> Duration {
        Duration::from_secs(24 * 3600 * u64::from(self.deletion_notice_days))
    }

    /// How long requests may continue after the stop signal.
    pub fn shutdown_deadline(&self) -> Duration {
        Duration::from_secs(self.shutdown_seconds.into())
    }

    /// Maximum duration of a request.
    pub fn request_deadline(&self) -> Duration {
        Duration::from_secs(self.request_seconds.into())
    }

    /// Maximum idle time of a connection between two requests.
    pub fn keep_alive(&self) -> Duration {
        Duration::from_secs(self.keep_alive_seconds.into())
    }

    /// Creates the data folder, accessible only to this user, if it is missing and needed.
    pub fn create_data_dir(&self) -> Result<(), ConfigError> {
        if self.secret_keys.is_some() && self.database_url.is_some() {
            return Ok(());
        }
        key_file::create_private_folder(&self.data_dir).map_err(|error| {
            let path = self.data_dir.display();
            ConfigError::new(format!(
                "data_dir: the folder {path} cannot be made ({error}): name a folder that this user may write to"
            ))
        })
    }

    /// The secret keys from the setting, or from the file `secret-keys` in the data folder. Creates the file with a new key if it
    /// is missing.
    pub fn keyring(&self, random: &dyn Random) -> Result<Keyring, ConfigError> {
        if self.secret_keys.is_some() {
            return self.existing_keyring();
        }
        self.create_data_dir()?;
        key_file::open_or_create(&self.key_file(), random)
    }

    /// The existing secret keys: from the setting, or from the file. Creates nothing.
    pub fn existing_keyring(&self) -> Result<Keyring, ConfigError> {
        match &self.secret_keys {
            Some(keys) => rules::keyring(keys).map_err(|reason| ConfigError::new(format!("secret_keys: {reason}"))),
            None => key_file::open(&self.key_file()),
        }
    }

    /// Where the secret keys are, unless a setting holds them. The absolute path, so that an error in a service's log identifies the file.
    pub fn key_file(&self) -> PathBuf {
        std::path::absolute(&self.data_dir).unwrap_or_else(|_| self.data_dir.clone()).join("secret-keys")
    }
}
