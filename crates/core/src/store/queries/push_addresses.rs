use async_trait::async_trait;

use super::{Backend, account_life::is_made_by_live_session, all, column, events::tell, execute, optional, parsed};
use crate::{
    domain::{
        account::AccountId,
        event::Event,
        keys::{KeyId, Sealed},
        time::Timestamp,
    },
    store::{PushAddresses, StoreError, StoredPushAddress, sealed},
};

#[async_trait]
impl PushAddresses for Backend {
    async fn push_address(&self, account: AccountId) -> Result<Option<StoredPushAddress>, StoreError> {
        let query = sqlx::query("SELECT key_id, address, created_at FROM push_addresses WHERE account_id = $1");
        let row = optional(self.reader(), query.bind(account.to_string())).await?;
        let read = |row| {
            Ok(StoredPushAddress {
                address: sealed(column(&row, "key_id")?, column(&row, "address")?),
                created_at: Timestamp(column(&row, "created_at")?),
            })
        };
        row.map(read).transpose()
    }

    async fn set_push_address(&self, address: Option<&Sealed>, event: &Event) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        if !is_made_by_live_session(&mut tx, event).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        let account = event.account_id.to_string();
        let set = match address {
            None => sqlx::query("DELETE FROM push_addresses WHERE account_id = $1").bind(account),
            Some(address) => sqlx::query(
                "INSERT INTO push_addresses (account_id, key_id, address, created_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (account_id) DO UPDATE SET key_id = excluded.key_id, address = excluded.address,
                 created_at = excluded.created_at",
            )
            .bind(account)
            .bind(&address.key_id)
            .bind(&address.bytes)
            .bind(event.at.0),
        };
        execute(&mut tx, set).await?;
        tell(&mut tx, event).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn push_addresses_to_be_resealed(
        &self,
        key: &KeyId,
        (after, limit): (Option<AccountId>, u16),
    ) -> Result<Vec<(AccountId, Sealed)>, StoreError> {
        let after = after.map(|account| account.to_string()).unwrap_or_default();
        let query = sqlx::query(
            "SELECT account_id, key_id, address FROM push_addresses WHERE key_id <> $1 AND account_id > $2
             ORDER BY account_id LIMIT $3",
        );
        let rows = all(self.reader(), query.bind(key).bind(after).bind(i64::from(limit))).await?;
        let read = |row| Ok((parsed(row, "account_id")?, sealed(column(row, "key_id")?, column(row, "address")?)));
        rows.iter().map(read).collect()
    }

    async fn reseal_push_address(&self, account: AccountId, read: &Sealed, anew: &Sealed) -> Result<bool, StoreError> {
        let reseal = sqlx::query(
            "UPDATE push_addresses SET key_id = $2, address = $3 WHERE account_id = $1 AND key_id = $4 AND address = $5",
        )
        .bind(account.to_string())
        .bind(anew.key_id.clone())
        .bind(anew.bytes.clone())
        .bind(read.key_id.clone())
        .bind(read.bytes.clone());
        Ok(self.write(reseal).await? == 1)
    }
}
