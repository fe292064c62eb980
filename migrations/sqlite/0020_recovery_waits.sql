-- A wait after which second factors are taken off that were lost: when it began, and when it ends. NULL: nobody waits. Any use of a second
-- factor since then makes it void.
ALTER TABLE accounts ADD COLUMN recovery_begun_at INTEGER;
ALTER TABLE accounts ADD COLUMN recovery_due_at INTEGER;
-- 1: the account asks for a second factor before anything else, since its former ones were taken off.
ALTER TABLE accounts ADD COLUMN factor_demanded INTEGER NOT NULL DEFAULT 0;

CREATE INDEX accounts_recovery_due_at ON accounts (recovery_due_at) WHERE recovery_due_at IS NOT NULL;
