-- The authenticator of an account: its secret sealed for the account, and the last step whose code was taken.
CREATE TABLE authenticators (
    account_id     TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    key_id         TEXT NOT NULL,
    secret         BLOB NOT NULL,
    last_used_step INTEGER NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;

-- A secret that was shown but not confirmed. Never touches the active one.
CREATE TABLE pending_authenticators (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    session_id TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    secret     BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX pending_authenticators_expires_at ON pending_authenticators (expires_at);

-- Recovery codes, as HMAC-SHA-256 under a server key.
CREATE TABLE recovery_codes (
    account_id  TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    fingerprint BLOB NOT NULL,
    used_at     INTEGER,
    PRIMARY KEY (account_id, fingerprint)
) STRICT;
