//! Letters that somebody asks for: to choose a new password, or to confirm an address. Nothing tells whether an address has an account: that
//! is looked up when the letter is due. The codes of the links that confirm are sealed and stored nowhere.

use serde::{Deserialize, Serialize};

use super::{Asked, Content, Delivery, Draft, Payload, addressed};
use crate::{
    AuthError, Client, FullSession, Services,
    domain::{
        account::{Account, AccountId, Standing},
        email::EmailAddress,
        event::{Actor, Event, EventId, EventKind},
        invalid::{FieldProblem, Invalid, field},
        language::LanguageTag,
        letter::{LetterId, NewLetter, Purpose},
        link_token::{LinkToken, code_of},
        name::PersonName,
        session::Lifetimes,
        throttle::{Limit, Subject},
        time::Timestamp,
        token::{SignedToken, expose},
        whereabouts::{UserAgent, Whereabouts},
    },
    entrance,
    error::Complaints,
    store::{Attempt, Letter},
};

/// For what the link is sealed that confirms the address of a registration.
const REGISTRATION_PURPOSE: &[u8] = b"registration link";
/// For what the link is sealed that confirms another address.
const NEW_ADDRESS_PURPOSE: &[u8] = b"new address link";

/// For what the link is sealed by which a wait for lost second factors begins.
const WAIT_PURPOSE: &[u8] = b"recovery wait link";

/// Input of a registration whose address is to be confirmed.
pub struct RegistrationRequest<'a> {
    /// Display name.
    pub name: &'a str,
    /// E-mail address to sign in with.
    pub email: &'a str,
    /// The language that the person has chosen.
    pub language: Option<LanguageTag>,
    /// The page to go on to afterwards. It is kept as it is.
    pub next: &'a str,
    /// The code of an invitation, or its link. Empty: there is none.
    pub invitation: &'a str,
}

impl RegistrationRequest<'_> {
    /// Checks that the input is well-formed, and that its person may register.
    pub async fn check(&self, services: &Services) -> Result<(PersonName, EmailAddress), AuthError> {
        match (self.parse(), entrance::entry(services, self.invitation).await) {
            (Ok(parsed), Ok(_)) => Ok(parsed),
            (Err(AuthError::Invalid(mut all)), Err(AuthError::Invalid(more))) => {
                all.extend(more);
                Err(AuthError::Invalid(all))
            }
            // That nobody may is told before what is wrong with the fields.
            (_, Err(error)) | (Err(error), Ok(_)) => Err(error),
        }
    }

    fn parse(&self) -> Result<(PersonName, EmailAddress), AuthError> {
        let mut complaints = Complaints::default();
        let name = complaints.take(PersonName::parse(self.name));
        let email = complaints.take(EmailAddress::parse(self.email));
        name.zip(email).ok_or_else(|| complaints.refuse())
    }
}

/// A registration of which only the password is missing: whoever has its link has the mailbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AskedRegistration {
    /// Display name.
    pub name: String,
    /// E-mail address to sign in with, canonical.
    pub email: String,
    language: Option<String>,
    /// The page to go on to afterwards.
    pub next: String,
    /// The code of an invitation. Empty: there is none.
    #[serde(default)]
    pub invitation: String,
    /// Milliseconds since the Unix epoch.
    until: i64,
}

impl AskedRegistration {
    /// The language that the person has chosen.
    pub fn language(&self) -> Option<LanguageTag> {
        self.language.clone().map(LanguageTag::from_stored)
    }
}

/// Another address for an account, to be confirmed.
#[derive(Serialize, Deserialize)]
struct NewAddress {
    account: String,
    former: String,
    email: String,
    /// When the password was chosen: another one ends the link.
    password_changed_at: i64,
    /// When every factor was proved.
    asked_at: i64,
}

/// A wait for lost second factors, to be begun.
#[derive(Serialize, Deserialize)]
struct Wait {
    account: String,
    /// The address of the account. Another one ends the link.
    email: String,
    password_changed_at: i64,
    /// When the password was given.
    given_at: i64,
}

impl Payload {
    fn asked(to: &EmailAddress, client: Client<'_>, token: String) -> Self {
        let Whereabouts { address, user_agent } = client.whereabouts();
        let address = address.map(|address| address.to_string()).unwrap_or_default();
        Self { to: to.as_str().to_owned(), address, user_agent: user_agent.to_string(), token }
    }

