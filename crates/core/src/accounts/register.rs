//! Making an account.

use crate::{
    AuthError, Client, Services, SessionTokens,
    domain::{
        account::{Account, AccountId},
        email::EmailAddress,
        name::PersonName,
        password::{Owner, Password, PasswordError},
        session::Factors,
        throttle::{Limit, Subject},
    },
    error::Complaints,
    places::Place,
    sessions,
};

/// What a person typed to register.
pub struct Registration<'a> {
    /// How they want to be called.
    pub name: &'a str,
    /// The address to sign in with.
    pub email: &'a str,
    /// The password.
    pub password: &'a str,
}

/// What was typed, fit to make an account of.
pub struct CheckedRegistration {
    name: PersonName,
    email: EmailAddress,
    password: Password,
    place: Place,
}

/// Whether these fields could make an account, whoever has the address: everything that is wrong with them at once. Counts for
/// the client's network address where the password is looked at, which takes long.
pub async fn check_registration(
    services: &Services,
    typed: &Registration<'_>,
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
    match (name, email, password) {
        (Some(name), Some(email), Some(password)) => {
            let (password, place) = password;
            Ok(CheckedRegistration { name, email, password, place })
        }
        _ => Err(complaints.refuse()),
    }
}

/// Gives the password back, with a place to hash it, or what is wrong with it.
async fn check_new_password(
    services: &Services,
    password: Password,
    of: Owner,
    client: Client<'_>,
) -> Result<Result<(Password, Place), PasswordError>, AuthError> {
    if let Err(error) = services.policy.password.check(&password, &of) {
        return Ok(Err(error));
    }
    let (network, site) = (client.network(), client.network().site());
    let (place_to_look, place) = (services.hasher.place_to_look(network)?, services.hasher.place(network)?);
    let of_network = Subject::RegistrationFrom(services.pseudonym(network.bytes()));
    let of_site = Subject::RegistrationFromSite(services.pseudonym(site.bytes()));
    let policy = services.policy.password.clone();
    let look = move || if policy.is_common(&password, &of) { Err(PasswordError::Common) } else { Ok(password) };
    // The network first: one that is refused must not use up what its neighbours have.
    services.count(&of_network, Limit::Registration).await?;
    let looked = match services.count(&of_site, Limit::RegistrationOfSite).await {
        Ok(()) => {
            let looked = services.hasher.look(place_to_look, look).await;
            if looked.is_err() {
                services.refund(&of_site).await?;
            }
            looked
        }
        Err(refused) => Err(refused),
    };
    if looked.is_err() {
        services.refund(&of_network).await?;
    }
    Ok(looked?.map(|password| (password, place)))
}

/// Makes an account. Does not sign in.
pub async fn register(services: &Services, checked: CheckedRegistration) -> Result<Account, AuthError> {
    let CheckedRegistration { name, email, password, place } = checked;
    // Refused before the slow part. Whoever comes in between meets the constraint.
    if services.store.account_by_email(&email).await?.is_some() {
        return Err(AuthError::EmailTaken);
    }
    let account = Account {
        id: AccountId::random(services.random()),
        email,
        name,
        password_hash: services.hasher.hash(place, password).await?,
        two_factor: false,
        created_at: services.now(),
    };
    if !services.store.create_account(&account).await? {
        return Err(AuthError::EmailTaken);
    }
    tracing::info!(account = %account.id, "account.registered");
    Ok(account)
}

/// Makes an account and signs in to it: the password was just chosen, and there is no second factor yet.
pub async fn register_and_sign_in(
    services: &Services,
    checked: CheckedRegistration,
    client: Client<'_>,
) -> Result<(Account, SessionTokens), AuthError> {
    let account = register(services, checked).await?;
    let tokens = sessions::open(services, &account, Factors::Password, client.device).await?;
    Ok((account, tokens))
}
