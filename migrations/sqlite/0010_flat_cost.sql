-- Idle sessions are found by the time of their last use.
CREATE INDEX sessions_last_used_at ON sessions (last_used_at);

-- The costs of password hashes are few. They are found without reading all accounts.
CREATE INDEX accounts_hash_cost ON accounts
    (rtrim(rtrim(rtrim(password_hash, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'), '$'), 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'));
