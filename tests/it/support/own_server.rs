//! A PostgreSQL server of a test's own, which the test may have crash, and whose disk it may fill.

use std::{
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdout},
};

use url::Url;

use super::cluster;

/// A server. It ends with this.
pub struct OwnServer {
    /// An empty database on it.
    pub database: Url,
    tool: Child,
    said: BufReader<ChildStdout>,
}

impl OwnServer {
    /// Starts one: see `tools/postgres` for what may be asked of it.
    pub async fn started(arguments: &[&str]) -> Self {
        let (url, tool, said) = cluster::start(arguments);
        let (_, database) = cluster::create(&url, "").await;
        Self { database, tool, said }
    }

    /// It ends in the midst of everything, as at a power cut.
    pub fn crash(&mut self) {
        assert_eq!(self.order("crash"), "crash");
    }

    /// It is there again, unless it was all the time.
    pub fn start(&mut self) {
        assert_eq!(self.order("start"), "start");
    }

    /// The folder with all its files, as this process sees it.
    pub fn folder(&mut self) -> PathBuf {
        self.order("folder").into()
    }

    /// Has something done, and waits until it is: what the tool says then.
    fn order(&mut self, order: &str) -> String {
        writeln!(self.tool.stdin.as_mut().unwrap(), "{order}").unwrap();
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        // Its end of input is its end.
        self.tool.stdin = None;
        let _ = self.tool.wait();
    }
}
