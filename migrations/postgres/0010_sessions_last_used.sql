-- Idle sessions are found by the time of their last use.
CREATE INDEX sessions_last_used_at ON sessions (last_used_at);
