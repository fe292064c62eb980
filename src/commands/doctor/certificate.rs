//! Until when a certificate is good (RFC 5280 §4.1.2.5).

use std::time::Duration;

use latchkey_core::domain::time::Timestamp;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use x509_parser::parse_x509_certificate;

use super::finding::{Check, Finding};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Authorities that renew by themselves do so well before.
const NOTED: Duration = Duration::from_secs(14 * 24 * 3600);

/// Until when a certificate in DER is good.
pub fn end(der: &[u8]) -> Option<Timestamp> {
    let (_, certificate) = parse_x509_certificate(der).ok()?;
    Some(Timestamp::from_seconds(certificate.validity().not_after.timestamp()))
}

/// Until when all certificates of a file in PEM are good.
pub fn first_end(pem: &[u8]) -> Option<Timestamp> {
    CertificateDer::pem_slice_iter(pem).filter_map(Result::ok).filter_map(|der| end(&der)).min()
}

/// What the end of a certificate is worth.
pub fn of_end(whose: &str, end: Timestamp, now: Timestamp) -> Finding {
    let left = end.since(now);
    let remedy = "renew it, and see why that did not happen by itself";
    if left.is_zero() {
        Finding::wrong(Check::Certificate, format!("{whose} has a certificate that ended on {end}."), remedy)
    } else if left < NOTED {
        let days = left.as_secs() / DAY.as_secs();
        Finding::note(Check::Certificate, format!("{whose} has a certificate that ends in {days} days, on {end}."), remedy)
    } else {
        Finding::ok(Check::Certificate, format!("{whose} has a certificate that is good until {end}."))
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    #[test]
    fn an_end_is_noted_two_weeks_before_and_wrong_when_it_has_come() {
        let mut parameters = rcgen::CertificateParams::new(vec!["localhost".into()]).unwrap();
        parameters.not_after = rcgen::date_time_ymd(2030, 1, 15);
        let signed = parameters.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap();
        let found = end(signed.der()).unwrap();
        assert_eq!(found.to_string(), "2030-01-15T00:00:00Z");
        assert_eq!(first_end(signed.pem().as_bytes()), Some(found));
        assert_eq!(end(b"none"), None);
        for (before, state) in [
            (DAY * 15, State::Ok),
            (DAY * 13, State::Note),
            (Duration::from_secs(1), State::Note),
            (Duration::ZERO, State::Wrong),
        ] {
            assert_eq!(of_end("It", found, found - before).state, state, "{before:?}");
        }
    }
}
