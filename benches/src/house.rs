//! A house: a server on a database of its own, with people in it.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use crate::{
    connection::Connection,
    fault::Outcome,
    figures::Figures,
    installation::{Build, Installation, PASSWORD, Server},
    load::{Load, Script},
    people::{Person, Waiting},
    request::{self, address},
    store::{Place, Store},
    writer::Writer,
};

/// A running server with its database.
pub struct House {
    // Fields end in this order: the server before its database.
    /// The server.
    pub server: Server,
    /// A connection that writes past the server.
    pub writer: Writer,
    /// The database.
    pub store: Store,
    /// Keys and tokens.
    pub installation: Installation,
    /// What waits for the database and for the preparations.
    pub runtime: Runtime,
}

/// Somebody who is signed in.
pub struct SignedIn {
    /// The address that requests come from.
    pub from: String,
    /// Cookies of the session.
    pub cookies: String,
}

impl House {
    /// Prepares a database, and starts a server on it.
    pub fn open(
        build: &Build,
        place: &Place,
        prepare: impl AsyncFnOnce(&Installation, &mut Writer) -> Outcome<()>,
    ) -> Outcome<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let installation = Installation::new()?;
        let (store, writer) = runtime.block_on(async {
            let store = place.migrated().await?;
            let mut writer = store.writer().await?;
            prepare(&installation, &mut writer).await?;
            writer.settle_crowd().await?;
            Outcome::Ok((store, writer))
        })?;
        let server = installation.serve(build, &store.url, store.folder.path())?;
        Ok(Self { server, writer, store, installation, runtime })
    }

    /// Registers so many people without authenticators.
    pub fn people(&mut self, count: usize) -> Outcome<Vec<Person>> {
        self.runtime.block_on(self.installation.register(&mut self.writer, count, false))
    }

    /// Registers so many people with authenticators.
    pub fn with_authenticators(&mut self, count: usize) -> Outcome<Vec<Person>> {
        self.runtime.block_on(self.installation.register(&mut self.writer, count, true))
    }

    /// Registers so many people with authenticators, each of whom has just typed the password.
    pub fn waiting(&mut self, count: usize) -> Outcome<Vec<Waiting>> {
        self.runtime.block_on(self.installation.waiting(&mut self.writer, count))
    }

    /// Registers so many people, each with a session. Returns their cookies.
    pub fn sessions(&mut self, count: usize) -> Outcome<Vec<String>> {
        self.runtime.block_on(self.installation.with_sessions(&mut self.writer, count))
    }

    /// Registers so many people, each with a session at the application. Returns their cookies there.
    pub fn guests(&mut self, count: usize) -> Outcome<Vec<String>> {
        self.runtime.block_on(self.installation.with_guests(&mut self.writer, count))
    }

    /// Registers so many people, and signs them in.
    pub fn signed_in(&mut self, count: usize) -> Outcome<Vec<SignedIn>> {
        let people = self.people(count)?;
        self.runtime.block_on(async {
            let (mut connection, mut signed_in) = (Connection::to(self.server.port).await?, Vec::new());
            for (number, person) in people.iter().enumerate() {
                let from = address(number);
                let answer = connection.ask_well(&request::log_in(&from, &person.email, PASSWORD)).await?;
                signed_in.push(SignedIn { from, cookies: answer.cookie_header() });
            }
            Ok(signed_in)
        })
    }

    /// Loads the server: so long without being counted, and so long counted.
    pub fn load(&self, (warm_up, lasts): (Duration, Duration), scripts: Vec<Script>) -> Outcome<Figures> {
        Load { ports: &[self.server.port], pids: &[self.server.pid()], warm_up, lasts }.run(scripts)
    }

    /// Lets something async happen.
    pub fn wait<T>(&self, deed: impl Future<Output = T>) -> T {
        self.runtime.block_on(deed)
    }
}
