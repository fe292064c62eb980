//! What is stored and logged of a life with the app: nothing that opens anything.
//!
//! The harness looks for passwords, secrets, codes and tokens in the log and in the database of every test when it ends
//! (`House`'s `Drop`). Here it is done once by hand, in more forms, after everything that a person can do.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use latchkey_core::domain::time::Clock;

use crate::support::{Browser, HOUR, House, MINUTE, Person, Way, log};

/// A person does all there is to do, well and badly, in one way.
async fn live(house: &House, way: Way) -> Person {
    let mut ada = house.registered("Ada").await.in_way(way);
    let wrong = ada.begin_two_factor().await.wrong_code_at(house.clock.now());
    ada.turn_on(&wrong).await.told();
    ada.protect().await;
    ada.submit("/ui/write_scrap", &[("title", ""), ("content", "half a post")]).await.told();
    ada.submit("/ui/write_scrap", &[("title", "Notes"), ("content", "a post")]).await;
    ada.sign_out().await;
    ada.try_password("not-the-right-one").await.told();
    ada.type_password().await;
    ada.type_code(&ada.wrong_code()).await.told();
    ada.type_code(&ada.next_code()).await.leads_to("/account");
    house.clock.advance(6 * MINUTE);
    assert!(ada.is_in().await);
    ada.step_up().await.leads_to("/account");
    ada.submit("/ui/replace_recovery_codes", &[]).await.leads_to("/account/recovery-codes");
    ada.codes = ada.read_codes().await;
    let elsewhere = ada.elsewhere().in_way(way);
    elsewhere.type_password().await;
    elsewhere.type_recovery_code(&ada.codes[0]).await.leads_to("/account");
    let half = ada.elsewhere();
    half.type_password().await;
    // A replayed token, a stranger's guesses, and what a person types into the wrong field.
    let thief = Person { browser: elsewhere.browser.copied(), ..ada.clone() };
    house.clock.advance(6 * MINUTE);
    assert!(elsewhere.is_in().await && elsewhere.is_in().await);
    house.clock.advance(MINUTE);
    assert!(!thief.is_in().await);
    let swapped = [("name", &*ada.password), ("email", &*ada.password), ("password", &*ada.email)];
    Browser::new(house, way).submit("/ui/register", &swapped).await.told();
    let swapped = [("email", &*ada.password), ("password", &*ada.codes[1])];
    Browser::new(house, way).submit("/ui/sign_in", &swapped).await.told();
    assert!(ada.is_in().await);
    ada
}

#[tokio::test]
async fn b_01_b_02_and_b_04_nothing_secret_stands_in_the_database_or_in_the_log() {
    let log_before = log::length();
    let house = House::open().await;
    for way in Way::BOTH {
        let ada = live(&house, way).await;
        let key = ada.phone().key().to_vec();
        let stored = house.database().stored();
        let (text, logged) = (String::from_utf8_lossy(&stored), log::since(log_before));
        let mut secrets = vec![ada.password.clone(), ada.phone().base32.clone(), ada.phone().base32.to_lowercase()];
        secrets.extend([HEXLOWER.encode(&key), HEXUPPER.encode(&key), BASE64.encode(&key), format!("{key:?}")]);
        for code in &ada.codes {
            secrets.extend([code.clone(), code.replace('-', ""), code.to_lowercase(), code.replace('-', " ")]);
        }
        for name in ["latchkey-access", "latchkey-refresh"] {
            secrets.push(ada.browser.cookie(name).unwrap());
        }
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "stored: {secret}");
            assert!(!logged.contains(secret.as_str()), "logged: {secret}");
        }
        // As bytes: the secret, and the random part of the refresh token, which only ever goes to its browser.
        let refresh = BASE64URL_NOPAD.decode(ada.browser.cookie("latchkey-refresh").unwrap().as_bytes()).unwrap();
        for bytes in [&key[..], &refresh[16..]] {
            assert!(!stored.windows(bytes.len()).any(|there| there == bytes));
        }
        assert!(!logged.contains(&ada.email) && !logged.contains("half a post"), "what people write is their own");
        ada.turn_off(&ada.password, &ada.codes[1]).await.leads_to("/account");
    }
    // What is stored is what was promised.
    for hash in house.column("SELECT password_hash FROM accounts").await {
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM sessions WHERE length(refresh_fingerprint) <> 32").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) FROM recovery_codes WHERE length(fingerprint) <> 32").await, 0);
    // Counters name nobody: addresses are kept as a keyed hash.
    for subject in house.column("SELECT subject FROM attempts").await {
        assert!(!subject.contains('@') && !subject.contains("127.0.0.1"), "{subject}");
    }
    house.clock.advance(HOUR);
}

#[tokio::test]
async fn secrets_are_sealed_for_their_account_under_a_named_key_with_a_nonce_of_their_own() {
    let house = House::open().await;
    for name in ["Ada", "Bob", "Cyd"] {
        house.protected(name).await;
    }
    assert_eq!(house.number("SELECT COUNT(DISTINCT substr(secret, 1, 24)) FROM authenticators").await, 3);
    assert_eq!(house.number("SELECT COUNT(DISTINCT key_id) FROM authenticators WHERE length(key_id) = 16").await, 1);
    // 24 bytes of nonce, 20 of secret, 16 of tag.
    assert_eq!(house.number("SELECT COUNT(*) FROM authenticators WHERE length(secret) <> 60").await, 0);
}

/// M-17: who reads the database opens no account by it, while links are under way.
#[tokio::test]
async fn m_17_the_codes_of_links_stand_nowhere() {
    let house = super::mail::a_house().await;
    let ada = house.newcomer("Ada");
    house.registers(&ada).await;
    super::mail::asks(&ada, &ada.email).await;
    // Before the letter is sent, what is in it is sealed; afterwards there is a hash of what it holds.
    let before = house.database().stored();
    let letters = house.letters(&ada.email).await;
    let by_letter = super::mail::code(&house, &letters[0]);
    let after = house.database().stored();
    let by_operator = house.reset_code(&ada.email).await;
    let last = house.database().stored();
    for (code, dumps) in [(by_letter, [&before, &after]), (by_operator, [&after, &last])] {
        let bytes = BASE64URL_NOPAD.decode(code.as_bytes()).unwrap();
        for dump in dumps {
            for form in [code.as_bytes(), &bytes, HEXLOWER.encode(&bytes).as_bytes(), BASE64.encode(&bytes).as_bytes()] {
                assert!(!dump.windows(form.len()).any(|window| window == form), "{code}");
            }
        }
    }
    assert_eq!(house.database().number("SELECT COUNT(*) FROM password_resets").await, 1);
}
