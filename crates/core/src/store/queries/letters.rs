use async_trait::async_trait;
use sqlx::AssertSqlSafe;

use super::{
    Backend, DbRow, Query, SKIP_LOCKED, Transaction,
    accounts::{read_account, select_account},
    all, column,
    events::select_event,
    execute, optional, parsed,
};
use crate::{
    domain::{
        account::{Account, AccountId},
        event::{Event, EventId},
        letter::{Channel, NewLetter},
        time::Timestamp,
    },
    store::{Letter, LetterAttempt, Letters, Spread, StoreError, Term, sealed},
};

/// A letter of the same event takes the place of that which is there: a sign-in that waited for its second factor has it now. If that one
/// is being sent, or was, this is sent, too: the attempt that is under way is no longer the last.
macro_rules! in_its_place {
    () => {
        " ON CONFLICT (id) DO UPDATE SET purpose = excluded.purpose, not_before = excluded.not_before, expires_at = excluded.expires_at,
         attempts = letters.attempts + 1, leased_until = 0, sent_at = NULL, is_spread = 0"
    };
}

/// Writes a letter.
const PUT: &str = concat!(
    "INSERT INTO letters (id, account_id, event_id, purpose, key_id, payload, created_at, not_before, expires_at, channel)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    in_its_place!()
);

/// The same in one step for the event of a session that was opened: a notice. `$1` to `$10` are the event's.
pub(super) const PUT_NOTICE: &str = concat!(
    "INSERT INTO letters (id, account_id, event_id, purpose, created_at, not_before, expires_at)
     SELECT $1, $2, $1, 'notice', $3, $3, $3 + 172800000 WHERE {locked} AND {so_far}",
    in_its_place!()
);

const COLUMNS: &str = "id, account_id, event_id, purpose, key_id, payload, created_at, not_before, expires_at, attempts";

/// What goes to the other channels, too.
const TO_SPREAD: &str = "('notice', 'recovery_reminder')";

/// Writes the letters of an event.
pub(super) async fn put_letters(tx: &mut Transaction, event: &Event) -> Result<(), StoreError> {
    for letter in &event.letters {
        execute(tx, put(letter, Some((event.account_id, event.id)), event.at)).await?;
    }
    Ok(())
}

fn put(letter: &NewLetter, of: Option<(AccountId, EventId)>, now: Timestamp) -> Query<'static> {
    sqlx::query(PUT)
        .bind(letter.id.to_string())
        .bind(of.map(|(account, _)| account.to_string()))
        .bind(of.map(|(_, event)| event.to_string()))
        .bind(letter.purpose.name())
        .bind(letter.payload.as_ref().map(|payload| payload.key_id.clone()))
        .bind(letter.payload.as_ref().map(|payload| payload.bytes.clone()))
        .bind(now.0)
        .bind(letter.not_before.0)
        .bind(letter.expires_at.0)
        .bind(letter.purpose.channel().name())
}

/// Those that can be read, in the order in which they became due: no order is promised of what a statement returns. One that cannot, such as
/// one of a later version, holds up no other.
fn readable(rows: &[DbRow]) -> Vec<Letter> {
    let read = |row| {
        let read = || Ok::<_, StoreError>((column::<i64>(row, "not_before")?, read_letter(row)?));
        read().inspect_err(|error| tracing::error!(%error, "mail.unreadable")).ok()
    };
    let mut letters: Vec<_> = rows.iter().filter_map(read).collect();
    letters.sort_by_key(|(due, letter)| (*due, letter.id));
    letters.into_iter().map(|(_, letter)| letter).collect()
}

