-- Several authenticators for an account. Those from before have the nil UUID: their secrets are sealed for the account alone.
-- SQLite cannot change a primary key: the table is made anew, with all its rows.
CREATE TABLE several_authenticators (
    account_id     TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key_id         TEXT NOT NULL,
    secret         BLOB NOT NULL,
    last_used_step INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    id             TEXT NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    name           TEXT NOT NULL DEFAULT '',  -- empty: the person gave it none
    last_used_at   INTEGER,                   -- NULL: not since this was noted
    PRIMARY KEY (account_id, id)
) STRICT;

INSERT INTO several_authenticators (account_id, key_id, secret, last_used_step, created_at)
SELECT account_id, key_id, secret, last_used_step, created_at FROM authenticators;

DROP TABLE authenticators;
ALTER TABLE several_authenticators RENAME TO authenticators;

ALTER TABLE pending_authenticators ADD COLUMN id TEXT NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
-- The authenticator whose place it takes once it is confirmed. NULL: it is one more.
ALTER TABLE pending_authenticators ADD COLUMN replaces TEXT;

-- Steps that were told as the time of a clock that is off: their codes are not taken when their time comes.
CREATE TABLE burnt_steps (
    account_id       TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    authenticator_id TEXT NOT NULL,
    step             INTEGER NOT NULL,
    expires_at       INTEGER NOT NULL,  -- by then its time is over
    PRIMARY KEY (account_id, authenticator_id, step)
) STRICT;

CREATE INDEX burnt_steps_expires_at ON burnt_steps (expires_at);
