-- One row: which secret key the servers of this database have as their current one. Its name alone, which tells nothing of it.
CREATE TABLE installation (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    key_id TEXT NOT NULL
) STRICT;
