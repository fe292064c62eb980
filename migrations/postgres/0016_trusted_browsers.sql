-- Browsers in which an account's second step is left out until they expire. Any change of its password or factors ends them.
CREATE TABLE trusted_browsers (
    id                   TEXT PRIMARY KEY,
    account_id           TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    fingerprint          BYTEA NOT NULL,     -- SHA-256 of the token's secret
    previous_fingerprint BYTEA,              -- of the one before it
    bound_to             BYTEA NOT NULL,     -- SHA-256 of the password's and the authenticators' ages
    created_at           BIGINT NOT NULL,
    last_used_at         BIGINT NOT NULL,
    expires_at           BIGINT NOT NULL,
    address              TEXT NOT NULL,
    user_agent           TEXT NOT NULL
);

CREATE INDEX trusted_browsers_account ON trusted_browsers (account_id, created_at);
CREATE INDEX trusted_browsers_expires_at ON trusted_browsers (expires_at);

-- The trust by which a session was opened in place of a second factor. The session ends with it.
ALTER TABLE sessions ADD COLUMN trusted_browser_id TEXT;
