//! The program itself, as a process.

use std::{
    net::SocketAddr,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, ChildStderr, ChildStdout, Command},
    time::timeout,
};

use super::scratch;

/// Longer than any start or stop takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Nobody's user and group.
const NOBODY: u32 = 65534;

/// The program, as it was built.
const PROGRAM: &str = env!("CARGO_BIN_EXE_latchkey");

/// A folder in which the program runs, with a built site and nothing else.
pub struct Place {
    folder: TempDir,
    /// Where the program runs as another user, and from a copy that this user can reach.
    plain: Option<(u32, TempDir)>,
}

impl Place {
    /// An empty place.
    pub fn new() -> Self {
        let folder = scratch();
        std::fs::create_dir_all(folder.path().join("target/site/pkg")).unwrap();
        Self { folder, plain: None }
    }

    /// An empty place of a user whom permissions bind: where the tests run as root, the program runs as nobody.
    pub fn of_a_plain_user() -> Self {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};

        let mut place = Self::new();
        if std::fs::metadata(place.path("")).unwrap().uid() == 0 {
            chown(place.path(""), Some(NOBODY), Some(NOBODY)).unwrap();
            let copy = tempfile::tempdir().unwrap();
            std::fs::set_permissions(copy.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
            // By another process: what one of ours has open for writing, a child of another thread's may still have when it is run.
            let copied = std::process::Command::new("cp").args([PROGRAM.as_ref(), copy.path()]).status().unwrap();
            assert!(copied.success());
            place.plain = Some((NOBODY, copy));
        }
        place
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program with these variables set and no others, on a free port.
    pub fn program(&self, variables: &[(&str, &str)]) -> Command {
        let copy = self.plain.as_ref().map(|(_, copy)| copy.path().join("latchkey"));
        let mut command = Command::new(copy.unwrap_or_else(|| PROGRAM.into()));
        command.current_dir(self.folder.path()).env_clear().env("LATCHKEY_LISTEN", "127.0.0.1:0");
        command.envs(variables.iter().copied()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some((user, _)) = self.plain {
            command.uid(user).gid(user);
        }
        command.kill_on_drop(true);
        command
    }

    /// Starts the program and waits until it listens.
    pub async fn start(&self, variables: &[(&str, &str)]) -> Running {
        Running::begin(self.program(variables)).await
    }

    /// Starts the program, which must end by itself, with one line that says why.
    pub async fn refusal(&self, variables: &[(&str, &str)]) -> String {
        refusal(self.program(variables)).await
    }
}

/// Runs a program that must end by itself within patience, and not well: the one line that it leaves on standard error.
pub async fn refusal(mut command: Command) -> String {
    let output = timeout(PATIENCE, command.output()).await.expect("it goes on").unwrap();
    let (told, said) = (String::from_utf8(output.stderr).unwrap(), String::from_utf8(output.stdout).unwrap());
    assert!(!output.status.success() && output.status.code().is_some(), "it ended with {}: {told}", output.status);
    assert_eq!(told.lines().count(), 1, "one line: {told}");
    assert_eq!(said, "", "nothing on standard output");
    let line = told.trim_end().strip_prefix("latchkey: ").unwrap_or_else(|| panic!("it says who speaks: {told}")).to_owned();
    assert!(!line.contains("panicked") && !line.contains("Error {"), "{line}");
    line
}

/// The program while it runs.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Running {
    /// Starts a program and waits until it listens.
    pub async fn begin(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        timeout(PATIENCE, stdout.read_line(&mut line)).await.expect("it says nothing").unwrap();
        let Some(address) = line.trim_end().strip_prefix("listening on http://") else {
            let mut told = String::new();
            child.stderr.take().unwrap().read_to_string(&mut told).await.unwrap();
            panic!("it did not start: {line}{told}");
        };
        Self { address: address.parse().unwrap(), child, stdout }
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Takes the pipe of its log, to be closed or left unread.
    pub fn take_log(&mut self) -> ChildStderr {
        self.child.stderr.take().unwrap()
    }

    /// Sends it a signal, by its name.
    pub async fn signal(&self, name: &str) {
        let id = self.id();
        // The shell's own kill: not every machine has another.
        assert!(Command::new("sh").args(["-c", &format!("kill -{name} {id}")]).status().await.unwrap().success());
    }

    /// Waits for its end: its status, and what it logged.
    pub async fn end(mut self) -> (ExitStatus, String) {
        let (mut told, mut said) = (String::new(), String::new());
        let stderr = self.child.stderr.take();
        let log = async {
            if let Some(mut stderr) = stderr {
                stderr.read_to_string(&mut told).await.unwrap();
            }
        };
        let ended = async { tokio::join!(log, self.stdout.read_to_string(&mut said), self.child.wait()) };
        let (_, _, status) = timeout(PATIENCE, ended).await.expect("it goes on");
        assert_eq!(said, "", "one line on standard output and no more");
        (status.unwrap(), told)
    }

    /// Asks it to stop, and waits for its good end: what it logged.
    pub async fn stop(self) -> String {
        self.signal("TERM").await;
        let (status, told) = self.end().await;
        assert_eq!(status.code(), Some(0), "{told}");
        told
    }
}
