-- What happens to accounts: their security logs. Written in the transaction of what it tells of.
CREATE TABLE events (
    id            TEXT PRIMARY KEY,
    account_id    TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    at            INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    actor         TEXT NOT NULL,
    session_id    TEXT,              -- of a session that may be gone
    factors       TEXT,              -- the amr of RFC 8176, with spaces
    address       TEXT NOT NULL,     -- IP address; empty if there is none
    user_agent    TEXT NOT NULL,
    is_new_device INTEGER NOT NULL   -- 1: the browser was not known to the account
) STRICT;

CREATE INDEX events_account ON events (account_id, at, id);
CREATE INDEX events_at ON events (at);

-- From where a session was last used. Empty for sessions from before this was noted.
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';

-- Up to when the person has answered what the log warns of.
ALTER TABLE accounts ADD COLUMN warned_until INTEGER NOT NULL DEFAULT 0;