    fn whereabouts(&self) -> Whereabouts {
        Whereabouts { address: self.address.parse().ok(), user_agent: UserAgent::from_stored(self.user_agent.clone()) }
    }
}

fn written(value: &impl Serialize) -> Result<String, AuthError> {
    serde_json::to_string(value).map_err(|error| AuthError::Broken(format!("a letter: {error}")))
}

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, AuthError> {
    serde_json::from_str(text).map_err(|error| AuthError::Broken(format!("a letter: {error}")))
}

/// A letter of a kind to an address of which nobody has shown that it is theirs. Each kind is counted by itself: strangers who ask for letters
/// of one kind must not keep the owner from those of another.
fn to_address(services: &Services, purpose: Purpose, email: &str) -> Attempt {
    let subject = Subject::Letters(services.pseudonym(format!("{} {email}", purpose.name()).as_bytes()));
    Attempt::of(&subject, Limit::Letters)
}

/// Writes a letter, unless too many were asked for from one network or for one address: those are left out without a word.
async fn ask(services: &Services, purpose: Purpose, payload: &Payload, client: Client<'_>) -> Result<(), AuthError> {
    let (network, site) = (client.network(), client.network().site());
    // The network comes first: a refused network must not use up the budget of its neighbours.
    let attempts = [
        Attempt::of(&Subject::LettersFrom(services.pseudonym(network.bytes())), Limit::Registration),
        Attempt::of(&Subject::LettersFromSite(services.pseudonym(site.bytes())), Limit::RegistrationOfSite),
        to_address(services, purpose, &payload.to),
    ];
    match services.count(&attempts, None).await {
        Err(AuthError::TooManyAttempts { .. }) => return Ok(()),
        counted => counted?,
    }
    let (now, id) = (services.now(), LetterId::random(services.random()));
    let lasts = if purpose == Purpose::ForgottenPassword { Lifetimes::RESET_BY_MAIL } else { Lifetimes::CONFIRMATION };
    let payload = Some(services.seal_payload(id, payload)?);
    services.store.put_letter(&NewLetter { id, purpose, payload, not_before: now, expires_at: now + lasts }, now).await?;
    Ok(())
}

/// Asks for a letter with a link to a new password. The answer, the work and the time are the same for an address without an account.
pub async fn ask_for_reset(services: &Services, typed: &str, client: Client<'_>) -> Result<(), AuthError> {
    let email = EmailAddress::parse(typed).map_err(Invalid::from)?;
    if !services.policy.sends_mail {
        return Err(AuthError::NotFound);
    }
    let token = expose(&LinkToken::random(services.random()).to_text()).to_owned();
    ask(services, Purpose::ForgottenPassword, &Payload::asked(&email, client, token), client).await
}

/// Asks for a letter with a link that leads on to the password of a new account. The answer, the work and the time are the same for an
/// address that has an account: its owner is told so.
pub async fn ask_to_register(services: &Services, typed: &RegistrationRequest<'_>, client: Client<'_>) -> Result<(), AuthError> {
    if !services.policy.sends_mail {
        return Err(AuthError::NotFound);
    }
    let (name, email) = typed.check(services).await?;
    let asked = AskedRegistration {
        name: name.to_string(),
        email: email.as_str().to_owned(),
        language: typed.language.as_ref().map(ToString::to_string),
        next: typed.next.to_owned(),
        invitation: code_of(typed.invitation).to_owned(),
        until: (services.now() + Lifetimes::CONFIRMATION).0,
    };
    ask(services, Purpose::Registration, &Payload::asked(&email, client, written(&asked)?), client).await
}

/// Asks for a letter with a link that confirms another address of the account. Whether that has an account is told to its owner alone.
pub(crate) async fn ask_to_confirm(
    services: &Services,
    who: &FullSession,
    email: &EmailAddress,
    client: Client<'_>,
) -> Result<(), AuthError> {
    let asked = NewAddress {
        account: who.account.id.to_string(),
        former: who.account.email.as_str().to_owned(),
        email: email.as_str().to_owned(),
        password_changed_at: who.account.password_changed_at.0,
        asked_at: services.now().0,
    };
    ask(services, Purpose::NewAddress, &Payload::asked(email, client, written(&asked)?), client).await
}

