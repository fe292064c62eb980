//! What runs in the browser. The server renders whole forms with every sentence in them; an island stands around one and brings it
//! to life. It has no properties and no markup of its own but one element: nothing that others put into a form, or translate,
//! can stop it. Attributes of the form tell it what it needs (see `ui/form/view.rs`). Browser functions are called only from
//! event handlers and effects, so never on the server.

mod answer;
mod dom;
mod form;
mod tools;

pub use self::{
    dom::{closest, show_step, shown_step, tell},
    form::{LiveForm, send, send_when_whole, show_password, watch_password},
    tools::{LocalTimes, Tools},
};
