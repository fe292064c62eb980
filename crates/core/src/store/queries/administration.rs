use async_trait::async_trait;
use sqlx::QueryBuilder;

use super::{
    Backend, Db, Query, Transaction,
    account_life::{end_all, end_reset, forget_counters},
    accounts::{insert_account, lock, read_account, select_account},
    all,
    authenticators::insert_authenticator,
    column,
    events::{read_event, tell},
    execute, optional,
};
use crate::{
    domain::{
        account::{Account, AccountId, Role, Standing},
        email::EmailAddress,
        event::{Event, EventKind, EventPlace},
        gate::groups::Groups,
        time::Timestamp,
    },
    store::{Administration, Incoming, Ruled, Sought, StoreError, Which},
};

/// The accounts of a list, in SQL. `accounts_standing` is the index of those that are not active, and is used where that is said.
const fn condition(which: Which) -> &'static str {
    match which {
        Which::All => "",
        Which::Waiting => " AND a.standing <> 'active' AND a.standing = 'waiting'",
        Which::Disabled => " AND a.standing <> 'active' AND a.standing = 'disabled'",
        Which::Sealed => " AND a.sealed_at IS NOT NULL",
        Which::WithoutSecondFactor => " AND a.two_factor_since IS NULL",
        Which::Leaving => " AND a.delete_at IS NOT NULL",
        Which::Administrators => " AND a.role = 'administrator'",
        Which::Declared => " AND a.declared = 1",
    }
}

