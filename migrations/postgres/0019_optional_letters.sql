-- Whether the person wants the letters that are not about safety: 1 or 0.
ALTER TABLE accounts ADD COLUMN optional_letters BIGINT NOT NULL DEFAULT 1;
