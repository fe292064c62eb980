-- A sigma at the end of a word is the same letter: an address has one spelling. Where two accounts would have the same one, both
-- stay as they are.
UPDATE accounts SET email = replace(email, 'ς', 'σ')
WHERE email LIKE '%ς%' AND NOT EXISTS (
    SELECT 1 FROM accounts AS other
    WHERE other.id <> accounts.id AND replace(other.email, 'ς', 'σ') = replace(accounts.email, 'ς', 'σ')
);
