//! Invitations.

use super::{Operator, OperatorError};
use crate::domain::{
    invitation::{Invitation, InvitationId, InvitationPlace, Terms},
    link_token::LinkToken,
};

impl Operator {
    /// Makes an invitation. Its token is told here alone: only its fingerprint is stored.
    pub async fn invite(&self, terms: Terms) -> Result<(Invitation, LinkToken), OperatorError> {
        let (now, random) = (self.environment.clock.now(), &*self.environment.random);
        let invitation = Invitation {
            id: InvitationId::random(random),
            expires_at: now + terms.lasts(),
            most: terms.uses,
            note: terms.note,
            used: 0,
            created_at: now,
            made_by: self.by,
        };
        let token = LinkToken::random(random);
        self.store.put_invitation(&invitation, &token.fingerprint()).await?;
        tracing::info!(invitation = %invitation.id, uses = invitation.most, "invitation.made");
        Ok((invitation, token))
    }

    /// Lists invitations, newest first, and where the next page begins.
    pub async fn invitations(
        &self,
        (before, limit): (Option<InvitationPlace>, u16),
    ) -> Result<(Vec<Invitation>, Option<InvitationPlace>), OperatorError> {
        let limit = limit.clamp(1, 500);
        let mut listed = self.store.invitations(before, limit + 1).await?;
        let more = listed.len() > usize::from(limit);
        listed.truncate(limit.into());
        let next = listed.last().filter(|_| more).map(Invitation::place);
        Ok((listed, next))
    }

    /// Withdraws an invitation: nobody registers by it any more. Whoever has keeps the account. False if it is gone.
    pub async fn withdraw_invitation(&self, id: InvitationId) -> Result<bool, OperatorError> {
        let is_done = self.store.withdraw_invitation(id).await?;
        if is_done {
            tracing::info!(invitation = %id, "invitation.withdrawn");
        }
        Ok(is_done)
    }
}
