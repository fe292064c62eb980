//! What is made of the command line's own description: completions and the manual. And how programs are told of an end.

use std::os::unix::fs::PermissionsExt;

use crate::support::program::{Place, refusal};

async fn said(place: &Place, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = place.program(&[]).args(arguments).output().await.unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn shells_complete_every_command() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (code, text, told) = said(&place, &["completions", shell]).await;
        assert_eq!((code, &*told), (Some(0), ""), "{shell}");
        for word in ["doctor", "healthy", "settings", "reset-password", "json"] {
            assert!(text.contains(word), "{shell}: {word}");
        }
    }
    let (code, text, _) = said(&place, &["completions", "csh"]).await;
    assert_eq!((code, &*text), (Some(2), ""));
}

#[tokio::test]
async fn the_manual_has_a_page_for_every_command_which_everybody_may_read() {
    let place = Place::new();
    let (code, page, told) = said(&place, &["man"]).await;
    assert_eq!((code, &*told), (Some(0), ""));
    assert!(page.contains(".TH latchkey 1") && page.contains("latchkey\\-doctor(1)") && page.contains("Exit codes"), "{page}");
    let folder = place.path("man1");
    std::fs::create_dir(&folder).unwrap();
    let (code, text, told) = said(&place, &["man", "--dir", "man1"]).await;
    assert_eq!((code, &*text, &*told), (Some(0), "", ""));
    for name in ["latchkey", "latchkey-doctor", "latchkey-db-copy", "latchkey-user-seal", "latchkey-keys-reseal"] {
        let path = folder.join(format!("{name}.1"));
        assert!(std::fs::read_to_string(&path).unwrap().contains(".TH latchkey"), "{name}");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o644, "{name}");
    }
    let mut nowhere = place.program(&[]);
    nowhere.args(["man", "--dir", "missing"]);
    assert!(refusal(nowhere).await.starts_with("the pages cannot be written to missing"));
}

#[tokio::test]
async fn the_codes_of_the_end_are_those_that_the_help_names() {
    let place = Place::new();
    for command in ["", "doctor", "healthy", "settings"] {
        let arguments: Vec<&str> = [command, "--help"].into_iter().filter(|word| !word.is_empty()).collect();
        let (code, help, _) = said(&place, &arguments).await;
        assert!(code == Some(0) && help.contains("Exit codes: 0 ") && help.contains("2 the command line is wrong"), "{help}");
    }
    assert_eq!(said(&place, &["settings"]).await.0, Some(0));
    assert_eq!(said(&place, &["doctor"]).await.0, Some(0), "nothing is there yet, and nothing is wrong");
    assert_eq!(said(&place, &["doctor", "--listen", "127.0.0.1:9"]).await.0, Some(1), "nothing answers there");
    for wrong in [["doctor", "--jsn"], ["healthy", "now"], ["settings", "--listen"]] {
        let (code, text, told) = said(&place, &wrong).await;
        assert!(code == Some(2) && text.is_empty() && told.starts_with("error: "), "{told}");
    }
}
