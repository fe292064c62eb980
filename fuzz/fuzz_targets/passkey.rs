//! What a browser answers, whatever it is: read and judged without a panic, and never accepted.
#![no_main]

use data_encoding::BASE64URL_NOPAD;
use latchkey_core::domain::{
    origin::Origin,
    passkey::{Assertion, Known, Registration, RelyingParty, UserHandle},
};
use libfuzzer_sys::fuzz_target;

fn client_data(ceremony: &str) -> String {
    let json = format!(r#"{{"type":"{ceremony}","challenge":"AAAA","origin":"https://example.org"}}"#);
    BASE64URL_NOPAD.encode(json.as_bytes())
}

fn answer(id: &[u8], response: &str) -> String {
    let id = BASE64URL_NOPAD.encode(id);
    format!(r#"{{"id":"{id}","rawId":"{id}","type":"public-key","response":{{{response}}}}}"#)
}

fuzz_target!(|parts: (&[u8], &[u8], &[u8])| {
    let (first, second, third) = parts;
    let Ok(origin) = "https://example.org".parse().map(Origin::new) else { return };
    let Ok(party) = RelyingParty::new(&origin, None) else { return };
    let base64 = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    // As texts, whatever they are.
    let text = String::from_utf8_lossy(first);
    let (_, _) = (Registration::parse(&text), Assertion::parse(&text));
    // As what stands in a text of the right form.
    let created = format!(r#""clientDataJSON":"{}","attestationObject":"{}""#, client_data("webauthn.create"), base64(first));
    if let Ok(registration) = Registration::parse(&answer(second, &created)) {
        let _ = registration.verify(&party);
    }
    let got = format!(
        r#""clientDataJSON":"{}","authenticatorData":"{}","signature":"{}""#,
        client_data("webauthn.get"),
        base64(first),
        base64(third)
    );
    if let Ok(assertion) = Assertion::parse(&answer(second, &got)) {
        let user_handle = UserHandle::from_stored(Vec::new());
        for (public_key, backup_eligible) in [(second, false), (third, true)] {
            let judged = assertion.verify(&party, Known { public_key, user_handle: &user_handle, backup_eligible });
            assert!(judged.is_err(), "nobody has signed it");
        }
    }
});
