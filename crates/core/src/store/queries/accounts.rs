use async_trait::async_trait;

use super::{Backend, DbRow, Transaction, column, execute, parsed};
use crate::{
    domain::{
        account::{Account, AccountId},
        email::EmailAddress,
        name::PersonName,
        password::{HashCost, PasswordHash},
        session::Factors,
        time::Timestamp,
    },
    store::{Accounts, StoreError},
};

/// The letters of base64, without the sign that fills it up.
const BASE64_LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A query for accounts, as `a`, in whatever follows. Columns are named: where the next version of Latchkey adds one while this one
/// runs, PostgreSQL refuses what was prepared for all columns that there are.
macro_rules! select_account {
    ($which:literal) => {
        concat!("SELECT a.id, a.email, a.name, a.password_hash, a.two_factor_since, a.created_at FROM accounts a ", $which)
    };
}
pub(super) use select_account;

/// Reads an account from a row. `id` and `created_at` are named by the caller, since a joined table has such columns, too.
pub(super) fn read_account(row: &DbRow, id: &'static str, created_at: &'static str) -> Result<Account, StoreError> {
    Ok(Account {
        id: parsed(row, id)?,
        email: EmailAddress::from_stored(column(row, "email")?),
        name: PersonName::from_stored(column(row, "name")?),
        password_hash: PasswordHash::from_stored(column(row, "password_hash")?),
        two_factor: column::<Option<i64>>(row, "two_factor_since")?.is_some(),
        created_at: Timestamp(column(row, created_at)?),
    })
}

/// Locks an account that may have such a session, until the transaction ends. Whatever opens or ends several of an account's
/// sessions, or changes its factors, does this first: then one comes after the other on every backend.
pub(super) async fn lock_account(tx: &mut Transaction, id: AccountId, factors: Factors) -> Result<bool, StoreError> {
    let touch = sqlx::query(
        "UPDATE accounts SET two_factor_since = two_factor_since WHERE id = $1 AND (two_factor_since IS NULL OR $2 = 1)",
    )
    .bind(id.to_string())
    .bind(i64::from(factors.has_second()));
    Ok(execute(tx, touch).await? == 1)
}

/// Locks an account, whatever its sessions have, until the transaction ends.
pub(super) async fn lock(tx: &mut Transaction, id: AccountId) -> Result<bool, StoreError> {
    let touch = sqlx::query("UPDATE accounts SET two_factor_since = two_factor_since WHERE id = $1").bind(id.to_string());
    Ok(execute(tx, touch).await? == 1)
}

#[async_trait]
impl Accounts for Backend {
    async fn create_account(&self, account: &Account) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO accounts (id, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (email) DO NOTHING",
        )
        .bind(account.id.to_string())
        .bind(account.email.as_str())
        .bind(account.name.as_str())
        .bind(account.password_hash.as_str())
        .bind(account.created_at.0)
        .execute(self.writer())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StoreError> {
        let query = sqlx::query(select_account!("WHERE a.email = $1")).bind(email.as_str());
        let row = query.fetch_optional(self.reader()).await?;
        row.map(|row| read_account(&row, "id", "created_at")).transpose()
    }

    async fn hash_costs(&self) -> Result<Vec<HashCost>, StoreError> {
        // What is left of a PHC string without its hash, a dollar sign and its salt, both of which are base64, ends with the cost.
        let rows = sqlx::query("SELECT DISTINCT rtrim(rtrim(rtrim(password_hash, $1), '$'), $1) AS cost FROM accounts LIMIT 100")
            .bind(BASE64_LETTERS)
            .fetch_all(self.reader())
            .await?;
        let costs = rows.iter().map(|row| Ok(HashCost::of_phc(&column::<String>(row, "cost")?)));
        costs.filter_map(Result::transpose).collect()
    }

    async fn replace_password_hash(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE accounts SET password_hash = $3 WHERE id = $1 AND password_hash = $2")
            .bind(id.to_string())
            .bind(old.as_str())
            .bind(new.as_str())
            .execute(self.writer())
            .await?;
        Ok(done.rows_affected() == 1)
    }
}
