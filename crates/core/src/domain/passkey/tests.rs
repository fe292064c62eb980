//! Ceremonies with a forging authenticator: what must be accepted, and each way in which it must not.

use serde_json::{Value, json};

use super::{forge::Forged, *};
use crate::domain::{origin::Origin, random::OsRandom};

const ID: [u8; 32] = [7; 32];
const ORIGIN: &str = "https://id.example.com";

fn party() -> RelyingParty {
    RelyingParty::new(&Origin::new(ORIGIN.parse().unwrap()), Some("example.com")).unwrap()
}

fn options() -> Value {
    json!({ "challenge": Challenge::random(&OsRandom).to_text(), "user": { "id": UserHandle::random(&OsRandom).to_text() } })
}

fn authenticator(algorithm: i64) -> Forged {
    Forged::new(algorithm, ("example.com", ORIGIN), ID)
}

fn register(forged: &mut Forged) -> Result<Registered, PasskeyError> {
    Registration::parse(&forged.create(&options()))?.verify(&party())
}

fn assert_with(forged: &mut Forged, registered: &Registered, handle: &UserHandle) -> Result<Asserted, PasskeyError> {
    let known = Known { public_key: &registered.public_key, user_handle: handle, backup_eligible: registered.backup.eligible };
    Assertion::parse(&forged.get(&options()))?.verify(&party(), known)
}

fn handle_of(forged: &Forged) -> UserHandle {
    UserHandle::from_stored(forged.user_handle.clone().unwrap())
}

#[test]
fn each_algorithm_registers_and_signs_in() {
    for algorithm in ALGORITHMS {
        let mut forged = authenticator(algorithm);
        let registered = register(&mut forged).unwrap();
        assert_eq!((registered.algorithm, registered.id.as_bytes()), (algorithm, &ID[..]));
        assert_eq!(registered.backup, Backup { eligible: true, done: true });
        assert_eq!(registered.transports, ["internal", "hybrid"]);
        forged.counter = 3;
        let handle = handle_of(&forged);
        assert_eq!(assert_with(&mut forged, &registered, &handle).unwrap().counter, 3);
    }
}

#[test]
fn the_challenge_is_the_one_that_was_asked() {
    let (asked, mut forged) = (options(), authenticator(-7));
    let challenge = Challenge::random(&OsRandom);
    let asked_with = |challenge: Challenge| json!({ "challenge": challenge.to_text(), "user": asked["user"] });
    let created = Registration::parse(&forged.create(&asked_with(challenge))).unwrap();
    assert_eq!(created.challenge(), challenge.fingerprint());
    let got = Assertion::parse(&forged.get(&asked_with(challenge))).unwrap();
    assert_eq!(got.challenge(), challenge.fingerprint());
    assert_ne!(got.challenge(), Challenge::random(&OsRandom).fingerprint());
}

type Forgery = (fn(&mut Forged), PasskeyError);

/// Case P-01 and P-03 of what gives way elsewhere, in both ceremonies.
const FORGERIES: [Forgery; 11] = [
    (|forged| forged.origin = "https://id.example.com.evil.example".into(), PasskeyError::Origin),
    (|forged| forged.origin = "https://example.com".into(), PasskeyError::Origin),
    (|forged| forged.origin = "http://id.example.com".into(), PasskeyError::Origin),
    (|forged| forged.rp_id = "id.example.com".into(), PasskeyError::RelyingParty),
    (|forged| forged.ceremony = Some("payment.get"), PasskeyError::Ceremony),
    (|forged| forged.cross_origin = Some(true), PasskeyError::CrossOrigin),
    (|forged| forged.top_origin = Some("https://evil.example"), PasskeyError::CrossOrigin),
    (|forged| forged.flags &= !0x01, PasskeyError::NotPresent),
    (|forged| forged.flags &= !0x04, PasskeyError::NotVerified),
    (|forged| forged.flags &= !0x08, PasskeyError::Backup),
    (|forged| forged.rest = vec![0], PasskeyError::Malformed("authenticator data")),
];

#[test]
fn a_forged_registration_is_refused() {
    for (forge, error) in FORGERIES {
        let mut forged = authenticator(-7);
        forge(&mut forged);
        assert_eq!(register(&mut forged).unwrap_err(), error);
    }
    let mut forged = authenticator(-7);
    forged.ceremony = Some("webauthn.get");
    assert_eq!(register(&mut forged).unwrap_err(), PasskeyError::Ceremony);
    for id in [vec![7; 15], vec![7; 1024]] {
        let mut forged = authenticator(-7);
        forged.id = id;
        assert_eq!(register(&mut forged).unwrap_err(), PasskeyError::Malformed("credential id"));
    }
}

#[test]
fn a_forged_assertion_is_refused() {
    let forgeries: [Forgery; 4] = [
        (|forged| forged.ceremony = Some("webauthn.create"), PasskeyError::Ceremony),
        (|forged| forged.has_bogus_signature = true, PasskeyError::Signature),
        (|forged| forged.user_handle = Some(vec![1; 32]), PasskeyError::UserHandle),
        (|forged| forged.flags &= !0x18, PasskeyError::Backup),
    ];
    // What is refused does not depend on the algorithm, and RSA keys take long to make.
    for algorithm in [-8, -7] {
        for (forge, error) in FORGERIES.into_iter().chain(forgeries) {
            let mut forged = authenticator(algorithm);
            let registered = register(&mut forged).unwrap();
            let handle = handle_of(&forged);
            forge(&mut forged);
            assert_eq!(assert_with(&mut forged, &registered, &handle).unwrap_err(), error);
        }
    }
}

