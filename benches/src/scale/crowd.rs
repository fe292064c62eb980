//! A crowd: so many accounts that nobody uses, each with an authenticator and a session, made by the database itself.

use data_encoding::HEXLOWER;
use latchkey_core::domain::{
    random::{OsRandom, Random},
    time::{Clock, SystemClock},
};

use crate::{fault::Outcome, installation::Installation, sessions::LIFETIME, writer::Writer};

/// What each database has its own words for.
struct Words {
    /// A random id.
    id: &'static str,
    /// 32 random bytes.
    bytes: &'static str,
    /// Numbers from 1 on.
    numbers: String,
    /// These bytes.
    sealed: String,
}

impl Words {
    fn of(writer: &Writer, count: u32, sealed: &[u8]) -> Self {
        let hex = HEXLOWER.encode(sealed);
        match writer {
            Writer::Sqlite(_) => Self {
                id: "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a'
                     || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))",
                bytes: "randomblob(32)",
                numbers: format!(
                    "(WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) SELECT n FROM numbers)"
                ),
                sealed: format!("x'{hex}'"),
            },
            Writer::Postgres(_) => Self {
                id: "gen_random_uuid()::text",
                bytes: "decode(md5(random()::text) || md5(random()::text), 'hex')",
                numbers: format!("generate_series(1, {count})"),
                sealed: format!("decode('{hex}', 'hex')"),
            },
        }
    }
}

/// Adds the crowd to an empty database. All have the same password and the same sealed secret, which opens for nobody.
pub async fn fill(installation: &Installation, writer: &mut Writer, count: u32) -> Outcome<()> {
    let random: &dyn Random = &OsRandom;
    let sealed = installation.keys.seal(&random.bytes::<20>(), b"nobody", random);
    let Words { id, bytes, numbers, sealed: secret } = Words::of(writer, count, &sealed.bytes);
    let (hash, key, now) = (&installation.password_hash, &sealed.key_id, SystemClock.now());
    let (now, expires) = (now.0, (now + LIFETIME).0);
    let statements = [
        "BEGIN".to_owned(),
        format!(
            "INSERT INTO accounts (id, email, name, password_hash, two_factor_since, created_at)
             SELECT {id}, {id} || '@example.com', 'Ada Lovelace', '{hash}', {now}, {now} FROM {numbers} AS n"
        ),
        format!(
            "INSERT INTO authenticators (account_id, key_id, secret, last_used_step, created_at)
             SELECT id, '{key}', {secret}, 0, {now} FROM accounts"
        ),
        format!(
            "INSERT INTO sessions (id, account_id, factors, authenticated_at, created_at, last_used_at, expires_at,
             refresh_fingerprint, rotated_at, tokens_seen_of)
             SELECT {id}, id, 'pwd otp mfa', {now}, {now}, {now}, {expires}, {bytes}, {now}, {now} FROM accounts"
        ),
        format!(
            "INSERT INTO events (id, account_id, at, kind, actor, factors, address, user_agent, is_new_device)
             SELECT {id}, id, {now}, 'signed_in', 'person', 'pwd otp mfa', '192.0.2.7', 'curl/8.5.0', 0 FROM accounts"
        ),
        "COMMIT".to_owned(),
    ];
    for statement in statements {
        writer.execute(&statement).await?;
    }
    Ok(())
}
