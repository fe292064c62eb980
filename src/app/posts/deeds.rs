//! What an author can do with their posts: the rules, and the SQL, which both databases share.
//!
//! Every deed takes a [`Protected`] session, which requires all factors of the account.

use std::time::Duration;

use latchkey_core::{
    AuthError, Protected, Services,
    domain::{
        account::AccountId,
        invalid::{FieldProblem, Invalid},
        time::Timestamp,
    },
    handoffs, random_id,
    store::{Column, Kind, Row, StoreError, transfer::Table},
};
use unicode_normalization::UnicodeNormalization;

use super::{CONTENT, TITLE};

/// Maximum length of a title in code points.
pub const TITLE_MAX_CHARS: u32 = 200;
/// Maximum length of a text in code points.
pub const CONTENT_MAX_CHARS: u32 = 10_000;
/// Maximum number of posts per author: anybody may register, and a full disk would keep everybody from signing in.
pub const MOST_POSTS: u32 = 1_000;
/// Default number of posts per page.
pub const PAGE_SIZE: u16 = 20;

/// A valid title: one line, white space around it trimmed.
pub struct Title(String);

impl Title {
    /// Parses user input.
    pub fn parse(typed: &str) -> Result<Self, FieldProblem> {
        text_of(typed.trim().nfc(), TITLE_MAX_CHARS, |c| !c.is_control()).map(Self)
    }
}

/// A valid text: line breaks are normalised to LF, white space around it is trimmed.
pub struct Content(String);

impl Content {
    /// Parses user input.
    pub fn parse(typed: &str) -> Result<Self, FieldProblem> {
        let typed = typed.trim().replace("\r\n", "\n");
        text_of(typed.nfc(), CONTENT_MAX_CHARS, |c| !c.is_control() || c == '\n' || c == '\t').map(Self)
    }
}

fn text_of(chars: impl Iterator<Item = char>, most: u32, taken: fn(char) -> bool) -> Result<String, FieldProblem> {
    let most_chars = usize::try_from(most).unwrap_or(usize::MAX);
    let text: String = chars.take(most_chars.saturating_add(1)).collect();
    match text.chars().count() {
        0 => Err(FieldProblem::Empty),
        n if n > most_chars => Err(FieldProblem::TooLong(most)),
        _ if !text.chars().all(taken) => Err(FieldProblem::Unprintable),
        _ => Ok(text),
    }
}

random_id! {
    /// Identifies a post. Random.
    PostId
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Id.
    pub id: PostId,
    /// Title, on one line.
    pub title: String,
    /// Text.
    pub content: String,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Time of the last change.
    pub updated_at: Timestamp,
}

/// The table as `db copy` sees it.
pub static TABLE: Table = Table::new("posts", COLUMNS, 1);

const COLUMNS: &[Column] = &[
    ("id", Kind::Text),
    ("account_id", Kind::Text),
    ("title", Kind::Text),
    ("content", Kind::Text),
    ("created_at", Kind::Integer),
    ("updated_at", Kind::Integer),
];

impl Post {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.parsed("id")?,
            title: row.text("title")?,
            content: row.text("content")?,
            created_at: row.moment("created_at")?,
            updated_at: row.moment("updated_at")?,
        })
    }

    /// Its position in the author's list.
    pub fn place(&self) -> Place {
        Place { created_at: self.created_at, id: self.id }
    }
}

/// Position in an author's list, newest first: the key of keyset pagination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    created_at: Timestamp,
    id: PostId,
}

impl Place {
    /// The text form, for the query of a page.
    pub fn to_text(self) -> String {
        format!("{}_{}", self.created_at.0, self.id)
    }

    /// Parses the text form.
    pub fn from_text(text: &str) -> Option<Self> {
        let (created_at, id) = text.split_once('_')?;
        Some(Self { created_at: Timestamp(created_at.parse().ok()?), id: id.parse().ok()? })
    }
}

/// One page of posts.
pub struct PostPage {
    /// The posts, newest first.
    pub posts: Vec<Post>,
    /// Start of the next page, if there is one.
    pub next: Option<Place>,
}

/// Creates a post.
pub async fn write(services: &Services, author: &Protected, title: &str, content: &str) -> Result<Post, AuthError> {
    let (title, content) = parse(title, content)?;
    let now = services.now();
    let id = PostId::random(services.random());
    let post = Post { id, title: title.0, content: content.0, created_at: now, updated_at: now };
    let mut tx = services.sql().begin().await?;
    // Serialises the author's writes, so that the count is right.
    tx.lock_account(author.account().id).await?;
    let insert = "INSERT INTO posts (id, account_id, title, content, created_at, updated_at)
         SELECT $1, id, $3, $4, $5, $6 FROM accounts
         WHERE id = $2 AND (SELECT COUNT(*) FROM posts WHERE account_id = $2) < $7";
    let values = [
        id.0.into(),
        author.account().id.into(),
        (&post.title).into(),
        (&post.content).into(),
        now.into(),
        now.into(),
        MOST_POSTS.into(),
    ];
    let added = tx.execute(insert, &values).await?;
    tx.commit().await?;
    if added == 1 { Ok(post) } else { Err(AuthError::QuotaReached { most: MOST_POSTS }) }
}

