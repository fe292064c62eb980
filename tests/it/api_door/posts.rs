//! Posts: the example of a protected resource.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::{API, Client, Told, filled};
use crate::support::House;

async fn write(client: &Client, title: &str) -> Value {
    client.post("/posts", json!({"title": title, "content": "text"})).await.gives(201).json()
}

#[tokio::test]
async fn posts_are_written_read_changed_and_removed() {
    let house = House::open().await;
    for ada in [Client::logged_in(&house).await, Client::protected(&house).await] {
        let answer = ada.post("/posts", json!({"title": " First ", "content": "a\r\nb"})).await;
        let post = answer.gives(201).json();
        let path = format!("/posts/{}", post["id"].as_str().unwrap());
        assert_eq!(answer.header("location"), Some(&*format!("{API}{path}")));
        assert_eq!((&post["title"], &post["content"]), (&json!("First"), &json!("a\nb")));
        let names: Vec<&String> = post.as_object().unwrap().keys().collect();
        assert_eq!(names, ["content", "createdAt", "id", "title", "updatedAt"]);
        assert_eq!(ada.get(&path).await.gives(200).json(), post);

        house.clock.advance(Duration::from_secs(1));
        let changed = ada.patch(&path, json!({"title": "Second"})).await.gives(200).json();
        assert_eq!((&changed["title"], &changed["content"]), (&json!("Second"), &json!("a\nb")));
        assert!(changed["updatedAt"].as_str() > post["updatedAt"].as_str() && changed["createdAt"] == post["createdAt"]);
        assert_eq!(ada.patch(&path, json!({"content": "c"})).await.gives(200).json()["title"], "Second");
        assert_eq!(ada.get("/posts").await.gives(200).json().as_array().unwrap().len(), 1);

        let answer = ada.delete(&path).await;
        assert_eq!((answer.gives(204).body.as_str(), answer.header("content-type")), ("", None));
        for gone in [ada.get(&path).await, ada.delete(&path).await, ada.patch(&path, json!({"title": "t"})).await] {
            gone.is_problem(404, "not-found");
        }
    }
}

#[tokio::test]
async fn other_peoples_posts_are_not_there() {
    let house = House::open().await;
    let (ada, eve) = (Client::logged_in(&house).await, Client::logged_in(&house).await);
    let post = write(&ada, "Ada's").await;
    let path = format!("/posts/{}", post["id"].as_str().unwrap());
    let nothing = eve.get(&filled("/posts/{id}")).await;
    for attempt in [eve.get(&path).await, eve.delete(&path).await, eve.patch(&path, json!({"title": "Eve's"})).await] {
        assert_eq!(attempt.is_problem(404, "not-found").body, nothing.body);
    }
    for no_id in ["1", "%00", "..%2f", "'%20or%201=1", &"9".repeat(5000)] {
        eve.get(&format!("/posts/{no_id}")).await.is_problem(404, "not-found");
    }
    assert_eq!(eve.get("/posts").await.gives(200).json(), json!([]));
    assert_eq!(ada.get(&path).await.gives(200).json(), post);
}

#[tokio::test]
async fn pages_lead_to_the_end_and_show_each_post_once() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    write(&Client::logged_in(&house).await, "somebody else's").await;
    let mut written = vec![];
    for n in 0..45 {
        // Several of one moment, which the id tells apart.
        house.clock.advance(Duration::from_millis(n % 3));
        written.push(write(&ada, &format!("Post {n}")).await["id"].clone());
    }
    for (query, pages) in [("", 3), ("?limit=7", 7), ("?limit=45", 1), ("?limit=44", 2), ("?limit=100", 1), ("?limit=1", 45)] {
        let (mut seen, mut next, mut times): (Vec<Value>, _, Vec<String>) = (vec![], Some(format!("/posts{query}")), vec![]);
        let mut turned = 0;
        while let Some(path) = next {
            let answer = ada.get(&path).await;
            let page = answer.gives(200).json();
            seen.extend(page.as_array().unwrap().iter().map(|post| post["id"].clone()));
            times.extend(page.as_array().unwrap().iter().map(|post| post["createdAt"].as_str().unwrap().to_owned()));
            next = answer.header("link").map(|link| {
                let target = link.strip_prefix(&format!("<{API}")).and_then(|link| link.strip_suffix(">; rel=\"next\""));
                target.unwrap_or_else(|| panic!("{link}")).to_owned()
            });
            turned += 1;
            if turned == 1 {
                // A page that is being read does not shift when something is added or removed before it.
                let added = write(&ada, "new").await;
                ada.delete(&format!("/posts/{}", added["id"].as_str().unwrap())).await.gives(204);
            }
        }
        assert!(times.is_sorted_by(|a, b| a >= b), "newest first");
        assert_eq!((turned, seen.len()), (pages, 45), "{query}");
        assert!(written.iter().all(|id| seen.contains(id)), "{query}");
    }
}

#[tokio::test]
async fn what_is_no_page_is_refused() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=1e2", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("limit=", "limit"),
        ("limit=1&limit=2", "limit"),
        ("offset=3", "limit"),
        ("after=", "after"),
        ("after=0_x", "after"),
        ("after=%00", "after"),
        ("after=99999999999999999999_00000000-0000-4000-8000-000000000000", "after"),
    ] {
        assert_eq!(ada.get(&format!("/posts?{query}")).await.fields(), [field], "{query}");
    }
    let far = "after=-9223372036854775808_00000000-0000-4000-8000-000000000000";
    assert_eq!(ada.get(&format!("/posts?{far}")).await.gives(200).json(), json!([]));
}

#[tokio::test]
async fn titles_and_texts_have_limits() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    // U-07: counted as code points.
    let long = json!({"title": "👩".repeat(200), "content": "👩".repeat(10_000)});
    let post = ada.post("/posts", long.clone()).await.gives(201).json();
    assert_eq!((&post["title"], &post["content"]), (&long["title"], &long["content"]));
    for (title, content, fields) in [
        ("", "", vec!["title", "content"]),
        ("  ", " \n ", vec!["title", "content"]),
        (&*"a".repeat(201), "c", vec!["title"]),
        ("t", &*"a".repeat(10_001), vec!["content"]),
        ("a\nb", "a\u{7}b", vec!["title", "content"]),
        ("a\0b", "a\0b", vec!["title", "content"]),
    ] {
        let body = json!({"title": title, "content": content});
        assert_eq!(house.changes_nothing(ada.post("/posts", body.clone())).await.fields(), fields);
        let path = format!("/posts/{}", post["id"].as_str().unwrap());
        assert_eq!(house.changes_nothing(ada.patch(&path, body)).await.fields(), fields);
    }
    // U-10: text is text.
    for text in ["'; DROP TABLE posts; --", "{{7*7}} ${7*7} %s %n", "<script>alert(1)</script>", "../../etc/passwd"] {
        assert_eq!(write(&ada, text).await["title"], text);
    }
}
