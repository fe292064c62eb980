-- Groups of the account, for the rules of applications: names separated by commas.
ALTER TABLE accounts ADD COLUMN in_groups TEXT NOT NULL DEFAULT '';

-- One-time codes by which a session is carried to the host of an application.
CREATE TABLE gate_codes (
    fingerprint BLOB PRIMARY KEY,    -- SHA-256 of the code
    session_id  TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    host        TEXT NOT NULL,     -- of the application, in canonical form
    browser     BLOB NOT NULL,       -- SHA-256 of the mark of the browser that asked
    url         TEXT NOT NULL,     -- what it asked for
    expires_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX gate_codes_session_id ON gate_codes (session_id);
CREATE INDEX gate_codes_expires_at ON gate_codes (expires_at);
