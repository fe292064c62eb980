-- Accounts. Moments are milliseconds since the Unix epoch; ids are UUIDs as text.
CREATE TABLE accounts (
    id               TEXT PRIMARY KEY,
    email            TEXT NOT NULL UNIQUE,  -- canonical form: one spelling, one account
    name             TEXT NOT NULL,
    password_hash    TEXT NOT NULL,         -- argon2id, PHC string
    two_factor_since BIGINT,               -- NULL: two-factor authentication is off
    created_at       BIGINT NOT NULL
);

-- Attempts at passwords, codes and registrations, counted before they are evaluated.
CREATE TABLE attempts (
    subject       TEXT PRIMARY KEY,
    misses        BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    counted_at    BIGINT NOT NULL,
    forget_at     BIGINT                   -- NULL: only a success forgets
);

CREATE INDEX attempts_forget_at ON attempts (forget_at);
