//! Reminders, by the page and by the API, on both databases.

use serde_json::json;

use crate::{
    api_door::support::{Client, Told},
    support::{House, Way},
};

#[tokio::test]
async fn a_reminder_is_added_seen_and_removed_by_its_owner_alone() {
    let house: House = super::house().await;
    for way in Way::BOTH {
        let (ada, bob) = (house.protected("Ada").await.in_way(way), house.registered("Bob").await.in_way(way));
        ada.submit("/ui/add_reminder", &[("text", " Water the plants ")]).await.leads_to("/reminders");
        let page = ada.see("/reminders").await;
        assert!(page.shows().says("Water the plants") && !bob.see("/reminders").await.shows().says("Water"));
        let id = page.body.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        house.changes_nothing(bob.submit("/ui/remove_reminder", &[("id", id)])).await.told();
        ada.submit("/ui/remove_reminder", &[("id", id)]).await.leads_to("/reminders");
        assert!(!ada.see("/reminders").await.says("Water"));
    }
}

#[tokio::test]
async fn programs_add_list_and_remove_reminders() {
    let house: House = super::house().await;
    let ada = Client::logged_in(&house).await;
    let empty = house.changes_nothing(ada.post("/reminders", json!({"text": " "}))).await;
    assert_eq!(empty.is_problem(400, "invalid-input").json()["errors"][0]["message"], "Type what you want to be reminded of.");
    let added = ada.post("/reminders", json!({"text": "Water the plants"})).await.gives(201).json();
    assert_eq!(ada.get("/reminders").await.gives(200).json(), json!([added]));
    let path = format!("/reminders/{}", added["id"].as_str().unwrap());
    Client::logged_in(&house).await.delete(&path).await.is_problem(404, "not-found");
    ada.delete(&path).await.gives(204);
    ada.delete(&path).await.is_problem(404, "not-found");
}
