//! `latchkey check` explains what the gate decides, and `latchkey user groups` changes it.

use serde_json::Value;

use crate::support::{
    program::{Place, refusal},
    served::{key, settings},
};

const APPS: &str = "[[apps]]\nhost = 'notes.example.com'\npaths = ['/public']\npolicy = 'public'\n\
                    [[apps]]\nhost = 'notes.example.com'\npolicy = 'two_factor'\ngroups = ['staff']\n";

async fn says(place: &Place, settings: &[(&str, &str)], words: &[&str]) -> String {
    let output = place.program(settings).args(words).output().await.unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{words:?}: {told}{}", String::from_utf8_lossy(&output.stderr));
    told
}

#[tokio::test]
async fn a_decision_is_explained_entry_by_entry() {
    let (place, key) = (Place::new(), key());
    std::fs::write(place.path("apps.toml"), APPS).unwrap();
    let more = [("LATCHKEY_CONFIG", "apps.toml"), ("LATCHKEY_PUBLIC_URL", "https://id.example.com")];
    let settings = settings("sqlite:latchkey.db?mode=rwc", &key, &more);
    place.start(&settings).await.stop().await;
    let ada = "ada@example.com";
    says(&place, &settings, &["user", "add", ada, "--name", "Ada", "--groups", "choir"]).await;
    let about = async |url: &str, more: &[&str]| says(&place, &settings, &[&["check", url], more].concat()).await;

    let nobody = about("https://notes.example.com/x", &[]).await;
    assert_eq!(
        nobody,
        "GET https://notes.example.com/x as nobody\n  entry 1  notes.example.com/public: public  [another path]\n  \
         entry 2  notes.example.com: two_factor  [decides]\n  nobody is signed in: is asked to sign in\n"
    );
    let refused = about("https://notes.example.com/x", &["--as", ada]).await;
    assert!(
        refused.contains("as ada@example.com (groups: choir)") && refused.contains("the password: refused: in none"),
        "{refused}"
    );
    let told = says(&place, &settings, &["user", "groups", ada, "Staff, choir"]).await;
    assert_eq!(told, "ada@example.com is in these groups: choir,staff\n");
    let asked = about("https://notes.example.com/x", &["--as", ada]).await;
    assert!(asked.contains("the password: is asked for a second factor"), "{asked}");
    let told: Value = serde_json::from_str(&about("https://notes.example.com/public", &["--as", ada, "--json"]).await).unwrap();
    assert_eq!((&told["entries"][0]["misfit"], &told["decisions"][0]["allowed"]), (&Value::Null, &Value::Bool(true)));
    for (url, why) in [
        ("https://other.example.com/", "refused: no entry is about this"),
        ("https://notes.example.com/PUBLIC", "refused: with other capital letters"),
        ("https://notes.example.com/a/..%2fpublic", "could read this address in another way"),
        ("http://notes.example.com/public", "not the scheme of public_url"),
        ("https://notes.example.com/.latchkey/callback", "the service itself answers"),
    ] {
        let told = about(url, &[]).await;
        assert!(told.contains(why), "{told}");
    }
    let small = about("https://notes.example.com/public", &["--method", "get"]).await;
    assert!(small.contains("refused: with other capital letters"), "{small}");
    says(&place, &settings, &["user", "disable", ada]).await;
    let closed = about("https://notes.example.com/x", &["--as", ada]).await;
    assert!(closed.contains("nobody, since this account is closed") && !closed.contains("the password"), "{closed}");
    for (words, why) in
        [(&["check", "notes"][..], "no address such as"), (&["check", "https://a.example/", "--as", "bob@example.com"], "bob@")]
    {
        let mut command = place.program(&settings);
        command.args(words);
        let told = refusal(command).await;
        assert!(told.contains(why), "{told}");
    }
}
