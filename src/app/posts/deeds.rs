//! What an author can do with their posts: the rules, and the SQL, which is the same for both databases.
//!
//! Every deed takes a [`Protected`] session, which only somebody with every factor of their account can have.

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

/// The longest title, in code points.
pub const TITLE_MAX_CHARS: u32 = 200;
/// The longest text, in code points.
pub const CONTENT_MAX_CHARS: u32 = 10_000;
/// Posts of one author: anybody may register, and a full disk would keep everybody from signing in.
pub const MOST_POSTS: u32 = 1_000;
/// Posts on one page, where nothing else is asked for.
pub const PAGE_SIZE: u16 = 20;

/// A title that can be stored: one line, white space around it dropped.
pub struct Title(String);

impl Title {
    /// Reads what a person typed.
    pub fn parse(typed: &str) -> Result<Self, FieldProblem> {
        text_of(typed.trim().nfc(), TITLE_MAX_CHARS, |c| !c.is_control()).map(Self)
    }
}

/// A text that can be stored: line breaks become `\n`, white space around it is dropped.
pub struct Content(String);

impl Content {
    /// Reads what a person typed.
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
    /// Names a post. Random.
    PostId
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Its title, on one line.
    pub title: String,
    /// Its text.
    pub content: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// The table, as `db copy` moves it.
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

    /// Where it stands in its author's list.
    pub fn place(&self) -> Place {
        Place { created_at: self.created_at, id: self.id }
    }
}

/// Where a post stands in its author's list, newest first: the key of keyset pagination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    created_at: Timestamp,
    id: PostId,
}

impl Place {
    /// Its text, for the address of a page.
    pub fn to_text(self) -> String {
        format!("{}_{}", self.created_at.0, self.id)
    }

    /// Reads its text.
    pub fn from_text(text: &str) -> Option<Self> {
        let (created_at, id) = text.split_once('_')?;
        Some(Self { created_at: Timestamp(created_at.parse().ok()?), id: id.parse().ok()? })
    }
}

/// One page of posts.
pub struct PostPage {
    /// The posts, newest first.
    pub posts: Vec<Post>,
    /// Where the next page begins, if there is one.
    pub next: Option<Place>,
}

/// Writes a post.
pub async fn write(services: &Services, author: &Protected, title: &str, content: &str) -> Result<Post, AuthError> {
    let (title, content) = parse(title, content)?;
    let now = services.now();
    let id = PostId::random(services.random());
    let post = Post { id, title: title.0, content: content.0, created_at: now, updated_at: now };
    let mut tx = services.sql().begin().await?;
    // One after the other, so that they are counted right.
    tx.lock_account(author.account.id).await?;
    let insert = "INSERT INTO posts (id, account_id, title, content, created_at, updated_at)
         SELECT $1, id, $3, $4, $5, $6 FROM accounts
         WHERE id = $2 AND (SELECT COUNT(*) FROM posts WHERE account_id = $2) < $7";
    let values = [
        id.0.into(),
        author.account.id.into(),
        (&post.title).into(),
        (&post.content).into(),
        now.into(),
        now.into(),
        MOST_POSTS.into(),
    ];
    if tx.execute(insert, &values).await? == 0 {
        return Err(AuthError::QuotaReached { most: MOST_POSTS });
    }
    tx.commit().await?;
    Ok(post)
}

/// A page of the author's posts, newest first.
pub async fn page(services: &Services, author: &Protected, after: Option<Place>, limit: u16) -> Result<PostPage, AuthError> {
    let limit = limit.clamp(1, 100);
    // Without a place to start from, every post comes after the end of time.
    let (moment, id) = after.map_or((Timestamp(i64::MAX), String::new()), |place| (place.created_at, place.id.to_string()));
    let query = "SELECT id, account_id, title, content, created_at, updated_at FROM posts
         WHERE account_id = $1 AND (created_at < $2 OR (created_at = $2 AND id < $3))
         ORDER BY created_at DESC, id DESC LIMIT $4";
    let values = [author.account.id.into(), moment.into(), id.into(), (limit + 1).into()];
    let rows = services.sql().rows(query, &values, COLUMNS).await?;
    let more = rows.len() > usize::from(limit);
    let posts: Vec<Post> = rows.iter().take(limit.into()).map(Post::read).collect::<Result<_, _>>()?;
    let next = posts.last().filter(|_| more).map(Post::place);
    Ok(PostPage { posts, next })
}

/// A post of the author.
pub async fn one(services: &Services, author: &Protected, id: PostId) -> Result<Post, AuthError> {
    let query = "SELECT id, account_id, title, content, created_at, updated_at FROM posts WHERE account_id = $1 AND id = $2";
    let rows = services.sql().rows(query, &own(author.account.id, id), COLUMNS).await?;
    rows.first().map(Post::read).transpose()?.ok_or(AuthError::NotFound)
}

/// Changes title, text or both of a post of the author.
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
    let [account_id, id] = own(author.account.id, id);
    let values = [account_id, id, (&changed.title).into(), (&changed.content).into(), changed.updated_at.into()];
    touched_one(services.sql().execute(update, &values).await?).map(|()| changed)
}

/// Removes a post of the author.
pub async fn remove(services: &Services, author: &Protected, id: PostId) -> Result<(), AuthError> {
    let delete = "DELETE FROM posts WHERE account_id = $1 AND id = $2";
    touched_one(services.sql().execute(delete, &own(author.account.id, id)).await?)
}

/// The values that find an author's own post: other people's are not found.
fn own(author: AccountId, id: PostId) -> [latchkey_core::store::Cell; 2] {
    [author.into(), id.0.into()]
}

fn touched_one(rows: u64) -> Result<(), AuthError> {
    if rows == 1 { Ok(()) } else { Err(AuthError::NotFound) }
}

/// How long what was refused is kept for its author.
const DRAFT_LIVES: Duration = Duration::from_secs(10 * 60);
/// The name under which it is kept.
const DRAFT: &str = "post_draft";

/// Keeps what was typed and refused, for the page that follows.
pub async fn keep_draft(services: &Services, author: &Protected, title: &str, content: &str) -> Result<(), AuthError> {
    let clip = |text: &str| text.chars().take(2 * CONTENT_MAX_CHARS as usize).collect::<String>();
    let text = format!("{}\n{}", clip(title).replace(['\r', '\n'], " "), clip(content));
    handoffs::keep(services, author, DRAFT, (&text, DRAFT_LIVES)).await
}

/// Title and text of what was refused, once.
pub async fn take_draft(services: &Services, author: &Protected) -> Result<Option<(String, String)>, AuthError> {
    let text = handoffs::take(services, author, DRAFT).await?;
    Ok(text.and_then(|text| text.split_once('\n').map(|(title, content)| (title.to_owned(), content.to_owned()))))
}

/// Whether these could be a post's title and text.
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
