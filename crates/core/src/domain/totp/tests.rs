use super::*;
use crate::domain::random::OsRandom;

fn code_at(secret: &TotpSecret, step: u64) -> TotpCode {
    let totp = Builder::new().with_secret(Secret::new(secret.bytes.clone().into_boxed_slice())).build_noncompliant();
    TotpCode::parse(&totp.generate(step * STEP_SECONDS).to_string()).unwrap()
}

#[test]
fn rfc_6238_appendix_b() {
    // The RFC prints eight digits; six-digit codes are their last six.
    let secret = TotpSecret::from_bytes(b"12345678901234567890").unwrap();
    for (seconds, code) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ] {
        let found = secret.matching_step(&TotpCode::parse(code).unwrap(), Timestamp::from_seconds(seconds), Window::default());
        assert_eq!(found, Some(seconds / 30), "at {seconds}");
    }
}

#[test]
fn only_the_window_is_taken() {
    let secret = TotpSecret::random(&OsRandom);
    let now = Timestamp::from_seconds(1_800_000_000);
    let step = 60_000_000;
    for (offset, either_way, back) in [(-2, false, false), (-1, true, true), (0, true, true), (1, true, false), (2, false, false)]
    {
        let code = code_at(&secret, u64::try_from(step + offset).unwrap());
        assert_eq!(secret.matching_step(&code, now, Window::OneStepEitherWay), either_way.then_some(step + offset), "{offset}");
        assert_eq!(secret.matching_step(&code, now, Window::OneStepBack), back.then_some(step + offset), "{offset}");
    }
}

#[test]
fn a_clock_that_is_off_is_told_by_up_to_ten_minutes() {
    let secret = TotpSecret::random(&OsRandom);
    // The middle of a step.
    let (now, here) = (Timestamp::from_seconds(1_800_000_015), 60_000_000);
    let far = |distance: i64, window| {
        let code = code_at(&secret, u64::try_from(here + distance).unwrap());
        secret.far_step(&code, now, window).map(|step| offset_seconds(step, now))
    };
    for (distance, seconds) in [(-21, None), (-20, Some(-600)), (-2, Some(-60)), (3, Some(90)), (20, Some(600)), (21, None)] {
        assert_eq!(far(distance, Window::OneStepEitherWay), seconds, "{distance}");
    }
    for within in [-1, 0, 1] {
        assert_eq!(far(within, Window::OneStepEitherWay), None, "{within}");
    }
    assert_eq!(far(1, Window::OneStepBack), Some(30));
    assert_eq!(secret.far_step(&code_at(&secret, 3), Timestamp(0), Window::default()), Some(3));
    assert!(over_at(here) > now + std::time::Duration::from_secs(60));
}

#[test]
fn the_epoch_is_no_trap() {
    let secret = TotpSecret::random(&OsRandom);
    assert_eq!(secret.matching_step(&code_at(&secret, 0), Timestamp(0), Window::default()), Some(0));
    assert_eq!(secret.matching_step(&code_at(&secret, 0), Timestamp(-5), Window::default()), None);
}

#[test]
fn codes_are_read_as_people_type_them() {
    for typed in [
        "123456",
        " 123 456 ",
        "123-456",
        "1 2 3 4 5 6",
        "123\u{a0}456",
        "١٢٣٤٥٦",
        "１２３４５６",
        "\u{feff}123456",
        "123\u{200e}456",
        "123—456",
        "123−456",
        "“123456”.",
        "123456.",
    ] {
        assert_eq!(TotpCode::parse(typed).unwrap().0, "123456", "{typed:?}");
    }
    assert_eq!(TotpCode::parse(" ").unwrap_err(), TotpCodeError::Empty);
    for typed in [
        "12345",
        "1234567",
        "123456789",
        "12345a",
        "+12345",
        "123456\0",
        "12.3456",
        "Code: 123456",
        "1. 123456",
        &"1".repeat(100_000),
    ] {
        assert_eq!(TotpCode::parse(typed).unwrap_err(), TotpCodeError::Malformed);
    }
}

