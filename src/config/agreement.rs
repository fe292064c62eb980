//! What settings demand of one another.

use super::{Config, ConfigError, MailUrl, rules, sources::Settings};

impl Config {
    /// Checks that involve more than one setting.
    pub(super) fn agrees(&self, given: &Settings) -> Result<(), ConfigError> {
        if self.public_url.is_none() && !self.listen.ip().is_loopback() {
            return Err(given.error(
                "public_url",
                "is needed because listen is open to the network: set LATCHKEY_PUBLIC_URL or --public-url to the address that \
                 browsers use, such as https://login.example.com",
            ));
        }
        if !rules::is_strong_enough(self.hash_cost()) {
            return Err(given.error(
                "password_hash_memory_kib",
                "is too little for this password_hash_passes: use 19456 or more with 2 passes, 47104 with 1, or 12288 with 3",
            ));
        }
        let sends = matches!(self.mail_url, Some(MailUrl::Smtp(_)));
        if sends && self.mail_from.is_none() {
            return Err(
                given.error("mail_from", "is needed beside mail_url: set it to the sender, such as Example <login@example.com>")
            );
        }
        if self.mail_url.is_none() && self.mail_from.is_some() {
            return Err(given
                .error("mail_url", "is needed beside mail_from: set it to the mail server, such as smtps://USER:PASSWORD@HOST"));
        }
        match (&self.webhook_url, &self.webhook_secret) {
            (Some(_), None) => {
                return Err(given.error(
                    "webhook_secret",
                    "is needed beside webhook_url, which receivers check requests by: printf 'whsec_%s' $(openssl rand -base64 32)",
                ));
            }
            (None, Some(_)) => return Err(given.error("webhook_url", "is needed beside webhook_secret")),
            _ => {}
        }
        if let (Some(_), Some(Err(why))) =
            (&self.passkey_rp_id, self.known_public_url().map(|origin| self.relying_party(&origin)))
        {
            return Err(given.error("passkey_rp_id", &format!("is of no use at this public_url: {why}")));
        }
        // Behind a proxy, too, everybody could read the links that open accounts.
        let is_public = !self.listen.ip().is_loopback() || self.public_url.as_ref().is_some_and(|url| !url.is_loopback());
        if matches!(self.mail_url, Some(MailUrl::Kept)) && is_public {
            return Err(given.error(
                "mail_url",
                "is dev:, which shows letters to everybody, and this server is for more than this machine: name a mail server",
            ));
        }
        match (&self.tls_certificate_file, &self.tls_key_file) {
            (Some(_), None) => return Err(given.error("tls_key_file", "is needed beside tls_certificate_file")),
            (None, Some(_)) => return Err(given.error("tls_certificate_file", "is needed beside tls_key_file")),
            _ => {}
        }
        if self.lifetimes().idle > self.lifetimes().session {
            return Err(given.error("session_idle_minutes", "is longer than session_max_hours: lower the one or raise the other"));
        }
        Ok(())
    }
}
