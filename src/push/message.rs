//! Push messages: what they say, and how the two services want to be told. No code of a link is in them: whoever runs the service reads them.

use latchkey_core::{
    domain::{
        account::Account,
        event::{Event, EventKind},
        letter::is_grave,
        origin::Origin,
        push::PushService,
    },
    mail::Told,
};
use reqwest::RequestBuilder;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::Url;

use crate::{
    features::security_log::view::{actor, sentence},
    l10n::Locale,
    mail::letter::{notice, when_and_where},
    paths::SECURITY_LOG,
};

/// A push message.
pub struct Message {
    title: String,
    text: String,
    /// The page that it opens.
    link: Option<String>,
    is_urgent: bool,
}

impl Message {
    /// What a person is told, in their language.
    pub fn to_person(told: &Told, account: &Account, (app, origin): (&str, &Origin)) -> Self {
        let chosen = account.language.as_ref().map(|language| language.as_str());
        let l = Locale::for_person([chosen, None], "", false);
        let link = Some(origin.join(SECURITY_LOG));
        match told {
            Told::Event(event) => {
                let (title, mut said) = notice(l, event, account.two_factor && !account.sealed);
                if let Some(wait) = account.recovery.filter(|_| event.kind == EventKind::RecoveryBegun) {
                    said.pop();
                    said.push(l.letter_recovery_until(l.date_time(wait.due_at)));
                    said.push(l.push_recovery_how());
                }
                Self { title: format!("{title} · {app}"), text: said.join("\n"), link, is_urgent: is_urgent(event) }
            }
            Told::Many(at) => Self {
                title: format!("{} · {app}", l.letter_many_title()),
                text: l.push_many_text(l.date_time(*at)),
                link,
                is_urgent: true,
            },
        }
    }

    /// What the operator is told, in English. The account is named by its id alone: the service may be a stranger's.
    pub fn to_operator(told: &Told, account: &Account, app: &str) -> Self {
        let l = Locale::english();
        match told {
            Told::Event(event) => {
                let by = actor(l, event).map(|actor| format!(" ({actor})")).unwrap_or_default();
                let text = format!("Account {}\n{}", account.id, when_and_where(l, event.at, &event.whereabouts));
                Self { title: format!("{}{by} · {app}", sentence(l, event)), text, link: None, is_urgent: is_urgent(event) }
            }
            Told::Many(_) => Self {
                title: format!("Much happened to accounts · {app}"),
                text: "There is more than is told of here within an hour. The security logs, the log and the webhook have all of it.".into(),
                link: None,
                is_urgent: true,
            },
        }
    }

    /// One that says that messages arrive, to the operator.
    pub fn test(app: &str) -> Self {
        let (title, text) = (format!("Push messages work · {app}"), "If you read this, push messages work.".into());
        Self { title, text, link: None, is_urgent: false }
    }

    /// Where it is posted.
    pub fn url(service: &PushService) -> &Url {
        match service {
            PushService::Ntfy { url, .. } | PushService::Gotify { url, .. } => url,
        }
    }

    /// Makes a request of it.
    pub fn filled(&self, request: RequestBuilder, service: &PushService) -> RequestBuilder {
        let body = match service {
            PushService::Ntfy { topic, .. } => self.for_ntfy(topic),
            PushService::Gotify { .. } => self.for_gotify(),
        };
        let request = request.header("content-type", "application/json").body(body.to_string());
        match service {
            PushService::Ntfy { credentials: None, .. } => request,
            PushService::Ntfy { credentials: Some((user, password)), .. } => {
                request.basic_auth(user, Some(password.expose_secret()))
            }
            PushService::Gotify { token, .. } => request.header("x-gotify-key", token.expose_secret()),
        }
    }

    /// <https://docs.ntfy.sh/publish/#publish-as-json>
    fn for_ntfy(&self, topic: &str) -> Value {
        let mut body =
            json!({ "topic": topic, "title": self.title, "message": self.text, "priority": if self.is_urgent { 4 } else { 3 } });
        if let Some(link) = &self.link {
            body["click"] = json!(link);
        }
        body
    }

    /// <https://gotify.net/docs/pushmsg>
    fn for_gotify(&self) -> Value {
        let mut body = json!({ "title": self.title, "message": self.text, "priority": if self.is_urgent { 8 } else { 5 } });
        if let Some(link) = &self.link {
            body["extras"] = json!({ "client::notification": { "click": { "url": link } } });
        }
        body
    }
}

/// True for what wakes somebody up.
fn is_urgent(event: &Event) -> bool {
    is_grave(event.kind) || matches!(event.kind, EventKind::SecondFactorMissing | EventKind::TokenReused)
}
