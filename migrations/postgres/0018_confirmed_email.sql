-- The address that the person has shown to be theirs, by the link of a letter. Confirmed is who has `email` here: servers of the version
-- before change that without knowing of this.
ALTER TABLE accounts ADD COLUMN confirmed_email TEXT;
