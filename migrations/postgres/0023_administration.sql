-- What an account is there for: 'person' or 'administrator'.
ALTER TABLE accounts ADD COLUMN role TEXT NOT NULL DEFAULT 'person';
-- Whether the operator lets it be used: 'active', 'waiting' (for approval) or 'disabled'.
ALTER TABLE accounts ADD COLUMN standing TEXT NOT NULL DEFAULT 'active';
-- 1: a file of the operator's declares it.
ALTER TABLE accounts ADD COLUMN declared BIGINT NOT NULL DEFAULT 0;

CREATE INDEX accounts_standing ON accounts (standing, email) WHERE standing <> 'active';
CREATE INDEX accounts_administrators ON accounts (id) WHERE role = 'administrator';

-- The account of the administrator who did it, where the actor is 'operator'. NULL: the command line.
ALTER TABLE events ADD COLUMN acted_by TEXT;
-- For the log of the whole service, newest first.
CREATE INDEX events_newest ON events (at, id);

-- Links by which somebody may register.
CREATE TABLE invitations (
    id          TEXT PRIMARY KEY,
    fingerprint BYTEA NOT NULL UNIQUE,  -- SHA-256 of the code
    note        TEXT NOT NULL,         -- for whom it is, by whoever made it
    most        BIGINT NOT NULL,      -- how many may register by it
    used        BIGINT NOT NULL,      -- how many have
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    made_by     TEXT                   -- the account of the administrator. NULL: the command line
);

CREATE INDEX invitations_newest ON invitations (created_at, id);
CREATE INDEX invitations_expires_at ON invitations (expires_at);

-- When the link of the log was used that makes the first administrator, or there was one without it. NULL: the link is good.
ALTER TABLE installation ADD COLUMN set_up_at BIGINT;
