//! The program's commands, one file each.

pub mod db_copy;
pub mod keys;
pub mod mail;
pub mod odds;
pub mod serve;
pub mod user;
