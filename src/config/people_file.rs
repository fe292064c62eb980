//! The file that declares people.

use std::{collections::BTreeSet, path::Path};

use latchkey_core::{
    domain::{account::Role, email::EmailAddress, gate::groups::Groups, name::PersonName},
    operator::DeclaredPerson,
};
use toml::de::{DeArray, DeTable, DeValue};

use super::{ConfigError, sources::line_of};

/// Reads the file. An error is one line that names the place.
pub fn read(path: &Path) -> Result<Vec<DeclaredPerson>, ConfigError> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError::new(format!("people_file: the file {shown} cannot be read ({error})")))?;
    parse(&text).map_err(|(line, why)| ConfigError::new(format!("people_file: line {line} of {shown}: {why}")))
}

/// The place of an error, and what is wrong.
type Wrong = (usize, String);

fn parse(text: &str) -> Result<Vec<DeclaredPerson>, Wrong> {
    let at = |start: usize| line_of(text, start);
    let table = DeTable::parse(text)
        .map_err(|error| (error.span().map_or(1, |span| at(span.start)), format!("this is not TOML: {}", error.message())))?;
    let (mut people, mut addresses) = (Vec::new(), BTreeSet::new());
    for (key, value) in table.get_ref() {
        let DeValue::Array(listed) = value.get_ref() else {
            return Err((at(key.span().start), "only [[person]] stands here".into()));
        };
        if key.get_ref() != "person" {
            return Err((at(key.span().start), "only [[person]] stands here".into()));
        }
        for one in listed {
            let line = at(one.span().start);
            let DeValue::Table(fields) = one.get_ref() else {
                return Err((line, "a person is a table: [[person]]".into()));
            };
            let person = person(fields).map_err(|why| (line, why))?;
            if !addresses.insert(person.email.to_string()) {
                return Err((line, format!("{} is declared twice", person.email)));
            }
            people.push(person);
        }
    }
    Ok(people)
}

fn person(fields: &DeTable<'_>) -> Result<DeclaredPerson, String> {
    let (mut email, mut name, mut role, mut invited) = (None, None, Role::Person, false);
    let mut groups = Groups::default();
    for (key, value) in fields {
        match (&**key.get_ref(), value.get_ref()) {
            ("email", DeValue::String(typed)) => {
                email = Some(EmailAddress::parse(typed).map_err(|error| format!("email: {error}"))?);
            }
            ("name", DeValue::String(typed)) => {
                name = Some(PersonName::parse(typed).map_err(|error| format!("name: {error}"))?);
            }
            ("role", DeValue::String(typed)) => {
                role = typed.parse().map_err(|_| "role: must be person or administrator".to_owned())?;
            }
            ("invited", DeValue::Boolean(is_so)) => invited = *is_so,
            ("groups", DeValue::Array(listed)) => groups = read_groups(listed)?,
            ("groups", _) => return Err("groups: must be a list of texts".into()),
            ("email" | "name" | "role", _) => return Err(format!("{}: must be a text", key.get_ref())),
            ("invited", _) => return Err("invited: must be true or false".into()),
            (other, _) => return Err(format!("{other}: a person has email, name, role, groups and invited")),
        }
    }
    let email = email.ok_or("email: is missing")?;
    let name = name.ok_or("name: is missing")?;
    Ok(DeclaredPerson { email, name, role, groups, invited })
}

fn read_groups(listed: &DeArray<'_>) -> Result<Groups, String> {
    let mut names = Vec::new();
    for one in listed {
        let DeValue::String(name) = one.get_ref() else { return Err("groups: must be a list of texts".into()) };
        names.push(name.to_string());
    }
    names.join(",").parse().map_err(|error| format!("groups: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_with_their_roles() {
        let text = "[[person]]\nemail = 'Ada@Example.com'\nname = 'Ada'\nrole = 'administrator'\n\
                    groups = ['Staff']\n\n\
                    [[person]]\nemail = 'bob@example.com'\nname = 'Bob'\ninvited = true\n";
        let people = parse(text).unwrap();
        let told: Vec<_> = people.iter().map(|one| (one.email.to_string(), one.role, one.invited)).collect();
        let expected = [("ada@example.com", Role::Administrator, false), ("bob@example.com", Role::Person, true)];
        assert_eq!(told, expected.map(|(email, role, invited)| (email.to_owned(), role, invited)));
        assert_eq!(parse("").unwrap(), []);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let ada = "[[person]]\nemail = 'ada@example.com'\nname = 'Ada'\n";
        for (text, line, why) in [
            ("[[person]\n".to_owned(), 1, "not TOML"),
            ("[[people]]\nemail = 'a@b.c'\n".to_owned(), 1, "[[person]]"),
            ("person = 'Ada'\n".to_owned(), 1, "[[person]]"),
            (format!("{ada}[[person]]\nname = 'Bob'\n"), 4, "email: is missing"),
            (format!("{ada}\n[[person]]\nemail = 'ADA@example.com'\nname = 'Bob'\n"), 5, "declared twice"),
            (format!("{ada}role = 'boss'\n"), 1, "person or administrator"),
            (format!("{ada}invited = 'yes'\n"), 1, "true or false"),
            (format!("{ada}groups = 'staff'\n"), 1, "groups: must be a list"),
            (format!("{ada}groups = ['a b/c']\n"), 1, "groups: names of groups"),
            (format!("{ada}pasword = 'x'\n"), 1, "pasword"),
        ] {
            let (told, reason) = parse(&text).unwrap_err();
            assert!(told == line && reason.contains(why), "{text}: line {told}: {reason}");
        }
    }
}
