//! Server function for downloading one's data.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Leads to the file. Password and code are asked for where they were not proved within the last five minutes.
#[server(prefix = "/ui", endpoint = "export_data")]
pub async fn export_data(#[server(default)] password: Option<String>, #[server(default)] code: String) -> Result<(), Message> {
    use super::FILE;
    use crate::ui::form::Form;
    let form = Form::received()?;
    form.stepped_up(password.as_deref(), &code).await?;
    form.go(FILE)
}
