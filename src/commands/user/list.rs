//! Who has an account.

use std::io::{self, Write};

use latchkey_core::{domain::account::Account, store::Sought};
use serde::Serialize;

use super::{AtWork, UserError};
use crate::{
    commands::answer::answer,
    config::{ListFlags, UserFlags},
};

/// Number of people that are read at once.
const PORTION: u16 = 500;

/// A person, as programs are told. Times are RFC 3339.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    id: String,
    email: String,
    email_confirmed: bool,
    name: String,
    role: &'static str,
    standing: &'static str,
    sealed: bool,
    two_factor: bool,
    has_password: bool,
    declared: bool,
    groups: Vec<String>,
    created_at: String,
    /// When the account will be deleted, by the person's order.
    delete_at: Option<String>,
}

impl Person {
    /// That of an account.
    pub fn of(account: &Account) -> Self {
        Self {
            id: account.id.to_string(),
            email: account.email.for_people(),
            email_confirmed: account.email_confirmed,
            name: account.name.to_string(),
            role: account.role.name(),
            standing: account.standing.name(),
            sealed: account.sealed,
            two_factor: account.two_factor,
            has_password: account.has_password,
            declared: account.declared,
            groups: account.groups.names().map(ToOwned::to_owned).collect(),
            created_at: account.created_at.to_string(),
            delete_at: account.delete_at.map(|at| at.to_string()),
        }
    }

    /// Address, name, and what is particular about the account, on one line.
    pub fn line(&self) -> String {
        let particular = [
            (self.role != "person", self.role),
            (self.standing != "active", self.standing),
            (self.sealed, "sealed"),
            (self.delete_at.is_some(), "to be deleted"),
            (!self.two_factor, "no second factor"),
            (self.declared, "declared in a file"),
        ];
        let particular: Vec<&str> = particular.into_iter().filter_map(|(is_so, word)| is_so.then_some(word)).collect();
        let brackets = if particular.is_empty() { String::new() } else { format!("  [{}]", particular.join(", ")) };
        format!("{}  {}{brackets}", self.email, self.name)
    }
}

/// Lists people.
pub async fn list(given: &ListFlags, out: &mut impl Write) -> Result<(), UserError> {
    let work = AtWork::on(&given.service).await?;
    let sought = Sought { text: &given.search, which: given.show };
    let (mut people, mut after) = (Vec::new(), None);
    loop {
        let page = work.operator.people(sought, (after.as_ref(), PORTION)).await?;
        people.extend(page.accounts.iter().map(Person::of));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    answer(out, given.service.answer, &people, |out, people| {
        people.iter().try_for_each(|person| writeln!(out, "{}", person.line()))
    })?;
    Ok(())
}

/// Shows one account.
pub async fn show(given: &UserFlags, out: &mut impl Write) -> Result<(), UserError> {
    let (_, account) = AtWork::for_one(given).await?;
    answer(out, given.service.answer, &Person::of(&account), lines)?;
    Ok(())
}

fn lines(out: &mut impl Write, person: &Person) -> io::Result<()> {
    let groups = person.groups.join(", ");
    let yes_or_no = |is_so| if is_so { "yes" } else { "no" };
    for (what, value) in [
        ("e-mail address", &*person.email),
        ("confirmed", yes_or_no(person.email_confirmed)),
        ("name", &person.name),
        ("id", &person.id),
        ("role", person.role),
        ("standing", person.standing),
        ("sealed", yes_or_no(person.sealed)),
        ("two-factor authentication", yes_or_no(person.two_factor)),
        ("password", yes_or_no(person.has_password)),
        ("declared in a file", yes_or_no(person.declared)),
        ("groups", if groups.is_empty() { "none" } else { &groups }),
        ("account since", &person.created_at),
        ("to be deleted", person.delete_at.as_deref().unwrap_or("no")),
    ] {
        writeln!(out, "{what:<27}{value}")?;
    }
    Ok(())
}
