//! Posts: the example of a protected resource. This is where your own application goes.
//!
//! Every deed takes a [`FullSession`], which only somebody with every factor of their account can have.

use unicode_normalization::UnicodeNormalization;

use crate::{
    auth::{Auth, AuthError, FullSession},
    domain::{
        invalid::{FieldProblem, Invalid},
        session::Lifetimes,
    },
    store::{Note, NoteKind, Post, PostId, PostPlace},
};

/// The longest title, in code points.
pub const TITLE_MAX_CHARS: u32 = 200;
/// The longest text, in code points.
pub const CONTENT_MAX_CHARS: u32 = 10_000;
/// Posts of one author: anybody may register, and a full disk would keep everybody from signing in.
pub const MOST_POSTS: u32 = 1_000;
/// Posts on one page.
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

/// One page of posts.
pub struct Page {
    /// The posts, newest first.
    pub posts: Vec<Post>,
    /// Where the next page begins, if there is one.
    pub next: Option<PostPlace>,
}

/// What an author can do with their posts.
pub struct Posts<'a> {
    auth: &'a Auth,
    author: &'a FullSession,
}

impl<'a> Posts<'a> {
    /// The posts of this author, who must have a second factor where the policy demands one.
    pub fn of(auth: &'a Auth, author: &'a FullSession) -> Result<Self, AuthError> {
        auth.demand_enrolled(author)?;
        Ok(Self { auth, author })
    }

    /// Writes a post.
    pub async fn write(&self, title: &str, content: &str) -> Result<Post, AuthError> {
        let (title, content) = parse(title, content)?;
        let now = self.auth.now();
        let post = Post {
            id: PostId::random(self.auth.random()),
            account_id: self.author.account.id,
            title: title.0,
            content: content.0,
            created_at: now,
            updated_at: now,
        };
        match self.auth.store().add_post(&post, MOST_POSTS).await? {
            true => Ok(post),
            false => Err(AuthError::QuotaReached { most: MOST_POSTS }),
        }
    }

    /// A page of the author's posts, newest first.
    pub async fn page(&self, after: Option<PostPlace>, limit: u16) -> Result<Page, AuthError> {
        let limit = limit.clamp(1, 100);
        let mut posts = self.auth.store().posts(self.author.account.id, after, limit + 1).await?;
        let more = posts.len() > usize::from(limit);
        posts.truncate(usize::from(limit));
        let next = posts.last().filter(|_| more).map(|last| PostPlace { created_at: last.created_at, id: last.id });
        Ok(Page { posts, next })
    }

    /// A post of the author.
    pub async fn one(&self, id: PostId) -> Result<Post, AuthError> {
        self.auth.store().post(self.author.account.id, id).await?.ok_or(AuthError::NotFound)
    }

    /// Changes title, text or both of a post of the author.
    pub async fn change(&self, id: PostId, title: Option<&str>, content: Option<&str>) -> Result<Post, AuthError> {
        let post = self.one(id).await?;
        let (title, content) = parse(title.unwrap_or(&post.title), content.unwrap_or(&post.content))?;
        let changed = Post { title: title.0, content: content.0, updated_at: self.auth.now(), ..post };
        if self.auth.store().change_post(&changed).await? { Ok(changed) } else { Err(AuthError::NotFound) }
    }

    /// Removes a post of the author.
    pub async fn remove(&self, id: PostId) -> Result<(), AuthError> {
        if self.auth.store().remove_post(self.author.account.id, id).await? { Ok(()) } else { Err(AuthError::NotFound) }
    }

    /// Keeps what was typed and refused, for the page that follows.
    pub async fn keep_draft(&self, title: &str, content: &str) -> Result<(), AuthError> {
        let clip = |text: &str| text.chars().take(2 * CONTENT_MAX_CHARS as usize).collect::<String>();
        let text = format!("{}\n{}", clip(title).replace(['\r', '\n'], " "), clip(content));
        let session_id = self.author.session.id;
        let note = Note {
            session_id,
            kind: NoteKind::PostDraft,
            body: self.auth.seal_note(session_id, text.as_bytes()),
            expires_at: self.auth.now() + Lifetimes::DRAFT,
        };
        self.auth.store().put_note(&note).await?;
        Ok(())
    }

    /// Title and text of what was refused, once.
    pub async fn take_draft(&self) -> Result<Option<(String, String)>, AuthError> {
        let Some(note) = self.auth.store().note(self.author.session.id, NoteKind::PostDraft, self.auth.now()).await? else {
            return Ok(None);
        };
        self.auth.store().drop_note(self.author.session.id, NoteKind::PostDraft).await?;
        let text = self.auth.open_note(&note)?;
        Ok(text.split_once('\n').map(|(title, content)| (title.to_owned(), content.to_owned())))
    }
}

/// Whether these could be a post's title and text.
pub fn check(title: &str, content: &str) -> Result<(), AuthError> {
    parse(title, content).map(drop)
}

fn parse(title: &str, content: &str) -> Result<(Title, Content), AuthError> {
    match (Title::parse(title), Content::parse(content)) {
        (Ok(title), Ok(content)) => Ok((title, content)),
        (title, content) => {
            let problems = [("title", title.err()), ("content", content.err())];
            let invalid = problems.into_iter().filter_map(|(field, problem)| Some(Invalid::new(field, problem?)));
            Err(AuthError::Invalid(invalid.collect()))
        }
    }
}
