//! What does not depend on the database that `LATCHKEY_TEST_STORE` names, or brings its own: run once.

mod backup;
mod check;
mod connections;
mod db_copy;
mod doctor;
mod faults;
mod healthy;
mod keys;
mod killed;
mod mail;
mod manual;
mod memory;
mod metrics;
mod moving;
mod notices;
mod odds;
mod operator;
mod passkeys;
mod people;
mod plans;
mod replicas;
mod rules;
mod settings;
mod unread_log;
mod upgrade;
mod user;
