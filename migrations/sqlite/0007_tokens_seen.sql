-- The rotated_at of the refresh token whose tokens the browser has shown to have. Another value, or none: the answer that carried
-- them may have been lost, and the token before is good for another try.
ALTER TABLE sessions ADD COLUMN tokens_seen_of INTEGER;
