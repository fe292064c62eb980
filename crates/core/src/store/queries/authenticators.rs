use async_trait::async_trait;

use super::{
    Backend, DbRow, Transaction,
    account_life::is_made_by_live_session,
    accounts::{lock, lock_protected},
    all, column,
    events::tell,
    execute, optional, parsed,
    passkeys::has_passkey,
    sessions::{end_the_others, update_session},
};
use crate::{
    domain::{
        account::{Account, AccountId},
        authenticator::{AuthenticatorId, AuthenticatorName, MOST_AUTHENTICATORS},
        event::Event,
        keys::{KeyId, Sealed},
        session::SessionId,
        time::Timestamp,
    },
    store::{
        Authenticator, AuthenticatorChanged, AuthenticatorWrite, Authenticators, PendingAuthenticator, SessionWrite, StoreError,
        sealed,
    },
};

/// Takes the unconfirmed authenticator of a session away, if it is still this one and has not expired.
pub(super) async fn take_pending(
    tx: &mut Transaction,
    (account, session): (AccountId, SessionId),
    confirmed: &PendingAuthenticator,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let take = sqlx::query(
        "DELETE FROM pending_authenticators WHERE account_id = $1 AND session_id = $2 AND secret = $3 AND expires_at > $4",
    )
    .bind(account.to_string())
    .bind(session.to_string())
    .bind(&confirmed.secret.bytes)
    .bind(now.0);
    Ok(execute(tx, take).await? == 1)
}

fn read_pending(row: &DbRow) -> Result<PendingAuthenticator, StoreError> {
    let replaces: Option<String> = column(row, "replaces")?;
    let replaces = replaces.map(|id| id.parse()).transpose();
    Ok(PendingAuthenticator {
        id: parsed(row, "id")?,
        secret: sealed(column(row, "key_id")?, column(row, "secret")?),
        replaces: replaces.map_err(|error| StoreError::Corrupt(format!("pending_authenticators.replaces: {error}")))?,
        expires_at: Timestamp(column(row, "expires_at")?),
    })
}

