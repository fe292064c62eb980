//! argon2id alone: what the processors can do when they do nothing else.

use std::{
    thread,
    time::{Duration, Instant},
};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use latchkey_core::domain::password::HashCost;

use crate::fault::Outcome;

/// Hashes a second at the usual cost, on every processor, with memory that is used again.
pub fn rate(lasts: Duration) -> Outcome<f64> {
    let processors = thread::available_parallelism()?.get();
    let begun = Instant::now();
    let threads: Vec<_> = (0..processors).map(|_| thread::spawn(move || hashes(begun + lasts))).collect();
    let mut all = 0.0;
    for thread in threads {
        let (count, ended) = thread.join().map_err(|_| "a thread of argon2 panicked")??;
        all += f64::from(count) / (ended - begun).as_secs_f64();
    }
    Ok(all)
}

/// Hashes until then. Returns how many, and when the last was done.
fn hashes(until: Instant) -> Outcome<(u32, Instant)> {
    let HashCost { memory, passes } = HashCost::default();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(memory, passes, 1, None)?);
    let mut blocks = vec![Block::default(); argon2.params().block_count()];
    let (mut count, mut hash) = (0, [0; 32]);
    loop {
        argon2.hash_password_into_with_memory(b"a long password for the bench", &[7; 16], &mut hash, &mut blocks)?;
        count += 1;
        let now = Instant::now();
        if now >= until {
            return Ok((count, now));
        }
    }
}
