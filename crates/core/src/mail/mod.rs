//! Mail: which letters are due, and what they tell; and what other channels tell in their place. Who writes them out and sends them is the
//! front end's matter.
//!
//! ```text
//!  a deed ──▶ letters: in the transaction of its event ──▶ due ──▶ written in the person's language, sent ──▶ sent | put off | dropped
//! ```
//!
//! Servers take letters by a lease. If one ends while it sends, another one sends the letter once more, under the same Message-ID.

mod asked;
mod delivery;
mod links;
mod notice;
mod push;
mod push_address;
mod spread;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use asked::{AskedRegistration, RegistrationRequest, ask_for_reset, ask_to_register, asked_registration, check_code};
pub use delivery::{Delivery, NotSent, not_sent, sent};
pub use links::{seal_by_link, undo_change_of_email};
pub use notice::Told;
pub use push::{PushDraft, Pushes, Recipient, draft_push};
pub use spread::spread;

pub(crate) use asked::{account_to_wait, ask_to_confirm, ask_to_wait, confirmed_email};
pub(crate) use links::wait_to_cancel;
pub(crate) use notice::to_former;
pub(crate) use push_address::resealed;
pub(crate) use spread::to_former_push;

use crate::{
    AuthError, Services,
    domain::{
        account::{Account, RecoveryWait},
        email::EmailAddress,
        event::Event,
        keys::Sealed,
        language::LanguageTag,
        letter::{Channel, LetterId, Purpose},
        link_token::LinkToken,
        name::PersonName,
        time::Timestamp,
        token::SignedToken,
        whereabouts::Whereabouts,
    },
    health,
    store::{Letter, Term},
};

use notice::{MANY, counted_for};

/// For this long nobody else sends a letter that was taken. Longer than a mail server may take for it.
const LEASE: Duration = Duration::from_secs(5 * 60);

/// A letter that is due, as what it tells.
pub struct Draft {
    /// For the report of it. Its id is for the Message-ID.
    pub delivery: Delivery,
    /// To whom. One recipient, always.
    pub to: EmailAddress,
    /// What they are called.
    pub name: PersonName,
    /// The language that they chose.
    pub language: Option<LanguageTag>,
    /// What it tells.
    pub content: Content,
    /// The code of the link that seals the account, for its page: if it was not them.
    pub seal: Option<SignedToken>,
    /// The code of the link that puts the former address back, for its page.
    pub undo: Option<SignedToken>,
    /// The wait of which it tells, with the code of the link that cancels it.
    pub wait: Option<(RecoveryWait, SignedToken)>,
    /// Number of recovery codes that are left, after one was used.
    pub codes_left: Option<u32>,
}

/// What a letter tells.
pub enum Content {
    /// Something that happened to the account.
    Notice(Event),
    /// The same, to whoever has the address that the account had before.
    NoticeToFormer(Event),
    /// More happened than is written about.
    Many(Timestamp),
    /// What somebody asked a letter for.
    Asked {
        /// What it is.
        what: Asked,
        /// When it was asked for.
        at: Timestamp,
        /// From where.
        whereabouts: Whereabouts,
    },
}

/// What somebody asks a letter for.
pub enum Asked {
    /// A new password.
    NewPassword(LinkToken),
    /// An account with this address: the code of the link that confirms it.
    Registration(SignedToken),
    /// Another address for the account, which is this: the code of the link that confirms it.
    NewAddress(SignedToken),
    /// The wait for lost second factors: the code of the link by which it begins.
    RecoveryWait(SignedToken),
    /// The address for an account. It has one already.
    AddressInUse,
}

impl Asked {
    const fn name(&self) -> &'static str {
        match self {
            Self::NewPassword(_) => Purpose::ForgottenPassword.name(),
            Self::Registration(_) => Purpose::Registration.name(),
            Self::NewAddress(_) => Purpose::NewAddress.name(),
            Self::RecoveryWait(_) => Purpose::RecoveryWait.name(),
            Self::AddressInUse => "address_in_use",
        }
    }
}

impl Content {
    /// Name under which it is remembered.
    fn name(&self) -> &'static str {
        match self {
            Self::Notice(event) => event.kind.name(),
            Self::NoticeToFormer(_) => Purpose::NoticeToFormer.name(),
            Self::Many(_) => MANY,
            Self::Asked { what, .. } => what.name(),
        }
    }
}