#[test]
fn the_key_of_another_passkey_signs_nothing() {
    for algorithm in ALGORITHMS {
        for other in ALGORITHMS {
            let (mut forged, mut stranger) = (authenticator(algorithm), authenticator(other));
            let (registered, _) = (register(&mut forged).unwrap(), register(&mut stranger).unwrap());
            let handle = handle_of(&stranger);
            assert_eq!(assert_with(&mut stranger, &registered, &handle).unwrap_err(), PasskeyError::Signature);
        }
    }
}

#[test]
fn a_passkey_that_stays_on_its_device_says_so() {
    let mut forged = authenticator(-8);
    forged.flags = forge::OF_DEVICE;
    let registered = register(&mut forged).unwrap();
    assert_eq!(registered.backup, Backup { eligible: false, done: false });
    let handle = handle_of(&forged);
    // One that never may be copied cannot be copied later.
    forged.flags = forge::SYNCED;
    assert_eq!(assert_with(&mut forged, &registered, &handle).unwrap_err(), PasskeyError::Backup);
}

#[test]
fn extensions_behind_the_key_are_passed_over() {
    let mut forged = authenticator(-7);
    let registered = register(&mut forged).unwrap();
    let handle = handle_of(&forged);
    forged.flags |= 0x80;
    forged.rest = vec![0xa1, 0x63, b'f', b'o', b'o', 0xf5];
    assert!(assert_with(&mut forged, &registered, &handle).is_ok());
    for rest in [vec![], vec![0x01], vec![0xa1], vec![0xa0, 0x00]] {
        forged.rest = rest;
        assert_eq!(assert_with(&mut forged, &registered, &handle).unwrap_err(), PasskeyError::Malformed("authenticator data"));
    }
}

#[test]
fn nothing_that_is_no_answer_is_read() {
    let (mut forged, asked) = (authenticator(-7), options());
    let (created, got) = (forged.create(&asked), forged.get(&asked));
    for answer in ["", "{}", "null", "[]", "{\"id\":1}", &"x".repeat(LONGEST_ANSWER + 1)] {
        assert!(Registration::parse(answer).is_err() && Assertion::parse(answer).is_err(), "{answer}");
    }
    // Each is the answer to the other question.
    assert!(Registration::parse(&got).is_err() && Assertion::parse(&created).is_err());
    for (from, to) in [
        ("public-key", "password"),
        ("\"rawId\":\"", "\"rawId\":\"A"),
        ("\"id\":\"", "\"id\":\"="),
        ("\"signature\":\"", "\"signature\":\"+"),
    ] {
        assert!(Assertion::parse(&got.replacen(from, to, 1)).is_err(), "{from}");
    }
}

/// Every byte of an answer is changed, and every beginning of it is tried: nothing panics, and nothing but the whole is accepted.
#[test]
fn no_changed_byte_goes_unnoticed() {
    let mut forged = authenticator(-8);
    let registered = register(&mut forged).unwrap();
    let handle = handle_of(&forged);
    let known = Known { public_key: &registered.public_key, user_handle: &handle, backup_eligible: true };
    let answer: Value = serde_json::from_str(&forged.get(&options())).unwrap();
    for part in ["clientDataJSON", "authenticatorData", "signature"] {
        let bytes = BASE64URL_NOPAD.decode(answer["response"][part].as_str().unwrap().as_bytes()).unwrap();
        let tries = |bytes: &[u8]| {
            let mut changed = answer.clone();
            changed["response"][part] = BASE64URL_NOPAD.encode(bytes).into();
            Assertion::parse(&changed.to_string()).and_then(|assertion| assertion.verify(&party(), known))
        };
        assert!(tries(&bytes).is_ok());
        for at in 0..bytes.len() {
            assert!(tries(&bytes[..at]).is_err(), "{part}: {at} bytes");
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                assert!(tries(&changed).is_err(), "{part}: bit {bit} of byte {at}");
            }
        }
    }
}

/// The same for a new passkey: its statement is not signed, so some changes go through; none panics.
#[test]
fn no_changed_registration_is_a_panic() {
    let mut forged = authenticator(-7);
    let answer: Value = serde_json::from_str(&forged.create(&options())).unwrap();
    let object = BASE64URL_NOPAD.decode(answer["response"]["attestationObject"].as_str().unwrap().as_bytes()).unwrap();
    for at in 0..object.len() {
        for bit in 0..8 {
            let mut changed = object.clone();
            changed[at] ^= 1 << bit;
            let mut answer = answer.clone();
            answer["response"]["attestationObject"] = BASE64URL_NOPAD.encode(&changed).into();
            if let Ok(registration) = Registration::parse(&answer.to_string()) {
                drop(registration.verify(&party()));
            }
        }
    }
}
