//! What is looked up in batches, since most requests need it: sessions, and authenticators.

use std::{collections::HashMap, sync::Arc};

use super::{Db, DbRow, Query, accounts::read_account, all, column, parsed, sessions::read_session};
use crate::{
    domain::{
        account::{Account, AccountId},
        authenticator::AuthenticatorName,
        session::{Session, SessionId},
        time::Timestamp,
    },
    store::{
        Authenticator, StoreError,
        connections::Connections,
        look_ups::{BATCH, LookUps},
        remembered::Remembered,
        sealed,
        wal_index::WalIndex,
    },
};

/// True for a column that has one of [`BATCH`] values.
macro_rules! any_of {
    ($column:literal) => {
        concat!(
            $column,
            " IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, \
             $25, $26, $27, $28, $29, $30, $31, $32)"
        )
    };
}

/// Sessions with their accounts, with the given clause and more columns. Columns are named: see `accounts.rs`.
macro_rules! select_session {
    ($which:expr) => {
        select_session!($which, "")
    };
    ($which:expr, $more:literal) => {
        concat!(
            "SELECT s.id, s.account_id, s.factors, s.authenticated_at, s.created_at, s.last_used_at, s.expires_at,
             s.refresh_fingerprint, s.previous_refresh_fingerprint, s.rotated_at, s.tokens_seen_of,
             a.email, a.name, a.password_hash, a.two_factor_since, a.language, a.sealed_at, a.devices_since, a.delete_at,
             a.password_changed_at, a.confirmed_email, a.optional_letters, a.recovery_begun_at, a.recovery_due_at,
             a.factor_demanded, a.has_password, a.role, a.standing, a.declared, a.in_groups, a.created_at AS account_created_at",
            $more,
            " FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE ",
            $which
        )
    };
}
pub(super) use select_session;

macro_rules! select_authenticator {
    ($which:expr) => {
        concat!(
            "SELECT a.id, a.email, a.name, a.password_hash, a.two_factor_since, a.language, a.sealed_at, a.devices_since,
             a.delete_at, a.password_changed_at, a.confirmed_email, a.optional_letters, a.recovery_begun_at, a.recovery_due_at,
             a.factor_demanded, a.has_password, a.role, a.standing, a.declared, a.in_groups, a.created_at AS account_created_at,
             t.id AS authenticator_id, t.name AS authenticator_name, t.key_id, t.secret, t.created_at, t.last_used_step, t.last_used_at
             FROM accounts a LEFT JOIN authenticators t ON t.account_id = a.id WHERE ",
            $which
        )
    };
}

/// A query for one value, and for as many as a batch may have.
type Texts = [&'static str; 2];

const SESSIONS: Texts = [select_session!("s.id = $1"), select_session!(any_of!("s.id"))];
const AUTHENTICATORS: Texts = [select_authenticator!("a.id = $1"), select_authenticator!(any_of!("a.id"))];

/// The look-ups of a store.
pub struct Finders {
    /// Sessions, live or not.
    pub sessions: LookUps<SessionId, (Session, Account)>,
    /// Accounts with their authenticators.
    pub authenticators: LookUps<AccountId, (Account, Vec<Authenticator>)>,
}

impl Finders {
    /// Looks up on these connections. Sessions are remembered while the index shows that nothing has changed.
    pub fn on(connections: &Connections<Db>, index: Option<Arc<WalIndex>>) -> Self {
        let [of_sessions, of_authenticators] = [connections.clone(), connections.clone()];
        let sessions = move |ids| found(of_sessions.clone(), SESSIONS, ids, |rows| read_session(&rows[0]));
        let authenticators = move |ids| found(of_authenticators.clone(), AUTHENTICATORS, ids, read_authenticators);
        Self {
            sessions: LookUps::by(Remembered::of(index), sessions),
            authenticators: LookUps::by(Remembered::of(None), authenticators),
        }
    }
}

/// Finds the rows of these ids: of each that is there, one or several. A row that cannot be read concerns only who asked for it.
async fn found<K, V>(
    connections: Connections<Db>,
    [one, many]: Texts,
    ids: Vec<K>,
    read: fn(&[DbRow]) -> Result<V, StoreError>,
) -> Result<HashMap<K, Result<V, StoreError>>, StoreError>
where
    K: Copy + Eq + std::hash::Hash + ToString + std::str::FromStr<Err: std::fmt::Display>,
{
    let Some(last) = ids.last() else { return Ok(HashMap::new()) };
    // A statement of one text has one plan. The last id fills what is left of its places.
    let query: Query<'_> = match ids.len() {
        1 => sqlx::query(one).bind(last.to_string()),
        _ => {
            ids.iter().chain(std::iter::repeat(last)).take(BATCH).fold(sqlx::query(many), |query, id| query.bind(id.to_string()))
        }
    };
    let mut of_ids = HashMap::<K, Vec<DbRow>>::new();
    for row in all(&connections, query).await? {
        of_ids.entry(parsed(&row, "id")?).or_default().push(row);
    }
    Ok(of_ids.into_iter().map(|(id, rows)| (id, read(&rows))).collect())
}

fn read_authenticators(rows: &[DbRow]) -> Result<(Account, Vec<Authenticator>), StoreError> {
    let mut authenticators = Vec::new();
    for row in rows {
        // Of an account without any, one row comes with none.
        if column::<Option<String>>(row, "authenticator_id")?.is_some() {
            authenticators.push(read_authenticator(row)?);
        }
    }
    authenticators.sort_by_key(|authenticator| (authenticator.created_at, authenticator.id));
    Ok((read_account(&rows[0], "id", "account_created_at")?, authenticators))
}

fn read_authenticator(row: &DbRow) -> Result<Authenticator, StoreError> {
    Ok(Authenticator {
        id: parsed(row, "authenticator_id")?,
        name: AuthenticatorName::from_stored(column(row, "authenticator_name")?),
        secret: sealed(column(row, "key_id")?, column(row, "secret")?),
        created_at: Timestamp(column(row, "created_at")?),
        last_used_step: column(row, "last_used_step")?,
        last_used_at: column::<Option<i64>>(row, "last_used_at")?.map(Timestamp),
    })
}
