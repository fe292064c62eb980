use async_trait::async_trait;
use sqlx::QueryBuilder;

use super::{Backend, Db, DbRow, all, column, optional, parsed};
use crate::{
    domain::{
        invitation::{Invitation, InvitationId, InvitationPlace, Note},
        keys::Fingerprint,
        time::Timestamp,
    },
    store::{Invitations, StoreError},
};

macro_rules! select_invitation {
    ($which:literal) => {
        concat!("SELECT id, note, most, used, created_at, expires_at, made_by FROM invitations ", $which)
    };
}

fn read_invitation(row: &DbRow) -> Result<Invitation, StoreError> {
    let count = |name| column::<i64>(row, name).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    let made_by = column::<Option<String>>(row, "made_by")?.map(|id| id.parse()).transpose();
    Ok(Invitation {
        id: parsed(row, "id")?,
        note: Note::from_stored(column(row, "note")?),
        most: count("most")?,
        used: count("used")?,
        created_at: Timestamp(column(row, "created_at")?),
        expires_at: Timestamp(column(row, "expires_at")?),
        made_by: made_by.map_err(|error| StoreError::Corrupt(format!("invitations.made_by: {error}")))?,
    })
}

#[async_trait]
impl Invitations for Backend {
    async fn put_invitation(&self, invitation: &Invitation, code: &Fingerprint) -> Result<(), StoreError> {
        let insert = sqlx::query(
            "INSERT INTO invitations (id, fingerprint, note, most, used, created_at, expires_at, made_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(invitation.id.to_string())
        .bind(code.as_slice())
        .bind(invitation.note.as_str())
        .bind(i64::from(invitation.most))
        .bind(i64::from(invitation.used))
        .bind(invitation.created_at.0)
        .bind(invitation.expires_at.0)
        .bind(invitation.made_by.map(|id| id.to_string()));
        self.write(insert).await.map(drop)
    }

    async fn good_invitation(&self, code: &Fingerprint, now: Timestamp) -> Result<Option<Invitation>, StoreError> {
        let query = sqlx::query(select_invitation!("WHERE fingerprint = $1 AND used < most AND expires_at > $2"));
        let row = optional(self.reader(), query.bind(code.as_slice()).bind(now.0)).await?;
        row.as_ref().map(read_invitation).transpose()
    }

    async fn invitations(&self, before: Option<InvitationPlace>, limit: u16) -> Result<Vec<Invitation>, StoreError> {
        let mut query = QueryBuilder::<Db>::new(select_invitation!("WHERE (created_at, id) < ("));
        let (at, id) = before.map_or((i64::MAX, String::new()), |InvitationPlace { at, id }| (at.0, id.to_string()));
        query.push_bind(at).push(", ").push_bind(id);
        query.push(") ORDER BY created_at DESC, id DESC LIMIT ").push_bind(i64::from(limit));
        all(self.reader(), query.build()).await?.iter().map(read_invitation).collect()
    }

    async fn withdraw_invitation(&self, id: InvitationId) -> Result<bool, StoreError> {
        let delete = sqlx::query("DELETE FROM invitations WHERE id = $1").bind(id.to_string());
        Ok(self.write(delete).await? == 1)
    }
}
