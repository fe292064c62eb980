use super::*;
use crate::store::{Post, PostId, PostPlace};

promises! {
    a_post_is_read_back_as_it_was_written,
    only_its_author_sees_a_post,
    only_its_author_changes_a_post,
    only_its_author_removes_a_post,
    a_list_is_newest_first_also_by_time_of_change,
    pages_of_any_size_visit_each_post_once,
    posts_that_come_and_go_meanwhile_shift_no_page,
    a_post_is_removed_once,
    of_fifty_posts_at_once_as_many_are_kept_as_there_is_room_for,
    nobody_writes_a_post_for_an_account_that_is_not_there,
}

fn a_post(account_id: AccountId, created_at: Timestamp) -> Post {
    let id = PostId::random(&OsRandom);
    Post { id, account_id, title: format!("Post {id}"), content: "Some text".into(), created_at, updated_at: created_at }
}

fn place(post: &Post) -> Option<PostPlace> {
    Some(PostPlace { created_at: post.created_at, id: post.id })
}

impl World {
    async fn posted(&self, author: AccountId, created_at: Timestamp) -> Post {
        let post = a_post(author, created_at);
        self.store.add_post(&post, 1000).await.unwrap();
        post
    }

    async fn listed(&self, author: AccountId, after: Option<PostPlace>) -> Vec<PostId> {
        self.store.posts(author, after, 100).await.unwrap().iter().map(|post| post.id).collect()
    }

    /// Five posts at each of five moments, as they are listed.
    async fn many_posts(&self, author: AccountId) -> Vec<Post> {
        for number in 0..25 {
            // Not in the order of their moments.
            self.posted(author, later(number % 5)).await;
        }
        let all = self.store.posts(author, None, 1000).await.unwrap();
        assert_eq!(all.len(), 25);
        all
    }
}

async fn a_post_is_read_back_as_it_was_written(world: World) {
    let author = world.registered().await.id;
    let texts = ["", "O'Brien; DROP TABLE posts; --", "%s {} $1 ?", "\u{200f}שלום\r\n👩‍💻\t", &"long ".repeat(100_000)];
    for text in texts {
        let post = Post { title: text.into(), content: text.into(), updated_at: later(5), ..a_post(author, NOW) };
        world.store.add_post(&post, 1000).await.unwrap();
        assert!(world.store.post(author, post.id).await.unwrap().as_ref() == Some(&post), "{:.40}", text);
        assert!(world.store.posts(author, None, 100).await.unwrap().contains(&post), "{:.40}", text);
    }
    assert_eq!(world.store.post(author, PostId::random(&OsRandom)).await.unwrap(), None);
}

async fn only_its_author_sees_a_post(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    let (of_ada, of_eve) = (world.posted(ada, NOW).await, world.posted(eve, NOW).await);
    assert_eq!(world.listed(ada, None).await, [of_ada.id]);
    assert_eq!(world.listed(eve, None).await, [of_eve.id]);
    assert_eq!(world.listed(an_account().id, None).await, []);
    assert_eq!(world.store.post(eve, of_ada.id).await.unwrap(), None);
    // The place of another's post leads into one's own list.
    assert_eq!(world.listed(eve, place(&world.posted(ada, later(1)).await)).await, [of_eve.id]);
}

async fn only_its_author_changes_a_post(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    let (post, other) = (world.posted(ada, NOW).await, world.posted(ada, NOW).await);
    let changed = Post { title: "Another title".into(), content: "Another text".into(), updated_at: later(60), ..post.clone() };
    assert!(!world.store.change_post(&Post { account_id: eve, ..changed.clone() }).await.unwrap());
    assert!(!world.store.change_post(&Post { id: PostId::random(&OsRandom), ..changed.clone() }).await.unwrap());
    assert_eq!(world.store.post(ada, post.id).await.unwrap(), Some(post.clone()));

    // When it was written is not taken over.
    assert!(world.store.change_post(&Post { created_at: later(60), ..changed.clone() }).await.unwrap());
    assert_eq!(world.store.post(ada, post.id).await.unwrap(), Some(changed));
    assert_eq!(world.store.post(ada, other.id).await.unwrap(), Some(other));
}

