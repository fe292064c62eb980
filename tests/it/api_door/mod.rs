//! The JSON door over HTTP: the article's contract with the second factor off and on, what is refused, races, the document.

mod account_life;
mod answers;
mod authenticators;
mod broken_input;
mod contract;
mod doc_examples;
mod document;
mod enrolment;
mod passkeys;
mod races;
mod recovery_codes;
mod refusals;
mod second_factor;
mod sessions;
pub mod support;
mod tokens;
mod trusted_browsers;
