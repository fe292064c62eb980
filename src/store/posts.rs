//! Posts, as they are remembered.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{
    account::{AccountId, random_id},
    time::Timestamp,
};

random_id! {
    /// Names a post. Random.
    PostId
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Who wrote it.
    pub account_id: AccountId,
    /// Its title, on one line.
    pub title: String,
    /// Its text.
    pub content: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Where a post stands in its author's list, newest first: the key of keyset pagination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostPlace {
    /// When it was written.
    pub created_at: Timestamp,
    /// Its id, which tells posts of one moment apart.
    pub id: PostId,
}

impl PostPlace {
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

/// The posts. An author sees their own alone.
#[async_trait]
pub trait Posts: Send + Sync {
    /// Adds a post. False, and nothing done, where its author has `most` already, or is gone.
    async fn add_post(&self, post: &Post, most: u32) -> Result<bool, StoreError>;
    /// Up to `limit` posts of an author, newest first, after a place.
    async fn posts(&self, author: AccountId, after: Option<PostPlace>, limit: u16) -> Result<Vec<Post>, StoreError>;
    /// A post of this author.
    async fn post(&self, author: AccountId, id: PostId) -> Result<Option<Post>, StoreError>;
    /// Takes over title, content and time of change of a post. False when the author has no such post.
    async fn change_post(&self, post: &Post) -> Result<bool, StoreError>;
    /// Removes a post of this author. False when there is none.
    async fn remove_post(&self, author: AccountId, id: PostId) -> Result<bool, StoreError>;
}
