//! Making an account.

use crate::support::{House, Way};

#[tokio::test]
async fn somebody_registers_and_is_in() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.newcomer("Ada Lovelace").in_way(way);
        ada.register().await.leads_to("/account");
        let page = ada.see("/account").await;
        assert!(page.shows().says("Ada Lovelace") && page.says(&ada.email), "{page:#?}");
    }
}

#[tokio::test]
async fn somebody_turns_two_factor_authentication_on_and_signs_in_with_both_steps() {
    let t = std::time::Instant::now();
    let house = House::open().await;
    eprintln!("open {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let ada = house.registered("Ada").await;
    eprintln!("reg {:?}", t.elapsed());
    let mut ada = ada;
    let t = std::time::Instant::now();
    ada.protect().await;
    eprintln!("protect {:?}", t.elapsed());
    let elsewhere = ada.elsewhere();
    let t = std::time::Instant::now();
    elsewhere.sign_in().await.leads_to("/account");
    eprintln!("signin {:?}", t.elapsed());
    assert!(elsewhere.is_in().await && ada.is_in().await);
    let page = ada.see("/account").await;
    drop(page);
    let t = std::time::Instant::now();
    drop((house, ada, elsewhere));
    eprintln!("drop {:?} log {}", t.elapsed(), crate::support::loglen());
}
