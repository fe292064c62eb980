//! Open sessions, written straight into the database.

use latchkey_core::domain::{
    random::OsRandom,
    refresh_token::RefreshToken,
    session::{Factors, Session, SessionId, TokenMark},
    time::{Clock, SystemClock},
    token,
};
use std::time::Duration;

use crate::{
    fault::Outcome,
    installation::{APP_HOST, Installation},
    writer::{Cell, Writer},
};

/// How long a session lives.
pub const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

impl Installation {
    /// Registers so many people, each with a session. Returns the cookies.
    pub async fn with_sessions(&self, writer: &mut Writer, count: usize) -> Outcome<Vec<String>> {
        Ok(self.open_sessions(writer, count).await?.into_iter().map(|(_, cookie)| cookie).collect())
    }

    /// Registers so many people, each with a session that was carried to the application. Returns the cookies there.
    pub async fn with_guests(&self, writer: &mut Writer, count: usize) -> Outcome<Vec<String>> {
        let now = SystemClock.now();
        let sessions = self.open_sessions(writer, count).await?;
        let cookie = |(session, _): (Session, String)| {
            let token = self.tokens.sign_at_app(&session, APP_HOST, &self.keys, (now, &OsRandom));
            format!("latchkey-app={}", token::expose(&token))
        };
        Ok(sessions.into_iter().map(cookie).collect())
    }

    async fn open_sessions(&self, writer: &mut Writer, count: usize) -> Outcome<Vec<(Session, String)>> {
        let people = self.register(writer, count, false).await?;
        let now = SystemClock.now();
        let (mut rows, mut opened) = (Vec::new(), Vec::new());
        for person in people {
            let session = Session {
                id: SessionId::random(&OsRandom),
                account_id: person.id,
                factors: Factors::Password,
                authenticated_at: now,
                created_at: now,
                last_used_at: now,
                expires_at: now + LIFETIME,
                unseen: None,
            };
            let refresh = RefreshToken::random(session.id, &self.keys, &OsRandom);
            let mark = TokenMark::of(&refresh.fingerprint());
            let access = self.tokens.sign_access((&session, mark), &self.keys, now, &OsRandom);
            rows.push(vec![
                Cell::Text(session.id.to_string()),
                Cell::Text(person.id.to_string()),
                Cell::Text(session.factors.to_string()),
                Cell::Number(now.0),
                Cell::Number(now.0),
                Cell::Number(now.0),
                Cell::Number(session.expires_at.0),
                Cell::Bytes(refresh.fingerprint().to_vec()),
                Cell::Number(now.0),
                Cell::Number(now.0),
            ]);
            opened.push((session, format!("latchkey-access={}", token::expose(&access))));
        }
        let columns = [
            "id",
            "account_id",
            "factors",
            "authenticated_at",
            "created_at",
            "last_used_at",
            "expires_at",
            "refresh_fingerprint",
            "rotated_at",
            "tokens_seen_of",
        ];
        writer.execute("BEGIN").await?;
        writer.insert("sessions", &columns, rows).await?;
        writer.execute("COMMIT").await?;
        writer.settle().await?;
        Ok(opened)
    }
}
