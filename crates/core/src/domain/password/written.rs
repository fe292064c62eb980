//! Password hashes as other products write them, in the forms of `crypt(3)`, of PHC strings and of Django.

use data_encoding::{BASE64, BASE64_NOPAD, Encoding, Specification};

use super::{
    HashCost, PasswordHash,
    foreign::{ForeignHash, Pbkdf2Digest, Scheme},
};

/// Why a written hash cannot come along. The reason is shown to the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownHash {
    /// Of another kind, or damaged.
    #[error("its password hash is of a kind that is not known here")]
    Kind,
    /// Verifying it would hold up everybody else.
    #[error("its password hash costs too much to verify")]
    Cost,
}

/// Rounds of SHA-crypt where none are written.
const SHA_CRYPT_ROUNDS: u32 = 5000;

impl PasswordHash {
    /// Reads a hash: argon2 and scrypt as PHC strings, bcrypt, PBKDF2 as passlib writes it, SHA-512-crypt, and Django's forms.
    pub fn read(written: &str) -> Result<Self, UnknownHash> {
        let written = written.trim();
        let foreign = match written.split('$').collect::<Vec<_>>()[..] {
            ["argon2", "argon2id" | "argon2i" | "argon2d", ..] => return argon2(&written["argon2".len()..]),
            ["", "argon2id" | "argon2i" | "argon2d", ..] => return argon2(written),
            ["", "2a" | "2b" | "2y" | "2", cost, text] => bcrypt(cost, text, false),
            ["bcrypt", "", "2a" | "2b" | "2y", cost, text] => bcrypt(cost, text, false),
            ["bcrypt_sha256", "", "2a" | "2b" | "2y", cost, text] => bcrypt(cost, text, true),
            ["pbkdf2_sha256", rounds, salt, hash] => django(Pbkdf2Digest::Sha256, rounds, salt, hash),
            ["pbkdf2_sha1", rounds, salt, hash] => django(Pbkdf2Digest::Sha1, rounds, salt, hash),
            ["scrypt", n, salt, r, p, hash] => django_scrypt(salt, [n, r, p], hash),
            ["", "pbkdf2", rounds, salt, hash] => passlib(Pbkdf2Digest::Sha1, rounds, salt, hash),
            ["", "pbkdf2-sha256", rounds, salt, hash] => passlib(Pbkdf2Digest::Sha256, rounds, salt, hash),
            ["", "pbkdf2-sha512", rounds, salt, hash] => passlib(Pbkdf2Digest::Sha512, rounds, salt, hash),
            ["", "scrypt", cost, salt, hash] => phc_scrypt(cost, salt, hash),
            ["", "6", salt, hash] => sha512_crypt(SHA_CRYPT_ROUNDS, salt, hash),
            ["", "6", rounds, salt, hash] => rounds
                .strip_prefix("rounds=")
                .and_then(|rounds| rounds.parse().ok())
                .and_then(|rounds| sha512_crypt(rounds, salt, hash)),
            // Our own form, as an export writes it.
            ["", _, "v=1", _, _, _] => ForeignHash::of_stored(written),
            _ => None,
        };
        Self::of_foreign(&foreign.ok_or(UnknownHash::Kind)?)
    }

    /// A hash of PBKDF2 from its parts.
    pub fn of_pbkdf2(digest: Pbkdf2Digest, rounds: u32, salt: Vec<u8>, hash: Vec<u8>) -> Result<Self, UnknownHash> {
        Self::of_foreign(&pbkdf2(digest, rounds, salt, hash).ok_or(UnknownHash::Kind)?)
    }

    fn of_foreign(hash: &ForeignHash) -> Result<Self, UnknownHash> {
        let stored = hash.stored().ok_or(UnknownHash::Kind)?;
        if hash.scheme.is_borne() { Ok(Self::from_stored(stored)) } else { Err(UnknownHash::Cost) }
    }
}

fn argon2(phc: &str) -> Result<PasswordHash, UnknownHash> {
    let hash = PasswordHash::from_stored(phc.to_owned());
    HashCost::default().can_verify(&hash)
}

