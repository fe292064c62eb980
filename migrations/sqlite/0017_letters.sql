-- Letters to send, and for a while those that were sent. A letter that tells of an event is written in the transaction of that event.
CREATE TABLE letters (
    id           TEXT PRIMARY KEY,
    account_id   TEXT REFERENCES accounts (id) ON DELETE CASCADE,  -- null: whose it is, if anybody's, is looked up when it is sent
    event_id     TEXT,              -- the event of which it tells
    purpose      TEXT NOT NULL,
    key_id       TEXT,
    payload      BLOB,              -- sealed: what is needed to write it and stands nowhere else. Null once it was sent
    created_at   INTEGER NOT NULL,
    not_before   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL, -- after this what it says is no longer true
    attempts     INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER NOT NULL DEFAULT 0,
    sent_at      INTEGER
) STRICT;

CREATE INDEX letters_due ON letters (not_before) WHERE sent_at IS NULL;
CREATE INDEX letters_account ON letters (account_id, sent_at);
CREATE INDEX letters_expires_at ON letters (expires_at);

-- The last change of the address that was undone from a former one, and when. Links that undo changes between the two are good no more.
ALTER TABLE accounts ADD COLUMN email_undone_from INTEGER;
ALTER TABLE accounts ADD COLUMN email_undone_at INTEGER;
