-- By which way a letter goes, each with its own workers: 'mail', 'webhook', 'operator' or 'person'.
ALTER TABLE letters ADD COLUMN channel TEXT NOT NULL DEFAULT 'mail';
-- 1: what it tells was put into the outbox for the other channels, too.
ALTER TABLE letters ADD COLUMN is_spread BIGINT NOT NULL DEFAULT 0;

DROP INDEX letters_due;
CREATE INDEX letters_due ON letters (channel, not_before) WHERE sent_at IS NULL;
DROP INDEX letters_account;
CREATE INDEX letters_account ON letters (account_id, channel, sent_at);
CREATE INDEX letters_sent ON letters (channel, sent_at) WHERE sent_at IS NOT NULL;

-- Where a person's push messages go: the address of a topic of ntfy or of an application of Gotify, which holds a secret. Sealed.
CREATE TABLE push_addresses (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    key_id     TEXT NOT NULL,
    address    BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX push_addresses_key_id ON push_addresses (key_id);
