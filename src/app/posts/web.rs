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
    CONTENT, PAGE, REMOVED, RemovePost, TITLE, WRITTEN, WritePost,
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
    l10n::Locale,
    ui::{
        form::view::{FormView, described_by, submit, told},
        html::escaped,
        island::LocalTimes,
        notice::notice,
        parts::{moment, page_head, refused},
        shell::{Page, Width, show},
    },
};

/// The page of the author's posts.
pub async fn page(Guarded(author): Guarded, visitor: Visitor) -> Answer {
    let services = visitor.services();
    let after = visitor.query("after").and_then(|text| Place::from_text(&text));
    let list = deeds::page(services, &author, after, PAGE_SIZE).await?;
    let draft = deeds::take_draft(services, &author).await?.unwrap_or_default();
    let told = told::<RemovePost>(&visitor);
    let older = list.next.map(|place| with_query(PAGE, &[("after", &place.to_text())]));
    let l = visitor.locale;
    Ok(show(&visitor, || {
        let form = FormView::new::<WritePost>(&visitor, &l.posts_title(), &[TITLE, CONTENT]);
        let is_refused = told.is_some() || form.is_refused();
        let body = view! {
            {page_head(&l.posts_heading(), Some(l.posts_lede()))}
            {notice(&visitor, &[WRITTEN, REMOVED])}
            {refused(told)}
            {after.is_none().then(|| view! {
                <section class="card" aria-labelledby="write">
                    <header class="card__head"><h2 class="card__title" id="write">{l.posts_write()}</h2></header>
                    {form.live(fields(l, &form, draft))}
                </section>
            })}
            {articles(l, list.posts)}
            {(older.is_some() || after.is_some()).then(|| view! {
                <nav class="pager" aria-label=l.posts_pages()>
                    {after.map(|_| view! { <a class="button" href=PAGE>{l.posts_newest()}</a> })}
                    {older.map(|href| view! { <a class="button" rel="next" href=href>{l.posts_older()}</a> })}
                </nav>
            })}
        };
        let title = if after.is_some() { l.posts_older() } else { l.posts_title() };
        Page::new(title, Width::Normal, body).refused(is_refused)
    }))
}

fn fields(l: &Locale, form: &FormView, (title, content): (String, String)) -> impl IntoView + use<> {
    let (invalid, autofocus) = form.wrong(TITLE);
    let title = view! {
        <input
            class="input" id=TITLE name=TITLE value=title required maxlength="200" aria-invalid=invalid
            aria-describedby=described_by(TITLE, false) autofocus=autofocus
        />
    };
    let (invalid, autofocus) = form.wrong(CONTENT);
    let content = view! {
        <textarea
            class="input input--area" id=CONTENT name=CONTENT rows="6" required maxlength="10000" aria-invalid=invalid
            aria-describedby=described_by(CONTENT, false) autofocus=autofocus inner_html=text_of(&content)
        ></textarea>
    };
    view! {
        {form.field(TITLE, (l.posts_post_title(), None), title)}
        {form.field(CONTENT, (l.posts_post_text(), None), content)}
        <div class="actions">{submit("button button--primary", l.posts_publish(), l.posts_publishing())}</div>
    }
}

/// Text for a `textarea`. The parser drops the first line break.
fn text_of(content: &str) -> String {
    format!("\n{}", escaped(content))
}

fn articles(l: &'static Locale, posts: Vec<deeds::Post>) -> impl IntoView {
    if posts.is_empty() {
        return view! { <div class="empty"><p class="empty__title">{l.posts_none_title()}</p><p>{l.posts_none_text()}</p></div> }
            .into_any();
    }
    let articles = posts.into_iter().map(|post| article(l, post)).collect_view();
    view! {
        <h2 class="visually-hidden">{l.posts_list()}</h2>
        <LocalTimes><ol class="posts">{articles}</ol></LocalTimes>
    }
    .into_any()
}

fn article(l: &Locale, post: deeds::Post) -> impl IntoView + use<> {
    let label = l.posts_remove_label(&post.title);
    view! {
        <li>
            <article class="post">
                <header class="post__head">
                    <h3 class="post__title">{post.title}</h3>
                    <p class="post__time">{moment(l, post.created_at)}</p>
                </header>
                <p class="post__text">{post.content}</p>
                <footer class="post__foot">
                    <form action=RemovePost::PATH method="post">
                        <input type="hidden" name="id" value=post.id.to_string()/>
                        <button class="button button--small button--danger-quiet" type="submit" aria-label=label>{l.posts_remove()}</button>
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