#[test]
fn the_uri_is_percent_encoded_and_names_the_issuer_twice() {
    let secret = TotpSecret::from_bytes(b"12345678901234567890").unwrap();
    let email = EmailAddress::parse("a+b&c%d@example.com").unwrap();
    assert_eq!(
        secret.otpauth_uri("My App & Söhne", &email),
        "otpauth://totp/My%20App%20%26%20S%C3%B6hne:a%2Bb%26c%25d%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
         &issuer=My%20App%20%26%20S%C3%B6hne&algorithm=SHA1&digits=6&period=30"
    );
    assert_eq!(secret.grouped(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
}

/// RFC 6238, appendix B, with its own secrets and eight digits.
#[test]
fn authenticators_of_other_parameters_are_those_of_the_rfc() {
    let seed = b"1234567890".repeat(7);
    for (algorithm, length, codes) in [
        (Algorithm::Sha1, 20, ["94287082", "07081804", "14050471", "89005924", "69279037", "65353130"]),
        (Algorithm::Sha256, 32, ["46119246", "68084774", "67062674", "91819424", "90698825", "77737706"]),
        (Algorithm::Sha512, 64, ["90693936", "25091201", "99943326", "93441116", "38618901", "47863826"]),
    ] {
        let parameters = Parameters { algorithm, digits: 8, period: 30 };
        let secret = TotpSecret::of_another(seed[..length].to_vec(), parameters).unwrap();
        let sealed = TotpSecret::from_bytes(&secret.to_bytes()).unwrap();
        assert_eq!((sealed.parameters(), sealed.base32()), (parameters, secret.base32()));
        let told = TotpSecret::of_uri(&sealed.otpauth_uri("Söhne", &EmailAddress::parse("a@example.com").unwrap())).unwrap();
        assert_eq!((told.parameters(), told.base32()), (parameters, secret.base32()));
        for (seconds, code) in
            [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000].into_iter().zip(codes)
        {
            let (code, now) = (TotpCode::parse(code).unwrap(), Timestamp::from_seconds(seconds));
            assert_eq!(sealed.matching_step(&code, now, Window::default()), Some(seconds / 30), "{algorithm:?} {seconds}");
        }
    }
}

#[test]
fn steps_of_every_length_are_in_the_order_of_time() {
    let now = Timestamp::from_seconds(1_800_000_030);
    for period in [30, 45, 60, 90, 120] {
        let secret = TotpSecret::of_another(vec![7; 10], Parameters { period, ..Parameters::default() }).unwrap();
        let sealed = TotpSecret::from_bytes(&secret.to_bytes()).unwrap();
        let code = |seconds: i64| {
            let text = sealed.with_skew(0).generate(seconds.cast_unsigned()).to_string();
            sealed.matching_step(&TotpCode::parse(&text).unwrap(), now, Window::default())
        };
        let (here, before) = (now.seconds(), now.seconds() - period.cast_signed());
        let (present, past) = (code(here).unwrap(), code(before).unwrap());
        assert!(past < present && present < newest_possible_step(now), "{period}: {past} {present}");
        assert_eq!(code(here - 2 * period.cast_signed()), None, "{period}");
        let next = code(here + period.cast_signed());
        assert_eq!(next.is_some(), period <= 60, "{period}");
        assert!(next.is_none_or(|next| present < next && next <= newest_possible_step(now)), "{period}: {next:?}");
        let ahead = sealed.with_skew(0).generate((here + period.cast_signed()).cast_unsigned()).to_string();
        let ahead = TotpCode::parse(&ahead).unwrap();
        assert_eq!(
            sealed.far_step(&ahead, now, Window::default()).is_some(),
            period > 60,
            "{period}: told as a clock that is off"
        );
        assert!(over_at(present) > now + std::time::Duration::from_secs(2 * period), "{period}");
    }
}

#[test]
fn what_cannot_come_along_says_why() {
    let of = |digits, period| TotpSecret::of_another(vec![1; 20], Parameters { digits, period, ..Parameters::default() }).err();
    assert_eq!(
        (of(7, 30), of(6, 15), of(6, 240)),
        (Some(UnknownTotp::Digits), Some(UnknownTotp::Period), Some(UnknownTotp::Period))
    );
    for (uri, expected) in [
        ("otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ", None),
        ("otpauth://totp/a?secret=gezd%20gnbv%20gy3t%20qojq&algorithm=sha256&digits=8&period=60", None),
        ("otpauth://hotp/a?secret=GEZDGNBVGY3TQOJQ", Some(UnknownTotp::Secret)),
        ("otpauth://totp/a?secret=GEZDGNBV", Some(UnknownTotp::Length)),
        ("otpauth://totp/a?secret=1", Some(UnknownTotp::Secret)),
        ("otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&algorithm=MD5", Some(UnknownTotp::Algorithm)),
        ("otpauth://totp/a", Some(UnknownTotp::Secret)),
        ("https://example.com", Some(UnknownTotp::Secret)),
    ] {
        assert_eq!(TotpSecret::of_uri(uri).err(), expected, "{uri}");
    }
    assert!(TotpSecret::from_bytes(b"").is_none() && TotpSecret::from_bytes(b"SHA1 6 30").is_none());
}

#[test]
fn secrets_do_not_repeat() {
    let mut seen: Vec<_> = (0..1000).map(|_| TotpSecret::random(&OsRandom).base32()).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 1000);
    assert!(seen.iter().all(|secret| secret.len() == 32));
}
