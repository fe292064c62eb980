//! People: who has an account, and what becomes of it.

use super::{Operator, OperatorError, done};
use crate::{
    domain::{
        account::{Account, AccountId, Role, Standing},
        email::EmailAddress,
        event::EventKind,
        gate::groups::Groups,
        keys::Keyring,
        language::LanguageTag,
        link_token::LinkToken,
        name::PersonName,
        password::HashCost,
        session::{Lifetimes, ListedSession, SessionId},
        throttle::Subject,
        time::Timestamp,
    },
    store::{Created, Entrance, Settlement, Sought},
};

/// Number of accounts that are looked at between two looks for more.
const PORTION: u16 = 100;

/// One page of people, in the order of their e-mail addresses.
pub struct People {
    /// Their accounts.
    pub accounts: Vec<Account>,
    /// The address after which the next page begins, if there is one.
    pub next: Option<EmailAddress>,
}

/// Somebody to add.
pub struct NewPerson {
    /// E-mail address to sign in with.
    pub email: EmailAddress,
    /// Display name.
    pub name: PersonName,
    /// What the account is there for.
    pub role: Role,
    /// True if a file declares it.
    pub declared: bool,
    /// The groups that it is in.
    pub groups: Groups,
}

impl Operator {
    /// Lists people, at most `limit` of them.
    pub async fn people(
        &self,
        sought: Sought<'_>,
        (after, limit): (Option<&EmailAddress>, u16),
    ) -> Result<People, OperatorError> {
        let limit = limit.clamp(1, 500);
        let mut accounts = self.store.people(sought, after, limit + 1).await?;
        let more = accounts.len() > usize::from(limit);
        accounts.truncate(limit.into());
        let next = accounts.last().filter(|_| more).map(|account| account.email.clone());
        Ok(People { accounts, next })
    }

    /// Whether anybody waits for approval.
    pub async fn has_waiting(&self) -> Result<bool, OperatorError> {
        Ok(self.store.has_waiting().await?)
    }

    /// Adds somebody, without a password: a link lets the person choose one. `cost` is that of the servers' password hashes, so that
    /// signing in takes the same time until then.
    pub async fn add(&self, person: NewPerson, cost: HashCost) -> Result<Account, OperatorError> {
        let (now, random) = (self.environment.clock.now(), &*self.environment.random);
        let account = Account {
            id: AccountId::random(random),
            email: person.email,
            email_confirmed: false,
            name: person.name,
            password_hash: cost.of_nobody(random),
            has_password: false,
            two_factor: false,
            optional_letters: true,
            language: None::<LanguageTag>,
            sealed: false,
            devices_since: Timestamp(0),
            delete_at: None,
            recovery: None,
            factor_demanded: false,
            password_changed_at: Timestamp(0),
            role: person.role,
            standing: Standing::Active,
            declared: person.declared,
            groups: person.groups,
            created_at: now,
        };
        let event = self.event(EventKind::Registered, account.id);
        match self.store.create_account(&account, &Entrance::Open, &event).await? {
            Created::Done => {}
            Created::EmailTaken | Created::Over => return Err(OperatorError::EmailTaken(account.email.for_people())),
        }
        self.log(event.kind, account.id);
        Ok(account)
    }

    /// Approves an account that waits for it. False if it does not.
    pub async fn approve(&self, account: &Account) -> Result<bool, OperatorError> {
        self.stand(account, (Standing::Waiting, Standing::Active), EventKind::Approved).await
    }

