//! Mail, the webhook and push messages: encrypted, and with what they need.

use super::*;
use latchkey_core::domain::push::PushHosts;

#[test]
fn mail_is_encrypted_and_its_settings_belong_together() {
    const FROM: &str = "\nmail_from = 'login@example.com'";
    for url in ["smtps://mail.example.com", "smtp://a:b@mail.example.com:2525", "smtp://[::1]?tls=none"] {
        assert!(file(&format!("mail_url = '{url}'{FROM}")).load().is_ok(), "{url}");
        file(&format!("mail_url = '{url}'")).refused("mail_from (not set)", "is needed beside mail_url");
    }
    for (url, reason) in [
        ("mail.example.com", "must be smtps://"),
        ("http://mail.example.com", "must be smtps://"),
        ("smtps://mail.example.com/path", "must be smtps://"),
        ("smtp://a:b@mail.example.com?tls=none", "would send its password unencrypted"),
        ("smtp://mail.example.com?tls=opportunistic", "takes nothing behind its ?"),
    ] {
        file(&format!("mail_url = '{url}'{FROM}")).refused("mail_url", reason);
    }
    file("mail_from = 'login@example.com'").refused("mail_url (not set)", "is needed beside mail_from");
    file("mail_url = 'dev:'\nmail_from = 'nobody'").refused("mail_from", "must be an e-mail address");
    // Letters hold the links that open accounts: they are shown on a machine for development alone.
    assert!(file("mail_url = 'dev:'").load().is_ok());
    assert!(file("mail_url = 'dev:'\npublic_url = 'http://localhost:8080'").load().is_ok());
    file("mail_url = 'dev:'\npublic_url = 'https://id.example.com'").refused("mail_url", "for more than this machine");
}

#[test]
fn a_webhook_is_signed() {
    const SECRET: &str = "\nwebhook_secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'";
    for url in ["https://example.com/hook?token=x", "http://n8n:5678/hook"] {
        assert!(file(&format!("webhook_url = '{url}'{SECRET}")).load().unwrap().webhook().is_some(), "{url}");
        file(&format!("webhook_url = '{url}'")).refused("webhook_secret (not set)", "openssl rand");
    }
    for url in ["example.com", "ftp://example.com/", "https://ada:hunter2@example.com/", "https://example.com/#hunter2"] {
        file(&format!("webhook_url = '{url}'{SECRET}")).refused("webhook_url", "must be an https URL");
    }
    file(SECRET).refused("webhook_url (not set)", "is needed beside webhook_secret");
    for secret in ["hunter2", "whsec_hunter2", "whsec_aHVudGVyMg=="] {
        let text = format!("webhook_url = 'https://example.com/'\nwebhook_secret = '{secret}'");
        file(&text).refused("webhook_secret", "24 to 64 random bytes");
    }
}

#[test]
fn push_messages_go_to_known_services_at_hosts_that_are_named() {
    for url in ["https://ntfy.sh/hunter2", "http://gotify.lan/message?token=hunter2"] {
        assert!(file(&format!("operator_push_url = '{url}'")).load().unwrap().pushes().to_operator, "{url}");
    }
    file("operator_push_url = 'https://example.com/hunter2/x'").refused("operator_push_url", "a topic of ntfy");
    for (text, hosts) in [
        ("personal_push_hosts = '*'", PushHosts::Any),
        (
            "personal_push_hosts = ['NTFY.sh', 'push.example.com']",
            PushHosts::These(vec!["ntfy.sh".into(), "push.example.com".into()]),
        ),
        ("personal_push_hosts = []", PushHosts::None),
    ] {
        assert_eq!(file(text).load().unwrap().personal_push_hosts, hosts, "{text}");
    }
    file("personal_push_hosts = 'https://ntfy.sh'").refused("personal_push_hosts", "must be hosts");
    file("personal_push_hosts = '*, ntfy.sh'").refused("personal_push_hosts", "must be hosts");
    file("notice_networks = '0.0.0.0/0'").refused("notice_networks", "allows every address");
}
