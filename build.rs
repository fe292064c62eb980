//! Makes Rust functions of the messages in `locales/`, one for each message, on `l10n::Messages`.

use std::{env, fs, io, path::Path, process::ExitCode};

use fluent_typed::{BuildOptions, FtlOutputOptions, LintLevel, build_from_locales_folder};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=locales");
    // The browser half holds no sentences. `cargo leptos build --split` parts it by its relocations.
    if env::var_os("CARGO_FEATURE_SSR").is_none() {
        println!("cargo::rustc-link-arg-cdylib=--emit-relocs");
        return ExitCode::SUCCESS;
    }
    let out = env::var("OUT_DIR").unwrap_or_default();
    if let Err(error) = folder_each(Path::new("locales"), Path::new(&out)) {
        println!("cargo::error=locales/: {error}");
        return ExitCode::FAILURE;
    }
    build_from_locales_folder(
        BuildOptions::default()
            .with_locales_folder(&format!("{out}/locales"))
            .with_default_language("en")
            .with_output_file_path(&format!("{out}/messages.rs"))
            .with_ftl_output(FtlOutputOptions::single_file(&format!("{out}/messages.ftl")))
            .with_prefix("")
            .with_lint_level(LintLevel::Strict)
            // The marks would be copied along, and read out by some. A language from right to left needs them: docs/translating.md.
            .without_bidi_isolation()
            .without_format(),
    )
}

/// The library reads a folder for each language: `en.ftl` becomes `en/messages.ftl`.
fn folder_each(locales: &Path, out: &Path) -> io::Result<()> {
    let copies = out.join("locales");
    if copies.exists() {
        fs::remove_dir_all(&copies)?;
    }
    for file in fs::read_dir(locales)? {
        let file = file?.path();
        let Some(language) = file.file_stem().filter(|_| file.extension().is_some_and(|ending| ending == "ftl")) else {
            continue;
        };
        let folder = copies.join(language);
        fs::create_dir_all(&folder)?;
        fs::copy(&file, folder.join("messages.ftl"))?;
    }
    Ok(())
}
