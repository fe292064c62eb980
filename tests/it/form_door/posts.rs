//! Posts: the example of what is protected.

use latchkey::{
    domain::invalid::{
        FieldProblem::{Empty, TooLong, Unprintable},
        Invalid,
    },
    ui::message::Message,
};

use crate::support::{House, Person, Way, sentences};

async fn write(person: &Person, title: &str, content: &str) -> crate::support::Answer {
    person.submit("/ui/write_post", &[("title", title), ("content", content)]).await
}

#[tokio::test]
async fn somebody_writes_a_post_and_sees_it() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.in_way(way);
        write(&ada, "  Notes  ", "On the engine.\r\nIn two lines.").await.leads_to("/posts");
        let page = ada.see("/posts?notice=post-written").await;
        assert!(page.times("Notes") == 1 && page.says("On the engine.\nIn two lines."), "{page:#?}");
        assert_eq!(house.column("SELECT content FROM posts").await, ["On the engine.\nIn two lines."]);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_post_is_told_and_its_text_is_kept() {
    let (long_title, long_text) = ("t".repeat(201), "c".repeat(10_001));
    for way in Way::BOTH {
        let house = House::open().await;
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
            let answer = write(&ada, title, content).await;
            let expected = Message::Invalid(expected);
            assert_eq!(answer.told(), expected);
            if way == Way::Plain {
                let page = ada.see(answer.location().unwrap()).await;
                let told = sentences(&expected);
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
        assert!(write(&ada, &"ü".repeat(200), &"ü".repeat(10_000)).await.refusal().is_none(), "code points count");
    }
}

#[tokio::test]
async fn f_13_posts_are_their_authors_alone() {
    for way in Way::BOTH {
        let house = House::open().await;
        let (ada, bob) = (house.registered("Ada").await, house.registered("Bob").await.in_way(way));
        write(&ada, "Diary of Ada", "Nobody's business").await.leads_to("/posts");
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
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    for n in 1..=45 {
        if n % 3 == 0 {
            house.clock.advance(std::time::Duration::from_millis(1));
        }
        write(&ada, &format!("Post number {n} of many"), "Text").await.leads_to("/posts");
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
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    for text in ["'; DROP TABLE posts; --", "{{7*7}} ${7*7} <%= 7*7 %>", "%s%n%x {} {0}", "$(id) `id` | id", "\\u0000 %00 \\0"] {
        write(&ada, text, text).await.leads_to("/posts");
        let page = ada.see("/posts").await;
        assert!(page.says(text), "{text}: {page:#?}");
        assert_eq!(house.column("SELECT title FROM posts").await.last().unwrap(), text);
    }
}
