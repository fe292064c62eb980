//! Registration.

use crate::{
    AuthError, Client, Services, SessionTokens,
    domain::{
        account::{Account, AccountId, Standing},
        email::EmailAddress,
        event::{Actor, EventKind},
        gate::groups::Groups,
        invalid::Invalid,
        language::LanguageTag,
        name::PersonName,
        password::{Owner, Password, PasswordError},
        throttle::{Limit, Subject},
        time::Timestamp,
    },
    entrance::{Entry, check_set_up_code, entry},
    error::Complaints,
    mail,
    places::Place,
    sessions,
    store::{Attempt, Created, Entrance, Settlement},
};

/// Input of the registration.
pub struct Registration<'a> {
    /// Display name.
    pub name: &'a str,
    /// E-mail address to sign in with.
    pub email: &'a str,
    /// The password.
    pub password: &'a str,
    /// The language that the person has chosen.
    pub language: Option<LanguageTag>,
    /// Whether the person has shown that the address is theirs. Where mail is set up, nobody registers otherwise.
    pub is_confirmed: bool,
    /// The code of an invitation, or its link. Empty: there is none.
    pub invitation: &'a str,
}

/// Validated input of a registration.
pub struct CheckedRegistration {
    name: PersonName,
    email: EmailAddress,
    password: Password,
    language: Option<LanguageTag>,
    is_confirmed: bool,
    place: Place,
    entry: Entry,
}

/// Validates the fields and reports all errors at once. Does not check whether the e-mail address is taken. Counts against the
/// client's network when the password is checked for guessability, which is slow.
pub async fn check_registration(
    services: &Services,
    typed: &Registration<'_>,
    client: Client<'_>,
) -> Result<CheckedRegistration, AuthError> {
    if services.policy.sends_mail && !typed.is_confirmed {
        return Err(AuthError::NotFound);
    }
    let entry = match entry(services, typed.invitation).await {
        // Told together with what else is wrong.
        Err(AuthError::Invalid(invalid)) => Err(invalid),
        found => Ok(found?),
    };
    checked(services, typed, entry, client).await
}

