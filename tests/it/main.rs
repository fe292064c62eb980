//! The integration tests: the app over real HTTP on a free port, each test with a database of its own, and the program itself
//! as a process. Names with a letter and a number (t_09, f_02, ...) are cases of attack: SECURITY.md says what they prove.

#[cfg(test)]
mod aborts;
#[cfg(test)]
mod api_door;
#[cfg(test)]
mod app;
#[cfg(test)]
mod form_door;
#[cfg(test)]
mod guard;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod once;
#[cfg(test)]
mod overload;
#[cfg(test)]
mod own_application;
#[cfg(test)]
mod protocol;
#[cfg(test)]
mod ready;
#[cfg(test)]
mod support;

/// One's own application names these as `crate::…`: here, too.
#[cfg(test)]
use latchkey::{http, ui};
