use async_trait::async_trait;

use super::{
    Backend, DbRow, Transaction,
    account_life::{end_all, end_reset, is_made_by_live_session},
    accounts::{lock, lock_protected, read_account, select_account},
    all,
    authenticators::count as count_authenticators,
    column,
    events::tell,
    execute, optional, parsed,
    sessions::{end_the_others, update_session},
};
use crate::{
    domain::{
        account::{Account, AccountId},
        authenticator::AuthenticatorName,
        event::Event,
        keys::{Fingerprint, KeyId},
        passkey::{Backup, CredentialId, MOST_PASSKEYS, PasskeyId, UserHandle},
        password::PasswordHash,
        time::Timestamp,
    },
    store::{Finished, NewChallenge, Passkey, PasskeyChanged, Passkeys, SessionWrite, Spending, StoreError},
};

/// A query for passkeys, aliased `p`, with the given clauses.
macro_rules! select_passkey {
    ($which:literal) => {
        concat!(
            "SELECT p.account_id, p.id AS passkey_id, p.name AS passkey_name, p.credential_id, p.rp_id, p.algorithm, p.public_key,
             p.user_handle, p.sign_count, p.is_eligible, p.is_backed_up, p.transports, p.created_at AS added_at,
             p.last_used_at FROM passkeys p WHERE ",
            $which
        )
    };
}

fn read_passkey(row: &DbRow) -> Result<Passkey, StoreError> {
    let counter = u32::try_from(column::<i64>(row, "sign_count")?)
        .map_err(|error| StoreError::Corrupt(format!("passkeys.sign_count: {error}")))?;
    let (eligible, done): (i64, i64) = (column(row, "is_eligible")?, column(row, "is_backed_up")?);
    let transports: String = column(row, "transports")?;
    Ok(Passkey {
        id: parsed(row, "passkey_id")?,
        name: AuthenticatorName::from_stored(column(row, "passkey_name")?),
        credential_id: CredentialId::from_stored(column(row, "credential_id")?),
        rp_id: column(row, "rp_id")?,
        algorithm: column(row, "algorithm")?,
        public_key: column(row, "public_key")?,
        user_handle: UserHandle::from_stored(column(row, "user_handle")?),
        counter,
        backup: Backup { eligible: eligible == 1, done: done == 1 },
        transports: transports.split_whitespace().map(ToOwned::to_owned).collect(),
        created_at: Timestamp(column(row, "added_at")?),
        last_used_at: column::<Option<i64>>(row, "last_used_at")?.map(Timestamp),
    })
}

/// Adds a passkey. False if an account has it already.
pub(super) async fn insert_passkey(tx: &mut Transaction, account: AccountId, passkey: &Passkey) -> Result<bool, StoreError> {
    let insert = sqlx::query(
        "INSERT INTO passkeys (account_id, id, name, credential_id, rp_id, algorithm, public_key, user_handle, sign_count,
         is_eligible, is_backed_up, transports, created_at, last_used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (credential_id) DO NOTHING",
    )
    .bind(account.to_string())
    .bind(passkey.id.to_string())
    .bind(passkey.name.as_str())
    .bind(passkey.credential_id.as_bytes())
    .bind(&passkey.rp_id)
    .bind(passkey.algorithm)
    .bind(&passkey.public_key)
    .bind(passkey.user_handle.as_bytes())
    .bind(i64::from(passkey.counter))
    .bind(i64::from(passkey.backup.eligible))
    .bind(i64::from(passkey.backup.done))
    .bind(passkey.transports.join(" "))
    .bind(passkey.created_at.0)
    .bind(passkey.last_used_at.map(|at| at.0));
    Ok(execute(tx, insert).await? == 1)
}

/// Counts the passkeys of an account that is locked.
async fn count(tx: &mut Transaction, account: AccountId) -> Result<i64, StoreError> {
    let query = sqlx::query("SELECT COUNT(*) AS passkeys FROM passkeys WHERE account_id = $1").bind(account.to_string());
    column(&query.fetch_one(&mut **tx).await?, "passkeys")
}

/// True if an account that is locked has a passkey.
pub(super) async fn has_passkey(tx: &mut Transaction, account: AccountId) -> Result<bool, StoreError> {
    Ok(count(tx, account).await? > 0)
}

/// True if an account that is locked has a password.
async fn has_password(tx: &mut Transaction, account: AccountId) -> Result<bool, StoreError> {
    let query = sqlx::query("SELECT has_password FROM accounts WHERE id = $1").bind(account.to_string());
    Ok(column::<i64>(&query.fetch_one(&mut **tx).await?, "has_password")? == 1)
}

