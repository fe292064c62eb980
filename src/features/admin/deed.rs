//! What an administrator can do to one account, by one press.

use latchkey_core::{
    Administrator, AuthError, Services,
    domain::account::{Account, Role, Standing},
    handoffs,
    operator::Operator,
};

use super::{AdminPage, view::ACCOUNT_DELETED};
use crate::{features::password_reset, http::visitor::Visitor, l10n::Locale, paths::ADMIN, ui::notice::Notice};

use super::view::{DONE, LINK_MADE, UNCHANGED};

/// A deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Approves the account.
    Approve,
    /// Enables it again.
    Enable,
    /// Sets counted misses back.
    Unlock,
    /// Makes a link for a new password.
    ResetPassword,
    /// Removes every second factor.
    ResetSecondFactors,
    /// Ends every session.
    EndSessions,
    /// Seals it.
    Seal,
    /// Disables it.
    Disable,
    /// Makes an administrator.
    GiveRole,
    /// Takes that role away.
    TakeRole,
    /// Deletes it.
    Delete,
}

impl Deed {
    /// All of them, the mildest first.
    pub const ALL: [Self; 11] = [
        Self::Approve,
        Self::Enable,
        Self::Unlock,
        Self::ResetPassword,
        Self::ResetSecondFactors,
        Self::EndSessions,
        Self::Seal,
        Self::Disable,
        Self::GiveRole,
        Self::TakeRole,
        Self::Delete,
    ];

    /// Name in the form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Enable => "enable",
            Self::Unlock => "unlock",
            Self::ResetPassword => "reset-password",
            Self::ResetSecondFactors => "reset-second-factors",
            Self::EndSessions => "end-sessions",
            Self::Seal => "seal",
            Self::Disable => "disable",
            Self::GiveRole => "give-role",
            Self::TakeRole => "take-role",
            Self::Delete => "delete",
        }
    }

    /// The deed with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.name() == name)
    }

    /// True if it would change anything, and may.
    pub fn fits(self, account: &Account) -> bool {
        match self {
            Self::Approve => account.standing == Standing::Waiting,
            Self::Enable => account.standing == Standing::Disabled,
            Self::Disable => account.standing != Standing::Disabled,
            Self::Unlock | Self::EndSessions => account.standing == Standing::Active,
            Self::ResetPassword => account.standing != Standing::Disabled,
            Self::ResetSecondFactors => account.two_factor,
            Self::Seal => !account.sealed && account.standing == Standing::Active,
            Self::GiveRole => account.role == Role::Person && !account.declared && account.standing == Standing::Active,
            Self::TakeRole => account.role == Role::Administrator && !account.declared,
            Self::Delete => !account.declared,
        }
    }

    /// The label of its button.
    pub fn label(self, l: &Locale) -> String {
        match self {
            Self::Approve => l.admin_approve(),
            Self::Enable => l.admin_enable(),
            Self::Unlock => l.admin_unlock(),
            Self::ResetPassword => l.admin_reset_password(),
            Self::ResetSecondFactors => l.admin_reset_second_factors(),
            Self::EndSessions => l.admin_end_sessions(),
            Self::Seal => l.admin_seal(),
            Self::Disable => l.admin_disable(),
            Self::GiveRole => l.admin_give_role(),
            Self::TakeRole => l.admin_take_role(),
            Self::Delete => l.admin_delete(),
        }
    }

    /// What it does.
    pub fn text(self, l: &Locale) -> String {
        match self {
            Self::Approve => l.admin_approve_text(),
            Self::Enable => l.admin_enable_text(),
            Self::Unlock => l.admin_unlock_text(),
            Self::ResetPassword => l.admin_reset_password_text(),
            Self::ResetSecondFactors => l.admin_reset_second_factors_text(),
            Self::EndSessions => l.admin_end_sessions_text(),
            Self::Seal => l.admin_seal_text(),
            Self::Disable => l.admin_disable_text(),
            Self::GiveRole => l.admin_give_role_text(),
            Self::TakeRole => l.admin_take_role_text(),
            Self::Delete => l.admin_delete_text(),
        }
    }

    /// How its button looks.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Approve | Self::Enable => "button button--small button--primary",
            Self::Unlock | Self::ResetPassword | Self::EndSessions | Self::GiveRole => "button button--small",
            Self::ResetSecondFactors | Self::Seal | Self::Disable | Self::TakeRole | Self::Delete => {
                "button button--small button--danger-quiet"
            }
        }
    }

    /// Does it. Returns the page to go to.
    pub async fn run(self, visitor: &Visitor, who: &Administrator, account: &Account) -> Result<String, AuthError> {
        let services = visitor.services();
        let operator = Operator::administrator(services, who);
        let done = match self {
            Self::Approve => operator.approve(account).await?,
            Self::Enable => operator.enable(account).await?,
            Self::Unlock => unlock(services, &operator, account).await?,
            Self::ResetPassword => {
                let token = operator.issue_password_reset(account).await?;
                let link = token.link(&visitor.origin().join(password_reset::PAGE));
                handoffs::keep_link(services, who, (&account.id.to_string(), &link)).await?;
                return Ok(on(LINK_MADE, account));
            }
            Self::ResetSecondFactors => operator.reset_second_factors(account).await?,
            Self::EndSessions => {
                operator.end_all_sessions(account).await?;
                true
            }
            Self::Seal => operator.seal(account).await?,
            Self::Disable => operator.disable(account).await?,
            Self::GiveRole => operator.give_role(account, Role::Administrator).await?,
            Self::TakeRole => operator.give_role(account, Role::Person).await?,
            Self::Delete => {
                operator.delete(account).await?;
                return Ok(ACCOUNT_DELETED.on(ADMIN));
            }
        };
        Ok(on(if done { DONE } else { UNCHANGED }, account))
    }
}

async fn unlock(services: &Services, operator: &Operator, account: &Account) -> Result<bool, AuthError> {
    operator.unlock(account, services.keyring()).await?;
    Ok(true)
}

/// The person's page with a notice.
pub fn on(notice: Notice, account: &Account) -> String {
    format!("{}&notice={}", AdminPage::Person(account.id).path(), notice.name())
}
