//! `latchkey backup` and `latchkey restore`, on both databases.

use std::{os::unix::fs::PermissionsExt, process::Output};

use serde_json::{Value, json};

use crate::support::{
    api::{Api, Member},
    cluster::Database,
    program::{Place, refusal},
    served::{key, settings},
    told::{API, CODE, RECOVERY_CODE, Told},
};

/// Where an installation lives: its database and its keys.
struct Home {
    url: String,
    key: String,
}

impl Home {
    fn of(url: &str) -> Self {
        Self { url: url.to_owned(), key: key() }
    }

    /// The same installation, elsewhere.
    fn moved(&self, url: &str) -> Self {
        Self { url: url.to_owned(), key: self.key.clone() }
    }

    async fn runs(&self, place: &Place, arguments: &[&str]) -> Output {
        place.program(&settings(&self.url, &self.key, &[])).args(arguments).output().await.unwrap()
    }

    /// What a command prints that ends well.
    async fn says(&self, place: &Place, arguments: &[&str]) -> String {
        let output = self.runs(place, arguments).await;
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Why a command ends badly, in one line.
    async fn refuses(&self, place: &Place, arguments: &[&str]) -> String {
        let mut command = place.program(&settings(&self.url, &self.key, &[]));
        command.args(arguments);
        refusal(command).await
    }
}

/// Signs in with a password and a proof. Returns the status of the second step.
async fn second_step(member: &Member, at: &Api, proof: Value) -> u16 {
    member.log_in_at(at).await.gives(200);
    at.post("/2fa/authenticate", proof).await.status
}

/// K-22 and K-23: everything that was there at one moment comes back, and nothing that was used since.
async fn comes_back(place: &Place, from: &str, to: &str) {
    let home = Home::of(from);
    let running = place.start(&settings(&home.url, &home.key, &[])).await;
    let api = Api::at(running.address);
    let mut ada = Member::protected(&api.elsewhere(1)).await;
    let invitation = home.says(place, &["user", "invite", "--json"]).await;
    assert!(invitation.contains("http"), "{invitation}");
    // Others register while it is written.
    let (crowd, stop) = (api.elsewhere(2), std::sync::Arc::new(tokio::sync::Notify::new()));
    let stopped = std::sync::Arc::clone(&stop);
    let load = tokio::spawn(async move {
        let mut people = Vec::new();
        loop {
            tokio::select! {
                person = Member::logged_in(&crowd) => people.push(person),
                () = stopped.notified() => return people,
            }
        }
    });
    let told = home.says(place, &["backup", "a backup?.db"]).await;
    stop.notify_one();
    load.await.unwrap();
    assert!(told.starts_with("a backup?.db: ") && told.contains("read again and found whole"), "{told}");
    let file = place.path("a backup?.db");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!place.path("a backup?.db.partial").exists());
    assert_eq!(home.refuses(place, &["backup", "a backup?.db"]).await, "a backup?.db is there already: name another file");

    // What is used after the backup.
    let code = json!({CODE: ada.next_code()});
    assert_eq!(second_step(&ada, &api.elsewhere(3), code.clone()).await, 200);
    let recovery = json!({RECOVERY_CODE: ada.codes.remove(0)});
    assert_eq!(second_step(&ada, &api.elsewhere(4), recovery.clone()).await, 200);
    let there = home.refuses(place, &["restore", "a backup?.db", "--execute"]).await;
    assert!(there.starts_with("the target is not empty, or a server runs on it: accounts has rows"), "{there}");
    running.stop().await;

    let anew = home.moved(to);
    let dry = anew.says(place, &["restore", "a backup?.db"]).await;
    assert!(dry.contains("A dry run") && dry.contains("to restore") && !dry.contains("WARNING"), "{dry}");
    let strange = Home { key: key(), ..anew.moved(to) };
    assert!(
        strange.says(place, &["restore", "a backup?.db"]).await.contains("WARNING: what is sealed in this backup needs keys")
    );
    let done: Value = serde_json::from_str(&anew.says(place, &["restore", "a backup?.db", "--execute", "--json"]).await).unwrap();
    assert_eq!((&done["restored"], &done["missingKeys"]), (&json!(true), &json!([])), "{done}");
    assert!(!place.path("data/restore.partial").exists());

