-- The language that a person chose, as a tag of BCP 47; NULL while the browser's language decides.
ALTER TABLE accounts ADD COLUMN language TEXT;
