//! The page of posts, and their part of the JSON API.

use axum::{
    Json,
    extract::{Query, rejection::QueryRejection},
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    PAGE, PostForm, REMOVED, RemovePost, WRITTEN, WritePost,
    deeds::{self, PAGE_SIZE, Place, PostId},
};
use crate::{
    http::{
        body::Body,
        caller::Guarded,
        field_error::FieldError,
        id::Id,
        next::with_query,
        problem::Problem,
        refusal::{Answer, Refusal, broken},
        route::API,
        visitor::Visitor,
    },
    ui::{
        notice::notice,
        parts::{moment, page_head, refused},
        shell::{Page, Width, show, told},
    },
};

/// The page of the author's posts.
pub async fn page(Guarded(author): Guarded, visitor: Visitor) -> Answer {
    let services = visitor.services();
    let after = visitor.query("after").and_then(|text| Place::from_text(&text));
    let list = deeds::page(services, &author, after, PAGE_SIZE).await?;
    let (title, content) = deeds::take_draft(services, &author).await?.unwrap_or_default();
    let (before, told) = (told::<WritePost>(&visitor), told::<RemovePost>(&visitor));
    let older = list.next.map(|place| with_query(PAGE, &[("after", &place.to_text())]));
    Ok(show(&visitor, || {
        Page {
        title: "Posts",
        width: Width::Normal,
        body: view! {
            {page_head("Your posts", Some("Only you can see them, and only after every lock is open."))}
            {notice(&visitor, &[WRITTEN, REMOVED])}
            {refused(&visitor, told)}
            {after.is_none().then(|| view! {
                <section class="card" aria-labelledby="write">
                    <header class="card__head"><h2 class="card__title" id="write">"Write a post"</h2></header>
                    <PostForm before title content/>
                </section>
            })}
            {if list.posts.is_empty() {
                view! { <div class="empty"><p class="empty__title">"Nothing here yet"</p><p>"Your first post will stand here."</p></div> }.into_any()
            } else {
                view! { <ol class="posts">{list.posts.into_iter().map(article).collect_view()}</ol> }.into_any()
            }}
            {(older.is_some() || after.is_some()).then(|| view! {
                <nav class="pager" aria-label="Pages">
                    {after.map(|_| view! { <a class="button" href=PAGE>"Newest posts"</a> })}
                    {older.map(|href| view! { <a class="button" rel="next" href=href>"Older posts"</a> })}
                </nav>
            })}
        }
        .into_any(),
    }
    }))
}

fn article(post: deeds::Post) -> impl IntoView {
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
                    <form action=RemovePost::PATH method="post">
                        <input type="hidden" name="id" value=post.id.to_string()/>
                        <button class="button button--small button--danger-quiet" type="submit" aria-label=label>"Remove"</button>
                    </form>
                </footer>
            </article>
        </li>
    }
}

/// A post.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Post {
    /// Random, stable.
    #[schema(format = "uuid")]
    id: String,
    /// One line.
    title: String,
    /// Text.
    content: String,
    /// RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
    /// RFC 3339.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<deeds::Post> for Post {
    fn from(post: deeds::Post) -> Self {
        Self {
            id: post.id.to_string(),
            title: post.title,
            content: post.content,
            created_at: post.created_at.to_string(),
            updated_at: post.updated_at.to_string(),
        }
    }
}

/// The post to create.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteBody {
    /// 1 to 200 characters on one line. White space around them is trimmed first.
    #[schema(min_length = 1)]
    title: String,
    /// 1 to 10,000 characters. White space around them is trimmed first.
    #[schema(min_length = 1)]
    content: String,
}

/// The changes to a post.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeBody {
    /// 1 to 200 characters on one line. White space around them is trimmed first.
    #[schema(nullable = false)]
    title: Option<String>,
    /// 1 to 10,000 characters. White space around them is trimmed first.
    #[schema(nullable = false)]
    content: Option<String>,
}

/// Selects a page of posts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Start of the page: the value in the `Link` header of the previous page.
    #[param(nullable = false)]
    after: Option<String>,
    /// Maximum number of posts, 1 to 100.
    #[param(nullable = false, minimum = 1, maximum = 100)]
    limit: Option<u16>,
}

