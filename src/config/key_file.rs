//! The file of the secret keys: created once, never overwritten, readable only by its owner.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use super::ConfigError;
use latchkey_core::domain::{keys::Keyring, random::Random};

/// Creates a folder that only its owner can access, and its parent folders, if missing.
pub(super) fn create_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Reads the keys at `path`. Creates the file with one new key if it is missing.
pub(super) fn open_or_create(path: &Path, random: &dyn Random) -> Result<Keyring, ConfigError> {
    if let Ok(false) = path.try_exists() {
        create(path, random).map_err(|error| {
            let path = path.display();
            ConfigError::new(format!(
                "secret_keys: the key file {path} cannot be made ({error}): let this user write there, or set data_dir"
            ))
        })?;
    }
    open(path)
}

/// Reads the keys at `path`.
pub(super) fn open(path: &Path) -> Result<Keyring, ConfigError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    refuse_if_open_to_others(path, &file)?;
    let text = io::read_to_string(file).map(Zeroizing::new).map_err(|error| unreadable(path, &error))?;
    // Some editors write a byte order mark before the first line.
    Keyring::parse(text.strip_prefix('\u{feff}').unwrap_or(&text))
        .map_err(|error| ConfigError::new(format!("secret_keys: the key file {} {error}", path.display())))
}

fn unreadable(path: &Path, error: &io::Error) -> ConfigError {
    ConfigError::new(format!(
        "secret_keys: the key file {} cannot be read ({error}): it must be a file that the user of this server may read",
        path.display()
    ))
}

/// The file is written completely under a temporary name and then renamed, which fails if the final name exists. Neither a crash
/// nor another server that starts at the same time leaves an incomplete file, and the second server uses the first one's file.
fn create(path: &Path, random: &dyn Random) -> io::Result<()> {
    create_by(path, random, &[&hard_link, &rename_to_a_free_name])
}

/// A way to give a file its final name that fails if the name exists.
type Naming<'a> = &'a dyn Fn(&Path, &Path) -> io::Result<()>;

fn hard_link(draft: &Path, path: &Path) -> io::Result<()> {
    fs::hard_link(draft, path)
}

/// For file systems without hard links, such as exFAT and CIFS.
fn rename_to_a_free_name(draft: &Path, path: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, draft, CWD, path, RenameFlags::NOREPLACE)?)
}

fn create_by(path: &Path, random: &dyn Random, namings: &[Naming]) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.new", HEXLOWER.encode(&random.bytes::<8>())));
    let keys = Keyring::generate(random);
    let written = write_new(&draft, &keys).and_then(|()| {
        let is_taken = |named: &io::Result<()>| named.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists);
        let mut tried = namings.iter().map(|name| name(&draft, path));
        match tried.find(|named| named.is_ok() || is_taken(named)) {
            Some(_) => Ok(()),
            // If neither works, the file is written directly under its final name.
            None => write_whole(path, &keys),
        }
    });
    let removed = match fs::remove_file(&draft) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    };
    written.and(removed)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        // Not every file system supports this.
        let _ = File::open(folder)?.sync_all();
    }
    tracing::info!(path = %path.display(), "keys.made: back the file up, apart from the database");
    Ok(())
}