    /// Disables an account: every session ends, and nothing opens it but [`enable`](Self::enable). False if it was so already.
    pub async fn disable(&self, account: &Account) -> Result<bool, OperatorError> {
        self.of_another(account)?;
        // The account may be approved between the look at it and this.
        for before in [Standing::Waiting, Standing::Active] {
            if self.stand(account, (before, Standing::Disabled), EventKind::Disabled).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Enables a disabled account again. False if it is not disabled.
    pub async fn enable(&self, account: &Account) -> Result<bool, OperatorError> {
        self.stand(account, (Standing::Disabled, Standing::Active), EventKind::Enabled).await
    }

    async fn stand(&self, account: &Account, (from, to): (Standing, Standing), deed: EventKind) -> Result<bool, OperatorError> {
        let is_done = done(self.store.set_standing(from, to, &self.event(deed, account.id)).await?)?;
        if is_done {
            self.log(deed, account.id);
        }
        Ok(is_done)
    }

    /// Gives an account a role. False if it has that.
    pub async fn give_role(&self, account: &Account, role: Role) -> Result<bool, OperatorError> {
        self.of_another(account)?;
        if account.declared {
            return Err(OperatorError::Declared);
        }
        self.set_role(account, role).await
    }

    /// The same, also for an account that a file declares.
    pub(super) async fn set_role(&self, account: &Account, role: Role) -> Result<bool, OperatorError> {
        let deed = match role {
            Role::Administrator => EventKind::RoleGiven,
            Role::Person => EventKind::RoleTaken,
        };
        let is_done = done(self.store.set_role(role, &self.event(deed, account.id)).await?)?;
        if is_done {
            self.log(deed, account.id);
        }
        Ok(is_done)
    }

    /// Puts an account in these groups and no others. False if it is in just these.
    pub async fn set_groups(&self, account: &Account, groups: &Groups) -> Result<bool, OperatorError> {
        if account.declared {
            return Err(OperatorError::Declared);
        }
        self.put_in(account, groups).await
    }

    /// The same, also for an account that a file declares.
    pub(super) async fn put_in(&self, account: &Account, groups: &Groups) -> Result<bool, OperatorError> {
        let event = self.event(EventKind::GroupsChanged, account.id);
        let is_done = done(self.store.set_groups(groups, &event).await?)?;
        if is_done {
            self.log(event.kind, account.id);
        }
        Ok(is_done)
    }

    /// Sets back what is counted against the account: misses at its password, codes and recovery codes. Nobody waits any more, and codes that
    /// were disabled work again. Counters of browsers that the account knows are their own and stay.
    pub async fn unlock(&self, account: &Account, keys: &Keyring) -> Result<(), OperatorError> {
        let id = account.id;
        let subjects = [
            Subject::Email(keys.subject(account.email.as_str().as_bytes())),
            Subject::SecondFactor(id),
            Subject::RecoveryCode(id),
            Subject::Changes(id),
            Subject::RecoveryWait(id),
        ];
        let clears = subjects.iter().map(ToString::to_string).collect();
        self.store.settle(&Settlement { clears, ..Settlement::default() }).await?;
        self.store.tell(&self.event(EventKind::Unlocked, id)).await?;
        self.log(EventKind::Unlocked, id);
        Ok(())
    }

    /// Deletes an account with everything that belongs to it, at once: its log, too.
    pub async fn delete(&self, account: &Account) -> Result<(), OperatorError> {
        self.of_another(account)?;
        if account.declared {
            return Err(OperatorError::Declared);
        }
        if !done(self.store.delete_account(account.id).await?)? {
            return Err(OperatorError::Gone);
        }
        let by = self.by.map_or_else(|| "command line".to_owned(), |by| by.to_string());
        tracing::info!(account = %account.id, %by, "operator.deleted_account");
        Ok(())
    }

    /// Seals an account, also one without a second factor: every session ends, and the password opens nothing. The link of a password
    /// reset opens the seal. False if it was sealed already.
    pub async fn seal(&self, account: &Account) -> Result<bool, OperatorError> {
        self.of_another(account)?;
        let is_done = self.store.seal(&self.event(EventKind::Sealed, account.id)).await?;
        if is_done {
            self.log(EventKind::Sealed, account.id);
        }
        Ok(is_done)
    }

    /// Makes the one-time token by which the person chooses a new password. Good for [`Lifetimes::RESET_LINK`]; an earlier one is no
    /// longer good.
    pub async fn issue_password_reset(&self, account: &Account) -> Result<LinkToken, OperatorError> {
        self.of_another(account)?;
        if account.standing == Standing::Disabled {
            return Err(OperatorError::Disabled);
        }
        let token = LinkToken::random(&*self.environment.random);
        let event = self.event(EventKind::PasswordResetIssued, account.id);
        if !self.store.put_reset(&token.fingerprint(), event.at + Lifetimes::RESET_LINK, &event).await? {
            return Err(OperatorError::Gone);
        }
        self.log(event.kind, account.id);
        Ok(token)
    }

    /// Removes the second factors of an account whose person has lost them all, and ends every session and a password reset under way. False if
    /// there were none.
    pub async fn reset_second_factors(&self, account: &Account) -> Result<bool, OperatorError> {
        self.of_another(account)?;
        let event = self.event(EventKind::TwoFactorOff, account.id);
        let guesses = [Subject::RecoveryCode(account.id), Subject::SecondFactor(account.id)];
        let counters = Settlement { clears: guesses.iter().map(ToString::to_string).collect(), ..Settlement::default() };
        let is_done = self.store.reset_second_factors(&counters, &event).await?;
        if is_done {
            self.log(event.kind, account.id);
        }
        Ok(is_done)
    }

    /// Lists the live sessions of an account, the last used first.
    pub async fn sessions(&self, account: &Account, lifetimes: &Lifetimes) -> Result<Vec<ListedSession>, OperatorError> {
        Ok(self.store.sessions_of(account.id, self.environment.clock.now(), lifetimes).await?)
    }

    /// Ends a session of an account. False if it is gone.
    pub async fn end_session(&self, account: &Account, session: SessionId) -> Result<bool, OperatorError> {
        self.of_another(account)?;
        let is_done = self.store.end_session(session, &self.event(EventKind::SessionEnded, account.id)).await?;
        if is_done {
            self.log(EventKind::SessionEnded, account.id);
        }
        Ok(is_done)
    }

    /// Ends all sessions of an account, and the trust of browsers. Returns how many sessions ended.
    pub async fn end_all_sessions(&self, account: &Account) -> Result<u64, OperatorError> {
        self.of_another(account)?;
        let ended = self.store.end_all_sessions(&self.event(EventKind::AllSessionsEnded, account.id)).await?;
        self.log(EventKind::AllSessionsEnded, account.id);
        Ok(ended)
    }

    /// Removes all passkeys that were made for an RP ID that is no longer the service's: no browser offers them any more. Returns how many.
    /// Whoever has no other second factor has recovery codes, or is helped as somebody who has lost everything.
    pub async fn forget_passkeys(&self, rp_id: &str) -> Result<u64, OperatorError> {
        let mut forgotten = 0;
        loop {
            let accounts = self.store.accounts_with_passkeys(rp_id, PORTION).await?;
            if accounts.is_empty() {
                return Ok(forgotten);
            }
            for account in accounts {
                forgotten += self.store.forget_passkeys(rp_id, &self.event(EventKind::PasskeyRemoved, account)).await?;
            }
        }
    }
}
