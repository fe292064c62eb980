use async_trait::async_trait;
use sqlx::{AssertSqlSafe, QueryBuilder};

use super::{Backend, Db, DbRow, Transaction, all, bound, column, execute, letters::put_letters, optional, parsed};
use crate::{
    domain::{
        account::AccountId,
        event::{Event, EventId, EventKind, EventPlace},
        time::Timestamp,
        whereabouts::{UserAgent, Whereabouts},
    },
    store::{Cell, Events, StoreError, connections::Connections},
};

/// Tells an event (`$1` to `$10`), or tells again how far it came, under this condition. Nothing if the account is gone, by the same
/// work: whether there is one must not show in the time that an answer takes.
macro_rules! tell_if {
    ($condition:literal) => {
        concat!(
            "INSERT INTO events (id, account_id, at, kind, actor, session_id, factors, address, user_agent, is_new_device)
             SELECT $1, id, $3, $4, $5, $6, $7, $8, $9, $10 FROM accounts WHERE id = $2 AND ",
            $condition,
            " ON CONFLICT (id) DO UPDATE SET at = excluded.at, kind = excluded.kind, actor = excluded.actor,
             session_id = excluded.session_id, factors = excluded.factors, address = excluded.address,
             user_agent = excluded.user_agent, is_new_device = excluded.is_new_device
             WHERE events.account_id = excluded.account_id"
        )
    };
}
pub(super) use tell_if;

const TELL: &str = tell_if!("TRUE");

const COLUMNS: &str =
    "SELECT id, account_id, at, kind, actor, session_id, factors, address, user_agent, is_new_device, acted_by FROM events ";

/// Values for `$1` to `$10`.
pub(super) fn values_of_event(event: &Event) -> Vec<Cell> {
    vec![
        event.id.0.into(),
        event.account_id.into(),
        event.at.into(),
        event.kind.name().into(),
        event.actor.name().into(),
        event.session_id.map(|id| id.to_string()).into(),
        event.factors.map(|factors| factors.to_string()).into(),
        event.whereabouts.address.map(|address| address.to_string()).unwrap_or_default().into(),
        event.whereabouts.user_agent.as_str().into(),
        i64::from(event.is_new_device).into(),
    ]
}

/// Tells an event.
pub(super) async fn tell(tx: &mut Transaction, event: &Event) -> Result<(), StoreError> {
    execute(tx, bound(TELL, &values_of_event(event))).await?;
    if let Some(administrator) = event.acted_by {
        let note = sqlx::query("UPDATE events SET acted_by = $2 WHERE id = $1")
            .bind(event.id.to_string())
            .bind(administrator.to_string());
        execute(tx, note).await?;
    }
    put_letters(tx, event).await
}

/// Returns an event of an account as it is now.
pub(super) async fn select_event(
    connections: &Connections<Db>,
    account: AccountId,
    id: EventId,
) -> Result<Option<Event>, StoreError> {
    let query = sqlx::query(AssertSqlSafe(format!("{COLUMNS} WHERE account_id = $1 AND id = $2")))
        .bind(account.to_string())
        .bind(id.to_string());
    optional(connections, query).await?.as_ref().map(read_event).transpose()
}

/// Reads whereabouts.
pub(super) fn read_whereabouts(row: &DbRow) -> Result<Whereabouts, StoreError> {
    let address: String = column(row, "address")?;
    Ok(Whereabouts { address: address.parse().ok(), user_agent: UserAgent::from_stored(column(row, "user_agent")?) })
}

pub(super) fn read_event(row: &DbRow) -> Result<Event, StoreError> {
    let text = |name| column::<Option<String>>(row, name);
    let corrupt = |name: &str, error: &dyn std::fmt::Display| StoreError::Corrupt(format!("events.{name}: {error}"));
    Ok(Event {
        id: parsed(row, "id")?,
        account_id: parsed(row, "account_id")?,
        at: Timestamp(column(row, "at")?),
        kind: parsed(row, "kind")?,
        actor: parsed(row, "actor")?,
        acted_by: text("acted_by")?.map(|id| id.parse().map_err(|error| corrupt("acted_by", &error))).transpose()?,
        session_id: text("session_id")?.map(|id| id.parse().map_err(|error| corrupt("session_id", &error))).transpose()?,
        factors: text("factors")?.map(|factors| factors.parse().map_err(|error| corrupt("factors", &error))).transpose()?,
        whereabouts: read_whereabouts(row)?,
        is_new_device: column::<i64>(row, "is_new_device")? != 0,
        letters: vec![],
    })
}

#[async_trait]
impl Events for Backend {
    async fn events(
        &self,
        account: AccountId,
        kinds: &[EventKind],
        before: Option<EventPlace>,
        limit: u16,
    ) -> Result<Vec<Event>, StoreError> {
        let mut query = QueryBuilder::<Db>::new(COLUMNS);
        query.push("WHERE account_id = ").push_bind(account.to_string());
        if let Some(EventPlace { at, id }) = before {
            query.push(" AND (at, id) < (").push_bind(at.0).push(", ").push_bind(id.to_string()).push(")");
        }
        // A server of the next version may have told what this one has no word for.
        let mut wanted = query.push(" AND kind IN (").separated(", ");
        for kind in if kinds.is_empty() { EventKind::ALL } else { kinds } {
            wanted.push_bind(kind.name());
        }
        query.push(")");
        query.push(" ORDER BY at DESC, id DESC LIMIT ").push_bind(i64::from(limit));
        all(self.reader(), query.build()).await?.iter().map(read_event).collect()
    }

    async fn unanswered(&self, account: AccountId, kind: EventKind) -> Result<Option<Event>, StoreError> {
        let query = sqlx::query(UNANSWERED).bind(account.to_string()).bind(kind.name());
        optional(self.reader(), query).await?.as_ref().map(read_event).transpose()
    }

    async fn tell(&self, event: &Event) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn answer_events(&self, account: AccountId, until: Timestamp) -> Result<(), StoreError> {
        let update = sqlx::query("UPDATE accounts SET warned_until = $2 WHERE id = $1 AND warned_until < $2")
            .bind(account.to_string())
            .bind(until.0);
        self.write(update).await.map(drop)
    }
}

const UNANSWERED: &str = "SELECT id, account_id, at, kind, actor, session_id, factors, address, user_agent, is_new_device, acted_by FROM events
    WHERE account_id = $1 AND kind = $2 AND at > (SELECT warned_until FROM accounts WHERE id = $1) ORDER BY at DESC, id DESC LIMIT 1";
