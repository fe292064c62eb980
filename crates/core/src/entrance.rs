//! Who may register: by the policy, by an invitation, or by the link of the log that makes the first administrator.

use crate::{
    AuthError, Services,
    domain::{
        account::{Role, Standing},
        invalid::{FieldProblem, Invalid, field},
        link_token::{LinkToken, code_of},
        registration::WhoMayRegister,
        token::SignedToken,
    },
    store::Entrance,
};

/// By what somebody registers, and what becomes of the account.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// By what.
    pub entrance: Entrance,
    /// What the account is there for.
    pub role: Role,
    /// Whether it can be used at once.
    pub standing: Standing,
}

impl Entry {
    /// That of whoever has the link of the log.
    pub const FIRST_ADMINISTRATOR: Self =
        Self { entrance: Entrance::SetUp, role: Role::Administrator, standing: Standing::Active };
}

/// For what the link of the log is sealed.
const SET_UP_PURPOSE: &[u8] = b"first administrator";

/// What the link that makes the first administrator ends with, unless somebody has become one. Each start of a server tells another, and
/// all are good, until one is used.
pub async fn set_up_code(services: &Services) -> Result<Option<SignedToken>, AuthError> {
    let needed = services.store.needs_set_up().await?;
    Ok(needed.then(|| services.seal_text("set up", SET_UP_PURPOSE).into()))
}

/// Checks what somebody typed or pasted: the code of that link, or the whole link.
pub async fn check_set_up_code(services: &Services, typed: &str) -> Result<(), AuthError> {
    let code = code_of(typed);
    if code.is_empty() {
        return Err(Invalid::new(field::SET_UP_CODE, FieldProblem::Empty).into());
    }
    if services.open_text(code, SET_UP_PURPOSE).is_none() {
        return Err(Invalid::new(field::SET_UP_CODE, FieldProblem::Malformed).into());
    }
    if services.store.needs_set_up().await? { Ok(()) } else { Err(AuthError::ResetOver) }
}

/// By what somebody registers who has this invitation, or none.
pub async fn entry(services: &Services, invitation: &str) -> Result<Entry, AuthError> {
    let free = |standing| Ok(Entry { entrance: Entrance::Open, role: Role::Person, standing });
    match services.policy.registration {
        WhoMayRegister::Nobody => Err(AuthError::RegistrationClosed),
        WhoMayRegister::Everybody | WhoMayRegister::Invited | WhoMayRegister::Approved if !invitation.is_empty() => {
            let code = LinkToken::parse(invitation, field::INVITATION)?.fingerprint();
            let invited = services.store.good_invitation(&code, services.now()).await?.ok_or(AuthError::InvitationOver)?;
            tracing::debug!(invitation = %invited.id, "invitation.shown");
            Ok(Entry { entrance: Entrance::Invitation(code), role: Role::Person, standing: Standing::Active })
        }
        WhoMayRegister::Everybody => free(Standing::Active),
        WhoMayRegister::Approved => free(Standing::Waiting),
        WhoMayRegister::Invited => Err(Invalid::new(field::INVITATION, FieldProblem::Empty).into()),
    }
}
