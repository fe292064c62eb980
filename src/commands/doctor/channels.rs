//! By which channels people and the operator are told: the mail server, and the hosts of webhook and push messages.

use latchkey_core::{Environment, domain::time::Timestamp};

use super::{
    certificate,
    finding::{Check, Finding},
};
use crate::{
    config::{Config, ConfigError},
    mail::Post,
    push::Pusher,
};

/// Looks at the channels. Sends nothing.
pub async fn examine(config: &Config, environment: &Environment) -> Vec<Finding> {
    let now = environment.clock.now();
    let (mail, notices) = tokio::join!(of_mail(config), of_notices(config));
    let mut findings: Vec<Finding> = mail.into_iter().chain(notices).collect();
    for (setting, file) in [("mail_ca_file", &config.mail_ca_file), ("notice_ca_file", &config.notice_ca_file)] {
        let bytes = file.as_ref().and_then(|file| std::fs::read(file).ok()).unwrap_or_default();
        findings.extend(of_authority(setting, &bytes, now));
    }
    findings
}

async fn of_mail(config: &Config) -> Vec<Finding> {
    if config.mail_url.is_none() {
        return vec![Finding::ok(Check::Mail, "No mail server is set: nobody gets letters, and an operator hands out links.")];
    }
    let origin = config.public_url_for(config.listen);
    let post = match Post::of(config, &origin) {
        Ok(Some(post)) => post,
        Ok(None) => return vec![],
        Err(error) => return vec![Finding::error(Check::Mail, error)],
    };
    if post.kept().is_some() {
        return vec![Finding::ok(Check::Mail, "Letters are kept for /dev/mail, and not sent.")];
    }
    vec![match post.connect().await {
        Ok(()) => Finding::ok(Check::Mail, "The mail server answers, and takes this server for one that may send."),
        Err(error) => Finding::wrong(
            Check::Mail,
            format!("The mail server cannot be used: {error}."),
            "check mail_url and mail_ca_file (docs/mail.md), and that a firewall lets this machine through",
        ),
    }]
}

async fn of_notices(config: &Config) -> Vec<Finding> {
    let origin = config.public_url_for(config.listen);
    let all: Result<_, ConfigError> = Pusher::all(config, &origin);
    let all = match all {
        Ok(all) => all,
        Err(error) => return vec![Finding::error(Check::Notices, error)],
    };
    let mut findings = vec![];
    for pusher in all {
        let Some(setting) = pusher.setting() else { continue };
        findings.push(match pusher.look_up().await {
            Ok(()) => Finding::ok(Check::Notices, format!("{setting}: its host has addresses, and may be sent to.")),
            Err(error) => Finding::wrong(
                Check::Notices,
                format!("{setting}: nothing can be sent: {error}."),
                format!("mend that, then run latchkey notices test ({setting}, docs/notices.md)"),
            ),
        });
    }
    findings
}

/// A certificate of an authority, in a file that a setting names.
fn of_authority(setting: &str, pem: &[u8], now: Timestamp) -> Option<Finding> {
    let ends = certificate::first_end(pem)?;
    let whose = format!("The authority in {setting}");
    let finding = certificate::of_end(&whose, ends, now);
    (finding.state != super::State::Ok).then_some(finding)
}