fn read_letter(row: &DbRow) -> Result<Letter, StoreError> {
    let corrupt = |name: &str, error: &dyn std::fmt::Display| StoreError::Corrupt(format!("letters.{name}: {error}"));
    let (account, event): (Option<String>, Option<String>) = (column(row, "account_id")?, column(row, "event_id")?);
    let (key, payload): (Option<String>, Option<Vec<u8>>) = (column(row, "key_id")?, column(row, "payload")?);
    Ok(Letter {
        id: parsed(row, "id")?,
        account_id: account.map(|id| id.parse()).transpose().map_err(|error| corrupt("account_id", &error))?,
        event_id: event.map(|id| id.parse()).transpose().map_err(|error| corrupt("event_id", &error))?,
        purpose: parsed(row, "purpose")?,
        payload: key.zip(payload).map(|(key, bytes)| sealed(key, bytes)),
        created_at: Timestamp(column(row, "created_at")?),
        expires_at: Timestamp(column(row, "expires_at")?),
        attempts: u32::try_from(column::<i64>(row, "attempts")?).map_err(|error| corrupt("attempts", &error))?,
    })
}

#[async_trait]
impl Letters for Backend {
    async fn put_letter(&self, letter: &NewLetter, now: Timestamp) -> Result<(), StoreError> {
        self.write(put(letter, None, now)).await.map(drop)
    }

