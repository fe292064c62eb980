//! Posts: one's own, and the form that writes one.

use leptos::prelude::*;

use super::PageResult;
use crate::{
    posts::{PAGE_SIZE, Posts},
    store::{Post, PostPlace},
    ui::{
        islands::WritePost,
        parts::{moment, notice, page_head, refused},
        shell::{Page, Visit, Width},
    },
    web::caller::Full,
};

/// The author's posts.
pub async fn page(Full(author): Full, visit: Visit) -> PageResult {
    let posts = visit.answer(Posts::of(visit.state.auth(), &author))?;
    let after = visit.query("after").and_then(|text| PostPlace::from_text(&text));
    let list = visit.answer(posts.page(after, PAGE_SIZE).await)?;
    let (title, content) = visit.answer(posts.take_draft().await)?.unwrap_or_default();
    let (told_notice, before, told) = (visit.query("notice"), visit.told("/ui/write_post"), visit.told("/ui/remove_post"));
    let older = list.next.map(|place| format!("/posts?after={}", place.to_text()));
    Ok(visit.show(|| Page {
        title: "Posts",
        width: Width::Normal,
        body: view! {
            {page_head("Your posts", Some("Only you can see them, and only after every lock is open."))}
            {notice(told_notice)}
            {refused(told)}
            {after.is_none().then(|| view! {
                <section class="card" aria-labelledby="write">
                    <header class="card__head"><h2 class="card__title" id="write">"Write a post"</h2></header>
                    <WritePost before title content/>
                </section>
            })}
            {if list.posts.is_empty() {
                view! { <div class="empty"><p class="empty__title">"Nothing here yet"</p><p>"Your first post will stand here."</p></div> }.into_any()
            } else {
                view! { <ol class="posts">{list.posts.into_iter().map(article).collect_view()}</ol> }.into_any()
            }}
            {(older.is_some() || after.is_some()).then(|| view! {
                <nav class="pager" aria-label="Pages">
                    {after.map(|_| view! { <a class="button" href="/posts">"Newest posts"</a> })}
                    {older.map(|href| view! { <a class="button" rel="next" href=href>"Older posts"</a> })}
                </nav>
            })}
        }
        .into_any(),
    }))
}

fn article(post: Post) -> impl IntoView {
    let label = format!("Remove “{}”", post.title);
    view! {
        <li>
            <article class="post">
                <header class="post__head">
                    <h3 class="post__title">{post.title}</h3>
                    <p class="post__time">{moment(post.created_at)}</p>
                </header>
                <p class="post__text">{post.content}</p>
                <footer class="post__foot">
                    <form action="/ui/remove_post" method="post">
                        <input type="hidden" name="id" value=post.id.to_string()/>
                        <button class="button button--small button--danger-quiet" type="submit" aria-label=label>"Remove"</button>
                    </form>
                </footer>
            </article>
        </li>
    }
}
