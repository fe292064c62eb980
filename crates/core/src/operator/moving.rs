//! People who come along from another product, with their passwords and their authenticators, and who go to another one.

use super::{Operator, OperatorError};
use crate::{
    domain::{
        account::{Account, AccountId, Role, Standing},
        authenticator::{AuthenticatorId, AuthenticatorName},
        email::EmailAddress,
        event::EventKind,
        gate::groups::Groups,
        keys::{Keyring, OpenError},
        name::PersonName,
        password::{HashCost, PasswordHash},
        time::Timestamp,
        totp::TotpSecret,
    },
    store::{Authenticator, Incoming, Sought},
};

/// Number of accounts that are read at once.
const PORTION: u16 = 500;

/// Somebody who comes along, or goes.
#[derive(Debug)]
pub struct Mover {
    /// E-mail address to sign in with.
    pub email: EmailAddress,
    /// Whether it is confirmed.
    pub email_confirmed: bool,
    /// Display name.
    pub name: PersonName,
    /// Hash of the password. `None`: a one-time link lets the person choose one.
    pub password: Option<PasswordHash>,
    /// Authenticators, with what the person calls them.
    pub authenticators: Vec<(AuthenticatorName, TotpSecret)>,
    /// True if a second factor did not come along: whoever signs in with the password sets one up first.
    pub lost_factor: bool,
    /// What the account is there for.
    pub role: Role,
    /// The groups that it is in.
    pub groups: Groups,
    /// Whether it can be used.
    pub standing: Standing,
    /// When it was created. `None`: now.
    pub created_at: Option<Timestamp>,
}

/// Why nobody could be exported. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A statement failed.
    #[error(transparent)]
    Operator(#[from] OperatorError),
    /// A secret cannot be opened.
    #[error("the authenticator of {0} cannot be read: {1}")]
    Sealed(String, OpenError),
    /// A secret is not what it should be.
    #[error("the authenticator of {0} cannot be read")]
    Unreadable(String),
}

impl Operator {
    /// Tells for each whether there is an account with that address already.
    pub async fn are_here(&self, addresses: impl Iterator<Item = &EmailAddress>) -> Result<Vec<bool>, OperatorError> {
        let mut here = Vec::new();
        for email in addresses {
            here.push(self.store.account_by_email(email).await?.is_some());
        }
        Ok(here)
    }

    /// Creates accounts: all of them, but for those whose address has one already. Nothing if it fails. Returns for each whether it was created.
    /// `cost` is that of the servers' password hashes, for those who have none.
    pub async fn import(&self, movers: &[Mover], keys: &Keyring, cost: HashCost) -> Result<Vec<bool>, OperatorError> {
        let arrivals: Vec<Incoming> = movers.iter().map(|mover| self.arrival(mover, keys, cost)).collect();
        let created = self.store.import_accounts(&arrivals).await?;
        for (arrival, _) in arrivals.iter().zip(&created).filter(|(_, created)| **created) {
            self.log(EventKind::Registered, arrival.account.id);
        }
        Ok(created)
    }

    fn arrival(&self, mover: &Mover, keys: &Keyring, cost: HashCost) -> Incoming {
        let (now, random) = (self.environment.clock.now(), &*self.environment.random);
        let id = AccountId::random(random);
        let seal = |(name, secret): &(AuthenticatorName, TotpSecret)| {
            let authenticator = AuthenticatorId::random(random);
            Authenticator {
                id: authenticator,
                name: name.clone(),
                secret: keys.seal(&secret.to_bytes(), &authenticator.sealed_for(id), random),
                created_at: now,
                last_used_step: 0,
                last_used_at: None,
            }
        };
        let account = Account {
            id,
            email: mover.email.clone(),
            email_confirmed: mover.email_confirmed,
            name: mover.name.clone(),
            password_hash: mover.password.clone().unwrap_or_else(|| cost.of_nobody(random)),
            has_password: mover.password.is_some(),
            two_factor: !mover.authenticators.is_empty(),
            optional_letters: true,
            language: None,
            sealed: false,
            devices_since: Timestamp(0),
            delete_at: None,
            recovery: None,
            factor_demanded: mover.lost_factor && mover.authenticators.is_empty(),
            password_changed_at: Timestamp(0),
            role: mover.role,
            standing: mover.standing,
            declared: false,
            groups: mover.groups.clone(),
            created_at: mover.created_at.unwrap_or(now),
        };
        let authenticators = mover.authenticators.iter().map(seal).collect();
        let given = (mover.role == Role::Administrator).then(|| self.event(EventKind::RoleGiven, id));
        let events = [self.event(EventKind::Registered, id)].into_iter().chain(given).collect();
        Incoming { events, account, authenticators, now }
    }

    /// Everybody, in the order of their addresses, as they can go to another product: with hashes and secrets in clear.
    pub async fn export(&self, keys: &Keyring) -> Result<Vec<Mover>, ExportError> {
        let (mut movers, mut after) = (Vec::new(), None);
        loop {
            let page = self.people(Sought::default(), (after.as_ref(), PORTION)).await?;
            for account in page.accounts {
                movers.push(self.leaving(account, keys).await?);
            }
            match page.next {
                Some(last) => after = Some(last),
                None => return Ok(movers),
            }
        }
    }

    async fn leaving(&self, account: Account, keys: &Keyring) -> Result<Mover, ExportError> {
        let stored = self.store.authenticators(account.id).await.map_err(OperatorError::from)?;
        let mut authenticators = Vec::new();
        for one in stored.map(|(_, all)| all).unwrap_or_default() {
            let bytes = keys.open(&one.secret, &one.id.sealed_for(account.id));
            let bytes = bytes.map_err(|error| ExportError::Sealed(account.email.for_people(), error))?;
            let secret = TotpSecret::from_bytes(&bytes).ok_or_else(|| ExportError::Unreadable(account.email.for_people()))?;
            authenticators.push((one.name, secret));
        }
        Ok(Mover {
            email_confirmed: account.email_confirmed,
            password: account.has_password.then_some(account.password_hash),
            lost_factor: account.factor_demanded || account.two_factor && authenticators.is_empty(),
            authenticators,
            email: account.email,
            name: account.name,
            role: account.role,
            groups: account.groups,
            // What its owner has sealed is opened by nobody elsewhere.
            standing: if account.sealed { Standing::Disabled } else { account.standing },
            created_at: Some(account.created_at),
        })
    }
}
