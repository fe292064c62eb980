//! Making an account.

use std::net::IpAddr;

use super::{Auth, AuthError, error::Complaints};
use crate::domain::{
    account::{Account, AccountId, EmailAddress, PersonName},
    password::Password,
    throttle::Limit,
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

/// What was typed, fit to be stored.
struct Parsed {
    name: PersonName,
    email: EmailAddress,
    password: Password,
}

impl Auth {
    /// Whether these fields could make an account, whoever has the address. Does nothing.
    pub fn check_registration(&self, typed: &Registration<'_>) -> Result<(), AuthError> {
        self.parse_registration(typed).map(drop)
    }

    fn parse_registration(&self, typed: &Registration<'_>) -> Result<Parsed, AuthError> {
        let mut complaints = Complaints::default();
        let name = complaints.take(PersonName::parse(typed.name));
        let email = complaints.take(EmailAddress::parse(typed.email));
        let password = complaints.take(Password::parse(typed.password)).and_then(|password| {
            // Without name and address there is nothing personal to compare with; length and commonness still count.
            let (some_name, some_email) = (
                name.clone().or_else(|| PersonName::parse("-").ok())?,
                email.clone().or_else(|| EmailAddress::parse("-@x.invalid").ok())?,
            );
            complaints.take(self.policy.password.check(&password, &some_name, &some_email)).map(|()| password)
        });
        match (name, email, password) {
            (Some(name), Some(email), Some(password)) => Ok(Parsed { name, email, password }),
            _ => Err(complaints.refuse()),
        }
    }

    /// Makes an account. Does not sign in.
    pub async fn register(&self, typed: Registration<'_>, address: IpAddr) -> Result<Account, AuthError> {
        let Parsed { name, email, password } = self.parse_registration(&typed)?;
        self.count(&self.address_subject("register", address), Limit::Registration).await?;
        // Refused before the slow part. Whoever comes in between meets the constraint.
        if self.store.account_by_email(&email).await?.is_some() {
            return Err(AuthError::EmailTaken);
        }
        let account = Account {
            id: AccountId::random(self.random()),
            email,
            name,
            password_hash: self.hasher.hash(password).await?,
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
