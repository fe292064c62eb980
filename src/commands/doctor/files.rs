//! Files and folders: whom they are open to, whose they are, and how much space is left.

use std::{
    fs::{self, Metadata},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use secrecy::ExposeSecret;

use super::finding::{Check, Finding};
use crate::{
    commands::serve::has_site,
    config::{Config, Setting, Source},
    http::brand::Brand,
};

/// Bits of others than the owner.
const OTHERS: u32 = 0o077;
/// Bits by which others change something.
const OTHERS_WRITE: u32 = 0o022;

const MIB: u64 = 1024 * 1024;
/// With less free space than this, signing in fails soon: SQLite's log grows to 16 MiB by itself, and backups and logs want some, too.
const DISK_WRONG: u64 = 100 * MIB;
/// With less than this, or less than a tenth, somebody should look.
const DISK_NOTED: u64 = 1024 * MIB;

/// Looks at the files of an installation.
pub fn examine(config: &Config, settings: &[Setting]) -> Vec<Finding> {
    let mut findings = vec![];
    let is_set = |key| settings.iter().any(|setting| setting.key == key && setting.source != Source::Default);
    let keeps_data = !(is_set("secret_keys") && is_set("database_url"));
    if keeps_data {
        findings.extend(folder(&config.data_dir));
    }
    if !is_set("secret_keys") {
        findings.extend(private(&config.key_file(), "the key file"));
    }
    let database = sqlite_file(config.database_url().expose_secret());
    if let Some(file) = &database {
        for end in ["", "-wal", "-shm"] {
            let mut path = file.clone().into_os_string();
            path.push(end);
            findings.extend(private(Path::new(&path), "the database's file"));
        }
    }
    findings.extend(config_file(settings));
    if let Err(error) = has_site(config) {
        findings.push(Finding::error(Check::Files, error));
    }
    if let Err(error) = Brand::of(config) {
        findings.push(Finding::error(Check::Files, error));
    }
    if findings.is_empty() {
        findings.push(Finding::ok(Check::Files, "Files and folders are there, and open to their owner alone."));
    }
    let kept = database.and_then(|file| Some(file.parent()?.to_owned()));
    let mut folders: Vec<PathBuf> = keeps_data.then(|| config.data_dir.clone()).into_iter().chain(kept).collect();
    folders.iter_mut().for_each(|folder| *folder = std::path::absolute(&*folder).unwrap_or_else(|_| folder.clone()));
    folders.dedup();
    findings.extend(folders.iter().filter_map(|folder| disk(folder)));
    findings
}

/// The data folder, in which others could put another key file.
fn folder(path: &Path) -> Option<Finding> {
    let found = fs::metadata(path).ok()?;
    let (shown, mode) = (path.display(), found.mode());
    let remedy = format!("run chmod 700 {shown}");
    if mode & OTHERS_WRITE != 0 {
        let sentence = format!("Others than its owner can change what is in the data folder {shown}.");
        Some(Finding::wrong(Check::Files, sentence, remedy))
    } else if mode & OTHERS != 0 {
        let sentence = format!("Others than its owner can look into the data folder {shown}, though not into its files.");
        Some(Finding::note(Check::Files, sentence, remedy))
    } else {
        of_another(path, &found, "the data folder")
    }
}

/// A file that only its owner may use.
fn private(path: &Path, what: &str) -> Option<Finding> {
    let found = fs::metadata(path).ok().filter(Metadata::is_file)?;
    if found.mode() & OTHERS == 0 {
        return of_another(path, &found, what);
    }
    let shown = path.display();
    Some(Finding::wrong(Check::Files, format!("Others than its owner can use {what} {shown}."), format!("run chmod 600 {shown}")))
}

/// What belongs to another user than this one. Root may look at everybody's.
fn of_another(path: &Path, found: &Metadata, what: &str) -> Option<Finding> {
    let own = rustix::process::geteuid();
    (!own.is_root() && found.uid() != own.as_raw()).then(|| {
        Finding::note(
            Check::Files,
            format!("{} belongs to user {}, and this is user {}.", named(what, path), found.uid(), own.as_raw()),
            "run the doctor as the user of the servers; if you do, let that user own it",
        )
    })
}

fn named(what: &str, path: &Path) -> String {
    format!("{}{} {}", what[..1].to_uppercase(), &what[1..], path.display())
}

/// The file with settings, if one has set any.
fn config_file(settings: &[Setting]) -> Option<Finding> {
    let of_file = |setting: &Setting| match &setting.source {
        Source::File(path) => Some(path.clone()),
        Source::Default | Source::Environment(_) | Source::CommandLine(_) => None,
    };
    let path = settings.iter().find_map(of_file)?;
    let mode = fs::metadata(&path).ok()?.mode();
    if mode & OTHERS_WRITE != 0 {
        let sentence = format!("Others than its owner can change the settings in {path}.");
        return Some(Finding::wrong(Check::Files, sentence, format!("run chmod go-w {path}")));
    }
    let secret = settings.iter().find(|setting| setting.hidden && of_file(setting).is_some())?;
    (mode & OTHERS != 0).then(|| {
        Finding::wrong(
            Check::Files,
            format!("Others than its owner can read {path}, which holds a secret: {}.", secret.key),
            format!(
                "run chmod 600 {path}, and let the user of the servers own it; or keep the secret in a file of its own \
                 (LATCHKEY_{}_FILE)",
                secret.key.to_uppercase()
            ),
        )
    })
}

/// The path of an SQLite database.
fn sqlite_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?.split(['?', '#']).next()?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Some(PathBuf::from(percent_encoding::percent_decode_str(path).decode_utf8().ok()?.into_owned()))
}