    let running = place.start(&settings(&anew.url, &anew.key, &[])).await;
    let api = Api::at(running.address);
    assert_eq!(ada.api.asking(running.address).me().await.status, 401, "sessions do not come back");
    assert_eq!(second_step(&ada, &api.elsewhere(5), code).await, 401, "a used code does not come back");
    assert_eq!(second_step(&ada, &api.elsewhere(6), recovery).await, 401, "a used recovery code does not come back");
    let unused = json!({RECOVERY_CODE: ada.codes.remove(0)});
    assert_eq!(second_step(&ada, &api.elsewhere(7), unused).await, 401, "which were used cannot be known");
    let log = anew.says(place, &["log", "--json"]).await;
    assert!(log.contains("service_restored"), "{log}");
    running.stop().await;
}

#[tokio::test]
async fn an_installation_comes_back_from_sqlite_to_postgres() {
    let (place, database) = (Place::new(), Database::empty().await);
    comes_back(&place, "sqlite:latchkey.db?mode=rwc", &database.url).await;
}

#[tokio::test]
async fn an_installation_comes_back_from_postgres_to_sqlite() {
    let (place, database) = (Place::new(), Database::empty().await);
    comes_back(&place, &database.url, "sqlite:latchkey.db?mode=rwc").await;
}

#[tokio::test]
async fn recovery_codes_of_a_backup_of_stopped_servers_may_be_kept() {
    let (place, home) = (Place::new(), Home::of("sqlite:latchkey.db?mode=rwc"));
    let running = place.start(&settings(&home.url, &home.key, &[])).await;
    let mut ada = Member::protected(&Api::at(running.address)).await;
    running.stop().await;
    home.says(&place, &["backup", "last.db"]).await;
    let anew = home.moved("sqlite:new.db?mode=rwc");
    anew.says(&place, &["restore", "last.db", "--execute", "--keep-recovery-codes"]).await;
    let running = place.start(&settings(&anew.url, &anew.key, &[])).await;
    let api = Api::at(running.address);
    let proof = json!({RECOVERY_CODE: ada.codes.remove(0)});
    assert_eq!(second_step(&ada, &api, proof).await, 200);
    api.send("GET", &format!("{API}/authentication"), None).await.gives(200);
    running.stop().await;
}

#[tokio::test]
async fn what_is_no_backup_is_told_in_one_line_and_changes_nothing() {
    let (place, home) = (Place::new(), Home::of("sqlite:latchkey.db?mode=rwc"));
    let nothing = home.refuses(&place, &["backup", "a.db"]).await;
    assert_eq!(nothing, "database_url: the database holds no installation of Latchkey: name that of the servers");
    let running = place.start(&settings(&home.url, &home.key, &[])).await;
    Member::logged_in(&Api::at(running.address)).await;
    let nowhere = home.refuses(&place, &["backup", "missing/a.db"]).await;
    assert!(nowhere.starts_with("missing/a.db.partial: No such file"), "{nowhere}");
    let in_use = home.moved("sqlite:new.db?mode=rwc").refuses(&place, &["restore", "latchkey.db"]).await;
    assert!(in_use.starts_with("latchkey.db-wal lies beside it"), "{in_use}");
    home.says(&place, &["backup", "good.db"]).await;
    running.stop().await;

    let anew = home.moved("sqlite:new.db?mode=rwc");
    let mut bytes = std::fs::read(place.path("good.db")).unwrap();
    let size = bytes.len();
    bytes[4096..].iter_mut().for_each(|byte| *byte ^= 0x55);
    std::fs::write(place.path("damaged.db"), &bytes).unwrap();
    std::fs::write(place.path("short.db"), &std::fs::read(place.path("good.db")).unwrap()[..size / 2]).unwrap();
    std::fs::write(place.path("text.db"), "no database").unwrap();
    std::fs::write(place.path("empty.db"), "").unwrap();
    for name in ["damaged.db", "short.db", "text.db", "empty.db", "missing.db"] {
        let told = anew.refuses(&place, &["restore", name, "--execute"]).await;
        assert!(
            told.contains("damaged") || told.contains("is no backup of Latchkey") || told.contains("No such file"),
            "{name}: {told}"
        );
    }
    std::fs::write(place.path("new.db-wal"), "left").unwrap();
    let stale = anew.refuses(&place, &["restore", "good.db", "--execute"]).await;
    assert!(stale.starts_with("new.db-wal is left of another database"), "{stale}");
    assert!(!place.path("new.db").exists() && !place.path("data/restore.partial").exists(), "nothing was made");
}
