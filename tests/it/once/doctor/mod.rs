//! `latchkey doctor`: beside a running server behind a proxy of an operator's, on both databases.

mod asking;
mod clock;
mod proxy;
mod standing;

use serde_json::Value;

use crate::support::{
    front::Front,
    program::{Place, Running},
    served::settings,
};

const SQLITE: &str = "sqlite:latchkey.db?mode=rwc";

/// What the doctor said.
struct Told {
    code: Option<i32>,
    lines: String,
    findings: Vec<(String, String, String)>,
}

impl Told {
    /// Runs it twice, for people and for programs: both are told the same.
    async fn by(place: &Place, settings: &[(&str, &str)], arguments: &[&str]) -> Self {
        let run = async |more: &[&str]| {
            let mut command = place.program(settings);
            command.arg("doctor").args(arguments).args(more).output().await.unwrap()
        };
        let (people, programs) = (run(&[]).await, run(&["--json"]).await);
        assert_eq!(people.status.code(), programs.status.code());
        let lines = String::from_utf8([people.stdout, people.stderr].concat()).unwrap();
        let document: Value = serde_json::from_slice(&programs.stdout).unwrap_or_else(|error| panic!("{error}: {lines}"));
        let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        let findings: Vec<_> = document["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| {
                let sentence = format!("{} {}", text(finding, "sentence"), text(finding, "remedy"));
                (text(finding, "check"), text(finding, "state"), sentence.trim_end().to_owned())
            })
            .collect();
        let count = |wanted: &str| findings.iter().filter(|(_, state, _)| state == wanted).count();
        assert_eq!((&document["wrong"], &document["notes"]), (&count("wrong").into(), &count("note").into()), "{document}");
        assert_eq!(people.status.code(), Some(i32::from(count("wrong") > 0)), "{lines}");
        let told = Self { code: people.status.code(), lines, findings };
        for (check, state, _) in &told.findings {
            assert!(told.lines.contains(&format!("{state:<6}{check}")), "{check}: {}", told.lines);
        }
        told
    }

    /// Whether something was found: what was looked at, how it is, and a part of what is said or to be done.
    #[track_caller]
    fn has(&self, check: &str, state: &str, part: &str) -> &Self {
        let found = |(a, b, said): &(String, String, String)| a == check && b == state && said.contains(part);
        assert!(self.findings.iter().any(found), "{check} {state} {part}: {}", self.lines);
        self
    }

    /// Nothing is wrong but this.
    #[track_caller]
    fn wrong(&self, checks: &[&str]) -> &Self {
        let wrong: Vec<&str> =
            self.findings.iter().filter(|(_, state, _)| state == "wrong").map(|(check, ..)| &**check).collect();
        assert_eq!(wrong, checks, "{}", self.lines);
        assert_eq!(self.code, Some(i32::from(!checks.is_empty())));
        self
    }
}

/// A server behind a proxy, and the settings of both it and the doctor.
struct Estate {
    place: Place,
    front: Front,
    running: Option<Running>,
    settings: Vec<(String, String)>,
}

impl Estate {
    /// One with a proxy that is believed, on a database.
    async fn new(front: Front, url: &str, more: &[(&str, &str)]) -> Self {
        let place = Place::new();
        let (key, public_url, ca_file) = (crate::support::served::key(), front.url(), front.ca_file());
        let mut given = vec![("LATCHKEY_PUBLIC_URL", &*public_url), ("SSL_CERT_FILE", ca_file.to_str().unwrap())];
        given.extend(more);
        let settings: Vec<(String, String)> =
            settings(url, &key, &given).into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let mut estate = Self { place, front, running: None, settings };
        estate.starts().await;
        estate
    }

    fn settings(&self) -> Vec<(&str, &str)> {
        self.settings.iter().map(|(name, value)| (&**name, &**value)).collect()
    }

    async fn starts(&mut self) {
        let running = self.place.start(&self.settings()).await;
        self.front.leads_to(running.address);
        self.running = Some(running);
    }

    async fn stops(&mut self) {
        self.running.take().unwrap().stop().await;
    }

    /// What the doctor says of it, with these settings changed.
    async fn with(&self, more: &[(&str, &str)]) -> Told {
        let listen = self.running.as_ref().map_or_else(|| "127.0.0.1:9".to_owned(), |running| running.address.to_string());
        Told::by(&self.place, &[&self.settings()[..], more].concat(), &["--listen", &listen]).await
    }

    async fn told(&self) -> Told {
        self.with(&[]).await
    }
}
