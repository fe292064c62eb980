-- The authenticator of an account: its secret sealed for the account, and the last step whose code was taken.
CREATE TABLE authenticators (
    account_id     TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    key_id         TEXT NOT NULL,
    secret         BYTEA NOT NULL,
    last_used_step BIGINT NOT NULL,
    created_at     BIGINT NOT NULL
);

-- A secret that was shown but not confirmed. Never touches the active one.
CREATE TABLE pending_authenticators (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    session_id TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    secret     BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX pending_authenticators_expires_at ON pending_authenticators (expires_at);

-- Recovery codes, as HMAC-SHA-256 under a server key.
CREATE TABLE recovery_codes (
    account_id  TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    fingerprint BYTEA NOT NULL,
    used_at     BIGINT,
    PRIMARY KEY (account_id, fingerprint)
);
