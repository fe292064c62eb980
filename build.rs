//! Makes Rust functions of the messages in `locales/`, one for each message, on `l10n::Messages`. And a table of the compiled site's files,
//! where the program is to have them in itself.

use std::{env, fs, io, path::Path, process::ExitCode};

use fluent_typed::{BuildOptions, FtlOutputOptions, LintLevel, build_from_locales_folder};

/// Where the compiled site is.
const SITE: &str = "target/site";

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
    let site = env::var_os("CARGO_FEATURE_EMBEDDED_SITE").map(|_| Path::new(SITE));
    if let Err(error) = table_of_site(site, Path::new(&out)) {
        println!("cargo::error={SITE}: {error}. `make build` compiles the site first");
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

/// Writes `site.rs`: the path and the content of each file. Of none, where the program is to have none.
fn table_of_site(site: Option<&Path>, out: &Path) -> io::Result<()> {
    let mut names = Vec::new();
    if let Some(site) = site {
        println!("cargo::rerun-if-changed={}", site.display());
        for folder in [site.join("pkg"), site.to_owned()] {
            for file in fs::read_dir(folder)? {
                let file = file?.path();
                if file.is_file()
                    && let Some(name) = file.strip_prefix(site).ok().and_then(Path::to_str)
                {
                    names.push(name.to_owned());
                }
            }
        }
    }
    // The order of a folder is not defined.
    names.sort();
    // Relative to the package: a path of this machine would be another program on every machine.
    let place = |name: &str| format!("include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{SITE}/{name}\"))");
    let rows: String = names.iter().map(|name| format!("    ({name:?}, {}),\n", place(name))).collect();
    let table = format!("/// The files, in the order of their paths.\npub const FILES: &[File] = &[\n{rows}];\n");
    fs::write(out.join("site.rs"), table)
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
