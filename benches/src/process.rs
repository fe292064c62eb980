//! Programs that the bench starts and ends, and what the system says of them.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::fault::Outcome;

/// How long a program may take to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running program. It ends with this value.
pub struct Program {
    child: Child,
    /// Kept open: a program may end when nobody reads what it says.
    stdout: BufReader<ChildStdout>,
    /// True if the program ends when its standard input does.
    ends_with_input: bool,
}

impl Program {
    /// Starts a program, and returns the first line that it says.
    pub fn start(command: &mut Command, ends_with_input: bool) -> Outcome<(Self, String)> {
        let name = command.get_program().to_string_lossy().into_owned();
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| format!("{name} cannot be started: {error}"))?;
        let stdout = child.stdout.take().ok_or("a program without standard output")?;
        let mut program = Self { child, stdout: BufReader::new(stdout), ends_with_input };
        let mut line = String::new();
        program.stdout.read_line(&mut line)?;
        if line.is_empty() {
            return Err(format!("{name} ended without a word: start it by hand to see why").into());
        }
        Ok((program, line.trim().to_owned()))
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    fn end(&mut self) {
        let input = self.child.stdin.take();
        if self.ends_with_input {
            drop(input);
        } else {
            let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        }
        let begun = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if begun.elapsed() > PATIENCE {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.end();
    }
}

/// The time that a process has had on processors, all of its threads together.
pub fn cpu(pid: u32) -> Outcome<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).map_err(|_| format!("the process {pid} is not there any more"))?;
    // The name, in parentheses, may hold anything. The 14th and 15th fields are the ticks of user and system.
    let (_, fields) = stat.rsplit_once(')').ok_or("/proc/PID/stat cannot be read")?;
    let ticks: u64 = fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(1000 * ticks / rustix::param::clock_ticks_per_second().max(1)))
}

/// The memory that a process holds, in KiB.
pub fn memory(pid: u32) -> Outcome<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("/proc/PID/status cannot be read")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

/// The number of descriptors that a process has open.
pub fn descriptors(pid: u32) -> Outcome<usize> {
    Ok(fs::read_dir(format!("/proc/{pid}/fd"))?.count())
}