    async fn unspread_letters(&self, now: Timestamp, limit: u16) -> Result<Vec<Letter>, StoreError> {
        let query = sqlx::query(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM letters
             WHERE channel = 'mail' AND not_before <= $1 AND sent_at IS NULL AND is_spread = 0 AND purpose IN {TO_SPREAD}
             ORDER BY not_before, id LIMIT $2"
        )));
        let rows = all(self.reader(), query.bind(now.0).bind(i64::from(limit))).await?;
        Ok(readable(&rows))
    }

    async fn claim_letters(&self, channel: Channel, term: Term, limit: u16) -> Result<Vec<Letter>, StoreError> {
        let Term { now, until, only_spread } = term;
        // Most often there is none, and nobody has to wait for that.
        let due = format!(
            "SELECT l.id FROM letters l WHERE l.channel = $2 AND l.sent_at IS NULL AND l.not_before <= $1 AND l.leased_until <= $1{}",
            match channel {
                Channel::Mail if only_spread => " AND (l.is_spread = 1 OR l.purpose NOT IN ('notice', 'recovery_reminder'))",
                Channel::Mail | Channel::Webhook => "",
                Channel::Person =>
                    " AND NOT EXISTS (SELECT 1 FROM letters o WHERE o.account_id = l.account_id AND o.channel = l.channel
                     AND o.sent_at IS NULL AND o.leased_until > $1)",
                Channel::Operator =>
                    " AND NOT EXISTS (SELECT 1 FROM letters o WHERE o.channel = l.channel AND o.sent_at IS NULL AND o.leased_until > $1)",
            }
        );
        let any = sqlx::query(AssertSqlSafe(format!("{due} LIMIT 1"))).bind(now.0).bind(channel.name());
        if optional(self.reader(), any).await?.is_none() {
            return Ok(vec![]);
        }
        let claim = format!(
            "UPDATE letters SET leased_until = $3, attempts = attempts + 1 WHERE id IN
             ({due} ORDER BY l.not_before, l.id LIMIT $4 {SKIP_LOCKED}) RETURNING {COLUMNS}"
        );
        let mut tx = self.begin().await?;
        let claim = sqlx::query(AssertSqlSafe(claim)).bind(now.0).bind(channel.name()).bind(until.0).bind(i64::from(limit));
        let rows = claim.fetch_all(&mut *tx).await?;
        tx.commit().await?;
        Ok(readable(&rows))
    }

    async fn spread_letter(&self, letter: &Letter, spread: &Spread) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let once = if spread.by_mail {
            "UPDATE letters SET is_spread = 1 WHERE id = $1 AND attempts = $2 AND is_spread = 0 AND sent_at IS NULL"
        } else {
            "DELETE FROM letters WHERE id = $1 AND attempts = $2 AND is_spread = 0 AND sent_at IS NULL"
        };
        let once = sqlx::query(once).bind(letter.id.to_string()).bind(i64::from(letter.attempts));
        if execute(&mut tx, once).await? == 0 {
            tx.rollback().await?;
            return Ok(());
        }
        for other in &spread.others {
            execute(&mut tx, put(other, letter.account_id.zip(letter.event_id), spread.now)).await?;
        }
        tx.commit().await
    }

    async fn matter_of(&self, account: AccountId, event: EventId) -> Result<Option<(Account, Event)>, StoreError> {
        let Some(account) = self.account(account).await? else { return Ok(None) };
        let found = select_event(self.reader(), account.id, event).await?;
        Ok(found.map(|event| (account, event)))
    }

    async fn letter_sent(
        &self,
        attempt: LetterAttempt,
        account: Option<AccountId>,
        told: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sent = sqlx::query(
            "UPDATE letters SET sent_at = $3, purpose = $4, account_id = $5, key_id = NULL, payload = NULL
             WHERE id = $1 AND attempts = $2 AND sent_at IS NULL",
        )
        .bind(attempt.id.to_string())
        .bind(i64::from(attempt.number))
        .bind(now.0)
        .bind(told)
        .bind(account.map(|account| account.to_string()));
        self.write(sent).await.map(drop)
    }

    async fn letter_put_off(&self, attempt: LetterAttempt, not_before: Timestamp) -> Result<(), StoreError> {
        let back = sqlx::query(
            "UPDATE letters SET not_before = $3, leased_until = 0 WHERE id = $1 AND attempts = $2 AND sent_at IS NULL",
        )
        .bind(attempt.id.to_string())
        .bind(i64::from(attempt.number))
        .bind(not_before.0);
        self.write(back).await.map(drop)
    }

    async fn letter_dropped(&self, attempt: LetterAttempt) -> Result<(), StoreError> {
        let drop_it = sqlx::query("DELETE FROM letters WHERE id = $1 AND attempts = $2 AND sent_at IS NULL")
            .bind(attempt.id.to_string())
            .bind(i64::from(attempt.number));
        self.write(drop_it).await.map(drop)
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let query = sqlx::query(select_account!("WHERE a.id = $1")).bind(id.to_string());
        let row = optional(self.reader(), query).await?;
        row.map(|row| read_account(&row, "id", "created_at")).transpose()
    }

    async fn letters_sent(
        &self,
        (account, channel): (AccountId, Channel),
        told: Option<&str>,
        after: Timestamp,
    ) -> Result<u32, StoreError> {
        let query = sqlx::query(
            "SELECT COUNT(*) AS letters FROM letters
             WHERE account_id = $1 AND channel = $2 AND sent_at > $3 AND ($4 = '' OR purpose = $4)",
        );
        let query = query.bind(account.to_string()).bind(channel.name()).bind(after.0).bind(told.unwrap_or_default());
        counted(self, query).await
    }

    async fn letters_sent_to_all(&self, channel: Channel, told: Option<&str>, after: Timestamp) -> Result<u32, StoreError> {
        let query = sqlx::query(
            "SELECT COUNT(*) AS letters FROM letters WHERE channel = $1 AND sent_at > $2 AND ($3 = '' OR purpose = $3)",
        );
        counted(self, query.bind(channel.name()).bind(after.0).bind(told.unwrap_or_default())).await
    }

    async fn pending_letters(&self, now: Timestamp) -> Result<Vec<(Channel, u64)>, StoreError> {
        let query = sqlx::query(
            "SELECT channel, COUNT(*) AS letters FROM letters WHERE sent_at IS NULL AND (not_before <= $1 OR attempts > 0)
             GROUP BY channel",
        );
        let rows = all(self.reader(), query.bind(now.0)).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            found.push((column::<String>(row, "channel")?, column::<i64>(row, "letters")?));
        }
        // A channel of a later version is none that this server could tell of.
        let of = |channel: Channel| found.iter().find(|(name, _)| name == channel.name()).map_or(0, |(_, letters)| *letters);
        let counted = |channel| {
            let letters = u64::try_from(of(channel)).map_err(|error| StoreError::Corrupt(error.to_string()))?;
            Ok((channel, letters))
        };
        Channel::ALL.iter().copied().map(counted).collect()
    }
}

async fn counted(store: &Backend, query: Query<'_>) -> Result<u32, StoreError> {
    let row = optional(store.reader(), query).await?;
    let letters = row.map(|row| column::<i64>(&row, "letters")).transpose()?.unwrap_or_default();
    u32::try_from(letters).map_err(|error| StoreError::Corrupt(error.to_string()))
}
