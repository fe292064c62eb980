//! More at once than the server can do: whoever gets no place hears it at once, nothing is counted, others are not kept out, and
//! memory stays where it was promised.

use latchkey_core::domain::password::HashCost;

use crate::support::{Browser, House, Person, Plan, Way, at_once, served::Served};

/// A hash that takes long enough for others to come meanwhile.
const SLOW: HashCost = HashCost { memory: 48 * 1024, passes: 4 };

/// B2, B3: one network with accounts of its own takes its part of the places and no more.
#[tokio::test(flavor = "multi_thread")]
async fn one_network_keeps_nobody_else_out_and_who_is_turned_away_leaves_nothing() {
    let trusted_proxies = "127.0.0.0/8";
    let house = House::built(Plan { hash_cost: SLOW, hash_parallel: 1, trusted_proxies, ..Plan::default() }).await;
    house.expect_faults();
    let (ada, eve) = (house.registered("Ada").await, house.registered("Eve").await);
    let from = |person: &Person, address: &str| {
        let browser = Browser::new(&house, Way::Island).with_header("x-forwarded-for", address);
        let fields = [("email", person.email.clone()), ("password", person.password.clone())];
        async move {
            let fields = fields.each_ref().map(|(name, value)| (*name, &**value));
            browser.send_form("/ui/sign_in", &fields).await
        }
    };
    let sessions = house.session_ids().await.len();
    let crowd = (0..24).map(|_| from(&eve, "198.51.100.1"));
    let (crowd, honest) = tokio::join!(at_once(crowd), from(&ada, "203.0.113.7"));
    honest.leads_to("/account");
    let refused = crowd.iter().filter(|answer| answer.status == 503).count();
    assert!((12..24).contains(&refused), "a quarter of 17 places, taken anew as they come free: {refused}");
    assert!(crowd.iter().all(|answer| answer.status == 503 || answer.location() == Some("/account")));
    assert!(crowd.iter().filter(|answer| answer.status == 503).all(|answer| answer.header("retry-after").is_some()));
    assert_eq!(house.session_ids().await.len(), sessions + 24 - refused + 1);
    // Good sign-ins leave no miss, and those that were turned away none either.
    assert_eq!(house.number("SELECT COALESCE(SUM(misses), 0) FROM attempts WHERE subject LIKE 'password:%'").await, 0);
}

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
