use async_trait::async_trait;

use super::{
    Backend, DbRow, Transaction,
    account_life::is_made_by_live_session,
    accounts::lock_account,
    all,
    attempts::settle,
    column,
    events::{read_whereabouts, tell},
    execute, parsed,
    sessions::open_in,
};
use crate::{
    domain::{
        account::AccountId,
        event::Event,
        keys::Fingerprint,
        session::Lifetimes,
        time::Timestamp,
        trusted_browser::{MOST_TRUSTED_BROWSERS, TrustedBrowser, TrustedBrowserId},
    },
    store::{SessionWrite, Settlement, StoreError, Trust, TrustUse, TrustedBrowsers},
};

/// Ends all trust of an account, and the sessions by it. Returns how much of either there was.
pub(super) async fn end_all_trust(tx: &mut Transaction, account: AccountId) -> Result<u64, StoreError> {
    let trust = sqlx::query("DELETE FROM trusted_browsers WHERE account_id = $1").bind(account.to_string());
    Ok(execute(tx, trust).await? + end_sessions_without_trust(tx, account).await?)
}

/// Ends a trust, and the sessions by it. Returns how much of either there was.
pub(super) async fn end_one_trust(tx: &mut Transaction, (account, id): (AccountId, TrustedBrowserId)) -> Result<u64, StoreError> {
    let trust = sqlx::query("DELETE FROM trusted_browsers WHERE account_id = $1 AND id = $2")
        .bind(account.to_string())
        .bind(id.to_string());
    Ok(execute(tx, trust).await? + end_sessions_without_trust(tx, account).await?)
}

/// Ends the sessions of an account whose trust is gone.
async fn end_sessions_without_trust(tx: &mut Transaction, account: AccountId) -> Result<u64, StoreError> {
    let sessions = sqlx::query(
        "DELETE FROM sessions WHERE account_id = $1 AND trusted_browser_id IS NOT NULL
         AND trusted_browser_id NOT IN (SELECT id FROM trusted_browsers WHERE account_id = $1)",
    )
    .bind(account.to_string());
    execute(tx, sessions).await
}

/// Uses a trust once. The account (`$2`) is locked.
const USE: &str =
    "UPDATE trusted_browsers SET fingerprint = $4, previous_fingerprint = $3, last_used_at = $6, address = $8, user_agent = $9
    WHERE id = $1 AND account_id = $2 AND fingerprint = $3 AND bound_to = $5 AND expires_at > $6 AND created_at > $7";

/// True for a trust (`$1`) whose token was replaced, and not by a request of these seconds (after `$4`).
const IS_REUSED: &str =
    "SELECT id FROM trusted_browsers WHERE id = $1 AND account_id = $2 AND previous_fingerprint = $3 AND last_used_at < $4";

/// The oldest of an account beyond the limit.
const END_OLDEST: &str = "DELETE FROM trusted_browsers WHERE account_id = $1 AND id IN
    (SELECT id FROM trusted_browsers WHERE account_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1000 OFFSET $2)";

impl Backend {
    /// Uses one of the presented tokens. Returns which.
    async fn use_one(
        tx: &mut Transaction,
        usage: &TrustUse,
        opening: &SessionWrite,
    ) -> Result<Option<TrustedBrowserId>, StoreError> {
        let (account, event) = (opening.session.account_id, &opening.event);
        for (id, fingerprint) in &usage.presented {
            let take = sqlx::query(USE)
                .bind(id.to_string())
                .bind(account.to_string())
                .bind(fingerprint.as_slice())
                .bind(usage.next.as_slice())
                .bind(usage.bound_to.as_slice())
                .bind(event.at.0)
                .bind(usage.given_after.0)
                .bind(event.whereabouts.address.map(|address| address.to_string()).unwrap_or_default())
                .bind(event.whereabouts.user_agent.as_str());
            if execute(tx, take).await? == 1 {
                return Ok(Some(*id));
            }
        }
        Ok(None)
    }

    /// Ends those of the presented tokens that are copies of what was replaced. Returns how many.
    async fn end_reused(tx: &mut Transaction, usage: &TrustUse, account: AccountId) -> Result<u64, StoreError> {
        let mut ended = 0;
        for (id, fingerprint) in &usage.presented {
            let query = sqlx::query(IS_REUSED)
                .bind(id.to_string())
                .bind(account.to_string())
                .bind(Fingerprint::as_slice(fingerprint))
                .bind((usage.reused.at - Lifetimes::REFRESH_GRACE).0);
            if query.fetch_optional(&mut **tx).await?.is_some() {
                ended += end_one_trust(tx, (account, *id)).await?;
            }
        }
        Ok(ended)
    }
}

