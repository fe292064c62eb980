//! Everybody who may call a route, or may not.

use latchkey::{
    http::{feature::Route, route::Access},
    ui::message::Message,
};

use crate::support::{Answer, Browser, HOUR, House, MINUTE, Way};

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody.
    Anonymous,
    /// Somebody whose session was ended, with all its cookies.
    SignedOut,
    /// Somebody whose session was not used for too long.
    Idle,
    /// Somebody between the two steps.
    Halfway,
    /// Somebody with a session without the second factor that their account has.
    Lacking,
    /// Somebody with a session, whose account has no second factor.
    Full,
    /// The same where the service requires one.
    MustSetUp,
    /// Somebody with both factors.
    FullTwoFactor,
    /// An administrator without a second factor.
    AdministratorWithoutFactor,
    /// One who has proved every factor, but not within the last minutes.
    StaleAdministrator,
    /// One who has just proved every factor.
    Administrator,
}

impl Who {
    /// A browser of theirs.
    pub async fn browser(self, house: &House) -> Browser {
        match self {
            Self::Anonymous => Browser::new(house, Way::Island),
            Self::SignedOut => {
                let ada = house.protected("Ada").await;
                let copy = ada.browser.copied();
                ada.sign_out().await.leads_to("/sign-in");
                copy
            }
            Self::Idle => {
                let browser = house.registered("Ada").await.browser;
                house.clock.advance(HOUR);
                browser
            }
            Self::Halfway => {
                let half = house.protected("Ada").await.elsewhere();
                half.type_password().await;
                half.browser
            }
            Self::Lacking => {
                // As no deed of the app's own leaves it: the factor is there, the session knows nothing of it.
                let browser = house.registered("Ada").await.browser;
                house.sql("UPDATE accounts SET two_factor_since = created_at").await;
                browser
            }
            Self::Full | Self::MustSetUp => house.registered("Ada").await.browser,
            Self::FullTwoFactor => house.protected("Ada").await.browser,
            Self::AdministratorWithoutFactor => {
                let browser = house.registered("Ada").await.browser;
                house.sql("UPDATE accounts SET role = 'administrator'").await;
                browser
            }
            Self::StaleAdministrator => {
                let browser = house.administrator("Ada").await.browser;
                house.clock.advance(6 * MINUTE);
                // The tokens are renewed before it is looked whether anything changes.
                browser.get("/account").await;
                browser
            }
            Self::Administrator => house.administrator("Ada").await.browser,
        }
    }

    /// Whether a route with this access is theirs to call.
    pub fn may_call(self, access: Access) -> bool {
        match self {
            Self::Anonymous | Self::SignedOut | Self::Idle | Self::Lacking => access == Access::Everybody,
            Self::Halfway => matches!(access, Access::Everybody | Access::PendingSignIn),
            Self::MustSetUp => matches!(access, Access::Everybody | Access::SettingUp),
            Self::Full | Self::FullTwoFactor | Self::AdministratorWithoutFactor | Self::StaleAdministrator => {
                !matches!(access, Access::PendingSignIn | Access::Administrator)
            }
            Self::Administrator => access != Access::PendingSignIn,
        }
    }
}

/// Whether somebody who is signed in was kept out of the administration.
pub fn is_kept_out(who: Who, route: &Route, answer: &Answer) -> bool {
    if route.access != Access::Administrator {
        return false;
    }
    let is_absent = answer.status == 404 || answer.refusal() == Some(Message::NotFound);
    let is_led_to_step_up = answer.location().is_some_and(|page| page.starts_with("/account/confirm?after=administer"))
        || answer.refusal() == Some(Message::StepUpNeeded);
    match who {
        Who::Full | Who::MustSetUp | Who::FullTwoFactor => is_absent && !answer.body.contains("example.com"),
        Who::StaleAdministrator => is_led_to_step_up,
        _ => false,
    }
}
