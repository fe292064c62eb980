use super::*;
use crate::domain::session::PasskeyKind;

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn rule(host: &str, demand: Demand) -> AppRule {
    AppRule {
        host: host.parse().unwrap(),
        paths: vec![],
        methods: vec![],
        demand,
        groups: Groups::default(),
        proved_within: None,
        name: None,
        headers: vec![],
    }
}

fn paths(paths: &[&str], rule: AppRule) -> AppRule {
    AppRule { paths: paths.iter().map(|path| path.parse().unwrap()).collect(), ..rule }
}

fn asks(host: &str, path: &str) -> Target {
    Target::new(host, path).unwrap()
}

fn shown(factors: Factors, groups: &Groups) -> Shown<'_> {
    Shown { factors, proved_at: NOW, two_factor: true, demands_second: false, groups }
}

#[test]
fn the_first_entry_decides_and_without_one_nobody_gets_in() {
    let gate = Gate(vec![
        paths(&["/health"], rule("notes.example.com", Demand::Public)),
        AppRule { methods: vec!["GET".into()], ..paths(&["/api/*"], rule("notes.example.com", Demand::Public)) },
        paths(&["/internal/*"], rule("notes.example.com", Demand::Deny)),
        rule("notes.example.com", Demand::SignedIn),
        rule("*.example.com", Demand::TwoFactor),
    ]);
    for (host, path, method, expected) in [
        ("notes.example.com", "/health", "GET", Decision::Allowed),
        ("notes.example.com", "/health/x", "GET", Decision::Needs(Missing::Session)),
        ("notes.example.com", "/api/x", "GET", Decision::Allowed),
        ("notes.example.com", "/api/x", "POST", Decision::Needs(Missing::Session)),
        ("notes.example.com", "/internal/x", "GET", Decision::Denied(Denied::ByEntry)),
        ("NOTES.example.com.:8443", "/", "GET", Decision::Needs(Missing::Session)),
        ("other.example.com", "/", "GET", Decision::Needs(Missing::Session)),
        ("a.other.example.com", "/", "GET", Decision::Denied(Denied::NoEntry)),
        ("example.com", "/", "GET", Decision::Denied(Denied::NoEntry)),
    ] {
        assert_eq!(gate.decide(&asks(host, path), method, None, NOW), expected, "{method} {host}{path}");
    }
}

#[test]
fn where_capital_letters_lead_to_another_entry_nobody_gets_in() {
    let gate = Gate(vec![paths(&["/Admin/*"], rule("a.example", Demand::Deny)), rule("a.example", Demand::Public)]);
    let decide = |path| gate.decide(&asks("a.example", path), "GET", None, NOW);
    assert_eq!(decide("/ADMIN/x"), Decision::Denied(Denied::Case));
    assert_eq!(decide("/%61dmin/x"), Decision::Denied(Denied::Case));
    assert_eq!(decide("/Admin/x"), Decision::Denied(Denied::ByEntry));
    assert_eq!(decide("/adm"), Decision::Allowed);
    let alone = Gate(vec![paths(&["/Public/*"], rule("a.example", Demand::Public))]);
    assert_eq!(alone.decide(&asks("a.example", "/public/x"), "GET", None, NOW), Decision::Denied(Denied::Case));
}

#[test]
fn g_06_a_demand_is_met_by_what_was_proved_alone() {
    use Factors::{Passkey, Password, PasswordAndPasskey, PasswordAndTotp, PasswordInTrustedBrowser};
    let none = Groups::default();
    for (factors, signed_in, two_factor, phishing_resistant) in [
        (PasswordInTrustedBrowser, None, Some(Missing::SecondFactor), Some(Missing::Passkey)),
        (PasswordAndTotp, None, None, Some(Missing::Passkey)),
        (PasswordAndPasskey(PasskeyKind::Synced), None, None, None),
        (Passkey(PasskeyKind::OfDevice), None, None, None),
        // The account has a second factor that was not shown.
        (Password, Some(Missing::SecondFactor), Some(Missing::SecondFactor), Some(Missing::SecondFactor)),
    ] {
        let wanted =
            [(Demand::SignedIn, signed_in), (Demand::TwoFactor, two_factor), (Demand::PhishingResistant, phishing_resistant)];
        for (demand, missing) in wanted {
            let decided = rule("a.example", demand).decide(Some(shown(factors, &none)), NOW);
            assert_eq!(decided, missing.map_or(Decision::Allowed, Decision::Needs), "{demand:?} {factors:?}");
        }
    }
    let alone = Shown { two_factor: false, ..shown(Password, &none) };
    assert_eq!(rule("a.example", Demand::SignedIn).decide(Some(alone), NOW), Decision::Allowed);
    assert_eq!(rule("a.example", Demand::TwoFactor).decide(Some(alone), NOW), Decision::Needs(Missing::SecondFactor));
    let demanded = Shown { demands_second: true, ..alone };
    assert_eq!(rule("a.example", Demand::SignedIn).decide(Some(demanded), NOW), Decision::Needs(Missing::SecondFactor));
}

#[test]
fn groups_and_the_age_of_the_proof_count() {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    let entry = AppRule {
        groups: "staff,admins".parse().unwrap(),
        proved_within: Some(minutes(5)),
        ..rule("a.example", Demand::SignedIn)
    };
    let (staff, guests): (Groups, Groups) = ("staff,x".parse().unwrap(), "guests".parse().unwrap());
    let at = |groups, age| {
        let later = NOW + minutes(age);
        entry.decide(Some(shown(Factors::PasswordAndTotp, groups)), later)
    };
    assert_eq!(at(&staff, 4), Decision::Allowed);
    assert_eq!(at(&staff, 5), Decision::Needs(Missing::FreshProof));
    assert_eq!(at(&guests, 0), Decision::Denied(Denied::Groups));
    let trusted = shown(Factors::PasswordInTrustedBrowser, &staff);
    assert_eq!(entry.decide(Some(trusted), NOW), Decision::Needs(Missing::FreshProof), "trust proves nothing");
    assert!(entry.is_open_to(&staff) && !entry.is_open_to(&guests));
}
