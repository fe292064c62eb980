//! What the operating system knows of this process (proc_pid_stat(5)), under the names that every Prometheus client uses.

use std::fs;

use rustix::{
    param::{clock_ticks_per_second, page_size},
    process::{Resource, getrlimit},
};

/// The numbers of this process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Process {
    /// Processor time of all threads, user and system, in seconds.
    pub cpu_seconds: f64,
    /// Memory that it has in use, in bytes.
    pub resident_bytes: u64,
    /// Its address space, in bytes.
    pub virtual_bytes: u64,
    /// Number of open file descriptors.
    pub open_descriptors: u64,
    /// The most that it may have.
    pub most_descriptors: u64,
    /// When it was started, in seconds since the Unix epoch.
    pub started_at: f64,
}

impl Process {
    /// Those of this process. `None` where `/proc` does not tell them.
    pub fn own() -> Option<Self> {
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        let booted_at = fs::read_to_string("/proc/stat").ok()?;
        // The listing holds a descriptor itself.
        let open = fs::read_dir("/proc/self/fd").ok()?.count().saturating_sub(1);
        let most = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        let descriptors = (u64::try_from(open).ok()?, most);
        Self::read((&stat, &booted_at), descriptors, (clock_ticks_per_second(), u64::try_from(page_size()).ok()?))
    }

    fn read((stat, of_machine): (&str, &str), (open, most): (u64, u64), (ticks, page): (u64, u64)) -> Option<Self> {
        // The name may hold spaces and brackets. Behind it fields are numbered from 3.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
        let booted_at: u64 = of_machine.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()?;
        let seconds = |number| Some(field(number)? as f64 / ticks as f64);
        Some(Self {
            cpu_seconds: seconds(14)? + seconds(15)?,
            resident_bytes: field(24)?.saturating_mul(page),
            virtual_bytes: field(23)?,
            open_descriptors: open,
            most_descriptors: most,
            started_at: booted_at as f64 + seconds(22)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_found_behind_whatever_name() {
        let stat = "7 (a ) S (b) R 1 7 7 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 9 0 4200 1048576 300 18446744073709551615 1 1";
        let process = Process::read((stat, "cpu 1 2\nbtime 1800000000\nprocesses 3\n"), (12, 1024), (100, 4096)).unwrap();
        let expected = Process {
            cpu_seconds: 3.0,
            resident_bytes: 300 * 4096,
            virtual_bytes: 1_048_576,
            open_descriptors: 12,
            most_descriptors: 1024,
            started_at: 1_800_000_042.0,
        };
        assert_eq!(process, expected);
        assert_eq!(Process::read(("", ""), (0, 0), (100, 4096)), None);
        assert_eq!(Process::read(("7 (x) R 1", "btime 1"), (0, 0), (100, 4096)), None);
    }

    #[test]
    fn this_process_has_them() {
        let process = Process::own().unwrap();
        assert!(process.resident_bytes > 1_000_000 && process.virtual_bytes > process.resident_bytes, "{process:?}");
        assert!(process.open_descriptors > 2 && process.most_descriptors > process.open_descriptors, "{process:?}");
        assert!(process.started_at > 1_600_000_000.0 && process.cpu_seconds >= 0.0, "{process:?}");
    }
}
