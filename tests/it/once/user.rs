//! `latchkey user`: what an operator does for people, beside a running server, on both databases.

use serde_json::json;

use crate::{
    support::told::{CODE, Told},
    support::{
        api::{Api, Member},
        cluster::Database,
        fresh,
        program::{Place, refusal},
        served::{key, settings},
    },
};

const SQLITE: &str = "sqlite:latchkey.db?mode=rwc";

async fn user(place: &Place, settings: &[(&str, &str)], deed: &str, email: &str) -> String {
    let output = place.program(settings).args(["user", deed, email]).output().await.unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    told
}

/// M-16: an operator neither sees nor sets a password, and reads no secret of an authenticator.
#[tokio::test]
async fn an_operator_seals_hands_out_a_link_and_removes_a_second_factor_while_the_server_runs() {
    for database in ["sqlite", "postgres"] {
        let (place, key, on_postgres) = (Place::new(), key(), Database::empty().await);
        let settings = settings(if database == "sqlite" { SQLITE } else { &on_postgres.url }, &key, &[]);
        let running = place.start(&settings).await;
        let mut ada = Member::protected(&Api::at(running.address)).await;
        let told = user(&place, &settings, "seal", &ada.email.to_uppercase()).await;
        assert!(told.starts_with(&format!("{} is sealed: everybody is signed out", ada.email)), "{told}");
        assert!(user(&place, &settings, "seal", &ada.email).await.ends_with("is sealed already.\n"));
        assert_eq!(ada.api.me().await.status, 401);
        let told = user(&place, &settings, "reset-second-factor", &ada.email).await;
        assert!(told.contains("has no second factor any more"), "{told}");
        assert!(user(&place, &settings, "reset-second-factor", &ada.email).await.ends_with("has no second factor.\n"));
        let told = user(&place, &settings, "reset-password", &ada.email).await;
        let code = told.lines().next().unwrap().strip_prefix("http://localhost:9/reset-password#").unwrap();
        assert!(told.contains("It works once, for 24 hours.\n"), "{told}");
        assert!(!told.contains(&ada.password) && !told.contains("otpauth") && told.lines().count() < 8, "{told}");
        let (guest, new) = (Api::at(running.address), format!("another one {}", fresh()));
        let reset = json!({"resetCode": code, "newPassword": new});
        assert_eq!(guest.post("/authentication/password/reset", reset.clone()).await.status, 204);
        guest.post("/authentication/password/reset", reset).await.is_problem(410, "reset-over");
        ada.password = new;
        assert_eq!(ada.log_in_at(&guest).await.status, 200);
        let log = guest.send("GET", "/api/v1/security-log", None).await.json();
        let by_operator = |event: &&serde_json::Value| event["actor"] == "operator";
        let mut kinds: Vec<_> =
            log.as_array().unwrap().iter().filter(by_operator).map(|event| event["kind"].as_str().unwrap()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["password_reset_issued", "sealed", "two_factor_off"]);
        // With a second factor, the link asks for it.
        let bob = Member::protected(&Api::at(running.address).elsewhere(1)).await;
        let told = user(&place, &settings, "reset-password", &bob.email).await;
        assert!(told.contains("and asks for the second factor"), "{told}");
        let code = told.lines().next().unwrap().split('#').nth(1).unwrap();
        let reset = json!({"resetCode": code, "newPassword": format!("another one {}", fresh()), CODE: bob.next_code()});
        assert_eq!(guest.post("/authentication/password/reset", reset).await.status, 204);
        running.stop().await;
    }
}

#[tokio::test]
async fn what_an_operator_mistypes_changes_nothing_and_is_told_in_one_line() {
    let (place, key) = (Place::new(), key());
    let settings = settings(SQLITE, &key, &[]);
    let refused = async |settings: &[(&str, &str)], deed: &str, email: &str| {
        let mut command = place.program(settings);
        command.args(["user", deed, email]);
        refusal(command).await
    };
    for deed in ["seal", "reset-password", "reset-second-factor"] {
        let told = refused(&settings, deed, "ada@example.com").await;
        assert_eq!(told, "database_url: the database holds no installation of Latchkey: name that of the servers");
    }
    assert!(!place.path("latchkey.db").exists());
    place.start(&settings).await.stop().await;
    for deed in ["seal", "reset-password", "reset-second-factor"] {
        assert_eq!(refused(&settings, deed, "ada@example.com").await, "no account has the e-mail address ada@example.com");
        assert_eq!(refused(&settings, deed, "ada").await, "\"ada\" is no e-mail address");
    }
    let nowhere: Vec<_> = settings.iter().copied().filter(|(name, _)| *name != "LATCHKEY_PUBLIC_URL").collect();
    let told = refused(&nowhere, "reset-password", "ada@example.com").await;
    assert!(told.starts_with("public_url: is needed for the link"), "{told}");
}
