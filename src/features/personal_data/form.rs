//! Server function for downloading one's data.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Leads to the file. Password and code are asked for where they were not proved within the last five minutes.
#[server(prefix = "/ui", endpoint = "export_data")]
pub async fn export_data(
    #[server(default)] password: Option<String>,
    #[server(default)] code: String,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use super::FILE;
    use crate::ui::form::{Form, in_place::InPlaceTyped};
    let form = Form::received()?;
    form.stepped_up(InPlaceTyped { password: password.as_deref(), code: &code, passkey: &passkey }).await?;
    form.go(FILE)
}
