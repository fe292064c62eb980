use std::collections::BTreeMap;

use async_trait::async_trait;

use super::{Backend, all, column, execute, optional};
use crate::{
    domain::keys::KeyId,
    store::{KeyUse, Keys, StoreError},
};

#[async_trait]
impl Keys for Backend {
    async fn key_uses(&self) -> Result<Vec<KeyUse>, StoreError> {
        let sealed = "SELECT key_id, COUNT(*) AS uses FROM authenticators GROUP BY key_id";
        let made = "SELECT key_id, COUNT(DISTINCT account_id) AS uses FROM recovery_codes
                    WHERE used_at IS NULL GROUP BY key_id";
        let pushed = "SELECT key_id, COUNT(*) AS uses FROM push_addresses GROUP BY key_id";
        let mut uses = BTreeMap::<Option<KeyId>, (i64, i64, i64)>::new();
        for row in all(self.reader(), sqlx::query(sealed)).await? {
            uses.entry(column(&row, "key_id")?).or_default().0 = column(&row, "uses")?;
        }
        for row in all(self.reader(), sqlx::query(made)).await? {
            uses.entry(column(&row, "key_id")?).or_default().1 = column(&row, "uses")?;
        }
        for row in all(self.reader(), sqlx::query(pushed)).await? {
            uses.entry(column(&row, "key_id")?).or_default().2 = column(&row, "uses")?;
        }
        let of_key = |(key_id, (authenticators, accounts_with_codes, push_addresses))| KeyUse {
            key_id,
            authenticators,
            accounts_with_codes,
            push_addresses,
        };
        Ok(uses.into_iter().map(of_key).collect())
    }

    async fn claimed_for(&self) -> Result<Option<KeyId>, StoreError> {
        let row = optional(self.reader(), sqlx::query("SELECT key_id FROM installation WHERE id = 1")).await?;
        row.map(|row| column(&row, "key_id")).transpose()
    }

    async fn claim_for_keys(&self, keys: &[KeyId]) -> Result<Result<(), KeyId>, StoreError> {
        let mut tx = self.begin().await?;
        let current = keys.first();
        let claim = sqlx::query("INSERT INTO installation (id, key_id) VALUES (1, $1) ON CONFLICT (id) DO NOTHING").bind(current);
        let mut claimed = execute(&mut tx, claim).await? == 1;
        for known in keys {
            let follow =
                sqlx::query("UPDATE installation SET key_id = $1 WHERE id = 1 AND key_id = $2").bind(current).bind(known);
            claimed = claimed || execute(&mut tx, follow).await? == 1;
        }
        if claimed {
            tx.commit().await?;
            return Ok(Ok(()));
        }
        let row = sqlx::query("SELECT key_id FROM installation WHERE id = 1").fetch_one(&mut *tx).await?;
        tx.rollback().await?;
        Ok(Err(column(&row, "key_id")?))
    }
}