/// True if an account that is locked has an unused recovery code, made under one of these keys or one that was not recorded.
async fn has_code(tx: &mut Transaction, account: AccountId, keys: &[KeyId]) -> Result<bool, StoreError> {
    let query = sqlx::query(
        "SELECT key_id, COUNT(*) AS codes FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL GROUP BY key_id",
    );
    for row in query.bind(account.to_string()).fetch_all(&mut **tx).await? {
        if column::<Option<KeyId>>(&row, "key_id")?.is_none_or(|key| keys.contains(&key)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// True if so many passkeys are enough for an account that is locked to go without a password.
async fn suffices(tx: &mut Transaction, account: AccountId, (passkeys, keys): (i64, &[KeyId])) -> Result<bool, StoreError> {
    Ok(passkeys >= 2 || passkeys == 1 && has_code(tx, account, keys).await?)
}

/// Renews the session that made a change, ends the others and commits. Undoes everything if the session is gone.
async fn done_in(mut tx: Transaction, opening: &SessionWrite) -> Result<PasskeyChanged, StoreError> {
    if !update_session(&mut tx, opening).await? {
        return undone(tx, PasskeyChanged::Over).await;
    }
    end_the_others(&mut tx, opening.session.account_id, opening.session.id).await?;
    tx.commit().await?;
    Ok(PasskeyChanged::Done)
}

async fn undone(tx: Transaction, answer: PasskeyChanged) -> Result<PasskeyChanged, StoreError> {
    tx.rollback().await?;
    Ok(answer)
}

#[async_trait]
impl Passkeys for Backend {
    async fn put_challenge(&self, challenge: &NewChallenge) -> Result<(), StoreError> {
        let insert = sqlx::query(
            "INSERT INTO passkey_challenges (fingerprint, bound_to, user_handle, expires_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(challenge.fingerprint.to_vec())
        .bind(challenge.bound_to.clone())
        .bind(challenge.user_handle.as_ref().map(|handle| handle.as_bytes().to_vec()))
        .bind(challenge.expires_at.0);
        self.write(insert).await.map(drop)
    }

    async fn take_challenge(
        &self,
        fingerprint: &Fingerprint,
        bound_to: &str,
        now: Timestamp,
    ) -> Result<Option<Option<UserHandle>>, StoreError> {
        // Whoever sends what was never asked waits for no writer.
        let known = sqlx::query("SELECT bound_to FROM passkey_challenges WHERE fingerprint = $1").bind(fingerprint.to_vec());
        if optional(self.reader(), known).await?.is_none() {
            return Ok(None);
        }
        let mut tx = self.begin().await?;
        let take = sqlx::query(
            "DELETE FROM passkey_challenges WHERE fingerprint = $1 AND bound_to = $2 AND expires_at > $3 RETURNING user_handle",
        )
        .bind(fingerprint.as_slice())
        .bind(bound_to)
        .bind(now.0);
        let row = take.fetch_optional(&mut *tx).await?;
        tx.commit().await?;
        row.map(|row| Ok(column::<Option<Vec<u8>>>(&row, "user_handle")?.map(UserHandle::from_stored))).transpose()
    }

    async fn passkeys(&self, account: AccountId) -> Result<Vec<Passkey>, StoreError> {
        let query = sqlx::query(select_passkey!("p.account_id = $1")).bind(account.to_string());
        let mut passkeys: Vec<_> = all(self.reader(), query).await?.iter().map(read_passkey).collect::<Result<_, _>>()?;
        passkeys.sort_by_key(|passkey| (passkey.created_at, passkey.id));
        Ok(passkeys)
    }

    async fn passkey(&self, id: &CredentialId) -> Result<Option<(Account, Passkey)>, StoreError> {
        let query = sqlx::query(select_passkey!("p.credential_id = $1")).bind(id.as_bytes().to_vec());
        let Some(row) = optional(self.reader(), query).await? else { return Ok(None) };
        let passkey = read_passkey(&row)?;
        let query = sqlx::query(select_account!("WHERE a.id = $1")).bind(column::<String>(&row, "account_id")?);
        let Some(row) = optional(self.reader(), query).await? else { return Ok(None) };
        Ok(Some((read_account(&row, "id", "created_at")?, passkey)))
    }

    async fn add_passkey(&self, passkey: &Passkey, opening: &SessionWrite) -> Result<PasskeyChanged, StoreError> {
        let account = opening.session.account_id;
        let mut tx = self.begin().await?;
        if !lock_protected(&mut tx, account).await? {
            return undone(tx, PasskeyChanged::Over).await;
        }
        if count(&mut tx, account).await? >= i64::from(MOST_PASSKEYS) {
            return undone(tx, PasskeyChanged::Refused).await;
        }
        if !insert_passkey(&mut tx, account, passkey).await? {
            return undone(tx, PasskeyChanged::Taken).await;
        }
        done_in(tx, opening).await
    }

    async fn remove_passkey(&self, id: PasskeyId, keys: &[KeyId], opening: &SessionWrite) -> Result<PasskeyChanged, StoreError> {
        let account = opening.session.account_id;
        let mut tx = self.begin().await?;
        let delete =
            sqlx::query("DELETE FROM passkeys WHERE account_id = $1 AND id = $2").bind(account.to_string()).bind(id.to_string());
        if !lock(&mut tx, account).await? || execute(&mut tx, delete).await? == 0 {
            return undone(tx, PasskeyChanged::Over).await;
        }
        let left = count(&mut tx, account).await?;
        if left == 0 && count_authenticators(&mut tx, account).await? == 0 {
            return undone(tx, PasskeyChanged::Refused).await;
        }
        if !has_password(&mut tx, account).await? && !suffices(&mut tx, account, (left, keys)).await? {
            return undone(tx, PasskeyChanged::PasswordNeeded).await;
        }
        done_in(tx, opening).await
    }

    async fn rename_passkey(&self, id: PasskeyId, name: &AuthenticatorName, event: &Event) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let rename = sqlx::query("UPDATE passkeys SET name = $3 WHERE account_id = $1 AND id = $2")
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

    async fn open_session_by_passkey(&self, opening: &SessionWrite, spending: &Spending) -> Result<Finished, StoreError> {
        self.open_by_other_factor(None, opening, spending).await
    }

    async fn remove_password(
        &self,
        unknown: &PasswordHash,
        keys: &[KeyId],
        opening: &SessionWrite,
    ) -> Result<PasskeyChanged, StoreError> {
        let account = opening.session.account_id;
        let mut tx = self.begin().await?;
        let passkeys = if lock(&mut tx, account).await? { count(&mut tx, account).await? } else { 0 };
        if !suffices(&mut tx, account, (passkeys, keys)).await? {
            return undone(tx, PasskeyChanged::PasswordNeeded).await;
        }
        let remove = sqlx::query(
            "UPDATE accounts SET has_password = 0, password_hash = $2, password_changed_at = $3, recovery_begun_at = NULL,
             recovery_due_at = NULL WHERE id = $1 AND has_password = 1",
        )
        .bind(account.to_string())
        .bind(unknown.as_str())
        .bind(opening.event.at.0);
        if execute(&mut tx, remove).await? == 0 {
            return undone(tx, PasskeyChanged::Over).await;
        }
        end_reset(&mut tx, account).await?;
        done_in(tx, opening).await
    }

    async fn other_rp_id(&self, rp_id: &str) -> Result<Option<String>, StoreError> {
        // Two looks into the index, whatever the number of passkeys.
        let query = sqlx::query(
            "SELECT MIN(rp_id) AS rp_id FROM passkeys WHERE rp_id < $1 UNION ALL SELECT MIN(rp_id) FROM passkeys WHERE rp_id > $1",
        )
        .bind(rp_id.to_owned());
        let rows = all(self.reader(), query).await?;
        rows.iter().find_map(|row| column(row, "rp_id").transpose()).transpose()
    }

    async fn accounts_with_passkeys(&self, rp_id: &str, limit: u16) -> Result<Vec<AccountId>, StoreError> {
        let query = sqlx::query("SELECT account_id FROM passkeys WHERE rp_id = $1 LIMIT $2");
        let rows = all(self.reader(), query.bind(rp_id.to_owned()).bind(i64::from(limit))).await?;
        let mut accounts: Vec<AccountId> = rows.iter().map(|row| parsed(row, "account_id")).collect::<Result<_, _>>()?;
        accounts.sort();
        accounts.dedup();
        Ok(accounts)
    }

    async fn forget_passkeys(&self, rp_id: &str, event: &Event) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let delete = sqlx::query("DELETE FROM passkeys WHERE account_id = $1 AND rp_id = $2")
            .bind(event.account_id.to_string())
            .bind(rp_id);
        let forgotten = if lock(&mut tx, event.account_id).await? { execute(&mut tx, delete).await? } else { 0 };
        if forgotten > 0 {
            end_all(&mut tx, event.account_id).await?;
            end_reset(&mut tx, event.account_id).await?;
            tell(&mut tx, event).await?;
        }
        tx.commit().await?;
        Ok(forgotten)
    }
}
