-- Passkeys (WebAuthn). They are public keys: nothing here is a secret.
CREATE TABLE passkeys (
    account_id    TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    id            TEXT NOT NULL,
    name          TEXT NOT NULL,             -- empty: the person gave it none
    credential_id BLOB NOT NULL,
    rp_id         TEXT NOT NULL,             -- for which it was made: part of the key
    algorithm     INTEGER NOT NULL,          -- COSE
    public_key    BLOB NOT NULL,             -- a COSE key, as it came
    user_handle   BLOB NOT NULL,             -- random, the same for all passkeys of an account
    sign_count    INTEGER NOT NULL,          -- how often it has signed. 0: it does not count
    is_eligible   INTEGER NOT NULL,          -- 1: it may be copied to other devices
    is_backed_up  INTEGER NOT NULL,          -- 1: it is
    transports    TEXT NOT NULL,             -- as the browser says, separated by spaces
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER,                   -- NULL: not yet
    PRIMARY KEY (account_id, id)
) STRICT;

CREATE UNIQUE INDEX passkeys_credential_id ON passkeys (credential_id);
CREATE INDEX passkeys_rp_id ON passkeys (rp_id);

-- One-time challenges: whoever takes one deletes it.
CREATE TABLE passkey_challenges (
    fingerprint BLOB PRIMARY KEY,            -- SHA-256 of the challenge
    bound_to    TEXT NOT NULL,               -- for what, and for which session, sign-in or reset
    user_handle BLOB,                        -- of a new passkey
    expires_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX passkey_challenges_expires_at ON passkey_challenges (expires_at);

-- 0: the account goes without a password. Its password_hash is then of random bytes.
ALTER TABLE accounts ADD COLUMN has_password INTEGER NOT NULL DEFAULT 1;
