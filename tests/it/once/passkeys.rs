//! The name that passkeys are for, and `latchkey passkeys forget`, on both databases.

use serde_json::{Value, json};

use crate::support::{
    api::{Api, Member},
    cluster::Database,
    passkey::Forged,
    program::{Place, refusal},
    served::{key, settings},
    told::{RECOVERY_CODE, Told},
};

const SQLITE: &str = "sqlite:latchkey.db?mode=rwc";
const ORIGIN: &str = "http://localhost:9";

async fn add(member: &mut Member) -> Forged {
    let mut forged = Forged::new(-7, ("localhost", ORIGIN), [7; 32]);
    let asked = member.api.order("/2fa/passkeys/options").await.gives(200).json();
    let signed: Value = serde_json::from_str(&forged.create(&asked["publicKey"])).unwrap();
    let added = member.api.post("/2fa/passkeys/confirm", json!({"passkey": signed})).await.gives(200).json();
    member.codes = added["recoveryCodes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().into()).collect();
    forged
}

async fn log_in(api: &Api, forged: &mut Forged) -> u16 {
    let asked = api.order("/authentication/log-in/passkey/options").await.gives(200).json();
    let signed: Value = serde_json::from_str(&forged.get(&asked["publicKey"])).unwrap();
    api.post("/authentication/log-in/passkey", json!({"passkey": signed})).await.status
}

#[tokio::test]
async fn passkeys_for_another_name_stop_the_start_until_it_is_set_or_they_are_forgotten() {
    for database in ["sqlite", "postgres"] {
        let (place, key, on_postgres) = (Place::new(), key(), Database::empty().await);
        let url = if database == "sqlite" { SQLITE } else { &on_postgres.url };
        let here = settings(url, &key, &[]);
        let running = place.start(&here).await;
        let mut ada = Member::logged_in(&Api::at(running.address)).await;
        let mut forged = add(&mut ada).await;
        assert_eq!(log_in(&Api::at(running.address), &mut forged).await, 200);
        running.stop().await;
        let moved = settings(url, &key, &[("LATCHKEY_PUBLIC_URL", "https://new.example")]);
        let line = refusal(place.program(&moved)).await;
        for expected in ["passkey_rp_id", "passkeys for localhost", "\"localhost\"", "latchkey passkeys forget localhost"] {
            assert!(line.contains(expected), "{line}");
        }
        // An IP address has none at all.
        let line = refusal(place.program(&settings(url, &key, &[("LATCHKEY_PUBLIC_URL", "http://127.0.0.1:9")]))).await;
        assert!(line.contains("passkeys for localhost"), "{line}");
        // By its former name it starts: browsers ask there for the origins that belong to it.
        let more = [("LATCHKEY_PUBLIC_URL", "https://new.example"), ("LATCHKEY_PASSKEY_RP_ID", "localhost")];
        let by_name = settings(url, &key, &more);
        place.start(&by_name).await.stop().await;
        let forget = async |settings: &[(&str, &str)], name: &str| {
            let output = place.program(settings).args(["passkeys", "forget", name]).output().await.unwrap();
            let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
            (output.status.success(), out + &err)
        };
        let (done, told) = forget(&by_name, "localhost").await;
        assert!(!done && told.contains("its passkeys work"), "{told}");
        let (done, told) = forget(&moved, "localhost").await;
        assert!(done && told.starts_with("1 passkeys for localhost are removed."), "{told}");
        let (done, told) = forget(&moved, "localhost").await;
        assert!(done && told.starts_with("0 passkeys"), "{told}");
        place.start(&moved).await.stop().await;
        // Nobody is signed in by what was forgotten, and it stands in the log who did it.
        let running = place.start(&here).await;
        assert_eq!(log_in(&Api::at(running.address), &mut forged).await, 401);
        // The sessions have ended, and the recovery codes work on.
        let ada_here = ada.api.asking(running.address);
        assert_eq!(ada_here.order("/authentication/refresh").await.status, 401);
        ada.log_in_at(&ada_here).await.gives(200);
        ada_here.post("/2fa/authenticate", json!({RECOVERY_CODE: ada.codes[0]})).await.gives(200);
        let log = ada_here.send("GET", "/api/v1/security-log", None).await.gives(200).json();
        let removed = log.as_array().unwrap().iter().find(|event| event["kind"] == "passkey_removed").unwrap();
        assert_eq!(removed["actor"], "operator");
        running.stop().await;
    }
}
