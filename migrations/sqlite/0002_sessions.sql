CREATE TABLE sessions (
    id                           TEXT PRIMARY KEY,
    account_id                   TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    factors                      TEXT NOT NULL,     -- the amr of RFC 8176, with spaces
    authenticated_at             INTEGER NOT NULL,
    created_at                   INTEGER NOT NULL,
    last_used_at                 INTEGER NOT NULL,
    expires_at                   INTEGER NOT NULL,
    refresh_fingerprint          BLOB NOT NULL,     -- SHA-256 of the refresh token
    previous_refresh_fingerprint BLOB,              -- of the one before it
    rotated_at                   INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_account ON sessions (account_id, created_at);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- Sign-ins whose password was right and whose second factor is awaited.
CREATE TABLE pending_sign_ins (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    tries      INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX pending_sign_ins_account ON pending_sign_ins (account_id);
CREATE INDEX pending_sign_ins_expires_at ON pending_sign_ins (expires_at);

-- Sealed notes that a session leaves for its own next page.
CREATE TABLE notes (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    body       BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (session_id, kind)
) STRICT;

CREATE INDEX notes_expires_at ON notes (expires_at);
