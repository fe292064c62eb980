//! `latchkey user`, `session`, `log` and `apply` beside a running server, on both databases, in lines and as JSON.

use serde_json::{Value, json};

use crate::support::{
    api::{Api, Member},
    cluster::Database,
    fresh,
    program::{Place, refusal},
    served::{key, settings},
    told::Told,
};

const SQLITE: &str = "sqlite:latchkey.db?mode=rwc";

/// A place, and the settings of its servers.
struct Service<'s> {
    place: &'s Place,
    settings: &'s [(&'s str, &'s str)],
}

impl Service<'_> {
    async fn says(&self, words: &[&str]) -> String {
        let output = self.place.program(self.settings).args(words).output().await.unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{words:?}: {told}{}", String::from_utf8_lossy(&output.stderr));
        told
    }

    async fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.says(&[words, &["--json"]].concat()).await).unwrap()
    }

    /// The one line that it says in vain, with exit code 1.
    async fn refuses(&self, words: &[&str]) -> String {
        let mut command = self.place.program(self.settings);
        command.args(words);
        refusal(command).await
    }
}

/// The code that a link ends with.
fn code(link: &Value, page: &str) -> String {
    let link = link.as_str().unwrap();
    link.strip_prefix(&format!("http://localhost:9/{page}#")).unwrap_or_else(|| panic!("{link}")).to_owned()
}

#[tokio::test]
async fn people_are_managed_at_the_command_line_while_the_server_runs() {
    for database in ["sqlite", "postgres"] {
        let (place, key, on_postgres) = (Place::new(), key(), Database::empty().await);
        let url = if database == "sqlite" { SQLITE } else { &on_postgres.url };
        let settings = settings(url, &key, &[("LATCHKEY_REGISTRATION", "approved")]);
        let running = place.start(&settings).await;
        let service = Service { place: &place, settings: &settings };
        added_and_found(&service, &Api::at(running.address)).await;
        invited_and_approved(&service, &Api::at(running.address)).await;
        running.stop().await;
    }
}

