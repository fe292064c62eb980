//! Mail: which letters are due, and what they tell. Who writes them out and sends them is the front end's matter.
//!
//! ```text
//!  a deed ──▶ letters: in the transaction of its event ──▶ due ──▶ written in the person's language, sent ──▶ sent | put off | dropped
//! ```
//!
//! Servers take letters by a lease. If one ends while it sends, another one sends the letter once more, under the same Message-ID.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    AuthError, Client, Services,
    domain::{
        account::{Account, AccountId},
        email::EmailAddress,
        event::{Actor, Event, EventKind},
        invalid::Invalid,
        keys::Sealed,
        language::LanguageTag,
        letter::{LetterId, MOST_AN_HOUR, NewLetter, Purpose, notice_after, wait_after},
        name::PersonName,
        reset_token::ResetToken,
        session::Lifetimes,
        throttle::{Limit, Subject},
        time::Timestamp,
        token::SignedToken,
        whereabouts::{UserAgent, Whereabouts},
    },
    store::{Attempt, Letter},
};

const HOUR: Duration = Duration::from_secs(3600);
/// For this long nobody else sends a letter that was taken. Longer than all attempts to reach a mail server take.
const LEASE: Duration = Duration::from_secs(5 * 60);
/// How many letters a server takes at a time.
const AT_A_TIME: u16 = 10;
/// Told in place of further notices within an hour.
const MANY: &str = "many";
/// How long after the registration a sign-in in a new browser is that of the registration.
const JUST_REGISTERED: Duration = Duration::from_secs(60);
/// How long the link of a notice seals the account.
const SEAL_LINK: Duration = Duration::from_secs(7 * 24 * 3600);
/// For what such a link is sealed.
const SEAL_LINK_PURPOSE: &[u8] = b"seal link";

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
    account_id: AccountId,
    attempts: u32,
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
    /// Somebody asked for a new password.
    ForgottenPassword {
        /// The token of the link.
        token: ResetToken,
        /// When it was asked for.
        at: Timestamp,
        /// From where.
        whereabouts: Whereabouts,
    },
}

impl Content {
    /// Name under which it is remembered.
    fn name(&self) -> &'static str {
        match self {
            Self::Notice(event) => event.kind.name(),
            Self::NoticeToFormer(_) => Purpose::NoticeToFormer.name(),
            Self::Many(_) => MANY,
            Self::ForgottenPassword { .. } => Purpose::ForgottenPassword.name(),
        }
    }
}

/// Why a letter was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// It may be later: the mail server does not answer, or has no time.
    Yet,
    /// It never will be: the mail server refuses it.
    Ever,
}

