//! SQLite whose file another program holds, and whose disk is full.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use tokio::process::Command;

use super::{ada_at, all_are_counted, is_unavailable, volley};
use crate::{
    support::told::Told,
    support::{
        program::{Place, Running},
        served::{Served, key, settings},
    },
};

/// K-09: for longer than a statement waits.
#[tokio::test(flavor = "multi_thread")]
async fn k_09_while_another_program_holds_the_file_writers_are_told_so_and_readers_are_served() {
    let served = Served::on_sqlite(&[]).await;
    let ada = ada_at(&served).await;
    let lock = served.storage().lock().await;
    for round in 1..3 {
        let during = volley(&served, &ada, 10 * round).await;
        during.guesses.iter().chain([&during.log_in]).chain(&during.session[1..]).for_each(is_unavailable);
        during.session[0].gives(200);
    }
    served.is_alive_and(&ada, 503, "the database takes no changes\n").await;
    lock.release().await;
    served.heals(&ada).await;
    volley(&served, &ada, 30).await.is_as_ever();
    all_are_counted(&served, 4 + 4).await;
    assert!(!served.stops_with_a_quiet_log().await.is_empty());
}

/// The program with its database on a file system of two MiB, which is mounted for it alone: in a user namespace, where everybody may
/// mount. Other ways to a full disk are none: a limit on the size of files gives another error, and one on SQLite's pages
/// holds for the connection that sets it.
async fn on_a_small_disk(place: Place) -> Served {
    fs::create_dir(place.path("small")).unwrap();
    let key = key();
    let plain = place.program(&settings("sqlite:small/latchkey.db?mode=rwc", &key, &[]));
    let script = "mount -t tmpfs -o size=2m tmpfs small || exit; exec \"$0\"";
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", script]).arg(plain.as_std().get_program());
    command.env_clear().envs(plain.as_std().get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("PATH", std::env::var_os("PATH").unwrap()).current_dir(place.path("")).kill_on_drop(true);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    // Where this machine forbids namespaces, what `unshare` or `mount` says fails the test here.
    let running = Running::begin(command).await;
    let folder = seen_from_outside(&running, &place);
    Served::found(running, folder, place)
}

/// The small disk.
fn seen_from_outside(running: &Running, place: &Place) -> PathBuf {
    let inside = place.path("small");
    Path::new(&format!("/proc/{}/root", running.id())).join(inside.strip_prefix("/").unwrap())
}

/// K-10: no log-in without a count that can be written, no damage, and it goes on when there is room.
#[tokio::test(flavor = "multi_thread")]
async fn k_10_on_a_full_disk_nobody_is_let_in_uncounted_and_with_room_it_goes_on() {
    let served = on_a_small_disk(Place::new()).await;
    let ada = ada_at(&served).await;
    let filler = seen_from_outside(&served.running, &served.place).join("filler");
    let mut file = fs::File::create(&filler).unwrap();
    while file.write(&[1; 4096]).is_ok_and(|written| written > 0) {}
    // What is left are the last bytes of the write-ahead log's pages.
    let (mut evaluated, mut full) = (4, false);
    for number in 10..200 {
        let answer = served.api.elsewhere(number).guess().await;
        full = answer.status == 503;
        if full {
            is_unavailable(&answer);
            break;
        }
        answer.gives(401);
        evaluated += 1;
    }
    assert!(full, "it never got full");
    for round in 20..22 {
        let during = volley(&served, &ada, 10 * round).await;
        during.guesses.iter().chain([&during.log_in]).chain(&during.session[1..]).for_each(is_unavailable);
        during.session[0].gives(200);
    }
    served.is_alive_and(&ada, 503, "the database takes no changes\n").await;
    fs::remove_file(&filler).unwrap();
    drop(file);
    served.heals(&ada).await;
    volley(&served, &ada, 230).await.is_as_ever();
    all_are_counted(&served, evaluated + 4).await;
    assert_eq!(served.column("PRAGMA integrity_check").await, ["ok"]);
    let faults = served.stops_with_a_quiet_log().await;
    assert!(faults.iter().any(|cause| cause.contains("full")), "{faults:?}");
}
