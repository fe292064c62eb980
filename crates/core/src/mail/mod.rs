//! Mail: which letters are due, and what they tell. Who writes them out and sends them is the front end's matter.
//!
//! ```text
//!  a deed ──▶ letters: in the transaction of its event ──▶ due ──▶ written in the person's language, sent ──▶ sent | put off | dropped
//! ```
//!
//! Servers take letters by a lease. If one ends while it sends, another one sends the letter once more, under the same Message-ID.

mod asked;
mod links;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use asked::{AskedRegistration, RegistrationRequest, ask_for_reset, ask_to_register, asked_registration, check_code};
pub use links::{code_of, seal_by_link, undo_change_of_email};

pub(crate) use asked::{account_to_wait, ask_to_confirm, ask_to_wait, confirmed_email};
pub(crate) use links::wait_to_cancel;

use crate::{
    AuthError, Client, Services,
    domain::{
        account::{Account, AccountId, RecoveryWait},
        email::EmailAddress,
        event::{Actor, Event, EventKind},
        keys::Sealed,
        language::LanguageTag,
        letter::{
            LetterId, MOST_AN_HOUR, MOST_GRAVE_AN_HOUR, NOTICE, NewLetter, Purpose, is_grave, is_optional, notice_after,
            wait_after,
        },
        name::PersonName,
        reset_token::ResetToken,
        throttle::{Limit, Subject},
        time::Timestamp,
        token::SignedToken,
        whereabouts::Whereabouts,
    },
    health,
    sign_in::recovery_wait,
    store::{Attempt, Letter, LetterAttempt},
};

const HOUR: Duration = Duration::from_secs(3600);
/// For this long nobody else sends a letter that was taken. Longer than a mail server may take for it.
const LEASE: Duration = Duration::from_secs(5 * 60);
/// How many attempts to send a letter may be refused for good, as it looks.
const MOST_REFUSALS: u32 = 3;
/// Told in place of further notices within an hour.
const MANY: &str = "many";
/// How long after the registration a sign-in in a new browser is that of the registration.
const JUST_REGISTERED: Duration = Duration::from_secs(60);

/// A letter that is due, as what it tells.
pub struct Draft {
    /// Id, for the Message-ID.
    pub id: LetterId,
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
    account_id: Option<AccountId>,
    attempt: LetterAttempt,
    expires_at: Timestamp,
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
    NewPassword(ResetToken),
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

/// Why a letter was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// It may be later: the mail server does not answer, or has no time.
    Yet,
    /// The mail server refuses it, such as for its recipient. It is not asked often.
    Refused,
    /// It never will be.
    Ever,
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

/// The letter that tells the address that an account had before. `None` if it has got many: whoever changes to and fro must not flood it.
pub(crate) async fn to_former(services: &Services, event: &Event, former: &EmailAddress) -> Result<Option<NewLetter>, AuthError> {
    if !services.policy.sends_mail {
        return Ok(None);
    }
    // Counted apart from what anybody may ask for: whoever asks for many letters must not thereby keep this one back.
    let subject = Subject::Letters(services.pseudonym(format!("former {}", former.as_str()).as_bytes()));
    match services.count(&[Attempt::of(&subject, Limit::Letters)], None).await {
        Err(AuthError::TooManyAttempts { .. }) => return Ok(None),
        counted => counted?,
    }
    let id = LetterId::random(services.random());
    let payload = Payload { to: former.as_str().to_owned(), ..Payload::default() };
    let payload = Some(services.seal_payload(id, &payload)?);
    let expires_at = event.at + NOTICE;
    Ok(Some(NewLetter { id, purpose: Purpose::NoticeToFormer, payload, not_before: event.at, expires_at }))
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

/// Takes a letter that is due out of the outbox: the one that has waited longest.
pub async fn due(services: &Services) -> Result<Option<Due>, AuthError> {
    let now = services.now();
    Ok(services.store.claim_letters(now, now + LEASE, 1).await?.pop().map(Due))
}

/// Finds out what a letter tells. It must be reported as [`sent`] or [`not_sent`]. `None` if it tells nothing any more: it is gone.
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
        tracing::warn!(letter = %letter.id, attempts = letter.attempts, "mail.given_up: it could not be sent in time");
        return Ok(None);
    }
    match letter.purpose {
        Purpose::ForgottenPassword => asked::reset(services, letter).await,
        Purpose::Registration => asked::registration(services, letter).await,
        Purpose::NewAddress => asked::new_address(services, letter).await,
        Purpose::RecoveryWait => asked::wait(services, letter).await,
        Purpose::RecoveryReminder => reminder(services, letter).await,
        Purpose::Notice | Purpose::NoticeToFormer => notice(services, letter).await,
    }
}

