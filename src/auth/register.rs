//! Making an account.

use super::{Auth, AuthError, Client, error::Complaints};
use crate::{
    domain::{
        account::{Account, AccountId, EmailAddress, PersonName},
        password::{Owner, Password, PasswordError},
        throttle::Limit,
    },
    places::Place,
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

impl Auth {
    /// Whether these fields could make an account, whoever has the address: everything that is wrong with them at once. Counts for
    /// the client's network address where the password is looked at, which takes long.
    pub async fn check_registration(
        &self,
        typed: &Registration<'_>,
        client: Client<'_>,
    ) -> Result<CheckedRegistration, AuthError> {
        let mut complaints = Complaints::default();
        let name = complaints.take(PersonName::parse(typed.name));
        let email = complaints.take(EmailAddress::parse(typed.email));
        let of = Owner { name: name.clone(), email: email.clone() };
        let password = match complaints.take(Password::parse(typed.password)) {
            Some(password) => complaints.take(self.check_new_password(password, of, client).await?),
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
        &self,
        password: Password,
        of: Owner,
        client: Client<'_>,
    ) -> Result<Result<(Password, Place), PasswordError>, AuthError> {
        if let Err(error) = self.policy.password.check(&password, &of) {
            return Ok(Err(error));
        }
        let (network, site) = (client.network(), client.network().site());
        let (place_to_look, place) = (self.hasher.place_to_look(network)?, self.hasher.place(network)?);
        let of_network = self.network_subject("register", network.bytes());
        let of_site = self.network_subject("register-site", site.bytes());
        let policy = self.policy.password.clone();
        let look = move || if policy.is_common(&password, &of) { Err(PasswordError::Common) } else { Ok(password) };
        // The network first: one that is refused must not use up what its neighbours have.
        self.count(&of_network, Limit::Registration).await?;
        let looked = match self.count(&of_site, Limit::RegistrationOfSite).await {
            Ok(()) => {
                let looked = self.hasher.look(place_to_look, look).await;
                if looked.is_err() {
                    self.store.refund_attempt(&of_site).await?;
                }
                looked
            }
            Err(refused) => Err(refused),
        };
        if looked.is_err() {
            self.store.refund_attempt(&of_network).await?;
        }
        Ok(looked?.map(|password| (password, place)))
    }

    /// Makes an account. Does not sign in.
    pub async fn register(&self, checked: CheckedRegistration) -> Result<Account, AuthError> {
        let CheckedRegistration { name, email, password, place } = checked;
        // Refused before the slow part. Whoever comes in between meets the constraint.
        if self.store.account_by_email(&email).await?.is_some() {
            return Err(AuthError::EmailTaken);
        }
        let account = Account {
            id: AccountId::random(self.random()),
            email,
            name,
            password_hash: self.hasher.hash(place, password).await?,
            two_factor: false,
            created_at: self.now(),
        };
        if !self.store.create_account(&account).await? {
            return Err(AuthError::EmailTaken);
        }
        tracing::info!(account = %account.id, "account.registered");
        Ok(account)
    }
}
