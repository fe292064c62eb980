//! `latchkey settings`: what is in force, and where it comes from.

use std::io::{self, Write};

use super::answer::answer;
use crate::config::{AnswerFlags, Setting, Source};

/// Lists settings, one a line: name, value, source.
pub fn list(settings: &[Setting], how: AnswerFlags, out: &mut impl Write) -> io::Result<()> {
    answer(out, how, &settings, |out, settings| {
        let widest = settings.iter().map(|setting| setting.key.len()).max().unwrap_or_default();
        for Setting { key, value, hidden, source } in *settings {
            let set_by = match source {
                Source::Default => "default".to_owned(),
                Source::File(_) | Source::Environment(_) | Source::CommandLine(_) => source.to_string(),
            };
            let shown = match (value, hidden) {
                (None, true) => "hidden".to_owned(),
                (None, false) => "not set".to_owned(),
                (Some(value), true) => format!("{value} (without what is secret)"),
                (Some(value), false) => value.clone(),
            };
            writeln!(out, "{key:<widest$}  {shown}  [{set_by}]")?;
        }
        Ok(())
    })
}
