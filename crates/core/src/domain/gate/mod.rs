//! The gate before applications: who may do what there, by the rules of the operator. RFC 9110 calls what an application has a resource.
//!
//! The first entry that is about a host, path and method decides; where there is none, nobody gets in.

pub mod groups;
mod rule;
mod target;
#[cfg(test)]
mod tests;

use std::time::Duration;

use self::groups::Groups;
pub use self::{
    rule::{AppRule, BadPattern, Claim, Demand, HostPattern, Misfit, PathPattern},
    target::{Ambiguous, LONGEST_URL, Target},
};
use super::{session::Factors, time::Timestamp};

/// All entries of the settings, in their order.
#[derive(Clone, Debug, Default)]
pub struct Gate(pub Vec<AppRule>);

/// What a request shows of its person.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The factors that were proved.
    pub factors: Factors,
    /// When all of them were last proved.
    pub proved_at: Timestamp,
    /// True if the account has a second factor.
    pub two_factor: bool,
    /// True if the service demands a second factor of the account.
    pub demands_second: bool,
    /// The account's groups.
    pub groups: &'a Groups,
}

impl Shown<'_> {
    /// True if everything was shown that the account has, and that the service demands.
    fn is_full(&self) -> bool {
        let has_all = !self.two_factor || self.factors.has_second() || self.factors.is_by_trust();
        has_all && (self.two_factor || !self.demands_second)
    }
}

/// Why nobody, or not this person, gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// No entry is about it.
    NoEntry,
    /// An entry says so.
    ByEntry,
    /// The person is in none of the groups.
    Groups,
    /// The entry would be another for an application that does not tell capital letters from small ones.
    Case,
}

/// What is missing, which the person can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A session.
    Session,
    /// A second factor, which the account has or is to get.
    SecondFactor,
    /// A passkey, which the account has or is to get.
    Passkey,
    /// All factors once more: they were proved too long ago.
    FreshProof,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It goes on to the application.
    Allowed,
    /// It goes on once the person has shown this.
    Needs(Missing),
    /// It does not.
    Denied(Denied),
}

impl Gate {
    /// The entry that is about a request, and its number.
    pub fn entry(&self, target: &Target, method: &str) -> Result<(usize, &AppRule), Denied> {
        // Methods are told apart by case (RFC 9110 §9.1), and many applications do not: `post` is `POST` to them.
        if method.bytes().any(|byte| byte.is_ascii_lowercase()) {
            return Err(Denied::Case);
        }
        let first = |fits: &dyn Fn(&AppRule) -> bool| self.0.iter().position(fits);
        let exact = first(&|rule| rule.misfit(target, method).is_none());
        let without_case = first(&|rule| rule.misfit_without_case(target, method).is_none());
        match exact {
            Some(_) | None if exact != without_case => Err(Denied::Case),
            Some(number) => Ok((number, &self.0[number])),
            None => Err(Denied::NoEntry),
        }
    }

    /// True if any entry is about some methods alone.
    pub fn tells_methods_apart(&self) -> bool {
        self.0.iter().any(|rule| !rule.methods.is_empty())
    }

    /// True if any entry is about a host.
    pub fn knows(&self, host: &str) -> bool {
        self.0.iter().any(|rule| rule.host.matches(host))
    }

    /// Decides on a request.
    pub fn decide(&self, target: &Target, method: &str, shown: Option<Shown<'_>>, now: Timestamp) -> Decision {
        match self.entry(target, method) {
            Ok((_, rule)) => rule.decide(shown, now),
            Err(denied) => Decision::Denied(denied),
        }
    }
}

impl AppRule {
    /// Decides on a request that this entry is about.
    pub fn decide(&self, shown: Option<Shown<'_>>, now: Timestamp) -> Decision {
        match self.demand {
            Demand::Deny => return Decision::Denied(Denied::ByEntry),
            Demand::Public => return Decision::Allowed,
            Demand::SignedIn | Demand::TwoFactor | Demand::PhishingResistant => {}
        }
        let Some(shown) = shown else { return Decision::Needs(Missing::Session) };
        if !shown.is_full() {
            return Decision::Needs(Missing::SecondFactor);
        }
        // Who will never get in is not asked to prove anything first.
        if !self.groups.is_empty() && !self.groups.meets(shown.groups) {
            return Decision::Denied(Denied::Groups);
        }
        let has_factors = match self.demand {
            Demand::TwoFactor if !shown.factors.has_second() => Err(Missing::SecondFactor),
            Demand::PhishingResistant if !shown.factors.resists_phishing() => Err(Missing::Passkey),
            _ => Ok(()),
        };
        match (has_factors, self.proved_within) {
            (Err(missing), _) => Decision::Needs(missing),
            (Ok(()), Some(within)) if !is_fresh(&shown, within, now) => Decision::Needs(Missing::FreshProof),
            (Ok(()), _) => Decision::Allowed,
        }
    }

    /// True if a person could be let in, whatever is still to be shown.
    pub fn is_open_to(&self, groups: &Groups) -> bool {
        self.demand != Demand::Deny && (self.groups.is_empty() || self.groups.meets(groups))
    }
}

/// What a trusted browser stands for proves nothing.
fn is_fresh(shown: &Shown<'_>, within: Duration, now: Timestamp) -> bool {
    !shown.factors.is_by_trust() && now.since(shown.proved_at) < within
}
