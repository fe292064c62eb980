-- Passkeys (WebAuthn). They are public keys: nothing here is a secret.
CREATE TABLE passkeys (
    account_id    TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    id            TEXT NOT NULL,
    name          TEXT NOT NULL,             -- empty: the person gave it none
    credential_id BYTEA NOT NULL,
    rp_id         TEXT NOT NULL,             -- for which it was made: part of the key
    algorithm     BIGINT NOT NULL,          -- COSE
    public_key    BYTEA NOT NULL,             -- a COSE key, as it came
    user_handle   BYTEA NOT NULL,             -- random, the same for all passkeys of an account
    sign_count    BIGINT NOT NULL,          -- how often it has signed. 0: it does not count
    is_eligible   BIGINT NOT NULL,          -- 1: it may be copied to other devices
    is_backed_up  BIGINT NOT NULL,          -- 1: it is
    transports    TEXT NOT NULL,             -- as the browser says, separated by spaces
    created_at    BIGINT NOT NULL,
    last_used_at  BIGINT,                   -- NULL: not yet
    PRIMARY KEY (account_id, id)
);

CREATE UNIQUE INDEX passkeys_credential_id ON passkeys (credential_id);
CREATE INDEX passkeys_rp_id ON passkeys (rp_id);

-- One-time challenges: whoever takes one deletes it.
CREATE TABLE passkey_challenges (
    fingerprint BYTEA PRIMARY KEY,            -- SHA-256 of the challenge
    bound_to    TEXT NOT NULL,               -- for what, and for which session, sign-in or reset
    user_handle BYTEA,                        -- of a new passkey
    expires_at  BIGINT NOT NULL
);

CREATE INDEX passkey_challenges_expires_at ON passkey_challenges (expires_at);

-- 0: the account goes without a password. Its password_hash is then of random bytes.
ALTER TABLE accounts ADD COLUMN has_password BIGINT NOT NULL DEFAULT 1;
