//! People with accounts, written straight into the database: thousands are there within a second.

use latchkey_core::domain::{
    account::AccountId,
    random::{OsRandom, Random},
    session::{Lifetimes, PendingSignInId},
    time::{Clock, SystemClock},
    token::{self, Pending},
};

use crate::{
    codes::{self, Secret},
    fault::Outcome,
    installation::Installation,
    writer::{Cell, Writer},
};

/// Somebody with an account.
#[derive(Clone, Debug)]
pub struct Person {
    /// The address to sign in with.
    pub email: String,
    /// The secret of the authenticator, for whoever has one.
    pub secret: Option<Secret>,
    /// The account.
    pub id: AccountId,
}

/// A sign-in whose second factor is awaited.
pub struct Waiting {
    /// The cookie of the sign-in.
    pub cookie: String,
    /// The secret of the authenticator.
    pub secret: Secret,
}

/// How long ago everybody registered, and set up the authenticator, in milliseconds.
const AGE: i64 = 60 * 60 * 1000;

impl Installation {
    /// Registers so many people, with an authenticator or without.
    pub async fn register(&self, writer: &mut Writer, count: usize, with_authenticator: bool) -> Outcome<Vec<Person>> {
        let random: &dyn Random = &OsRandom;
        let people: Vec<Person> = (0..count)
            .map(|_| {
                let id = AccountId::random(random);
                Person { email: format!("{id}@example.com"), secret: with_authenticator.then(|| random.bytes()), id }
            })
            .collect();
        let since = SystemClock.now().0 - AGE;
        let accounts = people.iter().map(|person| {
            vec![
                Cell::Text(person.id.to_string()),
                Cell::Text(person.email.clone()),
                Cell::Text("Ada Lovelace".into()),
                Cell::Text(self.password_hash.clone()),
                person.secret.map_or(Cell::None, |_| Cell::Number(since)),
                Cell::Number(since),
            ]
        });
        let columns = ["id", "email", "name", "password_hash", "two_factor_since", "created_at"];
        writer.execute("BEGIN").await?;
        writer.insert("accounts", &columns, accounts.collect()).await?;
        let authenticators = people.iter().filter_map(|person| Some((person, person.secret?))).map(|(person, secret)| {
            let sealed = self.keys.seal(&secret, person.id.0.as_bytes(), random);
            vec![
                Cell::Text(person.id.to_string()),
                Cell::Text(sealed.key_id),
                Cell::Bytes(sealed.bytes),
                Cell::Number(codes::step_now() - 100),
                Cell::Number(since),
            ]
        });
        let columns = ["account_id", "key_id", "secret", "last_used_step", "created_at"];
        writer.insert("authenticators", &columns, authenticators.collect()).await?;
        writer.execute("COMMIT").await?;
        Ok(people)
    }

    /// Registers so many people with authenticators. Each has just typed the password.
    pub async fn waiting(&self, writer: &mut Writer, count: usize) -> Outcome<Vec<Waiting>> {
        let people = self.register(writer, count, true).await?;
        let now = SystemClock.now();
        let (mut rows, mut waiting) = (Vec::new(), Vec::new());
        for person in people {
            let pending = Pending { id: PendingSignInId::random(&OsRandom), account_id: person.id };
            rows.push(vec![
                Cell::Text(pending.id.to_string()),
                Cell::Text(person.id.to_string()),
                Cell::Number(0),
                Cell::Number((now + Lifetimes::PENDING_SIGN_IN).0),
            ]);
            let signed = self.tokens.sign_pending(pending, &self.keys, now);
            let cookie = format!("latchkey-pending={}", token::expose(&signed));
            waiting.extend(person.secret.map(|secret| Waiting { cookie, secret }));
        }
        writer.execute("BEGIN").await?;
        writer.insert("pending_sign_ins", &["id", "account_id", "tries", "expires_at"], rows).await?;
        writer.execute("COMMIT").await?;
        writer.settle().await?;
        Ok(waiting)
    }
}