/// A pattern of LIKE for texts that hold this one.
fn holding(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.chars().flat_map(char::to_lowercase) {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// Locks an account, and refuses to go on without this one if nobody else could administer the service. `None` if the account is gone. The row of
/// the installation is locked first: of two administrators who take the role from one another, one is too late.
pub(super) async fn locked_beside_another(tx: &mut Transaction, id: AccountId) -> Result<Option<Ruled>, StoreError> {
    execute(tx, sqlx::query("UPDATE installation SET key_id = key_id WHERE id = 1")).await?;
    if !lock(tx, id).await? {
        return Ok(None);
    }
    let is_one = "SELECT id FROM accounts WHERE id = $1 AND role = 'administrator'";
    if sqlx::query::<Db>(is_one).bind(id.to_string()).fetch_optional(&mut **tx).await?.is_none() {
        return Ok(Some(Ruled::Done));
    }
    let another =
        "SELECT id FROM accounts WHERE role = 'administrator' AND standing = 'active' AND delete_at IS NULL AND id <> $1 LIMIT 1";
    let another = sqlx::query::<Db>(another).bind(id.to_string()).fetch_optional(&mut **tx).await?;
    Ok(Some(if another.is_some() { Ruled::Done } else { Ruled::LastAdministrator }))
}

/// From now on the link of the log makes nobody administrator. False if that was so already.
pub(super) async fn set_up(tx: &mut Transaction, now: Timestamp) -> Result<bool, StoreError> {
    let update = sqlx::query("UPDATE installation SET set_up_at = $1 WHERE id = 1 AND set_up_at IS NULL").bind(now.0);
    Ok(execute(tx, update).await? == 1)
}

/// Makes a change that must leave an administrator, tells of it and commits.
async fn ruled(mut tx: Transaction, (change, closes): (Query<'_>, bool), event: &Event) -> Result<Ruled, StoreError> {
    match locked_beside_another(&mut tx, event.account_id).await? {
        Some(Ruled::Done) => {}
        refused => {
            tx.rollback().await?;
            return Ok(refused.unwrap_or(Ruled::Unchanged));
        }
    }
    if execute(&mut tx, change).await? == 0 {
        tx.rollback().await?;
        return Ok(Ruled::Unchanged);
    }
    if closes {
        end_all(&mut tx, event.account_id).await?;
        end_reset(&mut tx, event.account_id).await?;
    }
    tell(&mut tx, event).await?;
    tx.commit().await?;
    Ok(Ruled::Done)
}

#[async_trait]
impl Administration for Backend {
    async fn import_accounts(&self, arrivals: &[Incoming]) -> Result<Vec<bool>, StoreError> {
        let mut tx = self.begin_unhurried().await?;
        let mut created = Vec::with_capacity(arrivals.len());
        for Incoming { account, authenticators, now, events } in arrivals {
            let is_new = insert_account(&mut tx, account).await?;
            created.push(is_new);
            if !is_new {
                continue;
            }
            for authenticator in authenticators {
                insert_authenticator(&mut tx, account.id, authenticator).await?;
            }
            let factors = sqlx::query("UPDATE accounts SET two_factor_since = $2, factor_demanded = $3 WHERE id = $1")
                .bind(account.id.to_string())
                .bind((!authenticators.is_empty()).then_some(now.0))
                .bind(i64::from(account.factor_demanded));
            execute(&mut tx, factors).await?;
            for event in events {
                tell(&mut tx, event).await?;
            }
        }
        tx.commit().await?;
        Ok(created)
    }

    async fn people(&self, sought: Sought<'_>, after: Option<&EmailAddress>, limit: u16) -> Result<Vec<Account>, StoreError> {
        let mut query = QueryBuilder::<Db>::new(select_account!("WHERE a.email > "));
        query.push_bind(after.map_or("", EmailAddress::as_str).to_owned()).push(condition(sought.which));
        if !sought.text.is_empty() {
            let pattern = holding(sought.text);
            query.push(" AND (a.email LIKE ").push_bind(pattern.clone()).push(" ESCAPE '\\' OR lower(a.name) LIKE ");
            query.push_bind(pattern).push(" ESCAPE '\\')");
        }
        query.push(" ORDER BY a.email LIMIT ").push_bind(i64::from(limit));
        let rows = all(self.reader(), query.build()).await?;
        rows.iter().map(|row| read_account(row, "id", "created_at")).collect()
    }

    async fn has_waiting(&self) -> Result<bool, StoreError> {
        let query = sqlx::query("SELECT id FROM accounts WHERE standing <> 'active' AND standing = 'waiting' LIMIT 1");
        Ok(optional(self.reader(), query).await?.is_some())
    }

    async fn set_standing(&self, from: Standing, to: Standing, event: &Event) -> Result<Ruled, StoreError> {
        let tx = self.begin().await?;
        let update = sqlx::query("UPDATE accounts SET standing = $3 WHERE id = $1 AND standing = $2")
            .bind(event.account_id.to_string())
            .bind(from.name())
            .bind(to.name());
        match to {
            Standing::Active | Standing::Waiting => admitted(tx, update, event).await,
            Standing::Disabled => ruled(tx, (update, true), event).await,
        }
    }

    async fn set_role(&self, role: Role, event: &Event) -> Result<Ruled, StoreError> {
        let mut tx = self.begin().await?;
        let update = sqlx::query("UPDATE accounts SET role = $2 WHERE id = $1 AND role <> $2")
            .bind(event.account_id.to_string())
            .bind(role.name());
        match role {
            Role::Person => ruled(tx, (update, false), event).await,
            Role::Administrator => {
                set_up(&mut tx, event.at).await?;
                admitted(tx, update, event).await
            }
        }
    }

    async fn set_groups(&self, groups: &Groups, event: &Event) -> Result<Ruled, StoreError> {
        let update = sqlx::query("UPDATE accounts SET in_groups = $2 WHERE id = $1 AND in_groups <> $2")
            .bind(event.account_id.to_string())
            .bind(groups.to_string());
        admitted(self.begin().await?, update, event).await
    }

    async fn set_declared(&self, id: AccountId, declared: bool) -> Result<bool, StoreError> {
        let update = sqlx::query("UPDATE accounts SET declared = $2 WHERE id = $1 AND declared <> $2")
            .bind(id.to_string())
            .bind(i64::from(declared));
        Ok(self.write(update).await? == 1)
    }

    async fn delete_account(&self, id: AccountId) -> Result<Ruled, StoreError> {
        let mut tx = self.begin().await?;
        let beside = locked_beside_another(&mut tx, id).await?.unwrap_or(Ruled::Unchanged);
        if beside == Ruled::Done {
            execute(&mut tx, sqlx::query("DELETE FROM accounts WHERE id = $1").bind(id.to_string())).await?;
            forget_counters(&mut tx, id).await?;
        }
        tx.commit().await?;
        Ok(beside)
    }

    async fn end_all_sessions(&self, event: &Event) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        if !lock(&mut tx, event.account_id).await? {
            tx.rollback().await?;
            return Ok(0);
        }
        let ended = sqlx::query("DELETE FROM sessions WHERE account_id = $1").bind(event.account_id.to_string());
        let ended = execute(&mut tx, ended).await?;
        end_all(&mut tx, event.account_id).await?;
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(ended)
    }

    async fn service_events(
        &self,
        kinds: &[EventKind],
        before: Option<EventPlace>,
        limit: u16,
    ) -> Result<Vec<(Event, EmailAddress)>, StoreError> {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT e.id, e.account_id, e.at, e.kind, e.actor, e.session_id, e.factors, e.address, e.user_agent, e.is_new_device, e.acted_by,
             a.email FROM events e JOIN accounts a ON a.id = e.account_id WHERE (e.at, e.id) < (",
        );
        let (at, id) = before.map_or((i64::MAX, String::new()), |EventPlace { at, id }| (at.0, id.to_string()));
        query.push_bind(at).push(", ").push_bind(id);
        let mut wanted = query.push(") AND e.kind IN (").separated(", ");
        for kind in if kinds.is_empty() { EventKind::ALL } else { kinds } {
            wanted.push_bind(kind.name());
        }
        query.push(") ORDER BY e.at DESC, e.id DESC LIMIT ").push_bind(i64::from(limit));
        let rows = all(self.reader(), query.build()).await?;
        rows.iter().map(|row| Ok((read_event(row)?, EmailAddress::from_stored(column(row, "email")?)))).collect()
    }

    async fn needs_set_up(&self) -> Result<bool, StoreError> {
        let query = sqlx::query("SELECT id FROM installation WHERE id = 1 AND set_up_at IS NULL");
        Ok(optional(self.reader(), query).await?.is_some())
    }
}

/// Makes a change that takes nothing from anybody, tells of it and commits.
async fn admitted(mut tx: Transaction, change: Query<'_>, event: &Event) -> Result<Ruled, StoreError> {
    if !lock(&mut tx, event.account_id).await? || execute(&mut tx, change).await? == 0 {
        tx.rollback().await?;
        return Ok(Ruled::Unchanged);
    }
    tell(&mut tx, event).await?;
    tx.commit().await?;
    Ok(Ruled::Done)
}
