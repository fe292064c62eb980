use async_trait::async_trait;

use super::{Backend, Db, STAYS, column, execute, finders::select_session, optional, sessions::read_session};
use crate::{
    domain::{
        account::Account,
        keys::Fingerprint,
        session::{Session, SessionId},
        time::Timestamp,
    },
    store::{GateCode, GateCodes, StoreError},
};

#[async_trait]
impl GateCodes for Backend {
    async fn put_gate_code(&self, code: &GateCode) -> Result<bool, StoreError> {
        let statement = format!(
            "INSERT INTO gate_codes (fingerprint, session_id, host, browser, url, expires_at)
             SELECT $1, id, $3, $4, $5, $6 FROM sessions WHERE id = $2 {STAYS}"
        );
        let insert = sqlx::query(sqlx::AssertSqlSafe(statement.as_str()))
            .bind(code.fingerprint.as_slice())
            .bind(code.session_id.to_string())
            .bind(code.host.as_str())
            .bind(code.browser.as_slice())
            .bind(code.url.as_str())
            .bind(code.expires_at.0);
        Ok(self.write(insert).await? == 1)
    }

    async fn take_gate_code(
        &self,
        fingerprint: &Fingerprint,
        (host, browser): (&str, &Fingerprint),
        now: Timestamp,
    ) -> Result<Option<(Session, Account, String)>, StoreError> {
        // Anybody may show a code: only one that is there has the writer begin.
        let there = sqlx::query("SELECT fingerprint FROM gate_codes WHERE fingerprint = $1").bind(fingerprint.as_slice());
        if optional(self.reader(), there).await?.is_none() {
            return Ok(None);
        }
        let mut tx = self.begin().await?;
        let find = sqlx::query::<Db>(select_session!("s.id = (SELECT c.session_id FROM gate_codes c WHERE c.fingerprint = $1)"))
            .bind(fingerprint.as_slice());
        let session = find.fetch_optional(&mut *tx).await?.map(|row| read_session(&row)).transpose()?;
        let find = sqlx::query::<Db>("SELECT url FROM gate_codes WHERE fingerprint = $1").bind(fingerprint.as_slice());
        let url: Option<String> = find.fetch_optional(&mut *tx).await?.map(|row| column(&row, "url")).transpose()?;
        let take =
            sqlx::query("DELETE FROM gate_codes WHERE fingerprint = $1 AND host = $2 AND browser = $3 AND expires_at > $4")
                .bind(fingerprint.as_slice())
                .bind(host)
                .bind(browser.as_slice())
                .bind(now.0);
        let is_taken = execute(&mut tx, take).await? == 1;
        tx.commit().await?;
        Ok(session.zip(url).filter(|_| is_taken).map(|((session, account), url)| (session, account, url)))
    }

    async fn use_session(&self, id: SessionId, not_since: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        let update = sqlx::query("UPDATE sessions SET last_used_at = $3 WHERE id = $1 AND last_used_at <= $2")
            .bind(id.to_string())
            .bind(not_since.0)
            .bind(now.0);
        Ok(self.write(update).await? == 1)
    }
}
