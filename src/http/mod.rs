//! All HTTP code that is independent of nouns: callers, access, limits, cookies, and refusals as values.
//!
//! Nothing here knows a page. A refusal stays a value ([`refusal::Refusal`]) until `ui/refused.rs` renders it.

pub mod assets;
pub mod base;
pub mod body;
pub mod brand;
pub mod caller;
pub mod client;
pub mod compress;
pub mod cookies;
pub mod cross_site;
pub mod embedded;
pub mod fault;
pub mod feature;
pub mod field_error;
pub mod files;
pub mod headers;
pub mod host;
pub mod id;
pub mod limits;
pub mod listen;
pub mod media_type;
pub mod next;
pub mod openapi;
pub mod problem;
pub mod refusal;
pub mod request_log;
pub mod requests;
pub mod route;
pub mod state;
pub mod stills;
pub mod typed;
pub mod visitor;
