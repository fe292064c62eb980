//! The pages of the administration, as a closed set: a step-up leads back to one of them.

use latchkey_core::domain::account::AccountId;

use super::{DELETE, HEALTH, INVITATIONS, LOG, PERSON, SETTINGS};
use crate::{http::next::with_query, paths::ADMIN};

/// A page of the administration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AdminPage {
    /// The list of people.
    #[default]
    People,
    /// One person.
    Person(AccountId),
    /// Deleting one.
    Delete(AccountId),
    /// Invitations.
    Invitations,
    /// The log of the service.
    Log,
    /// The settings in force.
    Settings,
    /// How the service is.
    Health,
}

impl AdminPage {
    /// Its path, with its query.
    pub fn path(self) -> String {
        match self {
            Self::People => ADMIN.to_owned(),
            Self::Person(id) => of_person(PERSON, id),
            Self::Delete(id) => of_person(DELETE, id),
            Self::Invitations => INVITATIONS.to_owned(),
            Self::Log => LOG.to_owned(),
            Self::Settings => SETTINGS.to_owned(),
            Self::Health => HEALTH.to_owned(),
        }
    }

    /// The page at this path. The list of people for anything else; what was filtered or sought is forgotten.
    pub fn at(path: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let id =
            url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "person").and_then(|(_, id)| id.parse().ok());
        match (path, id) {
            (PERSON, Some(id)) => Self::Person(id),
            (DELETE, Some(id)) => Self::Delete(id),
            (INVITATIONS, _) => Self::Invitations,
            (LOG, _) => Self::Log,
            (SETTINGS, _) => Self::Settings,
            (HEALTH, _) => Self::Health,
            _ => Self::People,
        }
    }
}

fn of_person(path: &str, id: AccountId) -> String {
    with_query(path, &[("person", &id.to_string())])
}

#[cfg(test)]
mod tests {
    use latchkey_core::domain::random::OsRandom;

    use super::*;

    #[test]
    fn a_page_is_found_by_its_path_and_nothing_else_is() {
        let id = AccountId::random(&OsRandom);
        for page in [
            AdminPage::People,
            AdminPage::Person(id),
            AdminPage::Delete(id),
            AdminPage::Invitations,
            AdminPage::Log,
            AdminPage::Settings,
            AdminPage::Health,
        ] {
            assert_eq!(AdminPage::at(&page.path()), page);
        }
        assert_eq!(AdminPage::at(&format!("{}&notice=done", AdminPage::Person(id).path())), AdminPage::Person(id));
        for other in
            ["", "/admin/person", "/admin/person?person=x", "https://evil.example/admin/log", "//evil.example", "/account"]
        {
            assert_eq!(AdminPage::at(other), AdminPage::People, "{other}");
        }
    }
}
