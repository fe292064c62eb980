//! Password hashes: argon2id (RFC 9106) as PHC strings, and those that came along from other products (`foreign`). Working memory is reused.

use std::fmt;

use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash::phc};
use data_encoding::BASE64_NOPAD;
use subtle::ConstantTimeEq;

use super::{
    Password, UnknownHash,
    foreign::{ForeignHash, Pbkdf2Digest, Scheme},
};
use crate::domain::random::Random;

/// Length of a new hash in bytes.
const OUTPUT_BYTES: usize = 32;
/// Length of its salt in bytes.
const SALT_BYTES: usize = 16;
/// Stored hashes of up to this many KiB are verified, however small this server's own cost is.
const LEAST_MEMORY_BOUND: u32 = 256 * 1024;
/// Stored hashes of up to this many passes are verified, however small this server's own cost is.
const LEAST_PASSES_BOUND: u32 = 16;
/// Most work of an argon2 hash that comes along, in KiB times passes: about a second.
const MOST_FOREIGN_WORK: u64 = 1024 * 1024;

/// A hash as it is stored: algorithm, version, cost, salt and hash. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Accepts a stored hash without parsing it. An invalid one fails on use.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The form to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it takes to verify it. `None` if nothing can.
    pub fn work(&self) -> Option<Work> {
        Work::of_stored(&self.0)
    }
}

/// What it takes to verify a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// That of argon2.
    Argon2(HashCost),
    /// That of another product's scheme.
    Foreign(Scheme),
}

impl Work {
    /// Reads it from a stored hash, or from a beginning of that which ends with the cost.
    pub fn of_stored(text: &str) -> Option<Self> {
        HashCost::of_phc(text).map(Self::Argon2).or_else(|| Scheme::of_stored(text).map(Self::Foreign))
    }

    /// True if a server of this cost can do it.
    pub fn is_borne_by(self, own: HashCost) -> bool {
        match self {
            Self::Argon2(cost) => own.bears(cost),
            Self::Foreign(scheme) => scheme.is_borne(),
        }
    }

    /// What it has in common with others that differ in their rounds alone. `None` for what is not counted in rounds.
    pub fn family(self) -> Option<(Pbkdf2Digest, u8)> {
        match self {
            Self::Foreign(Scheme::Pbkdf2 { digest, length, .. }) => Some((digest, length)),
            _ => None,
        }
    }

    /// Number of its rounds, where it has a family.
    pub fn rounds(self) -> Option<u32> {
        match self {
            Self::Foreign(Scheme::Pbkdf2 { rounds, .. }) => Some(rounds),
            _ => None,
        }
    }

    /// The same of so many rounds.
    pub fn with_rounds(self, rounds: u32) -> Option<Self> {
        self.family().map(|(digest, length)| Self::Foreign(Scheme::Pbkdf2 { digest, rounds, length }))
    }

    /// Does it once, and discards the result.
    pub fn spend(self, password: &Password, memory: &mut HashMemory) {
        match self {
            Self::Argon2(cost) => cost.work(password, memory),
            Self::Foreign(scheme) => scheme.work(password.bytes()),
        }
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Why a stored hash cannot be verified.
#[derive(Debug, thiserror::Error)]
pub enum BrokenHash {
    /// Neither an argon2 PHC string nor one that came along.
    #[error("the stored password hash cannot be read: {0}")]
    Unreadable(String),
    /// The cost is so high that it would take memory or time from all other requests.
    #[error(
        "the stored password hash asks for {memory} KiB and {passes} passes, far above this server's cost: raise \
         password_hash_memory_kib and password_hash_passes if it is genuine"
    )]
    TooCostly {
        /// Memory in KiB.
        memory: u32,
        /// Number of passes.
        passes: u32,
    },
    /// The same for a hash that came along.
    #[error("the stored password hash is dearer than any that can come along")]
    TooSlow,
}

/// Working memory for one hash at a time. It grows to the largest requested cost and is reused: an allocator that caches memory
/// per thread would keep 19 MiB for each of them.
#[derive(Default)]
pub struct HashMemory(Vec<Block>);

