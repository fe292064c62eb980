//! A PostgreSQL server of the test's own, with what no proxy can stand in for: a crash, a full disk, certificates.

use std::{fs, io::Write};

use serde_json::json;
use sqlx::{Connection, PgConnection};

use super::{ada_at, all_are_counted, is_unavailable, volley};
use crate::support::{
    api::{Api, Member},
    fresh,
    own_server::OwnServer,
    program::Place,
    served::{Served, key, settings},
    storage::Storage,
};

/// K-07, K-05: it crashes under way, stays away, and recovers by itself when it is started again.
#[tokio::test(flavor = "multi_thread")]
async fn k_07_when_the_server_crashes_all_are_told_so_and_with_its_start_it_heals() {
    let mut server = OwnServer::started(&[]).await;
    let served = Served::on(&server.database, &[]).await;
    let ada = ada_at(&served).await;
    let mut evaluated = 4;
    for round in 1..3 {
        let crash = async { tokio::task::block_in_place(|| server.crash()) };
        let (under_way, ()) = tokio::join!(volley(&served, &ada, 100 * round), crash);
        under_way.is_honest();
        volley(&served, &ada, 100 * round + 10).await.is_unavailable();
        served.is_alive_and(&ada, 503, "the database does not answer\n").await;
        server.start();
        served.heals(&ada).await;
        let after = volley(&served, &ada, 100 * round + 20).await;
        after.is_as_ever();
        evaluated += under_way.evaluated() + after.evaluated();
    }
    all_are_counted(&served, evaluated).await;
    assert!(!served.stops_with_a_quiet_log().await.is_empty());
}

/// K-10: nobody is let in without a count that is kept, nothing is damaged, and it goes on when there is room.
#[tokio::test(flavor = "multi_thread")]
async fn k_10_on_a_full_disk_nobody_is_let_in_uncounted_and_with_room_it_goes_on() {
    let mut server = OwnServer::started(&["--disk", "64m"]).await;
    let served = Served::on(&server.database, &[]).await;
    let ada = ada_at(&served).await;
    let filler = server.folder().join("filler");
    let mut file = fs::File::create(&filler).unwrap();
    while file.write(&[1; 4096]).is_ok_and(|written| written > 0) {}
    let filling = "CREATE TABLE IF NOT EXISTS filler (text TEXT); INSERT INTO filler SELECT repeat(md5(random()::text), 300)";
    let mut meddler = PgConnection::connect(server.database.as_str()).await.unwrap();
    while sqlx::raw_sql(filling).execute(&mut meddler).await.is_ok() {}
    // Pages that have room left are written on.
    let (mut evaluated, mut full) = (4, false);
    for number in 10..200 {
        let newcomer =
            json!({"email": format!("{}@example.com", fresh()), "name": "n".repeat(100), "password": fresh().repeat(3)});
        let answer = served.api.elsewhere(number).post("/authentication/register", newcomer).await;
        full = answer.status == 503;
        if full {
            is_unavailable(&answer);
            break;
        }
        assert_eq!(answer.status, 201, "{number}: {answer:#?}");
    }
    assert!(full, "it never got full");
    for round in 20..23 {
        let during = volley(&served, &ada, 10 * round).await;
        during.is_honest();
        evaluated += during.evaluated();
    }
    fs::remove_file(&filler).unwrap();
    drop(file);
    // Where there was no room for its log, it has ended, and waits for its operator.
    server.start();
    served.heals(&ada).await;
    volley(&served, &ada, 330).await.is_as_ever();
    all_are_counted(&served, evaluated + 4).await;
    let faults = served.stops_with_a_quiet_log().await;
    assert!(faults.iter().any(|cause| cause.contains("No space left on device")), "{faults:?}");
}

/// K-14: whoever is in between, with another certificate or with none, is not talked to where the URL says so.
#[tokio::test]
async fn k_14_a_server_must_show_the_certificate_that_the_url_demands() {
    let mut server = OwnServer::started(&["--tls"]).await;
    let (folder, place, key) = (server.folder(), Place::new(), key());
    for name in ["root.crt", "foreign.crt"] {
        fs::copy(folder.join(name), place.path(name)).unwrap();
    }
    let asking = |query: &str| format!("{}?{query}", server.database);
    for query in ["sslmode=require", "sslmode=verify-full&sslrootcert=root.crt"] {
        let running = place.start(&settings(&asking(query), &key, &[])).await;
        Member::logged_in(&Api::at(running.address)).await;
        let seen = Storage::at(&server.database).await;
        let encrypted = "SELECT DISTINCT ssl::text FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
                         WHERE application_name = 'latchkey'";
        assert_eq!(seen.column(encrypted).await, ["true"], "{query}");
        running.stop().await;
    }
    let elsewhere = asking("sslmode=verify-full&sslrootcert=root.crt").replace("127.0.0.1", "localhost");
    for refused in [
        asking("sslmode=verify-full&sslrootcert=foreign.crt"),
        asking("sslmode=verify-full&sslrootcert=none.crt"),
        asking("sslmode=verify-full"),
        elsewhere,
    ] {
        let line = place.refusal(&settings(&refused, &key, &[])).await;
        assert!(line.contains("cannot be reached over TLS: check sslmode and sslrootcert"), "{refused}: {line}");
    }
}