/// The same for whoever has the link of the log: it stands in for an invitation, and for the letter that confirms an address.
pub async fn check_first_administrator(
    services: &Services,
    (code, typed): (&str, &Registration<'_>),
    client: Client<'_>,
) -> Result<CheckedRegistration, AuthError> {
    check_set_up_code(services, code).await?;
    checked(services, typed, Ok(Entry::FIRST_ADMINISTRATOR), client).await
}

async fn checked(
    services: &Services,
    typed: &Registration<'_>,
    entry: Result<Entry, Vec<Invalid>>,
    client: Client<'_>,
) -> Result<CheckedRegistration, AuthError> {
    let mut complaints = Complaints::default();
    let name = complaints.take(PersonName::parse(typed.name));
    let email = complaints.take(EmailAddress::parse(typed.email));
    let of = Owner { name: name.clone(), email: email.clone() };
    let password = match complaints.take(Password::parse(typed.password)) {
        Some(password) => complaints.take(check_new_password(services, password, of, client).await?),
        None => None,
    };
    match (name, email, password, entry) {
        (Some(name), Some(email), Some((password, place)), Ok(entry)) => {
            let (language, is_confirmed) = (typed.language.clone(), typed.is_confirmed);
            Ok(CheckedRegistration { name, email, password, language, is_confirmed, place, entry })
        }
        (.., Err(invalid)) => Err(complaints.refuse_with(invalid)),
        (.., Ok(_)) => Err(complaints.refuse()),
    }
}

/// The same for a registration that was asked for by mail, with the code of its link: only the password is typed. Returns also the page
/// to go on to.
pub async fn check_confirmation(
    services: &Services,
    (code, password): (&str, &str),
    client: Client<'_>,
) -> Result<(CheckedRegistration, String), AuthError> {
    let asked = mail::asked_registration(services, code).await?;
    let language = asked.language();
    let invitation = &asked.invitation;
    let typed = Registration { name: &asked.name, email: &asked.email, password, language, is_confirmed: true, invitation };
    Ok((check_registration(services, &typed, client).await?, asked.next))
}

/// What is counted for whoever asks for an address to be theirs.
pub(super) fn registrations(services: &Services, client: Client<'_>) -> [Attempt; 2] {
    let (network, site) = (client.network(), client.network().site());
    let of_network = Subject::RegistrationFrom(services.pseudonym(network.bytes()));
    let of_site = Subject::RegistrationFromSite(services.pseudonym(site.bytes()));
    // The network comes first: a refused network must not use up the budget of its neighbours.
    [Attempt::of(&of_network, Limit::Registration), Attempt::of(&of_site, Limit::RegistrationOfSite)]
}

/// Returns the password with a place to hash it, or its error.
async fn check_new_password(
    services: &Services,
    password: Password,
    of: Owner,
    client: Client<'_>,
) -> Result<Result<(Password, Place), PasswordError>, AuthError> {
    if let Err(error) = services.policy.password.check(&password, &of) {
        return Ok(Err(error));
    }
    let network = client.network();
    let (place_to_look, place) = (services.hasher.place_to_look(network)?, services.hasher.place(network)?);
    let policy = services.policy.password.clone();
    let look = move || if policy.is_common(&password, &of) { Err(PasswordError::Common) } else { Ok(password) };
    let attempts = registrations(services, client);
    services.count(&attempts, None).await?;
    let looked = services.hasher.look(place_to_look, look).await;
    if looked.is_err() {
        services.store.settle(&Settlement::refunding(&attempts)).await?;
    }
    Ok(looked?.map(|password| (password, place)))
}

/// Creates an account. Does not sign in.
pub async fn register(services: &Services, checked: CheckedRegistration, client: Client<'_>) -> Result<Account, AuthError> {
    let CheckedRegistration { name, email, password, language, is_confirmed, place, entry } = checked;
    // The link of whoever has the mailbox is good for one account.
    let taken = || if is_confirmed { AuthError::ResetOver } else { AuthError::EmailTaken };
    // Checked before the slow part. A concurrent registration fails on the constraint.
    if services.store.account_by_email(&email).await?.is_some() {
        return Err(taken());
    }
    let account = Account {
        has_password: true,
        id: AccountId::random(services.random()),
        email,
        email_confirmed: is_confirmed,
        name,
        password_hash: services.hasher.hash(place, password).await?,
        two_factor: false,
        sealed: false,
        devices_since: Timestamp(0),
        delete_at: None,
        recovery: None,
        factor_demanded: false,
        password_changed_at: Timestamp(0),
        optional_letters: true,
        language,
        role: entry.role,
        standing: entry.standing,
        declared: false,
        groups: Groups::default(),
        created_at: services.now(),
    };
    let kind = match account.standing {
        Standing::Waiting => EventKind::ApprovalAsked,
        Standing::Active | Standing::Disabled => EventKind::Registered,
    };
    let event = services.event(kind, account.id, (Actor::Person, client));
    match services.store.create_account(&account, &entry.entrance, &event).await? {
        Created::Done => {}
        Created::EmailTaken => return Err(taken()),
        Created::Over if entry.entrance == Entrance::SetUp => return Err(AuthError::ResetOver),
        Created::Over => return Err(AuthError::InvitationOver),
    }
    services.metrics.registrations.add();
    tracing::info!(account = %account.id, standing = account.standing.name(), role = account.role.name(), "account.registered");
    Ok(account)
}

/// Creates an account and signs in to it: the password was just chosen, and no second factor exists yet. Without tokens if it waits for
/// approval.
pub async fn register_and_sign_in(
    services: &Services,
    checked: CheckedRegistration,
    client: Client<'_>,
) -> Result<(Account, Option<SessionTokens>), AuthError> {
    let account = register(services, checked, client).await?;
    if account.standing != Standing::Active {
        return Ok((account, None));
    }
    let event = services.event(EventKind::SignedIn, account.id, (Actor::Person, client));
    let tokens = sessions::open(services, &account, (&Settlement::default(), event), client).await?;
    Ok((account, Some(tokens)))
}
