//! Everything that is held of a person, secrets aside.

use crate::{
    AuthError, Client, FullSession, Services,
    accounts::{self, PushTarget, count_change},
    domain::{
        event::{Event, EventKind},
        session::ListedSession,
        trusted_browser::TrustedBrowser,
    },
    second_factors::{self, ListedAuthenticator, ListedPasskey},
    security_log,
    sessions::{self, demand_step_up},
    store::{Cell, transfer::Table},
};

/// A row of an application's table: its columns by name. Bytes are left out.
pub type NamedRow = Vec<(&'static str, Cell)>;

/// Everything that is held of a person, besides the account itself.
pub struct PersonalData {
    /// The authenticators, the oldest first.
    pub authenticators: Vec<ListedAuthenticator>,
    /// The passkeys, the oldest first.
    pub passkeys: Vec<ListedPasskey>,
    /// Number of unused recovery codes.
    pub recovery_codes_left: u32,
    /// The browsers that the account trusts in place of a second factor.
    pub trusted_browsers: Vec<TrustedBrowser>,
    /// Where push messages go.
    pub push_target: Option<PushTarget>,
    /// Live sessions.
    pub sessions: Vec<ListedSession>,
    /// The security log, newest first.
    pub events: Vec<Event>,
    /// The rows that belong to the account in the application's tables.
    pub application: Vec<(&'static str, Vec<NamedRow>)>,
}

/// Collects everything. Needs a step-up. Rows of an application's table belong to the account that their column `account_id` names.
pub async fn collect(
    services: &Services,
    who: &FullSession,
    tables: &[&'static Table],
    client: Client<'_>,
) -> Result<PersonalData, AuthError> {
    demand_step_up(services, who)?;
    let _place = services.collecting.try_acquire().map_err(|_| AuthError::Overloaded)?;
    count_change(services, who).await?;
    services.store.tell(&who.event(services, EventKind::Exported, client)).await?;
    let mut application = Vec::new();
    // The application's own pages would not show it.
    let tables = if who.clone().protected(services).is_ok() { tables } else { &[] };
    for table in tables.iter().filter(|table| table.columns().iter().any(|(name, _)| *name == "account_id")) {
        let rows = services.store.rows_of(table, who.account.id).await?;
        let named = |row: Vec<Cell>| -> NamedRow {
            let columns = table.columns().iter().map(|(name, _)| *name);
            columns.zip(row).filter(|(_, cell)| !matches!(cell, Cell::Bytes(_))).collect()
        };
        application.push((table.name, rows.into_iter().map(named).collect()));
    }
    tracing::info!(account = %who.account.id, "account.exported");
    Ok(PersonalData {
        authenticators: second_factors::authenticators(services, who).await?,
        passkeys: second_factors::passkeys(services, who).await?,
        recovery_codes_left: second_factors::recovery_codes_left(services, who).await?,
        trusted_browsers: second_factors::trusted_browsers(services, who).await?,
        push_target: accounts::push_target(services, who).await?,
        sessions: sessions::list(services, who).await?,
        events: security_log::whole(services, who).await?,
        application,
    })
}
