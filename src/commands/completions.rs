//! `latchkey completions` and `latchkey man`: what is made of the command line's own description.

use std::{
    io::{self, Write},
    path::Path,
};

use clap::CommandFactory;
use clap_complete::Shell;
use rustix::fs::Mode;

use crate::config::Cli;

/// Prints the completions for a shell.
pub fn print(shell: Shell, out: &mut impl Write) -> io::Result<()> {
    // Made in memory: clap_complete gives up with a panic where a reader has gone.
    let mut text = vec![];
    clap_complete::generate(shell, &mut Cli::command(), "latchkey", &mut text);
    out.write_all(&text)
}

/// Prints the first page of the manual, or writes a page for every command into this folder, which must exist.
pub fn man(folder: Option<&Path>, out: &mut impl Write) -> io::Result<()> {
    match folder {
        None => clap_mangen::Man::new(Cli::command()).render(out),
        Some(folder) => {
            // Everybody may read a manual, unlike what the program writes otherwise.
            rustix::process::umask(Mode::WGRP | Mode::WOTH);
            let told = |error: io::Error| {
                io::Error::new(error.kind(), format!("the pages cannot be written to {} ({error})", folder.display()))
            };
            clap_mangen::generate_to(Cli::command(), folder).map_err(told)
        }
    }
}
