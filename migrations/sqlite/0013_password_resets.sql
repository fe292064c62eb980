-- One-time links by which somebody who forgot the password, or whose account is sealed, chooses a new one. One for an account.
CREATE TABLE password_resets (
    account_id  TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    fingerprint BLOB NOT NULL UNIQUE,  -- SHA-256 of the token
    expires_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX password_resets_expires_at ON password_resets (expires_at);