/// Returns a page of the author's posts, newest first.
pub async fn page(services: &Services, author: &Protected, after: Option<Place>, limit: u16) -> Result<PostPage, AuthError> {
    let limit = limit.clamp(1, 100);
    // Without a start, the page begins at the newest post.
    let (moment, id) = after.map_or((Timestamp(i64::MAX), String::new()), |place| (place.created_at, place.id.to_string()));
    let query = "SELECT id, account_id, title, content, created_at, updated_at FROM posts
         WHERE account_id = $1 AND (created_at < $2 OR (created_at = $2 AND id < $3))
         ORDER BY created_at DESC, id DESC LIMIT $4";
    let values = [author.account().id.into(), moment.into(), id.into(), (limit + 1).into()];
    let rows = services.sql().rows(query, &values, COLUMNS).await?;
    let more = rows.len() > usize::from(limit);
    let posts: Vec<Post> = rows.iter().take(limit.into()).map(Post::read).collect::<Result<_, _>>()?;
    let next = posts.last().filter(|_| more).map(Post::place);
    Ok(PostPage { posts, next })
}

/// Returns a post of the author.
pub async fn one(services: &Services, author: &Protected, id: PostId) -> Result<Post, AuthError> {
    let query = "SELECT id, account_id, title, content, created_at, updated_at FROM posts WHERE account_id = $1 AND id = $2";
    let rows = services.sql().rows(query, &own(author.account().id, id), COLUMNS).await?;
    rows.first().map(Post::read).transpose()?.ok_or(AuthError::NotFound)
}

/// Changes the title, the text or both of the author's post.
pub async fn change(
    services: &Services,
    author: &Protected,
    id: PostId,
    (title, content): (Option<&str>, Option<&str>),
) -> Result<Post, AuthError> {
    let post = one(services, author, id).await?;
    let (title, content) = parse(title.unwrap_or(&post.title), content.unwrap_or(&post.content))?;
    let changed = Post { title: title.0, content: content.0, updated_at: services.now(), ..post };
    let update = "UPDATE posts SET title = $3, content = $4, updated_at = $5 WHERE account_id = $1 AND id = $2";
    let [account_id, id] = own(author.account().id, id);
    let values = [account_id, id, (&changed.title).into(), (&changed.content).into(), changed.updated_at.into()];
    touched_one(services.sql().execute(update, &values).await?).map(|()| changed)
}

/// Deletes a post of the author.
pub async fn remove(services: &Services, author: &Protected, id: PostId) -> Result<(), AuthError> {
    let delete = "DELETE FROM posts WHERE account_id = $1 AND id = $2";
    touched_one(services.sql().execute(delete, &own(author.account().id, id)).await?)
}

/// The values that select an author's own post: posts of others are not found.
fn own(author: AccountId, id: PostId) -> [latchkey_core::store::Cell; 2] {
    [author.into(), id.0.into()]
}

fn touched_one(rows: u64) -> Result<(), AuthError> {
    if rows == 1 { Ok(()) } else { Err(AuthError::NotFound) }
}

/// How long rejected input is kept for its author.
const DRAFT_LIVES: Duration = Duration::from_secs(10 * 60);
/// Name of the draft among the handoffs.
const DRAFT: &str = "post_draft";

/// Keeps rejected input for the next page.
pub async fn keep_draft(services: &Services, author: &Protected, title: &str, content: &str) -> Result<(), AuthError> {
    let clip = |text: &str| text.chars().take(2 * CONTENT_MAX_CHARS as usize).collect::<String>();
    let text = format!("{}\n{}", clip(title).replace(['\r', '\n'], " "), clip(content));
    handoffs::keep(services, author, DRAFT, (&text, DRAFT_LIVES)).await
}

/// Returns and removes the title and text of the rejected input.
pub async fn take_draft(services: &Services, author: &Protected) -> Result<Option<(String, String)>, AuthError> {
    let text = handoffs::take(services, author, DRAFT).await?;
    Ok(text.and_then(|text| text.split_once('\n').map(|(title, content)| (title.to_owned(), content.to_owned()))))
}

/// Validates a title and a text.
pub fn check(title: &str, content: &str) -> Result<(), AuthError> {
    parse(title, content).map(drop)
}

fn parse(title: &str, content: &str) -> Result<(Title, Content), AuthError> {
    match (Title::parse(title), Content::parse(content)) {
        (Ok(title), Ok(content)) => Ok((title, content)),
        (title, content) => {
            let problems = [(TITLE, title.err()), (CONTENT, content.err())];
            let invalid = problems.into_iter().filter_map(|(field, problem)| Some(Invalid::new(field, problem?)));
            Err(AuthError::Invalid(invalid.collect()))
        }
    }
}
