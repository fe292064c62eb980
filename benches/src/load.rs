//! Load: so many connections at once, each one request after the other, on one thread.

use std::time::{Duration, Instant};

use tokio::runtime::Builder;

use crate::{connection::Connection, fault::Outcome, figures::Figures, process};

/// Writes the next request into the buffer. False: there is none left.
pub type Script = Box<dyn FnMut(&mut Vec<u8>) -> bool + Send>;

/// What is loaded, and for how long.
pub struct Load<'a> {
    /// Ports of the servers. Connections go to them in turn.
    pub ports: &'a [u16],
    /// Process ids of the servers, whose time is counted.
    pub pids: &'a [u32],
    /// How long requests are sent before anything is counted.
    pub warm_up: Duration,
    /// How long requests are sent and counted.
    pub lasts: Duration,
}

/// A script that sends the same request for ever.
pub fn again_and_again(request: Vec<u8>) -> Script {
    Box::new(move |buffer| {
        buffer.extend_from_slice(&request);
        true
    })
}

impl Load<'_> {
    /// Plays the scripts, each on a connection of its own. Every answer must have the status 200.
    pub fn run(&self, scripts: Vec<Script>) -> Outcome<Figures> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(self.play(scripts))
    }

    async fn play(&self, scripts: Vec<Script>) -> Outcome<Figures> {
        let mut players = Vec::new();
        for (script, port) in scripts.into_iter().zip(self.ports.iter().cycle()) {
            players.push(Player { script, connection: Connection::to(*port).await?, request: Vec::new() });
        }
        if !self.warm_up.is_zero() {
            let until = Instant::now() + self.warm_up;
            (players, _) = at_once(players, until).await?;
        }
        let (begun, cpu) = (Instant::now(), self.cpu()?);
        let (_, times) = at_once(players, begun + self.lasts).await?;
        let elapsed = begun.elapsed();
        if times.is_empty() {
            return Err("nothing was asked".into());
        }
        Ok(Figures::of(times, elapsed, self.cpu()?.saturating_sub(cpu)))
    }

    fn cpu(&self) -> Outcome<Duration> {
        self.pids.iter().map(|pid| process::cpu(*pid)).sum()
    }
}

/// One connection and what it sends.
struct Player {
    script: Script,
    connection: Connection,
    request: Vec<u8>,
}

impl Player {
    /// Sends requests until then. Returns how long each took, in microseconds.
    async fn play(mut self, until: Instant) -> Outcome<(Self, Vec<u32>)> {
        let mut times = Vec::new();
        let mut begun = Instant::now();
        while begun < until {
            self.request.clear();
            if !(self.script)(&mut self.request) {
                break;
            }
            self.connection.ask_well(&self.request).await?;
            let ended = Instant::now();
            times.push(u32::try_from((ended - begun).as_micros()).unwrap_or(u32::MAX));
            begun = ended;
        }
        Ok((self, times))
    }
}

async fn at_once(players: Vec<Player>, until: Instant) -> Outcome<(Vec<Player>, Vec<u32>)> {
    let tasks: Vec<_> = players.into_iter().map(|player| tokio::spawn(player.play(until))).collect();
    let (mut players, mut all) = (Vec::new(), Vec::new());
    for task in tasks {
        let (player, times) = task.await??;
        players.push(player);
        all.extend(times);
    }
    Ok((players, all))
}
