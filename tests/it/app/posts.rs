//! Posts: the example of a protected resource, by forms and by the JSON API.

use std::time::Duration;

use latchkey::{l10n::Locale, ui::message::Message};
use latchkey_core::domain::invalid::{
    FieldProblem::{Empty, TooLong, Unprintable},
    Invalid,
};
use serde_json::{Value, json};

use crate::{
    api_door::support::{API, Client, Told, filled},
    support::{House, MINUTE, Person, Plan, Way, shots::shot},
};

/// A house with one's own application.
async fn house() -> House {
    House::built(Plan::with_application()).await
}

/// Where the snapshots are.
const FOLDER: &str = "../app/snapshots";

/// The sentence of the form: fields of one's own are asked for in words of one's own.
fn sentence(invalid: &Invalid) -> String {
    match (&*invalid.field, invalid.problem) {
        ("title", Empty) => "Give your post a title.".into(),
        ("content", Empty) => "Write something.".into(),
        _ => Locale::english().about(invalid),
    }
}

async fn submit(person: &Person, title: &str, content: &str) -> crate::support::Answer {
    person.submit("/ui/write_post", &[("title", title), ("content", content)]).await
}

#[tokio::test]
async fn somebody_writes_a_post_and_sees_it() {
    for way in Way::BOTH {
        let house = house().await;
        let ada = house.protected("Ada").await.in_way(way);
        submit(&ada, "  Notes  ", "On the engine.\r\nIn two lines.").await.leads_to("/posts");
        let page = ada.see("/posts?notice=post-written").await;
        assert!(page.times("Notes") == 1 && page.says("On the engine.\nIn two lines."), "{page:#?}");
        assert_eq!(house.column("SELECT content FROM posts").await, ["On the engine.\nIn two lines."]);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_post_is_told_and_its_text_is_kept() {
    let (long_title, long_text) = ("t".repeat(201), "c".repeat(10_001));
    for way in Way::BOTH {
        let house = house().await;
        let ada = house.registered("Ada").await.in_way(way);
        ada.see("/posts").await.shows();
        for (title, content, expected) in [
            ("", "", vec![Invalid::new("title", Empty), Invalid::new("content", Empty)]),
            (" \t", "A text of mine", vec![Invalid::new("title", Empty)]),
            ("A title of mine", "\r\n \n", vec![Invalid::new("content", Empty)]),
            (&*long_title, "A text of mine", vec![Invalid::new("title", TooLong(200))]),
            ("A title of mine", &*long_text, vec![Invalid::new("content", TooLong(10_000))]),
            ("A\0title", "A\u{7}text", vec![Invalid::new("title", Unprintable), Invalid::new("content", Unprintable)]),
            ("Two\nlines", "</textarea><script>alert(1)</script>", vec![Invalid::new("title", Unprintable)]),
        ] {
            let answer = submit(&ada, title, content).await;
            let told: Vec<String> = expected.iter().map(sentence).collect();
            assert_eq!(answer.told(), Message::Invalid(expected));
            if way == Way::Plain {
                let page = ada.see(answer.location().unwrap()).await;
                for sentence in &told {
                    let fields = told.iter().filter(|other| *other == sentence).count();
                    assert_eq!(page.times(sentence), fields, "{sentence} {page:#?}");
                }
                assert!(!page.body.contains("<script>alert"), "{page:#?}");
                if title.contains("of mine") {
                    assert!(page.body.contains(&format!("value=\"{title}\"")), "{page:#?}");
                }
                if content.contains("of mine") || content.contains("ccc") {
                    assert!(page.says(&format!("\n{content}")), "{page:#?}");
                }
                // Once: the page is empty when it is loaded again.
                assert!(!ada.see("/posts").await.body.contains("of mine"));
            }
        }
        assert_eq!(house.number("SELECT COUNT(*) FROM posts").await, 0);
        assert!(submit(&ada, &"ü".repeat(200), &"ü".repeat(10_000)).await.refusal().is_none(), "code points count");
    }
}

#[tokio::test]
async fn f_13_posts_are_their_authors_alone() {
    for way in Way::BOTH {
        let house = house().await;
        let (ada, bob) = (house.registered("Ada").await, house.registered("Bob").await.in_way(way));
        submit(&ada, "Diary of Ada", "Nobody's business").await.leads_to("/posts");
        let id = house.column("SELECT id FROM posts").await.remove(0);
        let created = house.number("SELECT created_at FROM posts").await + 1;
        for page in ["/posts".to_owned(), format!("/posts?after={created}_{id}")] {
            assert!(!bob.see(&page).await.shows().body.contains("Diary of Ada"));
        }
        for id in [&*id, "00000000-0000-0000-0000-000000000000", "1", "", "' OR 1=1 --", "../1"] {
            let answer = house.changes_nothing(bob.submit("/ui/remove_post", &[("id", id)])).await;
            assert_eq!(answer.told(), Message::NotFound, "{id}");
            if way == Way::Island {
                assert_eq!(answer.status, 404);
            }
        }
        ada.submit("/ui/remove_post", &[("id", &id)]).await.leads_to("/posts");
        assert_eq!(house.number("SELECT COUNT(*) FROM posts").await, 0);
    }
}

#[tokio::test]
async fn more_than_a_page_of_posts_is_shown_page_by_page() {
    let house = house().await;
    let ada = house.registered("Ada").await;
    for n in 1..=45 {
        if n % 3 == 0 {
            house.clock.advance(std::time::Duration::from_millis(1));
        }
        submit(&ada, &format!("Post number {n} of many"), "Text").await.leads_to("/posts");
    }
    let (mut seen, mut next) = (Vec::<u32>::new(), Some("/posts".to_owned()));
    while let Some(path) = next {
        let page = ada.see(&path).await;
        let titles = page.shows().body.split(">Post number ").skip(1);
        seen.extend(titles.map(|rest| rest.split(' ').next().unwrap().parse::<u32>().unwrap()));
        let older = page.body.split("href=\"/posts?after=").nth(1).and_then(|rest| rest.split('"').next());
        next = older.map(|place| format!("/posts?after={place}"));
        assert!(seen.len() <= 45, "pages go on for ever");
    }
    let moments: Vec<u32> = seen.iter().map(|n| n / 3).collect();
    assert!(moments.is_sorted_by(|newer, older| newer >= older), "newest first: {seen:?}");
    seen.sort_unstable();
    assert_eq!(seen, (1..=45).collect::<Vec<_>>(), "each once");
    // A place that nobody gave out is the beginning.
    for place in ["x", "1_x", "99999999999999999999_1", "%00", "'"] {
        assert!(ada.see(&format!("/posts?after={place}")).await.shows().body.contains("of many"));
    }
}

#[tokio::test]
async fn u_10_what_people_write_is_text_and_nothing_else() {
    let house = house().await;
    let ada = house.registered("Ada").await;
    for text in ["'; DROP TABLE posts; --", "{{7*7}} ${7*7} <%= 7*7 %>", "%s%n%x {} {0}", "$(id) `id` | id", "\\u0000 %00 \\0"] {
        submit(&ada, text, text).await.leads_to("/posts");
        let page = ada.see("/posts").await;
        assert!(page.says(text), "{text}: {page:#?}");
        assert_eq!(house.column("SELECT title FROM posts").await.last().unwrap(), text);
    }
}

/// D3: nobody fills the disk.
#[tokio::test]
async fn there_is_room_for_a_thousand_posts_of_one_person() {
    let house = house().await;
    let ada = house.registered("Ada").await;
    ada.submit("/ui/write_post", &[("title", "First"), ("content", "of many")]).await.leads_to("/posts");
    let copies = "INSERT INTO posts (id, account_id, title, content, created_at, updated_at)
                  SELECT posts.id || numbers.number, account_id, title, content, created_at, updated_at FROM posts
                  CROSS JOIN (WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < 998)
                              SELECT number FROM counted) AS numbers";
    house.sql(copies).await;
    for way in Way::BOTH {
        let ada = ada.clone().in_way(way);
        let answer = ada.submit("/ui/write_post", &[("title", "Last"), ("content", "x")]).await;
        match way {
            Way::Island => drop(answer.leads_to("/posts")),
            Way::Plain => assert_eq!(answer.told(), Message::QuotaReached { most: 1000 }),
        }
    }
    let headers = [("content-type", "application/json")];
    let body = r#"{"title": "One more", "content": "x"}"#;
    let answer = ada.browser.send("POST", "/api/v1/posts", &headers, body).await;
    assert!(answer.status == 409 && answer.body.contains("quota-reached"), "{answer:#?}");
    assert_eq!(house.number("SELECT COUNT(*) FROM posts").await, 1000);
}

async fn write(client: &Client, title: &str) -> Value {
    client.post("/posts", json!({"title": title, "content": "text"})).await.gives(201).json()
}

#[tokio::test]
async fn posts_are_written_read_changed_and_removed() {
    let house = house().await;
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
    let house = house().await;
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
    let house = house().await;
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
    let house = house().await;
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
    let house = house().await;
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

#[tokio::test]
async fn answers_about_posts() {
    let house = house().await;
    let ada = Client::logged_in(&house).await;
    shot(FOLDER, "posts-none", &ada.get("/posts").await);
    let answer = ada.post("/posts", json!({"title": "First", "content": "one\ntwo"})).await;
    shot(FOLDER, "posts-write", &answer);
    shot(FOLDER, "posts-write-invalid", &ada.post("/posts", json!({"title": "", "content": ""})).await);
    let path = format!("/posts/{}", answer.json()["id"].as_str().unwrap());
    shot(FOLDER, "posts-one", &ada.get(&path).await);
    shot(FOLDER, "posts-change", &ada.patch(&path, json!({"title": "Changed"})).await);
    house.clock.advance(MINUTE);
    ada.post("/posts", json!({"title": "Second", "content": "three"})).await;
    shot(FOLDER, "posts-page", &ada.get("/posts?limit=1").await);
    shot(FOLDER, "posts-page-invalid", &ada.get("/posts?limit=0").await);
    shot(FOLDER, "posts-remove", &ada.delete(&path).await);
    shot(FOLDER, "posts-gone", &ada.get(&filled("/posts/{id}")).await);
    shot(FOLDER, "posts-put", &ada.send("PUT", &path, &[], "").await);
    ada.order("/authentication/log-out").await;
    shot(FOLDER, "posts-nobody", &ada.get("/posts").await);

    let strict = House::built(Plan { require_second_factor: "everybody", ..Plan::with_application() }).await;
    shot(FOLDER, "posts-two-factor-required", &Client::logged_in(&strict).await.get("/posts").await);
}
