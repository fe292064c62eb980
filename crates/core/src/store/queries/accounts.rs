use async_trait::async_trait;
use sqlx::AssertSqlSafe;

use super::{
    Backend, DbRow, Transaction, administration::set_up, all, bound, column, events::tell, execute, optional, parsed,
    sessions::values_of,
};
use crate::{
    domain::{
        account::{Account, AccountId, RecoveryWait, Role},
        email::EmailAddress,
        event::Event,
        gate::groups::Groups,
        language::LanguageTag,
        name::PersonName,
        password::{PasswordHash, Work},
        time::Timestamp,
    },
    store::{Accounts, Created, Entrance, SessionWrite, StoreError, steps::Lock},
};

/// The cost of a password hash. A PHC string ends with the cost once its hash, a dollar sign and its salt are removed; hash and salt are
/// base64. As in the index `accounts_hash_cost`, letter by letter.
macro_rules! hash_cost {
    () => {
        "rtrim(rtrim(rtrim(password_hash, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'), '$'), \
         'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')"
    };
}

/// All costs: the smallest, and from each the next.
const HASH_COSTS: &str = concat!(
    "WITH RECURSIVE costs (cost) AS (SELECT MIN(",
    hash_cost!(),
    ") FROM accounts UNION ALL SELECT (SELECT MIN(",
    hash_cost!(),
    ") FROM accounts WHERE ",
    hash_cost!(),
    " > costs.cost) FROM costs WHERE costs.cost IS NOT NULL) SELECT cost FROM costs WHERE cost IS NOT NULL LIMIT 100"
);

/// A query for accounts, aliased `a`, with the given clauses. Columns are named explicitly: if the next version of Latchkey adds
/// one while this version runs, PostgreSQL would reject statements prepared with `*`.
macro_rules! select_account {
    ($which:literal) => {
        concat!(
            "SELECT a.id, a.email, a.name, a.password_hash, a.two_factor_since, a.language, a.sealed_at,
             a.devices_since, a.delete_at, a.password_changed_at, a.confirmed_email, a.optional_letters, a.recovery_begun_at, a.recovery_due_at,
             a.factor_demanded, a.has_password, a.role, a.standing, a.declared, a.in_groups, a.created_at FROM accounts a ",
            $which
        )
    };
}
pub(super) use select_account;

/// Reads an account from a row. The caller names `id` and `created_at`, since a joined table also has such columns.
pub(super) fn read_account(row: &DbRow, id: &'static str, created_at: &'static str) -> Result<Account, StoreError> {
    let (email, confirmed): (String, Option<String>) = (column(row, "email")?, column(row, "confirmed_email")?);
    let (begun, due): (Option<i64>, Option<i64>) = (column(row, "recovery_begun_at")?, column(row, "recovery_due_at")?);
    Ok(Account {
        id: parsed(row, id)?,
        email_confirmed: confirmed.as_ref() == Some(&email),
        email: EmailAddress::from_stored(email),
        name: PersonName::from_stored(column(row, "name")?),
        password_hash: PasswordHash::from_stored(column(row, "password_hash")?),
        has_password: column::<i64>(row, "has_password")? == 1,
        two_factor: column::<Option<i64>>(row, "two_factor_since")?.is_some(),
        optional_letters: column::<i64>(row, "optional_letters")? == 1,
        language: column::<Option<String>>(row, "language")?.map(LanguageTag::from_stored),
        sealed: column::<Option<i64>>(row, "sealed_at")?.is_some(),
        devices_since: Timestamp(column(row, "devices_since")?),
        delete_at: column::<Option<i64>>(row, "delete_at")?.map(Timestamp),
        recovery: begun.zip(due).map(|(begun, due)| RecoveryWait { begun_at: Timestamp(begun), due_at: Timestamp(due) }),
        factor_demanded: column::<i64>(row, "factor_demanded")? == 1,
        password_changed_at: Timestamp(column(row, "password_changed_at")?),
        role: parsed(row, "role")?,
        standing: parsed(row, "standing")?,
        declared: column::<i64>(row, "declared")? == 1,
        groups: Groups::from_stored(&column::<String>(row, "in_groups")?),
        created_at: Timestamp(column(row, created_at)?),
    })
}

/// Locks the account of a session to open (`$2`) until the transaction ends, if it is as it was when its password was proved: not sealed, not
/// disabled, with that password (`$18` is when it was chosen), not to be deleted unless that was known (`$19` is 1); and if it accepts a session
/// with a second factor (`$16` is 1) or without. Every operation that opens a session, ends several sessions of an account, or changes its
/// factors locks the account first. That serialises them on every backend.
pub(super) const LOCK_ACCOUNT: Lock = Lock {
    table: "accounts",
    column: "two_factor_since",
    condition:
        "id = $2 AND sealed_at IS NULL AND standing = 'active' AND password_changed_at = $18 AND (delete_at IS NULL OR $19 = 1)
    AND (two_factor_since IS NULL OR $16 = 1)",
};

