//! A soak: mixed work at a bounded rate for minutes, and whether latency, memory, descriptors or tables grow.

mod sample;
mod visitors;

use std::{
    thread,
    time::{Duration, Instant},
};

use tokio::{task::JoinSet, time::MissedTickBehavior};

use self::{
    sample::Sample,
    visitors::{Times, Visitor},
};
use crate::{
    fault::Outcome,
    house::House,
    installation::Build,
    people::Person,
    store::{Kind, Place},
};

/// Guarded GETs: 16 clients, 25 a second each.
const READERS: usize = 16;
/// The sign-in page: 4 clients, 20 a second each.
const LOOKERS: usize = 4;
/// Sign-ins with what follows: 4 clients with a password and 4 with a second factor, once a second each.
const SIGNERS: usize = 4;
/// People of each client: nobody signs in twice within the life of a code.
const PEOPLE_EACH: usize = 60;

/// Soaks a server on each database, all of them at the same time, and says of each what was flat.
pub fn measure(build: &Build, kinds: &[Kind], (lasts, every): (Duration, Duration)) -> Outcome<()> {
    let (reads, pages, sign_ins) = (READERS * 25, LOOKERS * 20, 2 * SIGNERS);
    println!("{} s, each server: {reads} guarded GETs, {pages} pages and {sign_ins} sign-ins a second\n", lasts.as_secs());
    let samples: Vec<Outcome<Vec<Sample>>> = thread::scope(|scope| {
        let soaks: Vec<_> = kinds.iter().map(|kind| scope.spawn(|| soak(build, *kind, (lasts, every)))).collect();
        soaks.into_iter().map(|soak| soak.join().unwrap_or_else(|_| Err("a soak panicked".into()))).collect()
    });
    for (kind, samples) in kinds.iter().zip(samples) {
        println!("\n{kind}\n{}", sample::verdict(&samples?));
    }
    Ok(())
}

fn soak(build: &Build, kind: Kind, (lasts, every): (Duration, Duration)) -> Outcome<Vec<Sample>> {
    let mut house = House::open(build, &Place::of(kind)?, async |_, _| Ok(()))?;
    let people = house.people(READERS + SIGNERS * PEOPLE_EACH)?;
    let with_authenticator = house.with_authenticators(SIGNERS * PEOPLE_EACH)?;
    // They are dropped from the last to the first: the server ends before its database.
    let House { runtime, store, mut writer, server, .. } = house;
    runtime.block_on(async {
        let times = Times::default();
        let mut visitors = everybody(server.port, &times, (&people, &with_authenticator));
        let (begun, mut samples) = (Instant::now(), Vec::new());
        let mut ticks = tokio::time::interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await;
        while begun.elapsed() + every / 2 < lasts {
            tokio::select! {
                _ = ticks.tick() => {
                    let size = store.size(&mut writer).await?;
                    let sample = Sample::take((begun.elapsed(), times.take()), server.pid(), (size, writer.tables().await?))?;
                    println!("{kind:10} {sample}");
                    samples.push(sample);
                }
                Some(ended) = visitors.join_next() => return Err(ended?.err().unwrap_or_else(|| "a visitor went home".into())),
            }
        }
        visitors.shutdown().await;
        Ok(samples)
    })
}

/// All visitors, each a task of its own.
fn everybody(port: u16, times: &Times, (people, with_authenticator): (&[Person], &[Person])) -> JoinSet<Outcome<()>> {
    let mut set = JoinSet::new();
    let mut number = 0;
    let mut visitor = |people: &[Person]| {
        number += 1;
        Visitor::new(number, port, people.to_vec(), times.clone())
    };
    let (readers, signers) = people.split_at(READERS);
    for reader in readers {
        set.spawn(visitor(std::slice::from_ref(reader)).reads());
    }
    for _ in 0..LOOKERS {
        set.spawn(visitor(&[]).looks());
    }
    for people in signers.chunks(PEOPLE_EACH).chain(with_authenticator.chunks(PEOPLE_EACH)) {
        set.spawn(visitor(people).signs_in());
    }
    set
}