fn read_trusted_browser(row: &DbRow) -> Result<TrustedBrowser, StoreError> {
    Ok(TrustedBrowser {
        id: parsed(row, "id")?,
        created_at: Timestamp(column(row, "created_at")?),
        last_used_at: Timestamp(column(row, "last_used_at")?),
        expires_at: Timestamp(column(row, "expires_at")?),
        whereabouts: read_whereabouts(row)?,
    })
}

#[async_trait]
impl TrustedBrowsers for Backend {
    async fn trust_browser(&self, trust: &Trust, event: &Event) -> Result<Option<Vec<TrustedBrowserId>>, StoreError> {
        let mut tx = self.begin().await?;
        if !is_made_by_live_session(&mut tx, event).await? {
            tx.rollback().await?;
            return Ok(None);
        }
        let mut others = Vec::new();
        for id in &trust.presented {
            end_one_trust(&mut tx, (event.account_id, *id)).await?;
            let query = sqlx::query("SELECT id FROM trusted_browsers WHERE id = $1").bind(id.to_string());
            others.extend(query.fetch_optional(&mut *tx).await?.map(|_| *id));
        }
        let insert = sqlx::query(
            "INSERT INTO trusted_browsers (id, account_id, fingerprint, bound_to, created_at, last_used_at, expires_at, address, user_agent)
             VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)",
        )
        .bind(trust.id.to_string())
        .bind(event.account_id.to_string())
        .bind(trust.fingerprint.as_slice())
        .bind(trust.bound_to.as_slice())
        .bind(event.at.0)
        .bind(trust.expires_at.0)
        .bind(event.whereabouts.address.map(|address| address.to_string()).unwrap_or_default())
        .bind(event.whereabouts.user_agent.as_str());
        execute(&mut tx, insert).await?;
        execute(&mut tx, sqlx::query(END_OLDEST).bind(event.account_id.to_string()).bind(MOST_TRUSTED_BROWSERS)).await?;
        end_sessions_without_trust(&mut tx, event.account_id).await?;
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(Some(others))
    }

    async fn open_session_by_trust(
        &self,
        usage: &TrustUse,
        opening: &SessionWrite,
        settlement: &Settlement,
    ) -> Result<Option<TrustedBrowserId>, StoreError> {
        let mut tx = self.begin().await?;
        if !lock_account(&mut tx, opening).await? {
            tx.rollback().await?;
            return Ok(None);
        }
        let Some(used) = Self::use_one(&mut tx, usage, opening).await? else {
            if Self::end_reused(&mut tx, usage, opening.session.account_id).await? > 0 {
                tell(&mut tx, &usage.reused).await?;
            }
            tx.commit().await?;
            return Ok(None);
        };
        settle(&mut tx, settlement).await?;
        open_in(&mut tx, opening).await?;
        let by = sqlx::query("UPDATE sessions SET trusted_browser_id = $2 WHERE id = $1")
            .bind(opening.session.id.to_string())
            .bind(used.to_string());
        execute(&mut tx, by).await?;
        tx.commit().await?;
        Ok(Some(used))
    }

    async fn trusted_browsers(
        &self,
        account: AccountId,
        now: Timestamp,
        given_after: Timestamp,
    ) -> Result<Vec<TrustedBrowser>, StoreError> {
        let query = sqlx::query(
            "SELECT id, created_at, last_used_at, expires_at, address, user_agent FROM trusted_browsers
             WHERE account_id = $1 AND expires_at > $2 AND created_at > $3 ORDER BY last_used_at DESC, id",
        )
        .bind(account.to_string())
        .bind(now.0)
        .bind(given_after.0);
        all(self.reader(), query).await?.iter().map(read_trusted_browser).collect()
    }

    async fn end_trust(&self, id: Option<TrustedBrowserId>, event: &Event) -> Result<u64, StoreError> {
        let account = event.account_id;
        let mut tx = self.begin().await?;
        let ended = match (is_made_by_live_session(&mut tx, event).await?, id) {
            (false, _) => 0,
            (true, Some(id)) => end_one_trust(&mut tx, (account, id)).await?,
            (true, None) => end_all_trust(&mut tx, account).await?,
        };
        if ended == 0 {
            tx.rollback().await?;
            return Ok(0);
        }
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(ended)
    }
}
