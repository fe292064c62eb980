-- The name of the key that a recovery code's fingerprint was made under; NULL for codes from before this was noted.
ALTER TABLE recovery_codes ADD COLUMN key_id TEXT;