/// Asks for a letter with a link by which the wait for lost second factors begins.
pub(crate) async fn ask_to_wait(services: &Services, account: &Account, client: Client<'_>) -> Result<(), AuthError> {
    let asked = Wait {
        account: account.id.to_string(),
        email: account.email.as_str().to_owned(),
        password_changed_at: account.password_changed_at.0,
        given_at: services.now().0,
    };
    ask(services, Purpose::RecoveryWait, &Payload::asked(&account.email, client, written(&asked)?), client).await
}

/// Opens the code of a link by which a wait begins: of whose account, and when its password was given.
pub(crate) async fn account_to_wait(services: &Services, code: &str) -> Result<(Account, Timestamp), AuthError> {
    let asked: Wait = opened(services, code, WAIT_PURPOSE)?;
    let given_at = Timestamp(asked.given_at);
    let account = wanting(services, &asked).await?.filter(|_| services.now() < given_at + Lifetimes::CONFIRMATION);
    Ok((account.ok_or(AuthError::ResetOver)?, given_at))
}

/// The account of somebody who wants to wait, if it is as it was.
async fn wanting(services: &Services, asked: &Wait) -> Result<Option<Account>, AuthError> {
    let id: AccountId = asked.account.parse().map_err(|error| AuthError::Broken(format!("a wait: {error}")))?;
    let account = services.store.account(id).await?;
    let is_as_it_was = |account: &Account| {
        let is_same = account.email.as_str() == asked.email && account.password_changed_at.0 == asked.password_changed_at;
        is_same && account.two_factor && account.is_open()
    };
    Ok(account.filter(is_as_it_was))
}

/// Opens what somebody typed or pasted: a code of such a link, or the whole link.
fn opened<T: for<'de> Deserialize<'de>>(services: &Services, typed: &str, purpose: &[u8]) -> Result<T, AuthError> {
    check_code(typed)?;
    let opened = services.open_text(code_of(typed), purpose).ok_or(Invalid::new(field::LETTER_CODE, FieldProblem::Malformed))?;
    read(&opened)
}

/// Checks that there is a code.
pub fn check_code(typed: &str) -> Result<(), AuthError> {
    let empty = || Invalid::new(field::LETTER_CODE, FieldProblem::Empty).into();
    if code_of(typed).is_empty() { Err(empty()) } else { Ok(()) }
}

/// Opens the code of a link that confirms the address of a registration. It is good until its account exists.
pub async fn asked_registration(services: &Services, code: &str) -> Result<AskedRegistration, AuthError> {
    let asked: AskedRegistration = opened(services, code, REGISTRATION_PURPOSE)?;
    let is_taken = services.store.account_by_email(&EmailAddress::from_stored(asked.email.clone())).await?.is_some();
    if is_taken || Timestamp(asked.until) <= services.now() { Err(AuthError::ResetOver) } else { Ok(asked) }
}

/// Opens the code of a link that confirms another address, for the account that is signed in.
pub(crate) fn confirmed_email(services: &Services, who: &FullSession, code: &str) -> Result<EmailAddress, AuthError> {
    let asked: NewAddress = opened(services, code, NEW_ADDRESS_PURPOSE)?;
    let account = &who.account;
    if asked.account != account.id.to_string() {
        return Err(AuthError::OtherAccount);
    }
    let asked_at = Timestamp(asked.asked_at);
    // What puts a former address back forgets the known devices, as a seal does.
    let is_of_now = asked.former == account.email.as_str()
        && asked.password_changed_at == account.password_changed_at.0
        && account.devices_since <= asked_at;
    if !is_of_now || asked_at + Lifetimes::CONFIRMATION <= services.now() {
        return Err(AuthError::ResetOver);
    }
    Ok(EmailAddress::from_stored(asked.email))
}

