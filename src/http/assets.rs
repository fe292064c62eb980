//! Addresses of the site's files. An address holds a hash of all of them, so browsers may keep each file for good, and a page gets
//! files that fit each other.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

use super::embedded;

/// Path prefix of the files.
const PREFIX: &str = "/pkg/";

/// The files of the running version.
#[derive(Clone, Debug)]
pub struct Assets {
    /// `None` while `cargo leptos watch` changes them.
    version: Option<String>,
}

/// A path of a file, without its version.
#[derive(Debug, PartialEq, Eq)]
pub struct Versioned<'p> {
    /// The file's name.
    pub name: &'p str,
    /// True if it is the running version: the file never changes under this address.
    pub is_current: bool,
}

impl Assets {
    /// Reads the files below the site's root, or those in the program. `own` are served beside them.
    pub fn of(root: Option<&Path>, own: impl Iterator<Item = impl Hash>) -> io::Result<Self> {
        let mut hasher = DefaultHasher::new();
        match root {
            None => embedded::FILES.hash(&mut hasher),
            Some(root) => {
                let mut files = Vec::new();
                list(root, &mut files)?;
                // The order of a folder is not defined.
                files.sort();
                for file in files {
                    file.strip_prefix(root).unwrap_or(&file).hash(&mut hasher);
                    fs::read(&file)?.hash(&mut hasher);
                }
            }
        }
        own.for_each(|file| file.hash(&mut hasher));
        Ok(Self { version: Some(format!("{:016x}", hasher.finish())) })
    }

    /// Files that change while the server runs.
    pub fn changing() -> Self {
        Self { version: None }
    }

    /// The address of a file.
    pub fn address(&self, name: &str) -> String {
        format!("{PREFIX}{}/{name}", self.version.as_deref().unwrap_or("now"))
    }

    /// Splits the path of a file: of this version, of another one, or of `cargo leptos watch`.
    pub fn versioned<'p>(&self, path: &'p str) -> Option<Versioned<'p>> {
        let (version, name) = path.strip_prefix(PREFIX)?.split_once('/')?;
        let is_hash = version.len() == 16 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_name = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '%']);
        ((is_hash || version == "now") && is_name)
            .then(|| Versioned { name, is_current: self.version.as_deref() == Some(version) })
    }
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()? {
            kind if kind.is_dir() => list(&entry.path(), files)?,
            _ => files.push(entry.path()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> tempfile::TempDir {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir(site.path().join("pkg")).unwrap();
        fs::write(site.path().join("pkg/a.css"), "a").unwrap();
        fs::write(site.path().join("b.js"), "b").unwrap();
        site
    }

    #[test]
    fn every_file_counts_for_the_version_and_nothing_else() {
        let site = site();
        let version = || Assets::of(Some(site.path()), ["own"].iter()).unwrap().address("a.css");
        let first = version();
        assert_eq!(version(), first);
        fs::write(site.path().join("b.js"), "c").unwrap();
        assert_ne!(version(), first);
        fs::write(site.path().join("b.js"), "b").unwrap();
        assert_eq!(version(), first);
        fs::rename(site.path().join("b.js"), site.path().join("d.js")).unwrap();
        assert_ne!(version(), first);
    }

    #[test]
    fn addresses_are_read_back_by_table() {
        let assets = Assets::of(Some(site().path()), [0; 0].iter()).unwrap();
        let current = assets.address("a.css");
        assert_eq!(assets.versioned(&current), Some(Versioned { name: "a.css", is_current: true }));
        for (path, name) in [
            ("/pkg/0123456789abcdef/a.css", Some("a.css")),
            ("/pkg/now/a.css", Some("a.css")),
            ("/pkg/a.css", None),
            ("/pkg/0123456789abcdef/", None),
            ("/pkg/0123456789abcdef/../a", None),
            ("/pkg/0123456789abcdef/%2e%2e", None),
            ("/pkg/0123456789abcdeg/a.css", None),
            ("/0123456789abcdef/a.css", None),
        ] {
            let found = assets.versioned(path);
            assert_eq!(found.as_ref().map(|found| found.name), name, "{path}");
            assert!(found.is_none_or(|found| !found.is_current), "{path}");
        }
        assert!(!Assets::changing().versioned("/pkg/now/a.css").unwrap().is_current);
    }
}
