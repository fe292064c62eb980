//! A code against all authenticators of an account.

use super::second_factor::open_secret;
use crate::{
    AuthError, Services,
    domain::{
        account::AccountId,
        time::Timestamp,
        totp::{self, TotpCode, TotpSecret},
    },
    store::{Authenticator, Spend},
};

/// The authenticators of an account, with their secrets, at this moment.
pub(super) struct Phones<'s> {
    services: &'s Services,
    account: AccountId,
    now: Timestamp,
    all: Vec<(Authenticator, TotpSecret)>,
}

impl<'s> Phones<'s> {
    /// Opens all secrets. One that cannot be opened is a fault.
    pub fn opened(services: &'s Services, account: AccountId, stored: Vec<Authenticator>) -> Result<Self, AuthError> {
        let opened = stored.into_iter().map(|one| {
            let secret = open_secret(services, account, (one.id, &one.secret))?;
            Ok((one, secret))
        });
        Ok(Self { services, account, now: services.now(), all: opened.collect::<Result<_, AuthError>>()? })
    }

    /// The step to spend for a code that is valid now. If it is a code of several, one whose step was not used is preferred.
    pub fn matching(&self, code: &TotpCode) -> Option<Spend> {
        let newest = totp::newest_possible_step(self.now);
        let matching = |(one, secret): &'_ (Authenticator, TotpSecret)| {
            let step = secret.matching_step(code, self.now, self.services.policy.window)?;
            let is_used = (step..=newest).contains(&one.last_used_step);
            if one.last_used_step > newest {
                tracing::warn!(account = %self.account, "second_factor.used_step_ignored: it was used by a clock that was ahead");
            }
            Some((is_used, Spend::Step { authenticator: one.id, step, newest, now: self.now }))
        };
        self.all.iter().filter_map(matching).min_by_key(|(is_used, _)| *is_used).map(|(_, spend)| spend)
    }

    /// By how much a clock is off that would make a wrong code right. The step of that code is burnt: it is not taken when its time
    /// comes. `None` if there is none, or its step was told or used before.
    pub async fn clock_off(&self, code: &TotpCode) -> Result<Option<AuthError>, AuthError> {
        let newest = totp::newest_possible_step(self.now);
        for (one, secret) in &self.all {
            let Some(step) = secret.far_step(code, self.now, self.services.policy.window) else { continue };
            if self.services.store.burn_step(self.account, one.id, (step, newest), totp::over_at(step)).await? {
                let seconds = totp::offset_seconds(step, self.now);
                tracing::info!(account = %self.account, seconds, "second_factor.clock_off");
                return Ok(Some(AuthError::ClockOff { seconds }));
            }
        }
        Ok(None)
    }
}
