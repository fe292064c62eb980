-- When the person is next asked whether code and recovery codes are at hand. NULL: some weeks after two-factor authentication was turned on.
ALTER TABLE accounts ADD COLUMN checkup_at BIGINT;
