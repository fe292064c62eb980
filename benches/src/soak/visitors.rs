//! Visitors of a soak: each does one kind of thing again and again, not faster than agreed.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::{
    codes,
    connection::Connection,
    fault::Outcome,
    installation::PASSWORD,
    people::Person,
    request::{self, Request, address},
};

/// Between two guarded GETs of a reader.
const READ_EVERY: Duration = Duration::from_millis(40);
/// Between two pages.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Between two sign-ins of a client.
const SIGN_IN_EVERY: Duration = Duration::from_secs(1);
/// A reader renews the session after so many GETs: once a minute, before the access token ends.
const READS_OF_A_TOKEN: usize = 1_500;

/// How long the guarded GETs took, in microseconds.
#[derive(Clone, Default)]
pub struct Times(Arc<Mutex<Vec<u32>>>);

impl Times {
    /// Takes all that were noted since the last time.
    pub fn take(&self) -> Vec<u32> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, took: Duration) {
        let took = u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(took);
    }
}

/// A visitor with the people that it signs in, one after the other.
pub struct Visitor {
    from: String,
    port: u16,
    people: Vec<Person>,
    times: Times,
}

impl Visitor {
    /// A visitor with an address of its own.
    pub fn new(number: usize, port: u16, people: Vec<Person>, times: Times) -> Self {
        Self { from: address(number), port, people, times }
    }

    /// Signs in once and reads for ever.
    pub async fn reads(self) -> Outcome<()> {
        let mut connection = Connection::to(self.port).await?;
        let mut cookies = self.sign_in(&mut connection, 0).await?;
        let mut ticks = ticks(READ_EVERY);
        loop {
            for _ in 0..READS_OF_A_TOKEN {
                ticks.tick().await;
                self.read(&mut connection, &cookies).await?;
            }
            cookies = connection.ask_well(&request::refresh(&self.from, &cookies)).await?.cookie_header();
        }
    }

    /// Looks at the sign-in page for ever, as a browser does.
    pub async fn looks(self) -> Outcome<()> {
        let mut connection = Connection::to(self.port).await?;
        let request = Request::new("GET", "/sign-in", &self.from).with("accept-encoding", "gzip, deflate, br, zstd").bytes();
        let mut ticks = ticks(LOOK_EVERY);
        loop {
            ticks.tick().await;
            connection.ask_well(&request).await?;
        }
    }

    /// Signs in, reads, renews the session, reads and signs out, for ever.
    pub async fn signs_in(self) -> Outcome<()> {
        let mut connection = Connection::to(self.port).await?;
        let mut ticks = ticks(SIGN_IN_EVERY);
        for turn in 0.. {
            ticks.tick().await;
            let cookies = self.sign_in(&mut connection, turn).await?;
            self.read(&mut connection, &cookies).await?;
            let cookies = connection.ask_well(&request::refresh(&self.from, &cookies)).await?.cookie_header();
            self.read(&mut connection, &cookies).await?;
            connection.ask_well(&request::log_out(&self.from, &cookies)).await?;
        }
        Ok(())
    }

    /// Signs the next person in, with all factors. Returns the cookies of the session.
    async fn sign_in(&self, connection: &mut Connection, turn: usize) -> Outcome<String> {
        let person = &self.people[turn % self.people.len()];
        let cookies = connection.ask_well(&request::log_in(&self.from, &person.email, PASSWORD)).await?.cookie_header();
        let Some(secret) = &person.secret else { return Ok(cookies) };
        let code = codes::code(secret, codes::step_now());
        Ok(connection.ask_well(&request::second_factor(&self.from, &cookies, &code)).await?.cookie_header())
    }

    async fn read(&self, connection: &mut Connection, cookies: &str) -> Outcome<()> {
        let begun = Instant::now();
        connection.ask_well(&request::me(&self.from, cookies)).await?;
        self.times.note(begun.elapsed());
        Ok(())
    }
}

fn ticks(every: Duration) -> Interval {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