/// The same, in a transaction in progress.
pub(super) async fn lock_account(tx: &mut Transaction, opening: &SessionWrite) -> Result<bool, StoreError> {
    let (lock, parameters) = LOCK_ACCOUNT.statement();
    Ok(execute(tx, bound(AssertSqlSafe(lock), &values_of(opening)[..parameters])).await? == 1)
}

/// Locks an account until the transaction ends, whatever its factors.
pub(super) async fn lock(tx: &mut Transaction, id: AccountId) -> Result<bool, StoreError> {
    let touch = sqlx::query("UPDATE accounts SET two_factor_since = two_factor_since WHERE id = $1").bind(id.to_string());
    Ok(execute(tx, touch).await? == 1)
}

/// Locks an account that has two-factor authentication on. False if it is off.
pub(super) async fn lock_protected(tx: &mut Transaction, id: AccountId) -> Result<bool, StoreError> {
    let touch =
        sqlx::query("UPDATE accounts SET two_factor_since = two_factor_since WHERE id = $1 AND two_factor_since IS NOT NULL");
    Ok(execute(tx, touch.bind(id.to_string())).await? == 1)
}

/// Uses up by what somebody registers. False if it is over.
async fn enter(tx: &mut Transaction, entrance: &Entrance, now: Timestamp) -> Result<bool, StoreError> {
    match entrance {
        Entrance::Open => Ok(true),
        Entrance::Invitation(code) => {
            let update =
                sqlx::query("UPDATE invitations SET used = used + 1 WHERE fingerprint = $1 AND used < most AND expires_at > $2");
            Ok(execute(tx, update.bind(code.as_slice()).bind(now.0)).await? == 1)
        }
        Entrance::SetUp => set_up(tx, now).await,
    }
}

/// Adds an account. False if its address is taken.
pub(super) async fn insert_account(tx: &mut Transaction, account: &Account) -> Result<bool, StoreError> {
    let insert = sqlx::query(
        "INSERT INTO accounts (id, email, name, password_hash, language, created_at, confirmed_email, has_password, role, standing,
         declared, in_groups) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (email) DO NOTHING",
    )
    .bind(account.id.to_string())
    .bind(account.email.as_str())
    .bind(account.name.as_str())
    .bind(account.password_hash.as_str())
    .bind(account.language.as_ref().map(LanguageTag::as_str))
    .bind(account.created_at.0)
    .bind(account.email_confirmed.then(|| account.email.as_str()))
    .bind(i64::from(account.has_password))
    .bind(account.role.name())
    .bind(account.standing.name())
    .bind(i64::from(account.declared))
    .bind(account.groups.to_string());
    if execute(tx, insert).await? == 0 {
        return Ok(false);
    }
    if account.role == Role::Administrator {
        set_up(tx, account.created_at).await?;
    }
    Ok(true)
}

#[async_trait]
impl Accounts for Backend {
    async fn create_account(&self, account: &Account, entrance: &Entrance, event: &Event) -> Result<Created, StoreError> {
        let mut tx = self.begin().await?;
        if !enter(&mut tx, entrance, account.created_at).await? {
            tx.rollback().await?;
            return Ok(Created::Over);
        }
        if !insert_account(&mut tx, account).await? {
            tx.rollback().await?;
            return Ok(Created::EmailTaken);
        }
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(Created::Done)
    }

    async fn account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StoreError> {
        let query = sqlx::query(select_account!("WHERE a.email = $1")).bind(email.as_str());
        let row = optional(self.reader(), query).await?;
        row.map(|row| read_account(&row, "id", "created_at")).transpose()
    }

    async fn hash_costs(&self) -> Result<Vec<Work>, StoreError> {
        let rows = all(self.reader(), sqlx::query(HASH_COSTS)).await?;
        let costs = rows.iter().map(|row| Ok(Work::of_stored(&column::<String>(row, "cost")?)));
        costs.filter_map(Result::transpose).collect()
    }

    async fn replace_password_hash(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<bool, StoreError> {
        let update = sqlx::query("UPDATE accounts SET password_hash = $3 WHERE id = $1 AND password_hash = $2")
            .bind(id.to_string())
            .bind(old.as_str())
            .bind(new.as_str());
        Ok(self.write(update).await? == 1)
    }

    async fn set_language(&self, id: AccountId, language: &LanguageTag) -> Result<(), StoreError> {
        let update = sqlx::query("UPDATE accounts SET language = $2 WHERE id = $1").bind(id.to_string()).bind(language.as_str());
        self.write(update).await.map(drop)
    }
}