/// Adds an authenticator.
pub(super) async fn insert_authenticator(
    tx: &mut Transaction,
    account: AccountId,
    added: &Authenticator,
) -> Result<(), StoreError> {
    let insert = sqlx::query(
        "INSERT INTO authenticators (account_id, id, name, key_id, secret, last_used_step, created_at, last_used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(account.to_string())
    .bind(added.id.to_string())
    .bind(added.name.as_str())
    .bind(&added.secret.key_id)
    .bind(&added.secret.bytes)
    .bind(added.last_used_step)
    .bind(added.created_at.0)
    .bind(added.last_used_at.map(|at| at.0));
    execute(tx, insert).await.map(drop)
}

/// Removes an authenticator. Returns its name, or `None` if it is not there.
async fn remove(tx: &mut Transaction, account: AccountId, id: AuthenticatorId) -> Result<Option<AuthenticatorName>, StoreError> {
    let delete = sqlx::query("DELETE FROM authenticators WHERE account_id = $1 AND id = $2 RETURNING name")
        .bind(account.to_string())
        .bind(id.to_string());
    let row = delete.fetch_optional(&mut **tx).await?;
    row.map(|row| Ok(AuthenticatorName::from_stored(column(&row, "name")?))).transpose()
}

/// Counts the authenticators of an account that is locked.
pub(super) async fn count(tx: &mut Transaction, account: AccountId) -> Result<i64, StoreError> {
    let query =
        sqlx::query("SELECT COUNT(*) AS authenticators FROM authenticators WHERE account_id = $1").bind(account.to_string());
    column(&query.fetch_one(&mut **tx).await?, "authenticators")
}

/// Renews the session that made a change, ends the others and commits. Undoes everything if the session is gone.
async fn done_in(mut tx: Transaction, opening: &SessionWrite) -> Result<AuthenticatorChanged, StoreError> {
    if !update_session(&mut tx, opening).await? {
        return undone(tx, AuthenticatorChanged::Over).await;
    }
    end_the_others(&mut tx, opening.session.account_id, opening.session.id).await?;
    tx.commit().await?;
    Ok(AuthenticatorChanged::Done)
}

async fn undone(tx: Transaction, answer: AuthenticatorChanged) -> Result<AuthenticatorChanged, StoreError> {
    tx.rollback().await?;
    Ok(answer)
}

#[async_trait]
impl Authenticators for Backend {
    async fn put_pending_authenticator(
        &self,
        account: AccountId,
        session: SessionId,
        pending: &PendingAuthenticator,
    ) -> Result<(), StoreError> {
        let put = sqlx::query(
            "INSERT INTO pending_authenticators (account_id, session_id, key_id, secret, expires_at, id, replaces)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id) DO UPDATE SET session_id = excluded.session_id,
             key_id = excluded.key_id, secret = excluded.secret, expires_at = excluded.expires_at, id = excluded.id,
             replaces = excluded.replaces",
        )
        .bind(account.to_string())
        .bind(session.to_string())
        .bind(&pending.secret.key_id)
        .bind(&pending.secret.bytes)
        .bind(pending.expires_at.0)
        .bind(pending.id.to_string())
        .bind(pending.replaces.map(|id| id.to_string()));
        self.write(put).await.map(drop)
    }

    async fn pending_authenticator(
        &self,
        account: AccountId,
        session: SessionId,
        now: Timestamp,
    ) -> Result<Option<PendingAuthenticator>, StoreError> {
        let query = sqlx::query(
            "SELECT id, key_id, secret, replaces, expires_at FROM pending_authenticators
             WHERE account_id = $1 AND session_id = $2 AND expires_at > $3",
        )
        .bind(account.to_string())
        .bind(session.to_string())
        .bind(now.0);
        let row = optional(self.reader(), query).await?;
        row.as_ref().map(read_pending).transpose()
    }

    async fn drop_pending_authenticator(&self, account: AccountId) -> Result<(), StoreError> {
        let delete = sqlx::query("DELETE FROM pending_authenticators WHERE account_id = $1").bind(account.to_string());
        self.write(delete).await.map(drop)
    }

    async fn authenticators(&self, account: AccountId) -> Result<Option<(Account, Vec<Authenticator>)>, StoreError> {
        self.finders.authenticators.find(account).await
    }

    async fn add_authenticator(&self, write: &AuthenticatorWrite) -> Result<AuthenticatorChanged, StoreError> {
        let AuthenticatorWrite { confirmed, name, step, opening } = write;
        let (session, now) = (&opening.session, opening.event.at);
        let account = session.account_id;
        let mut tx = self.begin().await?;
        // Where two-factor authentication is off, another path turns it on.
        if !lock_protected(&mut tx, account).await? {
            return undone(tx, AuthenticatorChanged::Over).await;
        }
        if !take_pending(&mut tx, (account, session.id), confirmed, now).await? {
            return undone(tx, AuthenticatorChanged::Over).await;
        }
        let name = match confirmed.replaces {
            None => name.clone(),
            Some(former) => match remove(&mut tx, account, former).await? {
                Some(name) => name,
                None => return undone(tx, AuthenticatorChanged::Over).await,
            },
        };
        if count(&mut tx, account).await? >= i64::from(MOST_AUTHENTICATORS) {
            return undone(tx, AuthenticatorChanged::Refused).await;
        }
        let secret = confirmed.secret.clone();
        let added =
            Authenticator { id: confirmed.id, name, secret, created_at: now, last_used_step: *step, last_used_at: Some(now) };
        insert_authenticator(&mut tx, account, &added).await?;
        done_in(tx, opening).await
    }

    async fn remove_authenticator(
        &self,
        id: AuthenticatorId,
        opening: &SessionWrite,
    ) -> Result<AuthenticatorChanged, StoreError> {
        let account = opening.session.account_id;
        let mut tx = self.begin().await?;
        if !lock(&mut tx, account).await? || remove(&mut tx, account, id).await?.is_none() {
            return undone(tx, AuthenticatorChanged::Over).await;
        }
        if count(&mut tx, account).await? == 0 && !has_passkey(&mut tx, account).await? {
            return undone(tx, AuthenticatorChanged::Refused).await;
        }
        done_in(tx, opening).await
    }

    async fn rename_authenticator(
        &self,
        id: AuthenticatorId,
        name: &AuthenticatorName,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let rename = sqlx::query("UPDATE authenticators SET name = $3 WHERE account_id = $1 AND id = $2")
            .bind(event.account_id.to_string())
            .bind(id.to_string())
            .bind(name.as_str());
        if !is_made_by_live_session(&mut tx, event).await? || execute(&mut tx, rename).await? == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn burn_step(
        &self,
        account: AccountId,
        id: AuthenticatorId,
        (step, newest): (i64, i64),
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        // Locked, so that the step is not spent at the same time.
        let burn = sqlx::query(
            "INSERT INTO burnt_steps (account_id, authenticator_id, step, expires_at)
             SELECT $1, $2, $3, $4 FROM authenticators WHERE account_id = $1 AND id = $2
             AND (last_used_step < $3 OR last_used_step > $5) ON CONFLICT (account_id, authenticator_id, step) DO NOTHING",
        )
        .bind(account.to_string())
        .bind(id.to_string())
        .bind(step)
        .bind(expires_at.0)
        .bind(newest);
        let burnt = lock(&mut tx, account).await? && execute(&mut tx, burn).await? == 1;
        tx.commit().await?;
        Ok(burnt)
    }

    async fn to_be_resealed(&self, key: &KeyId, limit: u16) -> Result<Vec<(AccountId, AuthenticatorId, Sealed)>, StoreError> {
        let query =
            sqlx::query("SELECT account_id, id, key_id, secret FROM authenticators WHERE key_id <> $1 OR id = $2 LIMIT $3")
                .bind(key)
                .bind(AuthenticatorId::first().to_string())
                .bind(i64::from(limit));
        let rows = all(self.reader(), query).await?;
        let read =
            |row| Ok((parsed(row, "account_id")?, parsed(row, "id")?, sealed(column(row, "key_id")?, column(row, "secret")?)));
        rows.iter().map(read).collect()
    }

    async fn reseal_authenticator(
        &self,
        account: AccountId,
        (id, read): (AuthenticatorId, &Sealed),
        (new_id, anew): (AuthenticatorId, &Sealed),
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let reseal = sqlx::query(
            "UPDATE authenticators SET id = $3, key_id = $4, secret = $5
             WHERE account_id = $1 AND id = $2 AND key_id = $6 AND secret = $7",
        )
        .bind(account.to_string())
        .bind(id.to_string())
        .bind(new_id.to_string())
        .bind(&anew.key_id)
        .bind(&anew.bytes)
        .bind(&read.key_id)
        .bind(&read.bytes);
        let is_resealed = lock(&mut tx, account).await? && execute(&mut tx, reseal).await? == 1;
        let rename = sqlx::query("UPDATE burnt_steps SET authenticator_id = $3 WHERE account_id = $1 AND authenticator_id = $2")
            .bind(account.to_string())
            .bind(id.to_string())
            .bind(new_id.to_string());
        if is_resealed && id != new_id {
            execute(&mut tx, rename).await?;
        }
        tx.commit().await?;
        Ok(is_resealed)
    }
}