impl HashMemory {
    /// Returns `count` blocks of 1 KiB.
    fn blocks(&mut self, count: usize) -> &mut [Block] {
        if self.0.len() < count {
            // The old blocks are freed first, so that both are never held at once.
            self.0 = Vec::new();
            self.0 = vec![Block::default(); count];
        }
        &mut self.0[..count]
    }

    /// Frees the memory beyond this cost.
    pub fn shrink_to(&mut self, cost: HashCost) {
        let most = cost.params().block_count();
        if self.0.len() > most {
            self.0 = Vec::new();
        }
    }
}

/// Cost of a password hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HashCost {
    /// Memory in KiB.
    pub memory: u32,
    /// Number of passes over the memory.
    pub passes: u32,
}

impl Default for HashCost {
    /// The OWASP minimum: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self { memory: 19 * 1024, passes: 2 }
    }
}

impl HashCost {
    /// Parses the cost from a PHC string, or from a prefix that ends with the cost.
    pub fn of_phc(text: &str) -> Option<Self> {
        let cost = text.strip_prefix("$argon2")?.split('$').nth(2)?;
        let number = |name: &str| cost.split(',').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok());
        Some(Self { memory: number("m")?, passes: number("t")? })
    }

    fn params(self) -> Params {
        #[expect(clippy::expect_used, reason = "configuration checked the cost at start")]
        Params::new(self.memory, self.passes, 1, None).expect("a valid argon2 cost")
    }

    /// True if this server can do the work of another cost: it is valid and not far above this one.
    pub fn bears(self, other: Self) -> bool {
        Params::new(other.memory, other.passes, 1, None).is_ok_and(|params| self.allows(&params))
    }

    /// True if this server may verify a hash of this cost.
    fn allows(self, other: &Params) -> bool {
        other.m_cost() <= self.memory.saturating_mul(4).max(LEAST_MEMORY_BOUND)
            && other.t_cost() <= self.passes.saturating_mul(4).max(LEAST_PASSES_BOUND)
            && other.p_cost() <= 16
    }

    /// A hash that no password has: its output is random, too. To verify against it takes the same work as ever.
    pub fn of_nobody(self, random: &dyn Random) -> PasswordHash {
        self.written(&random.bytes(), &random.bytes())
    }

    /// Hashes a password. Slow by design: call it on the hashing threads.
    pub fn hash(self, password: &Password, random: &dyn Random, memory: &mut HashMemory) -> PasswordHash {
        let salt: [u8; SALT_BYTES] = random.bytes();
        self.written(&salt, &self.output(password, &salt, memory))
    }

    fn written(self, salt: &[u8; SALT_BYTES], output: &[u8; OUTPUT_BYTES]) -> PasswordHash {
        let (salt, output) = (BASE64_NOPAD.encode(salt), BASE64_NOPAD.encode(output));
        PasswordHash(format!("$argon2id$v=19$m={},t={},p=1${salt}${output}", self.memory, self.passes))
    }

    /// Does the work of one hash at this cost and discards the result.
    pub fn work(self, password: &Password, memory: &mut HashMemory) {
        self.output(password, &[0; SALT_BYTES], memory);
    }

    fn output(self, password: &Password, salt: &[u8], memory: &mut HashMemory) -> [u8; OUTPUT_BYTES] {
        let mut hash = [0; OUTPUT_BYTES];
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params());
        let blocks = memory.blocks(argon2.params().block_count());
        #[expect(clippy::expect_used, reason = "argon2 refuses only lengths that Password, salt and memory rule out")]
        argon2.hash_password_into_with_memory(password.bytes(), salt, &mut hash, blocks).expect("a short password hashes");
        hash
    }

    /// Accepts an argon2 hash that a server of this cost could verify.
    pub(super) fn can_verify(self, hash: &PasswordHash) -> Result<PasswordHash, UnknownHash> {
        let parsed = phc::PasswordHash::new(hash.as_str()).ok().filter(|parsed| parsed.salt.is_some() && parsed.hash.is_some());
        let params = parsed.as_ref().and_then(|parsed| Params::try_from(parsed).ok()).ok_or(UnknownHash::Kind)?;
        // Without a version it would be an older argon2, and nobody would know what it costs.
        if hash.work().is_none() {
            return Err(UnknownHash::Kind);
        }
        let is_borne = self.allows(&params) && u64::from(params.m_cost()) * u64::from(params.t_cost()) <= MOST_FOREIGN_WORK;
        if is_borne { Ok(hash.clone()) } else { Err(UnknownHash::Cost) }
    }

    /// Verifies a password against a hash of any cost up to a multiple of this one, or one that came along. Slow by design.
    pub fn verify(self, password: &Password, hash: &PasswordHash, memory: &mut HashMemory) -> Result<bool, BrokenHash> {
        fn unreadable(error: impl fmt::Display) -> BrokenHash {
            BrokenHash::Unreadable(error.to_string())
        }
        if let Some(foreign) = ForeignHash::of_stored(hash.as_str()) {
            return if foreign.scheme.is_borne() { Ok(foreign.is_of(password.bytes())) } else { Err(BrokenHash::TooSlow) };
        }
        let parsed = phc::PasswordHash::new(hash.as_str()).map_err(unreadable)?;
        let params = Params::try_from(&parsed).map_err(unreadable)?;
        if !self.allows(&params) {
            return Err(BrokenHash::TooCostly { memory: params.m_cost(), passes: params.t_cost() });
        }
        let algorithm = Algorithm::try_from(parsed.algorithm.as_str()).map_err(unreadable)?;
        let version = Version::try_from(parsed.version.unwrap_or(0x13)).map_err(unreadable)?;
        let (Some(salt), Some(expected)) = (parsed.salt, parsed.hash) else { return Err(unreadable("no salt or no hash")) };
        let argon2 = Argon2::new(algorithm, version, params);
        let mut computed = vec![0; expected.len()];
        let blocks = memory.blocks(argon2.params().block_count());
        argon2.hash_password_into_with_memory(password.bytes(), salt.as_ref(), &mut computed, blocks).map_err(unreadable)?;
        Ok(computed.ct_eq(expected.as_bytes()).into())
    }

    /// True if a hash was made at another cost. It should be replaced at the next sign-in.
    pub fn is_outdated(self, hash: &PasswordHash) -> bool {
        !hash.as_str().starts_with(&format!("$argon2id$v=19$m={},t={},p=1$", self.memory, self.passes))
    }
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher, PasswordVerifier};

    use super::*;
    use crate::domain::random::OsRandom;

    const CHEAP: HashCost = HashCost { memory: 8, passes: 1 };

    fn password(text: &str) -> Password {
        Password::parse(text).unwrap()
    }

    fn hash(cost: HashCost, text: &str) -> PasswordHash {
        cost.hash(&password(text), &OsRandom, &mut HashMemory::default())
    }

    fn verify(cost: HashCost, text: &str, hash: &PasswordHash) -> Result<bool, BrokenHash> {
        cost.verify(&password(text), hash, &mut HashMemory::default())
    }

    #[test]
    fn the_same_password_from_another_keyboard_is_the_same_password() {
        let hash = hash(CHEAP, "e\u{301}clair-au-chocolat");
        assert!(verify(CHEAP, "\u{e9}clair-au-chocolat", &hash).unwrap());
        assert!(!verify(CHEAP, "eclair-au-chocolat", &hash).unwrap());
    }

    #[test]
    fn passwords_are_compared_whole_and_salted() {
        let text = "a".repeat(1000);
        let first = hash(CHEAP, &text);
        assert!(!verify(CHEAP, &"a".repeat(999), &first).unwrap());
        assert_ne!(hash(CHEAP, &text), first);
    }

    #[test]
    fn an_older_cost_still_verifies_and_is_seen_as_outdated() {
        let hash = hash(CHEAP, "correct horse");
        let dearer = HashCost { memory: 16, passes: 2 };
        assert!(verify(dearer, "correct horse", &hash).unwrap());
        assert!(dearer.is_outdated(&hash) && !CHEAP.is_outdated(&hash));
        assert_eq!(hash.work(), Some(Work::Argon2(CHEAP)));
        assert_eq!(HashCost::default(), HashCost { memory: 19_456, passes: 2 });
    }

    #[test]
    fn hashes_are_those_of_the_library_either_way() {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, CHEAP.params());
        let ours = hash(CHEAP, "correct horse");
        argon2.verify_password(b"correct horse", ours.as_str()).unwrap();
        for (algorithm, version) in [(Algorithm::Argon2id, Version::V0x13), (Algorithm::Argon2i, Version::V0x10)] {
            let argon2 = Argon2::new(algorithm, version, CHEAP.params());
            let theirs: phc::PasswordHash = argon2.hash_password_with_salt(b"correct horse", b"sixteen bytes 16").unwrap();
            let theirs = PasswordHash::from_stored(theirs.to_string());
            assert!(verify(CHEAP, "correct horse", &theirs).unwrap(), "{algorithm} {version:?}");
            assert!(!verify(CHEAP, "correct house", &theirs).unwrap());
        }
    }

    #[test]
    fn memory_is_used_again_whatever_was_hashed_in_it_before() {
        let mut memory = HashMemory::default();
        let large = HashCost { memory: 64, passes: 1 };
        let hashes = [CHEAP, large, CHEAP, large].map(|cost| cost.hash(&password("correct horse"), &OsRandom, &mut memory));
        assert_eq!(memory.0.len(), 64);
        for hash in &hashes {
            assert!(CHEAP.verify(&password("correct horse"), hash, &mut memory).unwrap());
        }
        memory.shrink_to(large);
        assert_eq!(memory.0.len(), 64);
        memory.shrink_to(CHEAP);
        assert_eq!(memory.0.len(), 0);
    }

    #[test]
    fn a_broken_or_costly_hash_is_an_error_not_a_wrong_password() {
        for text in ["plain", "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ", "$2b$10$abcdefghijklmnopqrstuv"] {
            let broken = verify(CHEAP, "x", &PasswordHash::from_stored(text.into()));
            assert!(matches!(broken, Err(BrokenHash::Unreadable(_))), "{text}: {broken:?}");
        }
        for cost in ["m=4194304,t=1,p=1", "m=8,t=1000,p=1", "m=800,t=1,p=100"] {
            let text = format!("$argon2id$v=19${cost}$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA");
            let costly = verify(CHEAP, "x", &PasswordHash::from_stored(text));
            assert!(matches!(costly, Err(BrokenHash::TooCostly { .. })), "{cost}: {costly:?}");
        }
        for (memory, passes) in [(4_194_304, 1), (8, 1000), (1, 1), (8, 0), (0, 0)] {
            assert!(!CHEAP.bears(HashCost { memory, passes }), "{memory} {passes}");
        }
        assert!(CHEAP.bears(HashCost::default()) && CHEAP.bears(CHEAP));
        // An operator who lowered the cost by a factor of four locks nobody out.
        let large = HashCost { memory: 1024 * 1024, passes: 1 };
        assert!(large.allows(&Params::new(4 * 1024 * 1024, 4, 1, None).unwrap()));
    }

    #[test]
    fn costs_are_read_from_what_stands_before_the_salt() {
        for (text, cost) in [
            ("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", Some((19_456, 2))),
            ("$argon2id$v=19$m=19456,t=2,p=1$", Some((19_456, 2))),
            ("$argon2id$v=19$m=8,t=1,p=1", Some((8, 1))),
            ("$argon2id$v=19$t=1,p=1$", None),
            ("plain", None),
        ] {
            assert_eq!(HashCost::of_phc(text).map(|cost| (cost.memory, cost.passes)), cost, "{text}");
        }
    }
}