/// Somebody is added, chooses a password by the link, and is disabled, enabled, unlocked and deleted.
async fn added_and_found(service: &Service<'_>, api: &Api) {
    let email = format!("ada.{}@example.com", fresh());
    let link = service.json(&["user", "add", &email, "--name", "Ada Lovelace", "--administrator"]).await;
    assert_eq!((&link["email"], &link["asksForSecondFactor"]), (&json!(email), &json!(false)));
    let password = format!("chosen first {}", fresh());
    let reset = json!({"resetCode": code(&link["link"], "reset-password"), "newPassword": password});
    api.post("/authentication/password/reset", reset).await.gives(204);
    api.log_in(&email, &password).await.gives(200);
    let shown = service.json(&["user", "show", &email]).await;
    for (field, value) in [("role", json!("administrator")), ("standing", json!("active")), ("hasPassword", json!(true))] {
        assert_eq!(shown[field], value, "{shown}");
    }
    assert_eq!(service.says(&["user", "list"]).await, format!("{email}  Ada Lovelace  [administrator, no second factor]\n"));
    assert_eq!(service.json(&["user", "list", "--search", "lovelace", "--show", "administrators"]).await, json!([shown]));
    assert_eq!(service.json(&["user", "list", "--show", "sealed"]).await, json!([]));
    let sessions = service.json(&["session", "list", &email]).await;
    let id = sessions[0]["id"].as_str().unwrap();
    assert_eq!((&sessions[0]["amr"], sessions.as_array().unwrap().len()), (&json!(["pwd"]), 1));
    assert_eq!(service.says(&["session", "end", &email, id]).await, "Sessions ended: 1\n");
    assert_eq!(service.refuses(&["session", "end", &email, id]).await, "the account has no such session");
    api.me().await.gives(401);
    api.log_in(&email, &password).await.gives(200);
    assert_eq!(service.json(&["session", "end", &email, "--all"]).await, json!({"ended": 1}));
    // The last administrator stays one.
    for words in [&["user", "role", &email, "person"][..], &["user", "disable", &email], &["user", "delete", &email, "--execute"]]
    {
        let told = service.refuses(words).await;
        assert!(told.starts_with("it is the last administrator: make another one first"), "{words:?}: {told}");
    }
    let second = format!("bea.{}@example.com", fresh());
    service.says(&["user", "add", &second, "--name", "Bea", "--administrator"]).await;
    assert!(service.says(&["user", "role", &email, "person"]).await.ends_with("is no longer administrator.\n"));
    assert_eq!(service.json(&["user", "role", &email, "person"]).await, json!({"email": email, "changed": false}));
    assert!(service.says(&["user", "disable", &email]).await.contains("is disabled: everybody is signed out"));
    api.log_in(&email, &password).await.is_problem(403, "account-disabled");
    let told = service.refuses(&["user", "reset-password", &email]).await;
    assert!(told.starts_with("the account is disabled: enable it first"), "{told}");
    assert!(service.says(&["user", "enable", &email]).await.ends_with("is enabled again.\n"));
    // A browser that the account knows has a counter of its own.
    let elsewhere = api.elsewhere(9);
    for _ in 0..6 {
        elsewhere.log_in(&email, "certainly not the password").await;
    }
    elsewhere.log_in(&email, &password).await.is_problem(429, "too-many-attempts");
    assert!(service.says(&["user", "unlock", &email]).await.contains("is unlocked"));
    elsewhere.log_in(&email, &password).await.gives(200);
    let log = service.json(&["log", "--email", &email, "--show", "changes", "--limit", "4"]).await;
    let kinds: Vec<_> = log["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["unlocked", "enabled", "disabled", "role_taken"]);
    let next = log["next"].as_str().unwrap();
    let older = service.json(&["log", "--email", &email, "--show", "changes", "--limit", "1", "--before", next]).await;
    assert_eq!(older["events"][0]["kind"], "all_sessions_ended");
    assert!(service.says(&["log"]).await.contains(&format!("{second}  registered  by operator")));
    assert!(service.says(&["user", "delete", &email]).await.ends_with("add --execute. It cannot be taken back.\n"));
    api.log_in(&email, &password).await.gives(200);
    assert!(service.says(&["user", "delete", &email, "--execute"]).await.ends_with("is deleted.\n"));
    api.log_in(&email, &password).await.is_problem(401, "invalid-credentials");
    assert_eq!(service.refuses(&["user", "show", &email]).await, format!("no account has the e-mail address {email}"));
}

/// Somebody registers by an invitation, and somebody else is approved.
async fn invited_and_approved(service: &Service<'_>, api: &Api) {
    let invited = service.json(&["user", "invite", "--note", "the choir", "--days", "3"]).await;
    let invitation = code(&invited["link"], "register");
    let register = |email: &str, invitation: Option<&str>| {
        let body = json!({"name": "Cy", "email": email, "password": format!("seven quiet lanterns at {email}")});
        let mut body = body.as_object().unwrap().clone();
        if let Some(invitation) = invitation {
            body.insert("invitation".into(), invitation.into());
        }
        Value::Object(body)
    };
    let (cy, dee) = (format!("cy.{}@example.com", fresh()), format!("dee.{}@example.com", fresh()));
    api.elsewhere(1).post("/authentication/register", register(&cy, Some(&invitation))).await.gives(201);
    api.elsewhere(1).post("/authentication/register", register(&dee, Some(&invitation))).await.is_problem(410, "invitation-over");
    api.elsewhere(1).log_in(&cy, &format!("seven quiet lanterns at {cy}")).await.gives(200);
    let listed = service.json(&["user", "invitations"]).await;
    assert_eq!((&listed[0]["used"], &listed[0]["note"], listed[0].get("link")), (&json!(1), &json!("the choir"), None));
    let id = listed[0]["id"].as_str().unwrap();
    service.says(&["user", "withdraw", id]).await;
    assert_eq!(service.refuses(&["user", "withdraw", id]).await, "there is no such invitation");
    api.elsewhere(1).post("/authentication/register", register(&dee, None)).await.gives(201);
    let password = format!("seven quiet lanterns at {dee}");
    api.elsewhere(2).log_in(&dee, &password).await.is_problem(403, "approval-awaited");
    assert_eq!(service.says(&["user", "list", "--show", "waiting"]).await, format!("{dee}  Cy  [waiting, no second factor]\n"));
    assert!(service.says(&["user", "approve", &dee]).await.ends_with("is approved.\n"));
    api.elsewhere(2).log_in(&dee, &password).await.gives(200);
}

#[tokio::test]
async fn a_file_declares_people_at_the_start_and_when_it_is_applied() {
    let (place, key) = (Place::new(), key());
    let (ada, bob) = (format!("ada.{}@example.com", fresh()), format!("bob.{}@example.com", fresh()));
    let declared = |role: &str, more: &str| {
        let text = format!("[[person]]\nemail = \"{ada}\"\nname = \"Ada\"\nrole = \"{role}\"\n{more}");
        std::fs::write(place.path("people.toml"), text).unwrap();
    };
    declared("administrator", "");
    let settings = settings(SQLITE, &key, &[("LATCHKEY_PEOPLE_FILE", "people.toml")]);
    let running = place.start(&settings).await;
    let service = Service { place: &place, settings: &settings };
    assert_eq!(
        service.says(&["user", "list"]).await,
        format!("{ada}  Ada  [administrator, no second factor, declared in a file]\n")
    );
    assert_eq!(service.says(&["apply"]).await, "Everything is as the file says.\n");
    // Somebody who is there already, and somebody new who is invited.
    let member = Member::logged_in(&Api::at(running.address)).await;
    let more = format!(
        "[[person]]\nemail = \"{}\"\nname = \"Grace\"\n[[person]]\nemail = \"{bob}\"\nname = \"Bob\"\ninvited = true\n",
        member.email
    );
    declared("person", &more);
    let changes = json!([
        {"email": ada, "change": "made_person"},
        {"email": member.email, "change": "declared"},
        {"email": member.email, "change": "renamed"},
        {"email": bob, "change": "added"},
    ]);
    let before = service.says(&["user", "list"]).await;
    assert_eq!(service.json(&["apply", "--dry-run"]).await, json!({"dryRun": true, "changes": changes}));
    assert_eq!(service.says(&["user", "list"]).await, before, "only told");
    let applied = service.json(&["apply"]).await;
    assert_eq!(applied["changes"][0], json!({"email": ada, "change": "last_administrator"}), "she stays what she is");
    let first = code(&applied["changes"][3]["link"], "reset-password");
    let reset = json!({"resetCode": first, "newPassword": format!("chosen first {}", fresh())});
    Api::at(running.address).elsewhere(1).post("/authentication/password/reset", reset).await.gives(204);
    // What the file says is changed in the file alone.
    let told = service.refuses(&["user", "role", &bob, "administrator"]).await;
    assert!(told.starts_with("a file declares the account"), "{told}");
    member.api.patch("/authentication", json!({"name": "Augusta"})).await.is_problem(409, "declared");
    declared("administrator", "");
    let released = service.json(&["apply"]).await;
    let released: Vec<_> = released["changes"].as_array().unwrap().iter().map(|one| one["change"].as_str().unwrap()).collect();
    assert_eq!(released, ["released", "released"]);
    member.api.patch("/authentication", json!({"name": "Augusta"})).await.gives(200);
    running.stop().await;
    // A file that cannot be read stops the start, with its line.
    std::fs::write(place.path("people.toml"), "[[person]]\nname = 'Nobody'\n").unwrap();
    let line = place.refusal(&settings).await;
    assert!(line.contains("people_file: line 1") && line.contains("email: is missing"), "{line}");
}

/// C-15: the log tells the link at each start, until somebody is administrator.
#[tokio::test]
async fn the_link_to_the_first_administrator_is_told_at_each_start_until_there_is_one() {
    let (place, key) = (Place::new(), key());
    let settings = settings(SQLITE, &key, &[]);
    let service = Service { place: &place, settings: &settings };
    for _ in 0..2 {
        let log = place.start(&settings).await.stop().await;
        assert!(log.contains("http://localhost:9/first-administrator#"), "{log}");
    }
    let ada = format!("ada.{}@example.com", fresh());
    service.says(&["user", "add", &ada, "--name", "Ada", "--administrator"]).await;
    let log = place.start(&settings).await.stop().await;
    assert!(!log.contains("first-administrator"), "{log}");
}
