//! Clocks that are off: that of a proxy, of the database, of this machine.

use std::{sync::Arc, time::Duration};

use latchkey::{
    commands::doctor::{self, Check, Report, State},
    config::{Config, Flags, Surroundings},
};
use latchkey_core::{
    Environment,
    domain::{
        random::OsRandom,
        time::{Clock, ManualClock, SystemClock},
    },
};

use super::{Estate, SQLITE};
use crate::support::{
    cluster::Database,
    front::{Front, Manners},
};

#[tokio::test]
async fn a_date_that_is_off_is_told() {
    let mut estate = Estate::new(Front::encrypted("localhost", None).await, SQLITE, &[]).await;
    for (ahead, wrong, state) in
        [(0, false, "ok"), (15, false, "note"), (-15, false, "note"), (45, true, "wrong"), (-45, true, "wrong")]
    {
        estate.front.has(Manners { ahead, ..Manners::default() });
        let told = estate.told().await;
        told.wrong(if wrong { &["clock"] } else { &[] }).has("clock", state, &estate.front.url()).has(
            "clock",
            "ok",
            "The clock of the server",
        );
    }
    estate.stops().await;
}

/// What the doctor says of an estate on a machine whose clock is ahead.
async fn told(estate: &Estate, ahead: Duration) -> Report {
    let environment = estate.settings().into_iter().map(|(name, value)| (name.into(), value.into())).collect();
    let surroundings = Surroundings { environment, ..Surroundings::of_this_process() };
    let listen = estate.running.as_ref().unwrap().address.to_string();
    let (config, settings) = Config::in_force(&Flags { listen: Some(listen), ..Flags::default() }, &surroundings).unwrap();
    let clock = Arc::new(ManualClock::at(SystemClock.now() + ahead));
    doctor::examine(&config, &settings, &Environment { clock, random: Arc::new(OsRandom) }).await
}

#[tokio::test]
async fn the_clock_of_this_machine_is_held_against_all_others() {
    let database = Database::empty().await;
    let mut estate = Estate::new(Front::plain().await, &database.url, &[]).await;
    for (ahead, state) in [(0, State::Ok), (15, State::Note), (45, State::Wrong)] {
        let report = told(&estate, Duration::from_secs(ahead)).await;
        let clocks: Vec<_> = report.findings.iter().filter(|finding| finding.check == Check::Clock).collect();
        assert_eq!(clocks.len(), 3, "the database, the proxy, the server: {report:#?}");
        assert!(clocks.iter().all(|finding| finding.state == state), "{ahead}: {report:#?}");
    }
    // The question is no longer fresh, and the finding names clocks.
    let report = told(&estate, Duration::from_secs(100)).await;
    let found = report.findings.iter().find(|finding| finding.check == Check::PublicUrl).unwrap();
    assert!(found.state == State::Wrong && found.remedy.as_ref().unwrap().contains("a clock less than 60 s off"), "{report:#?}");
    estate.stops().await;
}