/// The letter about a new password.
pub(super) async fn reset(services: &Services, letter: Letter) -> Result<Option<Draft>, AuthError> {
    let payload = services.open_payload(&letter)?;
    let email = EmailAddress::from_stored(payload.to.clone());
    let Some(account) = services.store.account_by_email(&email).await? else { return Ok(None) };
    // Whoever sealed it did not want the mailbox alone to open it: it may be that of a thief.
    if account.sealed && !account.two_factor || account.standing == Standing::Disabled {
        return Ok(None);
    }
    let whereabouts = payload.whereabouts();
    let token = LinkToken::parse(&payload.token, field::RESET_CODE)?;
    let kind = EventKind::PasswordResetIssued;
    let event = services.event(kind, account.id, (Actor::Somebody, Client::NONE));
    // However often the letter is sent, the link was made once.
    let event = Event { id: EventId(letter.id.0), at: letter.created_at, whereabouts: whereabouts.clone(), ..event };
    // An earlier link no longer works. It is good until half an hour after it was asked for, however late the letter is. One that was made by
    // an attempt before may have arrived all the same: if it was used since, it must not be good again.
    let is_good = if services.store.matter_of(account.id, event.id).await?.is_some() {
        services.store.reset_account(&token.fingerprint(), services.now()).await?.is_some()
    } else {
        services.store.put_reset(&token.fingerprint(), letter.expires_at, &event).await?
    };
    if !is_good {
        return Ok(None);
    }
    let content = Content::Asked { what: Asked::NewPassword(token), at: letter.created_at, whereabouts };
    Ok(Some(addressed(services, &account, letter, (email, content))))
}

/// The letter to whoever wants an account: a link, or that there is one.
pub(super) async fn registration(services: &Services, letter: Letter) -> Result<Option<Draft>, AuthError> {
    let payload = services.open_payload(&letter)?;
    let to = EmailAddress::from_stored(payload.to.clone());
    if let Some(draft) = in_use(services, &letter, &payload).await? {
        return Ok(Some(draft));
    }
    let asked: AskedRegistration = read(&payload.token)?;
    let code: SignedToken = services.seal_text(&payload.token, REGISTRATION_PURPOSE).into();
    let content = Content::Asked { what: Asked::Registration(code), at: letter.created_at, whereabouts: payload.whereabouts() };
    Ok(Some(Draft {
        delivery: Delivery::of(&letter, None, content.name()),
        to,
        language: asked.language(),
        name: PersonName::from_stored(asked.name),
        content,
        seal: None,
        undo: None,
        wait: None,
        codes_left: None,
    }))
}

/// The letter to the other address that somebody wants for the account: a link, or that it has an account.
pub(super) async fn new_address(services: &Services, letter: Letter) -> Result<Option<Draft>, AuthError> {
    let payload = services.open_payload(&letter)?;
    let to = EmailAddress::from_stored(payload.to.clone());
    let asked: NewAddress = read(&payload.token)?;
    let id: AccountId = asked.account.parse().map_err(|error| AuthError::Broken(format!("letter {}: {error}", letter.id)))?;
    let account = services.store.account(id).await?.filter(|account| account.is_open() && account.email.as_str() == asked.former);
    let Some(account) = account else { return Ok(None) };
    if let Some(draft) = in_use(services, &letter, &payload).await? {
        return Ok(Some(draft));
    }
    let code: SignedToken = services.seal_text(&payload.token, NEW_ADDRESS_PURPOSE).into();
    let content = Content::Asked { what: Asked::NewAddress(code), at: letter.created_at, whereabouts: payload.whereabouts() };
    Ok(Some(addressed(services, &account, letter, (to, content))))
}

/// The letter by which a wait for lost second factors begins.
pub(super) async fn wait(services: &Services, letter: Letter) -> Result<Option<Draft>, AuthError> {
    let payload = services.open_payload(&letter)?;
    let Some(account) = wanting(services, &read(&payload.token)?).await? else { return Ok(None) };
    let code: SignedToken = services.seal_text(&payload.token, WAIT_PURPOSE).into();
    let content = Content::Asked { what: Asked::RecoveryWait(code), at: letter.created_at, whereabouts: payload.whereabouts() };
    let to = account.email.clone();
    Ok(Some(addressed(services, &account, letter, (to, content))))
}

/// The letter to the owner of an address that has an account already.
async fn in_use(services: &Services, letter: &Letter, payload: &Payload) -> Result<Option<Draft>, AuthError> {
    let to = EmailAddress::from_stored(payload.to.clone());
    let Some(account) = services.store.account_by_email(&to).await? else { return Ok(None) };
    let content = Content::Asked { what: Asked::AddressInUse, at: letter.created_at, whereabouts: payload.whereabouts() };
    Ok(Some(addressed(services, &account, letter.clone(), (to, content))))
}