async fn notice(services: &Services, letter: Letter) -> Result<Option<Draft>, AuthError> {
    let (Some(account_id), Some(event_id)) = (letter.account_id, letter.event_id) else { return Ok(None) };
    let Some((account, event)) = services.store.matter_of(account_id, event_id).await? else { return Ok(None) };
    // What became of the event since: a sign-in that waited for its second factor, or the end of it.
    let is_of_registration = event.kind == EventKind::SignedIn && event.at < account.created_at + JUST_REGISTERED;
    if notice_after(&event).is_none() || is_of_registration {
        return Ok(None);
    }
    if is_optional(&event) && !account.optional_letters {
        return Ok(None);
    }
    if letter.purpose == Purpose::NoticeToFormer {
        let to = EmailAddress::from_stored(services.open_payload(&letter)?.to);
        // What put a former address back is not undone in turn.
        let undo = (event.kind == EventKind::EmailChanged).then(|| links::undo_code(services, &account, (event.at, &to)));
        let draft = addressed(services, &account, letter, (to, Content::NoticeToFormer(event)));
        return Ok(Some(Draft { undo, ..draft }));
    }
    let wait = if event.kind == EventKind::RecoveryBegun { wait(services, &account, event.at).await? } else { None };
    let hour_ago = services.now() - HOUR;
    let told = |what: Option<&'static str>| services.store.letters_sent(account.id, what, hour_ago);
    // Whoever knows the password may cause as many as they like.
    if event.kind == EventKind::SecondFactorMissing && told(Some(event.kind.name())).await? > 0 {
        return Ok(None);
    }
    let sent = told(None).await?;
    let most = if is_grave(event.kind) { MOST_GRAVE_AN_HOUR } else { MOST_AN_HOUR };
    let content = if sent < most {
        Content::Notice(event)
    } else if told(Some(MANY)).await? == 0 {
        Content::Many(event.at)
    } else {
        return Ok(None);
    };
    let codes_left = match &content {
        Content::Notice(event) if event.kind == EventKind::RecoveryCodeUsed => {
            Some(services.store.recovery_codes_left(account.id, &services.keys.ids()).await?)
        }
        _ => None,
    };
    let to = account.email.clone();
    Ok(Some(Draft { codes_left, wait, ..addressed(services, &account, letter, (to, content)) }))
}

/// The wait of an account that began then, if it is under way, with the code of the link that cancels it.
async fn wait(
    services: &Services,
    account: &Account,
    begun_at: Timestamp,
) -> Result<Option<(RecoveryWait, SignedToken)>, AuthError> {
    let is_under_way = recovery_wait::under_way(services, account).await?.is_some();
    let wait = account.recovery.filter(|wait| is_under_way && wait.begun_at == begun_at);
    Ok(wait.map(|wait| (wait, links::cancel_code(services, account, begun_at))))
}

/// A further letter about a wait. Whether its event is still there does not matter: who forgets it, or floods the log, must not stop it.
async fn reminder(services: &Services, letter: Letter) -> Result<Option<Draft>, AuthError> {
    let (Some(account_id), Some(event_id)) = (letter.account_id, letter.event_id) else { return Ok(None) };
    let Some(account) = services.store.account(account_id).await? else { return Ok(None) };
    let Some(begun) = account.recovery else { return Ok(None) };
    let Some(wait) = wait(services, &account, begun.begun_at).await? else { return Ok(None) };
    let event = Event {
        id: event_id,
        at: begun.begun_at,
        whereabouts: Whereabouts::default(),
        letters: vec![],
        ..services.event(EventKind::RecoveryBegun, account_id, (Actor::Somebody, Client::NONE))
    };
    let to = account.email.clone();
    Ok(Some(Draft { wait: Some(wait), ..addressed(services, &account, letter, (to, Content::Notice(event))) }))
}

fn addressed(services: &Services, account: &Account, letter: Letter, (to, content): (EmailAddress, Content)) -> Draft {
    // Without a second factor nothing that the person has could open a seal.
    let can_seal = account.two_factor && !account.sealed && !matches!(content, Content::Asked { .. });
    Draft {
        id: letter.id,
        to,
        name: account.name.clone(),
        language: account.language.clone(),
        content,
        seal: can_seal.then(|| links::seal_code(services, account)),
        undo: None,
        wait: None,
        codes_left: None,
        account_id: Some(account.id),
        attempt: letter.attempt(),
        expires_at: letter.expires_at,
    }
}

/// Reports a letter as sent.
pub async fn sent(services: &Services, draft: &Draft) -> Result<(), AuthError> {
    // What strangers ask for is counted when they ask, and must not use up what is written to the owner.
    let of = draft.account_id.filter(|_| !matches!(draft.content, Content::Asked { .. }));
    services.store.letter_sent(draft.attempt, of, draft.content.name(), services.now()).await?;
    let account = draft.account_id.map(tracing::field::display);
    tracing::info!(letter = %draft.id, account, told = draft.content.name(), "mail.sent");
    Ok(())
}

/// Reports a letter as not sent: it is tried again after a while, or given up.
pub async fn not_sent(services: &Services, draft: &Draft, why: NotSent) -> Result<(), AuthError> {
    let attempts = draft.attempt.number;
    let next = services.now() + wait_after(attempts);
    let is_over = match why {
        NotSent::Yet => false,
        NotSent::Refused => attempts >= MOST_REFUSALS,
        NotSent::Ever => true,
    };
    if is_over || next >= draft.expires_at {
        let account = draft.account_id.map(tracing::field::display);
        tracing::warn!(letter = %draft.id, account, told = draft.content.name(), "mail.given_up");
        services.store.letter_dropped(draft.attempt).await?;
    } else {
        services.store.letter_put_off(draft.attempt, next).await?;
    }
    Ok(())
}