/// What is sealed with a letter.
#[derive(Serialize, Deserialize)]
struct Payload {
    to: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    user_agent: String,
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

/// Asks for a letter with a link to a new password. The answer, the work and the time are the same for an address without an account: that
/// is looked up when the letter is due. Too many for one address, or from one network, are left out without a word.
pub async fn ask_for_reset(services: &Services, typed: &str, client: Client<'_>) -> Result<(), AuthError> {
    let email = EmailAddress::parse(typed).map_err(Invalid::from)?;
    if !services.policy.sends_mail {
        return Err(AuthError::NotFound);
    }
    let attempts = [
        Attempt::of(&Subject::LettersFrom(services.pseudonym(client.network().bytes())), Limit::Registration),
        Attempt::of(&Subject::Letters(services.pseudonym(email.as_str().as_bytes())), Limit::Letters),
    ];
    match services.count(&attempts, None).await {
        Err(AuthError::TooManyAttempts { .. }) => return Ok(()),
        counted => counted?,
    }
    let now = services.now();
    let id = LetterId::random(services.random());
    let Whereabouts { address, user_agent } = client.whereabouts();
    let payload = Payload {
        to: email.as_str().to_owned(),
        address: address.map(|address| address.to_string()).unwrap_or_default(),
        user_agent: user_agent.to_string(),
    };
    let letter = NewLetter {
        id,
        purpose: Purpose::ForgottenPassword,
        payload: Some(services.seal_payload(id, &payload)?),
        not_before: now,
        expires_at: now + Lifetimes::RESET_BY_MAIL,
    };
    services.store.put_letter(&letter, now).await?;
    Ok(())
}

/// The letter that tells the address that an account had before.
pub(crate) fn to_former(services: &Services, event: &Event, former: &EmailAddress) -> Result<Option<NewLetter>, AuthError> {
    if !services.policy.sends_mail {
        return Ok(None);
    }
    let id = LetterId::random(services.random());
    let payload = Payload { to: former.as_str().to_owned(), address: String::new(), user_agent: String::new() };
    let payload = Some(services.seal_payload(id, &payload)?);
    let expires_at = event.at + crate::domain::letter::NOTICE;
    Ok(Some(NewLetter { id, purpose: Purpose::NoticeToFormer, payload, not_before: event.at, expires_at }))
}

/// A letter that was taken out of the outbox.
pub struct Due(Letter);

/// Takes the letters that are due out of the outbox. What each tells, and whether it is sent at all, depends on those before it: they are
/// drafted and sent one by one.
pub async fn due(services: &Services) -> Result<Vec<Due>, AuthError> {
    let now = services.now();
    Ok(services.store.claim_letters(now, now + LEASE, AT_A_TIME).await?.into_iter().map(Due).collect())
}

/// Finds out what a letter tells. It must be reported as [`sent`] or [`not_sent`]. `None` if it tells nothing any more: it is gone.
pub async fn draft(services: &Services, Due(letter): Due) -> Result<Option<Draft>, AuthError> {
    let id = letter.id;
    let drafted = drafted(services, letter).await?;
    if drafted.is_none() {
        services.store.letter_dropped(id).await?;
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
        Purpose::ForgottenPassword => reset(services, letter).await,
        Purpose::Notice | Purpose::NoticeToFormer => notice(services, letter).await,
    }
}

async fn notice(services: &Services, letter: Letter) -> Result<Option<Draft>, AuthError> {
    let (Some(account_id), Some(event_id)) = (letter.account_id, letter.event_id) else { return Ok(None) };
    let Some((account, event)) = services.store.matter_of(account_id, event_id).await? else { return Ok(None) };
    // What became of the event since: a sign-in that waited for its second factor, or the end of it.
    let is_of_registration = event.kind == EventKind::SignedIn && event.at < account.created_at + JUST_REGISTERED;
    if notice_after(event.kind, event.is_new_device).is_none() || is_of_registration {
        return Ok(None);
    }
    let hour_ago = services.now() - HOUR;
    let told = services.store.letters_sent(account.id, None, hour_ago).await?;
    if letter.purpose == Purpose::NoticeToFormer {
        let to = EmailAddress::from_stored(services.open_payload(&letter)?.to);
        return Ok(Some(addressed(services, &account, letter, (to, Content::NoticeToFormer(event)))));
    }
    // Whoever knows the password may cause as many as they like.
    let is_repeated = event.kind == EventKind::SecondFactorMissing
        && services.store.letters_sent(account.id, Some(event.kind.name()), hour_ago).await? > 0;
    if is_repeated || told >= MOST_AN_HOUR {
        return Ok(None);
    }
    let content = if told + 1 == MOST_AN_HOUR { Content::Many(event.at) } else { Content::Notice(event) };
    let to = account.email.clone();
    Ok(Some(addressed(services, &account, letter, (to, content))))
}

async fn reset(services: &Services, letter: Letter) -> Result<Option<Draft>, AuthError> {
    let payload = services.open_payload(&letter)?;
    let email = EmailAddress::from_stored(payload.to);
    let Some(account) = services.store.account_by_email(&email).await? else { return Ok(None) };
    let whereabouts =
        Whereabouts { address: payload.address.parse().ok(), user_agent: UserAgent::from_stored(payload.user_agent) };
    let token = ResetToken::random(services.random());
    let event = Event {
        whereabouts: whereabouts.clone(),
        ..services.event(EventKind::PasswordResetIssued, account.id, (Actor::Somebody, Client::NONE))
    };
    // An earlier link no longer works. It is good until half an hour after it was asked for, however late the letter is.
    if !services.store.put_reset(&token.fingerprint(), letter.expires_at, &event).await? {
        return Ok(None);
    }
    let content = Content::ForgottenPassword { token, at: letter.created_at, whereabouts };
    Ok(Some(addressed(services, &account, letter, (email, content))))
}

fn addressed(services: &Services, account: &Account, letter: Letter, (to, content): (EmailAddress, Content)) -> Draft {
    // A sealed account needs no seal, and who forgot the password is not warned.
    let warns = !account.sealed && !matches!(content, Content::ForgottenPassword { .. });
    let seal = warns.then(|| {
        let until = (services.now() + SEAL_LINK).seconds();
        services.seal_text(&format!("{} {until}", account.id), SEAL_LINK_PURPOSE).into()
    });
    Draft {
        id: letter.id,
        to,
        name: account.name.clone(),
        language: account.language.clone(),
        content,
        seal,
        account_id: account.id,
        attempts: letter.attempts,
        expires_at: letter.expires_at,
    }
}

/// Reports a letter as sent.
pub async fn sent(services: &Services, draft: &Draft) -> Result<(), AuthError> {
    services.store.letter_sent(draft.id, Some(draft.account_id), draft.content.name(), services.now()).await?;
    tracing::info!(letter = %draft.id, account = %draft.account_id, told = draft.content.name(), "mail.sent");
    Ok(())
}

/// Reports a letter as not sent: it is tried again after a while, or given up.
pub async fn not_sent(services: &Services, draft: &Draft, why: NotSent) -> Result<(), AuthError> {
    let next = services.now() + wait_after(draft.attempts);
    if why == NotSent::Ever || next >= draft.expires_at {
        tracing::warn!(letter = %draft.id, account = %draft.account_id, told = draft.content.name(), "mail.given_up");
        services.store.letter_dropped(draft.id).await?;
    } else {
        services.store.letter_put_off(draft.id, next).await?;
    }
    Ok(())
}

/// Seals the account that the link of a letter names. Looking at its page changes nothing. Whoever has the letter may close the account,
/// and cannot open it.
pub async fn seal_by_link(services: &Services, code: &str, client: Client<'_>) -> Result<(), AuthError> {
    let code = code.trim();
    let code = code.rsplit_once('#').map_or(code, |(_, code)| code);
    let opened = services.open_text(code, SEAL_LINK_PURPOSE);
    let named = opened.as_deref().and_then(|text| {
        let (account, until) = text.split_once(' ')?;
        Some((account.parse::<AccountId>().ok()?, Timestamp::from_seconds(until.parse().ok()?)))
    });
    let Some((account, until)) = named else { return Err(AuthError::ResetOver) };
    if until <= services.now() {
        return Err(AuthError::ResetOver);
    }
    // One that is sealed already is as it should be.
    if services.store.seal(&services.event(EventKind::Sealed, account, (Actor::Somebody, client))).await? {
        tracing::info!(account = %account, "account.sealed_by_link");
    }
    Ok(())
}
