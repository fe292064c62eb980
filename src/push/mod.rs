//! What goes by other channels than mail: the operator's webhook, and push messages to the operator and to people.
//!
//! ```text
//!  latchkey_core::mail::draft_push ──▶ webhook: signed JSON, or message: ntfy | Gotify ──▶ outbound: looked up, checked, posted
//! ```

mod message;
mod outbound;
mod reach;
mod webhook;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::{StreamExt, stream};
use latchkey_core::{
    AuthError, Services,
    domain::{letter::Channel, origin::Origin, push::PushAddress, time::Timestamp},
    mail::{self, Due, NotSent, PushDraft, Recipient, Told},
};
use url::Url;

use self::{
    message::Message,
    outbound::{NotTaken, Outbound},
};
pub use self::{
    outbound::{causes, tls},
    webhook::WebhookSecrets,
};
use crate::{
    config::{Config, ConfigError},
    outbox::Carrier,
};

/// How many are sent at once: the hosts are strangers', and one that says nothing holds up few.
const AT_ONCE: usize = 8;

/// Where the operator is told.
#[derive(Clone)]
enum Target {
    Webhook(Url, WebhookSecrets),
    Push(PushAddress),
}

impl Target {
    /// The setting that names it.
    const fn setting(&self) -> &'static str {
        match self {
            Self::Webhook(..) => "webhook_url",
            Self::Push(_) => "operator_push_url",
        }
    }
}

/// Without the address, which may hold a secret.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.setting())
    }
}

/// Sends what one channel tells.
#[derive(Clone, Debug)]
pub struct Pusher {
    channel: Channel,
    /// Where to. `None`: each person says that.
    target: Option<Target>,
    outbound: Outbound,
    origin: Origin,
    app_name: String,
}

impl Pusher {
    /// Those of an installation, one for each channel that is set up. `origin` is where its pages are.
    pub fn all(config: &Config, origin: &Origin) -> Result<Vec<Arc<Self>>, ConfigError> {
        let outbound = Outbound::new(config.notice_networks.clone(), config.notice_ca_file.as_deref())?;
        let pusher = |channel, target| {
            Arc::new(Self {
                channel,
                target,
                outbound: outbound.clone(),
                origin: origin.clone(),
                app_name: config.app_name.clone(),
            })
        };
        let mut all = vec![];
        if let Some((url, secrets)) = config.webhook() {
            all.push(pusher(Channel::Webhook, Some(Target::Webhook(url, secrets))));
        }
        if let Some(address) = &config.operator_push_url {
            all.push(pusher(Channel::Operator, Some(Target::Push(address.clone()))));
        }
        if config.personal_push_hosts.are_any() {
            all.push(pusher(Channel::Person, None));
        }
        Ok(all)
    }

    /// Where the operator is told by it, as the name of the setting. `None`: it tells people.
    pub fn setting(&self) -> Option<&'static str> {
        self.target.as_ref().map(Target::setting)
    }

    /// Tells the operator that the channel works.
    pub async fn send_test(&self, id: &str, now: Timestamp) -> Result<(), NotTaken> {
        match &self.target {
            None => Ok(()),
            Some(Target::Webhook(url, secrets)) => {
                let body = webhook::test(now);
                self.outbound.post(url, |request| webhook::filled(request, secrets, (id, now), &body)).await
            }
            Some(Target::Push(address)) => self.push(address, &Message::test(&self.app_name)).await,
        }
    }

    /// Looks whether the host where the operator is told can be sent to. Sends nothing.
    pub async fn look_up(&self) -> Result<(), NotTaken> {
        match &self.target {
            None => Ok(()),
            Some(Target::Webhook(url, _)) => self.outbound.look_up(url).await,
            Some(Target::Push(address)) => {
                let service =
                    address.service().ok_or_else(|| NotTaken::NoRequest("its address is of no known service".into()))?;
                self.outbound.look_up(Message::url(&service)).await
            }
        }
    }

    async fn send(&self, draft: &PushDraft, now: Timestamp) -> Result<(), NotTaken> {
        let PushDraft { delivery, account, told, to } = draft;
        match (to, &self.target) {
            (Recipient::Person(address), _) => {
                self.push(address, &Message::to_person(told, account, (&self.app_name, &self.origin))).await
            }
            (Recipient::Operator, Some(Target::Push(address))) => {
                self.push(address, &Message::to_operator(told, account, &self.app_name)).await
            }
            (Recipient::Operator, Some(Target::Webhook(url, secrets))) => {
                // A webhook is told everything: it gets no digest.
                let Told::Event(event) = told else { return Ok(()) };
                let (body, id) = (webhook::told(event, account), delivery.id.to_string());
                self.outbound.post(url, |request| webhook::filled(request, secrets, (&id, now), &body)).await
            }
            (Recipient::Operator, None) => Ok(()),
        }
    }

    async fn push(&self, address: &PushAddress, message: &Message) -> Result<(), NotTaken> {
        let service = address.service().ok_or_else(|| NotTaken::NoRequest("its address is of no known service".into()))?;
        self.outbound.post(Message::url(&service), |request| message.filled(request, &service)).await
    }

    async fn try_to_send(&self, services: &Services, draft: &PushDraft) -> Result<bool, AuthError> {
        match self.send(draft, services.now()).await {
            Ok(()) => {
                mail::sent(services, &draft.delivery).await?;
                Ok(true)
            }
            Err(error) => {
                // An operator mends what is wrong, and nothing is lost meanwhile. A person's address is not asked for ever.
                let why = if self.target.is_some() { NotSent::Yet } else { error.why() };
                let channel = self.channel.name();
                tracing::warn!(cause = %error, channel, letter = %draft.delivery.id, "push.not_sent");
                mail::not_sent(services, &draft.delivery, why).await?;
                Ok(false)
            }
        }
    }
}

impl Pusher {
    /// Takes what is due, as long as there is anything, and sends some of it at once. What fails, or cannot be read, holds up no other, and what
    /// is under way is finished.
    async fn round(&self, services: &Services) -> (usize, usize) {
        let (taken, sent) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let next = |()| async {
            let due = mail::due(services, self.channel).await;
            let letter = due.inspect_err(|error| tracing::warn!(%error, "mail.not_delivered")).ok().flatten()?;
            taken.fetch_add(1, Ordering::Relaxed);
            Some((letter, ()))
        };
        let send = |letter| async {
            match self.draft_and_send(services, letter).await {
                Ok(is_sent) => {
                    sent.fetch_add(usize::from(is_sent), Ordering::Relaxed);
                }
                Err(error) => tracing::error!(%error, "push.not_reported"),
            }
        };
        stream::unfold((), next).for_each_concurrent(AT_ONCE, send).await;
        (taken.into_inner(), sent.into_inner())
    }

    async fn draft_and_send(&self, services: &Services, letter: Due) -> Result<bool, AuthError> {
        match mail::draft_push(services, letter).await? {
            Some(draft) => self.try_to_send(services, &draft).await,
            None => Ok(false),
        }
    }
}

impl Carrier for Pusher {
    async fn deliver(&self, services: &Services) -> Result<usize, AuthError> {
        let mut all = 0;
        loop {
            let (taken, sent) = self.round(services).await;
            all += sent;
            if taken == 0 {
                return Ok(all);
            }
        }
    }
}
