-- Since when the account is sealed: its password opens nothing until the seal is opened. NULL: it is not.
ALTER TABLE accounts ADD COLUMN sealed_at BIGINT;
-- Known devices from before this moment are forgotten.
ALTER TABLE accounts ADD COLUMN devices_since BIGINT NOT NULL DEFAULT 0;
-- When the person last chose the password. A sign-in by the one before, that was still under way, opens nothing.
ALTER TABLE accounts ADD COLUMN password_changed_at BIGINT NOT NULL DEFAULT 0;
-- When the account will be deleted, by the person's order. NULL: it will not.
ALTER TABLE accounts ADD COLUMN delete_at BIGINT;

CREATE INDEX accounts_delete_at ON accounts (delete_at) WHERE delete_at IS NOT NULL;
