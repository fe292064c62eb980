//! Posts: the example of a protected resource.

use axum::{
    Json,
    extract::{FromRequestParts, Path, Query, rejection::QueryRejection},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::IntoResponse,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    Answer, Call, PREFIX,
    body::Body,
    problem::{FieldError, Problem},
};
use crate::{
    auth::AuthError,
    posts::{self, PAGE_SIZE, Posts},
    store::{self, PostId, PostPlace},
    web::state::AppState,
};

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

impl From<store::Post> for Post {
    fn from(post: store::Post) -> Self {
        Self {
            id: post.id.to_string(),
            title: post.title,
            content: post.content,
            created_at: post.created_at.to_string(),
            updated_at: post.updated_at.to_string(),
        }
    }
}

/// A post to be written.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "described for the document; read by `Body`")]
pub struct WriteBody {
    /// 1 to 200 characters on one line; white space around them is taken away first.
    #[schema(min_length = 1)]
    title: String,
    /// 1 to 10,000 characters; white space around them is taken away first.
    #[schema(min_length = 1)]
    content: String,
}

/// What of a post is to be changed.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "described for the document; read by `Body`")]
pub struct ChangeBody {
    /// 1 to 200 characters on one line; white space around them is taken away first.
    #[schema(nullable = false)]
    title: Option<String>,
    /// 1 to 10,000 characters; white space around them is taken away first.
    #[schema(nullable = false)]
    content: Option<String>,
}

/// Which page of posts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Where the page begins: from the `Link` header of the page before it.
    #[param(nullable = false)]
    after: Option<String>,
    /// How many posts, 1 to 100.
    #[param(nullable = false, minimum = 1, maximum = 100)]
    limit: Option<u16>,
}

/// The author's posts, newest first. The `Link` header names the next page (RFC 8288).
#[utoipa::path(get, path = "/posts", tag = "posts", params(PageQuery),
    responses((status = 200, description = "A page of posts", body = Vec<Post>, headers(("Link" = String, description = "The next page, if there is one")))))]
pub async fn list(call: Call, query: Result<Query<PageQuery>, QueryRejection>) -> Answer {
    let author = call.full_session()?;
    let bad = |field: &'static str, message: &str| {
        Problem::invalid(vec![FieldError { field: field.into(), message: message.to_owned() }])
    };
    let Query(query) = query.map_err(|_| bad("limit", "The query holds something that cannot be read."))?;
    let after = query
        .after
        .as_deref()
        .map(|text| PostPlace::from_text(text).ok_or_else(|| bad("after", "This is no place in the list.")))
        .transpose()?;
    let limit = query.limit.unwrap_or(PAGE_SIZE);
    if !(1..=100).contains(&limit) {
        return Err(bad("limit", "This must be between 1 and 100."));
    }
    let page = Posts::of(call.auth(), &author)?.page(after, limit).await?;
    let posts: Vec<Post> = page.posts.into_iter().map(Post::from).collect();
    let mut response = Json(posts).into_response();
    if let Some(next) = page.next {
        let link = format!("<{PREFIX}/posts?after={}&limit={limit}>; rel=\"next\"", next.to_text());
        response
            .headers_mut()
            .insert(header::LINK, HeaderValue::from_str(&link).map_err(|error| AuthError::Broken(error.to_string()))?);
    }
    Ok(response)
}

/// Writes a post.
#[utoipa::path(post, path = "/posts", tag = "posts", request_body = WriteBody,
    responses((status = 201, description = "The post", body = Post, headers(("Location" = String, description = "Where it is"))),
        (status = 409, description = "There is no room for more posts of this author", body = Problem, content_type = "application/problem+json")))]
pub async fn write(call: Call, mut body: Body) -> Answer {
    let author = call.full_session()?;
    let (title, content) = (body.text("title"), body.text("content"));
    body.done(posts::check(&title, &content))?;
    let post = Posts::of(call.auth(), &author)?.write(&title, &content).await?;
    let location = format!("{PREFIX}/posts/{}", post.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(Post::from(post))).into_response())
}

/// A post of the author. Other people's are not found.
#[utoipa::path(get, path = "/posts/{id}", tag = "posts", params(("id" = String, Path, description = "Its id", format = "uuid")),
    responses((status = 200, description = "The post", body = Post), (status = 404, description = "There is none, or it is somebody else's", body = Problem, content_type = "application/problem+json")))]
pub async fn one(call: Call, Id(id): Id) -> Answer {
    let author = call.full_session()?;
    let post = Posts::of(call.auth(), &author)?.one(id).await?;
    Ok(Json(Post::from(post)).into_response())
}

/// Changes title, text or both.
#[utoipa::path(patch, path = "/posts/{id}", tag = "posts", params(("id" = String, Path, description = "Its id", format = "uuid")), request_body = ChangeBody,
    responses((status = 200, description = "The post as changed", body = Post), (status = 404, description = "There is none, or it is somebody else's", body = Problem, content_type = "application/problem+json")))]
pub async fn change(call: Call, Id(id): Id, mut body: Body) -> Answer {
    let author = call.full_session()?;
    let (title, content) = (body.optional_text("title"), body.optional_text("content"));
    body.done(Ok(()))?;
    let post = Posts::of(call.auth(), &author)?.change(id, title.as_deref(), content.as_deref()).await?;
    Ok(Json(Post::from(post)).into_response())
}

/// Removes a post.
#[utoipa::path(delete, path = "/posts/{id}", tag = "posts", params(("id" = String, Path, description = "Its id", format = "uuid")),
    responses((status = 204, description = "Removed"), (status = 404, description = "There is none, or it is somebody else's", body = Problem, content_type = "application/problem+json")))]
pub async fn remove(call: Call, Id(id): Id) -> Answer {
    let author = call.full_session()?;
    Posts::of(call.auth(), &author)?.remove(id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The id in a path. What is no id names nothing, even where it cannot be read.
pub struct Id(PostId);

impl FromRequestParts<AppState> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let text = Path::<String>::from_request_parts(parts, state).await.ok();
        text.and_then(|Path(text)| text.parse().ok()).map(Self).ok_or_else(|| AuthError::NotFound.into())
    }
}