async fn only_its_author_removes_a_post(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    let (post, other) = (world.posted(ada, NOW).await, world.posted(ada, NOW).await);
    assert!(!world.store.remove_post(eve, post.id).await.unwrap());
    assert_eq!(world.store.post(ada, post.id).await.unwrap(), Some(post.clone()));
    assert!(world.store.remove_post(ada, post.id).await.unwrap());
    assert_eq!(world.store.post(ada, post.id).await.unwrap(), None);
    assert_eq!(world.listed(ada, None).await, [other.id]);
    assert!(!world.store.change_post(&post).await.unwrap());
}

async fn a_list_is_newest_first_also_by_time_of_change(world: World) {
    let author = world.registered().await.id;
    let (middle, first, last) =
        (world.posted(author, later(2)).await, world.posted(author, later(1)).await, world.posted(author, later(3)).await);
    let changed = Post { updated_at: later(100), ..first };
    assert!(world.store.change_post(&changed).await.unwrap());
    assert_eq!(world.store.posts(author, None, 100).await.unwrap(), [last, middle, changed]);
}

async fn pages_of_any_size_visit_each_post_once(world: World) {
    let author = world.registered().await.id;
    let all = world.many_posts(author).await;
    assert!(all.is_sorted_by(|one, next| one.created_at >= next.created_at), "newest first");
    let mut ids: Vec<PostId> = all.iter().map(|post| post.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 25);
    for size in [1, 2, 3, 5, 7, 24, 25, 26, u16::MAX] {
        let (mut visited, mut after) = (Vec::new(), None);
        loop {
            let page = world.store.posts(author, after, size).await.unwrap();
            assert!(page.len() <= usize::from(size));
            let Some(last) = page.last() else { break };
            after = place(last);
            visited.extend(page);
        }
        assert!(visited == all, "pages of {size}");
    }
    assert_eq!(world.store.posts(author, None, 0).await.unwrap(), []);
}

async fn posts_that_come_and_go_meanwhile_shift_no_page(world: World) {
    let author = world.registered().await.id;
    let all = world.many_posts(author).await;
    let first = world.store.posts(author, None, 7).await.unwrap();
    // One comes on top; one that was seen goes, and so does the one that the next page starts after, and one further on.
    world.posted(author, later(100)).await;
    for gone in [&all[2], &all[6], &all[20]] {
        assert!(world.store.remove_post(author, gone.id).await.unwrap());
    }
    let rest = world.store.posts(author, place(&first[6]), 100).await.unwrap();
    let expected: Vec<Post> = all[7..].iter().filter(|post| post.id != all[20].id).cloned().collect();
    assert_eq!(rest, expected);
}

async fn a_post_is_removed_once(world: World) {
    let author = world.registered().await.id;
    let id = world.posted(author, NOW).await.id;
    let removed = world.race(|store, _| async move { store.remove_post(author, id).await }).await;
    assert_eq!(winners(&removed), 1);
}

async fn of_fifty_posts_at_once_as_many_are_kept_as_there_is_room_for(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    world.posted(eve, NOW).await;
    let added = world.race(|store, _| async move { store.add_post(&a_post(ada, NOW), 20).await }).await;
    assert_eq!(winners(&added), 20);
    assert_eq!(world.listed(ada, None).await.len(), 20);
    assert!(!world.store.add_post(&a_post(ada, NOW), 20).await.unwrap());
    let first = world.listed(ada, None).await[0];
    assert!(world.store.remove_post(ada, first).await.unwrap());
    assert!(world.store.add_post(&a_post(ada, NOW), 20).await.unwrap());
}

async fn nobody_writes_a_post_for_an_account_that_is_not_there(world: World) {
    assert!(!world.store.add_post(&a_post(AccountId::random(&OsRandom), NOW), 20).await.unwrap());
}
