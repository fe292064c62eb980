CREATE TABLE sessions (
    id                           TEXT PRIMARY KEY,
    account_id                   TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    factors                      TEXT NOT NULL,     -- the amr of RFC 8176, with spaces
    authenticated_at             BIGINT NOT NULL,
    created_at                   BIGINT NOT NULL,
    last_used_at                 BIGINT NOT NULL,
    expires_at                   BIGINT NOT NULL,
    refresh_fingerprint          BYTEA NOT NULL,     -- SHA-256 of the refresh token
    previous_refresh_fingerprint BYTEA,              -- of the one before it
    rotated_at                   BIGINT NOT NULL
);

CREATE INDEX sessions_account ON sessions (account_id, created_at);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- Sign-ins whose password was right and whose second factor is awaited.
CREATE TABLE pending_sign_ins (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    tries      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX pending_sign_ins_account ON pending_sign_ins (account_id);
CREATE INDEX pending_sign_ins_expires_at ON pending_sign_ins (expires_at);

-- Sealed notes that a session leaves for its own next page.
CREATE TABLE notes (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    body       BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, kind)
);

CREATE INDEX notes_expires_at ON notes (expires_at);
