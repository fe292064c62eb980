//! New tokens of a session, again and again.

use latchkey_core::domain::{keys::Keyring, refresh_token::RefreshToken, token};

use super::{Plan, WARM_UP, two_servers};
use crate::{
    fault::Outcome,
    house::{House, SignedIn},
    load::Script,
    request,
    row::Row,
};

const CONNECTIONS: usize = 32;
const COOKIE: &str = "latchkey-refresh=";

pub fn rows(plan: &Plan, house: &mut House) -> Outcome<Vec<Row>> {
    let figures = plan.medians(|| {
        let scripts = scripts(house)?;
        house.load((WARM_UP, plan.lasts), scripts)
    })?;
    let name = format!("refresh, {CONNECTIONS} connections");
    let row = Row { name, store: house.store.kind.to_string(), figures, limit: None, goals: vec![] };
    let two = two_servers::row(plan, house, &row, scripts)?;
    Ok([Some(row), two].into_iter().flatten().collect())
}

fn scripts(house: &mut House) -> Outcome<Vec<Script>> {
    let people = house.signed_in(CONNECTIONS)?;
    people.iter().map(|who| script(who, house.installation.keyring()?)).collect()
}

/// One client. The next token follows from the last one under the server's key: no answer has to be looked into.
fn script(who: &SignedIn, keys: Keyring) -> Outcome<Script> {
    let text = who.cookies.split("; ").find_map(|pair| pair.strip_prefix(COOKIE)).ok_or("a sign-in without a refresh token")?;
    let (mut present, from) = (RefreshToken::parse(text)?, who.from.clone());
    Ok(Box::new(move |buffer| {
        let cookie = format!("{COOKIE}{}", token::expose(&present.to_text()));
        buffer.extend(request::refresh(&from, &cookie));
        present = present.successor(&keys);
        true
    }))
}
