//! Memory stays where it was promised, whatever comes.

use crate::support::{at_once, served::Served};

/// The highest and the present resident memory of a process, in KiB.
fn memory(id: u32) -> [u64; 2] {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    ["VmHWM:", "VmRSS:"].map(|name| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    })
}

/// B1, D-01: the promise is idle + threads x cost + 30 MiB, whatever comes.
#[tokio::test(flavor = "multi_thread")]
async fn d_01_memory_stays_where_it_was_promised() {
    const COST_KIB: u64 = 19_456;
    let served = Served::on_sqlite(&[
        ("LATCHKEY_PASSWORD_HASH_MEMORY_KIB", "19456"),
        ("LATCHKEY_PASSWORD_HASH_PASSES", "2"),
        ("LATCHKEY_PASSWORD_HASH_PARALLEL", "2"),
        ("LATCHKEY_LOG", "error"),
    ])
    .await;
    let id = served.running.id();
    let [_, idle] = memory(id);
    for round in 0..4 {
        let guesses = (0..40).map(|number| {
            let api = served.api.elsewhere(100 * round + number);
            async move { api.guess().await.status }
        });
        let answers = at_once(guesses).await;
        assert!(answers.iter().all(|status| [401, 503].contains(status)) && answers.contains(&401), "{answers:?}");
    }
    let [highest, _] = memory(id);
    let most = idle + 2 * COST_KIB + 30 * 1024;
    assert!(highest < most, "{highest} KiB at the most, {idle} KiB idle: more than {most} KiB");
    served.running.stop().await;
}
