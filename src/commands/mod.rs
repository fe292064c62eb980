//! What the program does when it is called: one file a command.

pub mod db_copy;
pub mod keys;
pub mod serve;