/// The space that is left where a folder is, or will be.
fn disk(folder: &Path) -> Option<Finding> {
    let there = folder.ancestors().find(|folder| folder.is_dir())?;
    let disk = rustix::fs::statvfs(there).ok()?;
    let (free, all) = (disk.f_bavail.saturating_mul(disk.f_frsize), disk.f_blocks.saturating_mul(disk.f_frsize));
    Some(of_disk(folder, free, all))
}

fn of_disk(folder: &Path, free: u64, all: u64) -> Finding {
    let (shown, mib) = (folder.display(), free / MIB);
    let remedy = "make room: without it nobody can sign in";
    if free < DISK_WRONG {
        Finding::wrong(Check::Disk, format!("Only {mib} MiB are free for {shown}."), remedy)
    } else if free < DISK_NOTED || free < all / 10 {
        Finding::note(Check::Disk, format!("{mib} MiB are free for {shown}, of {} MiB.", all / MIB), remedy)
    } else {
        Finding::ok(Check::Disk, format!("{mib} MiB are free for {shown}."))
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    #[test]
    fn little_space_is_noted_and_hardly_any_is_wrong() {
        let gib = 1024 * MIB;
        for (free, all, state) in [
            (99 * MIB, gib, State::Wrong),
            (100 * MIB, gib, State::Note),
            (1023 * MIB, 4 * gib, State::Note),
            (2 * gib, 100 * gib, State::Note),
            (10 * gib, 100 * gib, State::Ok),
            (gib, 2 * gib, State::Ok),
        ] {
            assert_eq!(of_disk(Path::new("/data"), free, all).state, state, "{free} of {all}");
        }
    }

    #[test]
    fn the_file_of_a_database_is_found_in_its_url() {
        for (url, file) in [
            ("sqlite:data/latchkey.db?mode=rwc", Some("data/latchkey.db")),
            ("sqlite:///srv/latchkey.db", Some("/srv/latchkey.db")),
            ("sqlite:a%3Fb/latchkey.db", Some("a?b/latchkey.db")),
            ("postgres://db/latchkey", None),
        ] {
            assert_eq!(sqlite_file(url), file.map(PathBuf::from), "{url}");
        }
    }
}