/// What is sealed with a letter.
#[derive(Default, Serialize, Deserialize)]
struct Payload {
    to: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    user_agent: String,
    /// The token of a link, or what its code seals: the same however often the letter is sent.
    #[serde(default)]
    token: String,
}

impl Services {
    fn seal_payload(&self, id: LetterId, payload: &Payload) -> Result<Sealed, AuthError> {
        let text = serde_json::to_vec(payload).map_err(|error| AuthError::Broken(format!("a letter: {error}")))?;
        Ok(self.keys.seal(&text, id.0.as_bytes(), self.random()))
    }

    fn open_payload(&self, letter: &Letter) -> Result<Payload, AuthError> {
        let broken = |error: &dyn std::fmt::Display| AuthError::Broken(format!("letter {}: {error}", letter.id));
        let sealed = letter.payload.as_ref().ok_or_else(|| broken(&"it holds nothing"))?;
        let opened = self.keys.open(sealed, letter.id.0.as_bytes()).map_err(|error| broken(&error))?;
        serde_json::from_slice(&opened).map_err(|error| broken(&error))
    }
}

/// A letter that was taken out of the outbox.
pub struct Due(Letter);

/// True if this server may look for letters: with a clock that is wrong, all would be due or too late.
pub async fn is_ready(services: &Services) -> bool {
    let obstacle = health::obstacle(services).await;
    if let Some(obstacle) = &obstacle {
        tracing::warn!(cause = obstacle.cause, "mail.waits");
    }
    obstacle.is_none()
}

/// Takes a letter of a channel that is due out of the outbox: the one that has waited longest.
pub async fn due(services: &Services, channel: Channel) -> Result<Option<Due>, AuthError> {
    let now = services.now();
    let term = Term { now, until: now + LEASE, only_spread: services.policy.pushes.are_any() };
    Ok(services.store.claim_letters(channel, term, 1).await?.pop().map(Due))
}

/// Finds out what a letter tells by mail. It must be reported as [`sent`] or [`not_sent`]. `None` if it tells nothing any more: it is gone.
pub async fn draft(services: &Services, Due(letter): Due) -> Result<Option<Draft>, AuthError> {
    let attempt = letter.attempt();
    let drafted = drafted(services, letter).await?;
    if drafted.is_none() {
        services.store.letter_dropped(attempt).await?;
    }
    Ok(drafted)
}

async fn drafted(services: &Services, letter: Letter) -> Result<Option<Draft>, AuthError> {
    let now = services.now();
    if letter.expires_at <= now {
        services.metrics.letters_given_up.add(letter.purpose.channel());
        tracing::warn!(letter = %letter.id, attempts = letter.attempts, "mail.given_up: it could not be sent in time");
        return Ok(None);
    }
    match letter.purpose {
        Purpose::ForgottenPassword => asked::reset(services, letter).await,
        Purpose::Registration => asked::registration(services, letter).await,
        Purpose::NewAddress => asked::new_address(services, letter).await,
        Purpose::RecoveryWait => asked::wait(services, letter).await,
        Purpose::RecoveryReminder => notice::reminder(services, letter).await,
        Purpose::Notice | Purpose::NoticeToFormer => notice::notice(services, letter).await,
        // Those of other channels are never taken by this one.
        Purpose::Webhook | Purpose::OperatorPush | Purpose::Push | Purpose::PushToFormer | Purpose::PushReminder => Ok(None),
    }
}

fn addressed(services: &Services, account: &Account, letter: Letter, (to, content): (EmailAddress, Content)) -> Draft {
    // Without a second factor nothing that the person has could open a seal.
    let can_seal = account.two_factor && !account.sealed && !matches!(content, Content::Asked { .. });
    let account_id = counted_for(&content, Some(account.id));
    Draft {
        delivery: Delivery::of(&letter, account_id, content.name()),
        to,
        name: account.name.clone(),
        language: account.language.clone(),
        content,
        seal: can_seal.then(|| links::seal_code(services, account)),
        undo: None,
        wait: None,
        codes_left: None,
    }
}
