//! How a command answers: in lines for people, or as one JSON document for programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::config::AnswerFlags;

/// Writes what a command has found or done.
pub fn answer<W: Write, T: Serialize>(
    out: &mut W,
    how: AnswerFlags,
    found: &T,
    lines: impl FnOnce(&mut W, &T) -> io::Result<()>,
) -> io::Result<()> {
    if !how.json {
        return lines(out, found);
    }
    serde_json::to_writer_pretty(&mut *out, found)?;
    writeln!(out)
}