/// Lists the author's posts, newest first. The `Link` header names the next page (RFC 8288).
#[utoipa::path(get, path = "/posts", tag = "posts", params(PageQuery),
    responses((status = 200, description = "A page of posts", body = Vec<Post>, headers(("Link" = String, description = "The next page, if there is one")))))]
pub async fn list(Guarded(author): Guarded, visitor: Visitor, query: Result<Query<PageQuery>, QueryRejection>) -> Answer {
    let bad = |field, message| Refusal::Fields(vec![FieldError::new(field, message)]);
    let Query(query) = query.map_err(|_| bad("limit", "The query holds something that cannot be read."))?;
    let after = query
        .after
        .as_deref()
        .map(|text| Place::from_text(text).ok_or_else(|| bad("after", "This is no place in the list.")))
        .transpose()?;
    let limit = query.limit.unwrap_or(PAGE_SIZE);
    if !(1..=100).contains(&limit) {
        return Err(bad("limit", "This must be between 1 and 100."));
    }
    let page = deeds::page(visitor.services(), &author, after, limit).await?;
    let posts: Vec<Post> = page.posts.into_iter().map(Post::from).collect();
    let mut response = Json(posts).into_response();
    if let Some(next) = page.next {
        let link = format!("<{API}/posts?after={}&limit={limit}>; rel=\"next\"", next.to_text());
        response.headers_mut().insert(header::LINK, HeaderValue::from_str(&link).map_err(broken)?);
    }
    Ok(response)
}

/// Creates a post.
#[utoipa::path(post, path = "/posts", tag = "posts", request_body = WriteBody,
    responses((status = 201, description = "The post", body = Post, headers(("Location" = String, description = "Where it is"))),
        (status = 409, description = "There is no room for more posts of this author", body = Problem, content_type = "application/problem+json")))]
pub async fn write(Guarded(author): Guarded, visitor: Visitor, body: Body<WriteBody>) -> Answer {
    let WriteBody { title, content } = body.fields.clone();
    body.checked(deeds::check(&title, &content))?;
    let post = deeds::write(visitor.services(), &author, &title, &content).await?;
    let location = format!("{API}/posts/{}", post.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(Post::from(post))).into_response())
}

/// Returns a post of the author. Posts of others are not found.
#[utoipa::path(get, path = "/posts/{id}", tag = "posts", params(("id" = String, Path, description = "Its id", format = "uuid")),
    responses((status = 200, description = "The post", body = Post), (status = 404, description = "There is none, or it is somebody else's", body = Problem, content_type = "application/problem+json")))]
pub async fn one(Guarded(author): Guarded, visitor: Visitor, Id(id): Id<PostId>) -> Answer {
    let post = deeds::one(visitor.services(), &author, id).await?;
    Ok(Json(Post::from(post)).into_response())
}

/// Changes the title, the text or both.
#[utoipa::path(patch, path = "/posts/{id}", tag = "posts", params(("id" = String, Path, description = "Its id", format = "uuid")), request_body = ChangeBody,
    responses((status = 200, description = "The post as changed", body = Post), (status = 404, description = "There is none, or it is somebody else's", body = Problem, content_type = "application/problem+json")))]
pub async fn change(Guarded(author): Guarded, visitor: Visitor, Id(id): Id<PostId>, body: Body<ChangeBody>) -> Answer {
    let ChangeBody { title, content } = body.fields.clone();
    body.checked(Ok(()))?;
    let post = deeds::change(visitor.services(), &author, id, (title.as_deref(), content.as_deref())).await?;
    Ok(Json(Post::from(post)).into_response())
}

/// Deletes a post.
#[utoipa::path(delete, path = "/posts/{id}", tag = "posts", params(("id" = String, Path, description = "Its id", format = "uuid")),
    responses((status = 204, description = "Removed"), (status = 404, description = "There is none, or it is somebody else's", body = Problem, content_type = "application/problem+json")))]
pub async fn remove(Guarded(author): Guarded, visitor: Visitor, Id(id): Id<PostId>) -> Answer {
    deeds::remove(visitor.services(), &author, id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