/// Creates a file with this text. Leaves an existing file alone, and no incomplete file after an error.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    match write_new(path, text) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => {
            let _ = fs::remove_file(path);
            Err(error)
        }
        Ok(()) => Ok(()),
    }
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(unix)]
fn refuse_if_open_to_others(path: &Path, file: &File) -> Result<(), ConfigError> {
    let metadata = file.metadata().map_err(|error| unreadable(path, &error))?;
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
    if metadata.is_file() && mode & 0o077 != 0 {
        let path = path.display();
        return Err(ConfigError::new(format!(
            "secret_keys: others than its owner may use the key file {path}: run chmod 600 {path}; where that lasts for no longer than \
             the next mount, or changes nothing, since the volume keeps no modes, name the file by LATCHKEY_SECRET_KEYS_FILE"
        )));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_if_open_to_others(_path: &Path, _file: &File) -> Result<(), ConfigError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use latchkey_core::domain::random::OsRandom;

    fn opened(path: &Path) -> Result<Keyring, String> {
        open_or_create(path, &OsRandom).map_err(|error| error.to_string())
    }

    /// A temporary folder, removed after the test, and the path of a key file in it.
    fn scratch() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret-keys");
        (folder, path)
    }

    fn names_in(folder: &Path) -> Vec<String> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_missing_file_is_made_once_and_kept() {
        let (folder, path) = scratch();
        let first = opened(&path).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(opened(&path).unwrap().current_id(), first.current_id());
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        assert_eq!(names_in(folder.path()), ["secret-keys"]);
    }

    #[test]
    fn a_file_that_appears_meanwhile_is_not_overwritten() {
        let (folder, path) = scratch();
        write_new(&path, "somebody else's").unwrap();
        create(&path, &OsRandom).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "somebody else's");
        assert_eq!(names_in(folder.path()), ["secret-keys"]);
        assert!(write_new(&path, "new").is_err());
    }

    #[test]
    fn without_hard_links_the_file_is_made_all_the_same_and_nothing_is_overwritten() {
        let no_way = |_: &Path, _: &Path| Err(io::Error::from(io::ErrorKind::PermissionDenied));
        for namings in [&[&no_way as Naming, &rename_to_a_free_name][..], &[&no_way, &no_way]] {
            let (folder, path) = scratch();
            create_by(&path, &OsRandom, namings).unwrap();
            let made = fs::read_to_string(&path).unwrap();
            opened(&path).unwrap();
            create_by(&path, &OsRandom, namings).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), made);
            assert_eq!(names_in(folder.path()), ["secret-keys"]);
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_key() {
        let (_folder, path) = scratch();
        let first = opened(&path).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("\u{feff}{}", text.lines().last().unwrap())).unwrap();
        assert_eq!(opened(&path).unwrap().current_id(), first.current_id());
    }

    #[test]
    fn servers_that_start_at_once_share_one_key() {
        let (_folder, path) = scratch();
        let ids: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| opened(&path).unwrap().current_id().to_owned())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]));
    }

    #[cfg(unix)]
    #[test]
    fn the_file_and_its_folder_are_for_their_owner_alone_and_must_stay_so() {
        use std::os::unix::fs::PermissionsExt;

        let (folder, _) = scratch();
        let data = folder.path().join("var/data");
        create_private_folder(&data).unwrap();
        create_private_folder(&data).unwrap();
        let path = data.join("secret-keys");
        opened(&path).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        assert_eq!((mode(&data), mode(&path)), (0o700, 0o600));
        for (mode, taken) in [(0o400, true), (0o640, false), (0o604, false), (0o620, false), (0o644, false), (0o600, true)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            match opened(&path) {
                Ok(_) => assert!(taken, "{mode:o}"),
                Err(message) => {
                    assert!(!taken && message.contains(&format!("chmod 600 {}", path.display())), "{mode:o}: {message}")
                }
            }
        }
    }

    #[test]
    fn a_file_that_cannot_be_used_is_refused_by_name_in_one_line_without_its_content() {
        let (folder, path) = scratch();
        let refused = |path: &Path, expected: &str| {
            let message = opened(path).unwrap_err();
            assert!(message.starts_with("secret_keys: the key file ") && message.contains(&*path.to_string_lossy()), "{message}");
            assert!(message.contains(expected) && message.lines().count() == 1, "{message}");
            assert!(!message.contains("hunter2"), "{message}");
        };
        fs::create_dir(&path).unwrap();
        refused(&path, "cannot be read");
        fs::remove_dir(&path).unwrap();
        for (text, expected) in
            [("", "holds no key"), ("# empty\n", "holds no key"), ("# keys\nhunter2\n", "line 2 is not a key")]
        {
            write_new(&path, text).unwrap();
            refused(&path, expected);
            assert_eq!(fs::read_to_string(&path).unwrap(), text, "left as it was");
            fs::remove_file(&path).unwrap();
        }
        refused(&folder.path().join("missing/secret-keys"), "cannot be made");
        let latin1 = folder.path().join("latin1");
        write_new(&latin1, "").unwrap();
        fs::write(&latin1, [0xe4]).unwrap();
        refused(&latin1, "cannot be read");
    }
}
