use async_trait::async_trait;

use super::{Backend, DbRow, column, execute, parsed};
use crate::{
    domain::{account::AccountId, time::Timestamp},
    store::{Post, PostId, PostPlace, Posts, StoreError},
};

fn read_post(row: &DbRow) -> Result<Post, StoreError> {
    Ok(Post {
        id: parsed(row, "id")?,
        account_id: parsed(row, "account_id")?,
        title: column(row, "title")?,
        content: column(row, "content")?,
        created_at: Timestamp(column(row, "created_at")?),
        updated_at: Timestamp(column(row, "updated_at")?),
    })
}

#[async_trait]
impl Posts for Backend {
    async fn add_post(&self, post: &Post, most: u32) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        // One after the other, so that they are counted right.
        let author = sqlx::query("UPDATE accounts SET two_factor_since = two_factor_since WHERE id = $1");
        execute(&mut tx, author.bind(post.account_id.to_string())).await?;
        let insert = sqlx::query(
            "INSERT INTO posts (id, account_id, title, content, created_at, updated_at)
             SELECT $1, id, $3, $4, $5, $6 FROM accounts
             WHERE id = $2 AND (SELECT COUNT(*) FROM posts WHERE account_id = $2) < $7",
        )
        .bind(post.id.to_string())
        .bind(post.account_id.to_string())
        .bind(&post.title)
        .bind(&post.content)
        .bind(post.created_at.0)
        .bind(post.updated_at.0)
        .bind(i64::from(most));
        let added = execute(&mut tx, insert).await? == 1;
        tx.commit().await?;
        Ok(added)
    }

    async fn posts(&self, author: AccountId, after: Option<PostPlace>, limit: u16) -> Result<Vec<Post>, StoreError> {
        // Without a place to start from, every post comes after the end of time.
        let (created_at, id) = after.map_or((i64::MAX, String::new()), |place| (place.created_at.0, place.id.to_string()));
        let rows = sqlx::query(
            "SELECT id, account_id, title, content, created_at, updated_at FROM posts
             WHERE account_id = $1 AND (created_at < $2 OR (created_at = $2 AND id < $3))
             ORDER BY created_at DESC, id DESC LIMIT $4",
        )
        .bind(author.to_string())
        .bind(created_at)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(self.reader())
        .await?;
        rows.iter().map(read_post).collect()
    }

    async fn post(&self, author: AccountId, id: PostId) -> Result<Option<Post>, StoreError> {
        let row = sqlx::query(
            "SELECT id, account_id, title, content, created_at, updated_at FROM posts WHERE account_id = $1 AND id = $2",
        )
        .bind(author.to_string())
        .bind(id.to_string())
        .fetch_optional(self.reader())
        .await?;
        row.map(|row| read_post(&row)).transpose()
    }

    async fn change_post(&self, post: &Post) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE posts SET title = $3, content = $4, updated_at = $5 WHERE account_id = $1 AND id = $2")
            .bind(post.account_id.to_string())
            .bind(post.id.to_string())
            .bind(&post.title)
            .bind(&post.content)
            .bind(post.updated_at.0)
            .execute(self.writer())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn remove_post(&self, author: AccountId, id: PostId) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM posts WHERE account_id = $1 AND id = $2")
            .bind(author.to_string())
            .bind(id.to_string())
            .execute(self.writer())
            .await?;
        Ok(done.rows_affected() == 1)
    }
}
