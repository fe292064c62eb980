//! What does not depend on the database that `LATCHKEY_TEST_STORE` names, or brings its own: run once.

mod connections;
mod db_copy;
mod faults;
mod keys;
mod killed;
mod mail;
mod memory;
mod odds;
mod operator;
mod plans;
mod replicas;
mod rules;
mod unread_log;
mod user;
