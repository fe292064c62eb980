//! The database: whether it answers, its schema, file and clock, and whether keys and passkeys are those of its rows.

use latchkey_core::{
    Database, Environment, hashing, health,
    keys::{self, KeyUse},
    second_factors,
    store::{Inspection, StoreError},
};
use secrecy::ExposeSecret;

use super::{
    Keys, apart,
    finding::{Check, Finding},
    of_clock,
};
use crate::config::Config;

/// Looks at the database.
pub async fn examine(config: &Config, keyring: Keys<'_>, environment: &Environment) -> Vec<Finding> {
    let url = config.database_url();
    let database = match Database::to_look_at(url.expose_secret()).await {
        Ok(Some(database)) => database,
        Ok(None) => {
            return vec![Finding::note(
                Check::Database,
                "The database holds no installation yet.",
                "nothing before the first start, which makes it; otherwise name the database of the servers in database_url",
            )];
        }
        Err(error) => return vec![Finding::error(Check::Database, error)],
    };
    let found = look(config, &database, keyring, environment).await;
    database.close().await;
    found.unwrap_or_else(|error| {
        let remedy = "look into the database's own log; a damaged one is restored from its backup (docs/backup.md)";
        vec![Finding::wrong(Check::Database, format!("The database cannot be read: {error}."), remedy)]
    })
}

async fn look(
    config: &Config,
    database: &Database,
    keyring: Keys<'_>,
    environment: &Environment,
) -> Result<Vec<Finding>, StoreError> {
    let before = environment.clock.now();
    let inspection = health::inspect(database).await?;
    let moments = (before, environment.clock.now());
    let mut findings = vec![Finding::ok(Check::Database, "The database answers.")];
    findings.extend(of_schema(&inspection));
    findings.extend(of_file(&inspection));
    findings.extend(inspection.clock.map(|clock| of_clock("The clock of the database", apart(clock, moments))));
    // An older schema may lack the tables.
    if inspection.missing > 0 {
        return Ok(findings);
    }
    if let Some(keyring) = keyring {
        findings.extend(of_keys(database, keyring).await?);
    }
    findings.extend(of_passkeys(config, database).await);
    let foreign = hashing::foreign_in_use(database).await?;
    if !foreign.is_empty() {
        let kinds = foreign.join("; ");
        findings.push(Finding::note(
            Check::Passwords,
            format!("Password hashes came along from another product and were not renewed yet ({kinds}): each sign-in does their work, too."),
            "wait until their people have signed in; give the others links (latchkey user reset-password), or delete who is gone",
        ));
    }
    Ok(findings)
}

fn of_schema(found: &Inspection) -> Option<Finding> {
    let Inspection { schema, newest, missing, unknown, changed, .. } = found;
    if let Some(unknown) = unknown {
        return Some(Finding::wrong(
            Check::Schema,
            format!("The database is of a newer version of Latchkey (schema {unknown}; this one knows {newest})."),
            "run that version, or restore a backup made before the upgrade",
        ));
    }
    if let Some(changed) = changed {
        return Some(Finding::wrong(
            Check::Schema,
            format!("Migration {changed} of the database is not the one that this version knows."),
            "run a released version, with your own application's migrations as they were applied",
        ));
    }
    if *missing > 0 {
        return Some(Finding::note(
            Check::Schema,
            format!("The schema is of an older version ({schema}; this one has {newest}), and {missing} migrations are missing."),
            "make a backup, then start this version, which applies them",
        ));
    }
    Some(Finding::ok(Check::Schema, format!("The schema is that of this version ({schema}).")))
}

fn of_file(found: &Inspection) -> Vec<Finding> {
    let mut findings = vec![];
    match &found.integrity {
        Some(Ok(())) => findings.push(Finding::ok(Check::Integrity, "SQLite finds the file sound.")),
        Some(Err(said)) => findings.push(Finding::wrong(
            Check::Integrity,
            format!("SQLite finds the file damaged: {said}"),
            "stop the server, keep a copy of the file, and restore the last backup (docs/backup.md)",
        )),
        None => {}
    }
    if let Some(journal) = found.journal.as_deref().filter(|journal| !journal.eq_ignore_ascii_case("wal")) {
        findings.push(Finding::note(
            Check::Integrity,
            format!("SQLite keeps the changes of the file in {journal}, with which readers wait for whoever writes."),
            "start the server, which sets it to wal, and let no other program change it",
        ));
    }
    findings
}

async fn of_keys(database: &Database, keyring: &latchkey_core::domain::keys::Keyring) -> Result<Vec<Finding>, StoreError> {
    match keys::would_check(database, keyring).await {
        Ok(()) => {}
        Err(keys::KeysNotHere::Store(error)) => return Err(error),
        Err(error @ (keys::KeysNotHere::Lost(_) | keys::KeysNotHere::Others(_))) => {
            return Ok(vec![Finding::error(Check::Keys, error)]);
        }
    }
    let uses = keys::uses(database).await?;
    let mut findings: Vec<Finding> = uses.iter().filter_map(|used| of_use(used, keyring)).collect();
    if findings.is_empty() {
        let sentence = format!("Everything that is sealed is under the current key, {}.", keyring.current_id());
        findings.push(Finding::ok(Check::Keys, sentence));
    }
    Ok(findings)
}

/// What is not under the current key.
fn of_use(used: &KeyUse, keyring: &latchkey_core::domain::keys::Keyring) -> Option<Finding> {
    let KeyUse { key_id, authenticators, accounts_with_codes, push_addresses } = used;
    let id = key_id.as_deref().filter(|id| *id != keyring.current_id())?;
    if keyring.verifying_key(id).is_none() {
        return Some(Finding::note(
            Check::Keys,
            format!(
                "The recovery codes of {accounts_with_codes} people and {push_addresses} push addresses are under the key {id}, which is \
                 not here: they do not work."
            ),
            "put the key behind the current one if you have it; otherwise ask these people to make new codes",
        ));
    }
    let sentence = format!(
        "Under the older key {id} are {authenticators} authenticators, {push_addresses} push addresses and the recovery codes of \
         {accounts_with_codes} people."
    );
    let remedy = if authenticators + push_addresses > 0 {
        "run latchkey keys reseal, and keep the key until `latchkey keys list` says that nothing is under it"
    } else {
        "keep the key: recovery codes stay under it until their people make new ones"
    };
    Some(Finding::note(Check::Keys, sentence, remedy))
}

async fn of_passkeys(config: &Config, database: &Database) -> Option<Finding> {
    let origin = config.known_public_url()?;
    let party = config.relying_party(&origin);
    if let Err(error) = second_factors::check_rp_id(database, &party).await {
        return Some(Finding::error(Check::Passkeys, error));
    }
    Some(match party {
        Ok(party) => Finding::ok(Check::Passkeys, format!("Passkeys are for {}, and none is for another name.", party.id())),
        Err(why) => Finding::note(
            Check::Passkeys,
            format!("Nobody can have passkeys at this public_url: {why}."),
            "nothing, or set public_url to a name with https",
        ),
    })
}
