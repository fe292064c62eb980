//! Looking into a house's database from outside, and changing it behind the app's back.

use std::collections::BTreeSet;

use super::House;

impl House {
    /// Runs a statement behind the app's back. How many rows it touched.
    pub async fn sql(&self, statement: &str) -> u64 {
        self.database().execute(statement).await
    }

    /// The first column of every row, as text.
    pub async fn column(&self, query: &str) -> Vec<String> {
        self.database().column(query).await
    }

    /// The one number that a query gives.
    pub async fn number(&self, query: &str) -> i64 {
        self.database().number(query).await
    }

    /// The sessions there are.
    pub async fn session_ids(&self) -> BTreeSet<String> {
        self.column("SELECT id FROM sessions").await.into_iter().collect()
    }

    /// Everything that is stored, save for the tables named, and for what the security log tells of refusals.
    pub async fn dump(&self, except: &[&str]) -> String {
        let mut text = String::new();
        for (table, rows) in self.database().everything().await.iter() {
            if except.contains(&table.as_str()) {
                continue;
            }
            let mut rows: Vec<String> = rows.iter().map(|row| without_note_of_use(row)).collect();
            rows.retain(|row| !REFUSALS.iter().any(|kind| row.contains(kind)));
            rows.sort();
            for row in rows {
                text += &format!("{table}: {row}\n");
            }
        }
        text
    }

    /// Does something that is to be refused, and finds nothing changed, the counters of attempts aside.
    pub async fn changes_nothing<T>(&self, deed: impl Future<Output = T>) -> T {
        const COUNTERS: &[&str] = &["attempts", "pending_sign_ins"];
        let before = self.dump(COUNTERS).await;
        let result = deed.await;
        let after = self.dump(COUNTERS).await;
        let only = |these: &str, others: &str| these.lines().filter(|line| !others.contains(line)).collect::<Vec<_>>().join("\n");
        assert!(before == after, "something was changed, from\n{}\nto\n{}", only(&before, &after), only(&after, &before));
        result
    }

    /// The misses counted at a person's second factor.
    pub async fn second_factor_misses(&self) -> i64 {
        self.number("SELECT COALESCE(SUM(misses), 0) FROM attempts WHERE subject LIKE 'second-factor:%'").await
    }

    /// The misses counted at a person's recovery codes.
    pub async fn recovery_code_misses(&self) -> i64 {
        self.number("SELECT COALESCE(SUM(misses), 0) FROM attempts WHERE subject LIKE 'recovery-code:%'").await
    }

    /// The misses counted at passwords, of accounts and of network addresses.
    pub async fn password_counters(&self) -> Vec<i64> {
        let misses = self.column("SELECT misses FROM attempts WHERE subject LIKE 'password:%' ORDER BY misses").await;
        misses.iter().map(|misses| misses.parse().unwrap()).collect()
    }
}

/// A row without what whoever only looks leaves behind: that the browser has the session's present tokens.
fn without_note_of_use(row: &str) -> String {
    row.split(' ').filter(|cell| !cell.starts_with("tokens_seen_of=")).collect::<Vec<_>>().join(" ")
}

/// Parts of rows of the security log that tell of refusals.
const REFUSALS: [&str; 3] = ["kind='password_refused'", "kind='second_factor_refused'", "kind='second_factor_missing'"];
