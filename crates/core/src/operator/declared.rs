//! People whom a file of the operator's declares: they are added where they are missing, and are called and stand as the file says. Whoever is
//! no longer in it keeps the account, and is managed by hand again.

use super::{NewPerson, Operator, OperatorError};
use crate::{
    domain::{
        account::{Account, Role},
        email::EmailAddress,
        event::EventKind,
        gate::groups::Groups,
        name::PersonName,
        password::HashCost,
    },
    store::{Sought, Which},
};

/// Number of accounts that are read at once.
const PORTION: u16 = 500;

/// A person of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredPerson {
    /// E-mail address to sign in with.
    pub email: EmailAddress,
    /// Display name.
    pub name: PersonName,
    /// What the account is there for.
    pub role: Role,
    /// The groups that it is in.
    pub groups: Groups,
    /// True if a one-time link to a first password is made when the person is added.
    pub invited: bool,
}

/// What the file changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// An account is added.
    Added,
    /// An account that was there already is declared from now on.
    Declared,
    /// It gets another name.
    Renamed,
    /// It becomes an administrator's, or is one no longer.
    Role(Role),
    /// It gets into other groups.
    Groups,
    /// The file no longer declares it.
    Released,
    /// It is the last administrator: the file's role is not given.
    LastAdministrator,
}

/// What the file changes for one person.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The person.
    pub email: EmailAddress,
    /// The change.
    pub change: Change,
    /// The account that was added, if a link to a first password is to be made.
    pub invited: Option<Account>,
}

impl Operator {
    /// Applies the file, or tells what that would change. A second time changes nothing.
    pub async fn apply(
        &self,
        declared: &[DeclaredPerson],
        cost: HashCost,
        is_dry_run: bool,
    ) -> Result<Vec<Applied>, OperatorError> {
        let mut applied = Vec::new();
        for person in declared {
            let told = |change| Applied { email: person.email.clone(), change, invited: None };
            match self.store.account_by_email(&person.email).await? {
                None if is_dry_run => applied.push(told(Change::Added)),
                None => applied.push(self.add_declared(person, cost).await?),
                Some(account) => {
                    let changes = self.bring_in_line(&account, person, is_dry_run).await?;
                    applied.extend(changes.into_iter().map(told));
                }
            }
        }
        applied.extend(self.release(declared, is_dry_run).await?);
        Ok(applied)
    }

    async fn add_declared(&self, person: &DeclaredPerson, cost: HashCost) -> Result<Applied, OperatorError> {
        let new = NewPerson {
            email: person.email.clone(),
            name: person.name.clone(),
            role: person.role,
            declared: true,
            groups: person.groups.clone(),
        };
        let account = match self.add(new, cost).await {
            // Another server was faster with the same file.
            Err(OperatorError::EmailTaken(_)) => None,
            added => Some(added?),
        };
        let change = if account.is_some() { Change::Added } else { Change::Declared };
        Ok(Applied { email: person.email.clone(), change, invited: account.filter(|_| person.invited) })
    }

    /// Makes an account as the file says.
    async fn bring_in_line(
        &self,
        account: &Account,
        person: &DeclaredPerson,
        is_dry_run: bool,
    ) -> Result<Vec<Change>, OperatorError> {
        let mut changes = Vec::new();
        if !account.declared {
            changes.push(Change::Declared);
            if !is_dry_run {
                self.store.set_declared(account.id, true).await?;
            }
        }
        if account.name != person.name {
            changes.push(Change::Renamed);
            if !is_dry_run {
                self.store.change_name(&person.name, &self.event(EventKind::NameChanged, account.id)).await?;
            }
        }
        if account.groups != person.groups {
            changes.push(Change::Groups);
            if !is_dry_run {
                self.put_in(account, &person.groups).await?;
            }
        }
        if account.role != person.role {
            let is_refused =
                !is_dry_run && matches!(self.set_role(account, person.role).await, Err(OperatorError::LastAdministrator));
            changes.push(if is_refused { Change::LastAdministrator } else { Change::Role(person.role) });
        }
        Ok(changes)
    }

    /// Finds those whom the file no longer declares.
    async fn release(&self, declared: &[DeclaredPerson], is_dry_run: bool) -> Result<Vec<Applied>, OperatorError> {
        let sought = Sought { text: "", which: Which::Declared };
        let (mut released, mut after) = (Vec::new(), None);
        loop {
            let people = self.people(sought, (after.as_ref(), PORTION)).await?;
            for account in people.accounts {
                if declared.iter().any(|person| person.email == account.email) {
                    continue;
                }
                if !is_dry_run {
                    self.store.set_declared(account.id, false).await?;
                }
                released.push(Applied { email: account.email, change: Change::Released, invited: None });
            }
            after = people.next;
            if after.is_none() {
                return Ok(released);
            }
        }
    }
}