/// bcrypt's own base64.
fn of_bcrypt() -> Option<Encoding> {
    let mut spec = Specification::new();
    spec.symbols.push_str("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    // The last bits of a salt of 22 characters say nothing, and some products leave them set.
    spec.check_trailing_bits = false;
    spec.encoding().ok()
}

fn bcrypt(cost: &str, text: &str, of_sha256: bool) -> Option<ForeignHash> {
    let (salt, hash) = text.split_at_checked(22)?;
    let bytes = |text: &str| of_bcrypt()?.decode(text.as_bytes()).ok();
    Some(ForeignHash { scheme: Scheme::Bcrypt { cost: cost.parse().ok()?, of_sha256 }, salt: bytes(salt)?, hash: bytes(hash)? })
}

fn base64(text: &str) -> Option<Vec<u8>> {
    // passlib writes a dot for the plus.
    let text = text.trim_end_matches('=').replace('.', "+");
    BASE64_NOPAD.decode(text.as_bytes()).ok()
}

fn pbkdf2(digest: Pbkdf2Digest, rounds: u32, salt: Vec<u8>, hash: Vec<u8>) -> Option<ForeignHash> {
    let length = u8::try_from(hash.len()).ok()?;
    Some(ForeignHash { scheme: Scheme::Pbkdf2 { digest, rounds, length }, salt, hash })
}

fn passlib(digest: Pbkdf2Digest, rounds: &str, salt: &str, hash: &str) -> Option<ForeignHash> {
    let rounds = rounds.trim_start_matches("i=").split(',').next()?.parse().ok()?;
    pbkdf2(digest, rounds, base64(salt)?, base64(hash)?)
}

/// Django's salt is a text, its hash base64.
fn django(digest: Pbkdf2Digest, rounds: &str, salt: &str, hash: &str) -> Option<ForeignHash> {
    pbkdf2(digest, rounds.parse().ok()?, salt.as_bytes().to_vec(), BASE64.decode(hash.as_bytes()).ok()?)
}

fn django_scrypt(salt: &str, [n, r, p]: [&str; 3], hash: &str) -> Option<ForeignHash> {
    let n: u32 = n.parse().ok().filter(|n: &u32| n.is_power_of_two())?;
    let scheme = Scheme::Scrypt { log_n: u8::try_from(n.ilog2()).ok()?, r: r.parse().ok()?, p: p.parse().ok()? };
    Some(ForeignHash { scheme, salt: salt.as_bytes().to_vec(), hash: BASE64.decode(hash.as_bytes()).ok()? })
}

fn phc_scrypt(cost: &str, salt: &str, hash: &str) -> Option<ForeignHash> {
    let number = |name: &str| cost.split(',').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse::<u32>().ok());
    let scheme = Scheme::Scrypt { log_n: u8::try_from(number("ln")?).ok()?, r: number("r")?, p: number("p")? };
    Some(ForeignHash { scheme, salt: base64(salt)?, hash: base64(hash)? })
}

