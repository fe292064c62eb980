//! More at once than the server can do: whoever gets no place hears it at once, nothing is counted, others are not kept out.

use latchkey_core::domain::password::HashCost;

use crate::support::{Browser, House, Person, Plan, Way, at_once};

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
