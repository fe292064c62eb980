-- Several authenticators for an account. Those from before have the nil UUID: their secrets are sealed for the account alone.
ALTER TABLE authenticators ADD COLUMN id TEXT NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE authenticators ADD COLUMN name TEXT NOT NULL DEFAULT '';  -- empty: the person gave it none
ALTER TABLE authenticators ADD COLUMN last_used_at BIGINT;            -- NULL: not since this was noted
ALTER TABLE authenticators DROP CONSTRAINT authenticators_pkey;
ALTER TABLE authenticators ADD PRIMARY KEY (account_id, id);

ALTER TABLE pending_authenticators ADD COLUMN id TEXT NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
-- The authenticator whose place it takes once it is confirmed. NULL: it is one more.
ALTER TABLE pending_authenticators ADD COLUMN replaces TEXT;

-- Steps that were told as the time of a clock that is off: their codes are not taken when their time comes.
CREATE TABLE burnt_steps (
    account_id       TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    authenticator_id TEXT NOT NULL,
    step             BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,  -- by then its time is over
    PRIMARY KEY (account_id, authenticator_id, step)
);

CREATE INDEX burnt_steps_expires_at ON burnt_steps (expires_at);
