-- Browsers in which an account's second step is left out until they expire. Any change of its password or factors ends them.
CREATE TABLE trusted_browsers (
    id                   TEXT PRIMARY KEY,
    account_id           TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    fingerprint          BLOB NOT NULL,     -- SHA-256 of the token's secret
    previous_fingerprint BLOB,              -- of the one before it
    bound_to             BLOB NOT NULL,     -- SHA-256 of the password's and the authenticators' ages
    created_at           INTEGER NOT NULL,
    last_used_at         INTEGER NOT NULL,
    expires_at           INTEGER NOT NULL,
    address              TEXT NOT NULL,
    user_agent           TEXT NOT NULL
) STRICT;

CREATE INDEX trusted_browsers_account ON trusted_browsers (account_id, created_at);
CREATE INDEX trusted_browsers_expires_at ON trusted_browsers (expires_at);

-- The trust by which a session was opened in place of a second factor. The session ends with it.
ALTER TABLE sessions ADD COLUMN trusted_browser_id TEXT;