fn sha512_crypt(rounds: u32, salt: &str, hash: &str) -> Option<ForeignHash> {
    // More than 16 characters of a salt are not read.
    let salt = salt.as_bytes().iter().copied().take(16).collect();
    Some(ForeignHash { scheme: Scheme::Sha512Crypt { rounds }, salt, hash: hash.as_bytes().to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::password::{HashMemory, Password, Work};

    const CHEAP: HashCost = HashCost { memory: 8, passes: 1 };

    /// Written by bcrypt, passlib, Django, argon2-cffi and glibc; and from the tests of crypt_blowfish and SHA-crypt.
    const WRITTEN: [(&str, &str); 15] = [
        ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("correct horse", "$2b$04$SyRHFBnBrDk6kBrpAulWuOlLwsuSdN6rmv/az5tUtjUqvE8g8QM7S"),
        ("U*U", "bcrypt$$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("correct horse", "bcrypt_sha256$$2b$04$Imm/xOJ//KxSIIMqdKp9g.u6ZVuXWGRn0vc7MaJmSH2uhMgCjXpry"),
        ("Hello world!", "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"),
        (
            "Hello world!",
            "$6$rounds=10000$saltstringsaltstring$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.",
        ),
        (
            "correct horse",
            "$6$rounds=1000$saltstring$YiR6NSM0LQXmu7vAhkMXfkdYk7qtFouVx1Mdr3HmzXspT8kONjlpU3CsV7ezCB62uXJoAdaagsH4ck7/tB9js.",
        ),
        ("correct horse", "$pbkdf2$1000$5Lz3vjeGkJKS0roXopTyfg$6roZ/395RT4swS71O9aQSmnpDpk"),
        ("correct horse", "$pbkdf2-sha256$1000$3HvvnTMmpFSq9d6bc45xjg$PoOU9mpRQMYakqiD1HxKfs1YuilmEpajsktaoPPUddI"),
        (
            "correct horse",
            "$pbkdf2-sha512$1000$WgshBOA8x1hrjfH.XyuFUA$FTxOvqs81/fQjitT6P/5EJAKKHzZoNfzlVCPROarqkcI0fd8GtVPoZZwz7G0Omn08DkIr0LPzE6c0GbH4B8UjA",
        ),
        ("correct horse", "pbkdf2_sha256$1000$saltsaltsalt$F7o7+5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY="),
        ("correct horse", "$scrypt$ln=4,r=8,p=1$Zux97703ZmytFSIEgJDSOg$yGXf6nofEVIn0Z0X/g3QN6HuqR7bvU8M3WfWgPPt8Rw"),
        (
            "correct horse",
            "scrypt$16$saltsaltsalt$8$1$E7/5hFKyIa/qZwRipZ2wJ8zG6C7W2+ArzZNltex+xis13mqjwzOtafqTxE6mGMWVKJDn3fAYhB0x6xnnt03cPw==",
        ),
        ("correct horse", "$argon2id$v=19$m=64,t=1,p=4$eybRs2J4CbUOEt7j8ZuUhw$kpG2MOU9wxKOTcWECBrL1+YGRIAwzj4G8eVibFkPZ9o"),
        ("correct horse", "argon2$argon2id$v=19$m=64,t=1,p=1$odFHzQG34ZFhBSgjPDmwzg$2siovag4E9s0KJ09vSIWXg21C6e3DzB2mpgwWzs4bqI"),
    ];

    fn verify(password: &str, hash: &PasswordHash) -> bool {
        CHEAP.verify(&Password::parse(password).unwrap(), hash, &mut HashMemory::default()).unwrap()
    }

    #[test]
    fn what_other_products_wrote_opens_with_its_password_and_no_other() {
        for (password, written) in WRITTEN {
            let hash = PasswordHash::read(written).unwrap_or_else(|error| panic!("{written}: {error}"));
            assert!(verify(password, &hash), "{written}");
            assert!(!verify("correct house", &hash), "{written}");
            assert!(CHEAP.is_outdated(&hash), "{written}: it is renewed");
            assert_eq!(PasswordHash::read(hash.as_str()), Ok(hash.clone()), "the stored form comes along, too: {written}");
            // The index of costs cuts off what is base64 at the end: hash, dollar sign, salt.
            let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
            let cost = hash.as_str().trim_end_matches(base64).trim_end_matches('$').trim_end_matches(base64);
            assert_eq!(Work::of_stored(cost), hash.work(), "{cost}");
            assert!(hash.work().is_some(), "{written}");
        }
    }

    #[test]
    fn bcrypt_reads_72_bytes() {
        let hash = PasswordHash::read("$2b$04$PRlmyGa4RhFzIulTh5e1nO8X49JpvEeWT3MYm0XtjvBr18DcHnx36").unwrap();
        for (length, is_right) in [(71, false), (72, true), (100, true)] {
            assert_eq!(verify(&"x".repeat(length), &hash), is_right, "{length}");
        }
    }

    #[test]
    fn what_cannot_be_verified_is_refused() {
        for written in [
            "",
            "plain",
            "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/",
            "$2b$04$short",
            "$2b$x$SyRHFBnBrDk6kBrpAulWuOlLwsuSdN6rmv/az5tUtjUqvE8g8QM7S",
            "$6$salt$short",
            "$pbkdf2-sha256$1000$c2FsdA$c2hvcnQ",
            "pbkdf2_sha256$1000$salt$not base64",
            "$scrypt$ln=4$c2FsdA$yGXf6nofEVIn0Z0X/g3QN6HuqR7bvU8M3WfWgPPt8Rw",
            "$argon2id$v=19$m=64,t=1,p=4$eybRs2J4CbUOEt7j8ZuUhw",
            "!pbkdf2_sha256$1000",
            "pbkdf2_sha256$1000$$F7o7+5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY=",
            "$argon2id$m=64,t=1,p=4$eybRs2J4CbUOEt7j8ZuUhw$kpG2MOU9wxKOTcWECBrL1+YGRIAwzj4G8eVibFkPZ9o",
        ] {
            assert_eq!(PasswordHash::read(written), Err(UnknownHash::Kind), "{written}");
        }
        for written in [
            "$2b$20$SyRHFBnBrDk6kBrpAulWuOlLwsuSdN6rmv/az5tUtjUqvE8g8QM7S",
            "pbkdf2_sha256$100000000$saltsaltsalt$F7o7+5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY=",
            "$scrypt$ln=25,r=8,p=1$Zux97703ZmytFSIEgJDSOg$yGXf6nofEVIn0Z0X/g3QN6HuqR7bvU8M3WfWgPPt8Rw",
            "$argon2id$v=19$m=262144,t=16,p=4$eybRs2J4CbUOEt7j8ZuUhw$kpG2MOU9wxKOTcWECBrL1+YGRIAwzj4G8eVibFkPZ9o",
            "$argon2id$v=19$m=4194304,t=1,p=4$eybRs2J4CbUOEt7j8ZuUhw$kpG2MOU9wxKOTcWECBrL1+YGRIAwzj4G8eVibFkPZ9o",
        ] {
            assert_eq!(PasswordHash::read(written), Err(UnknownHash::Cost), "{written}");
        }
    }
}
