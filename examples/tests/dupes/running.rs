//! Running the program, watching it, sending it signals.

use std::{
    fs::{self, Permissions},
    io::Read,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, geteuid, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use crate::tree::Tree;

pub(crate) const DUPES: &str = env!("CARGO_BIN_EXE_dupes");

/// A run that takes longer hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// A copy of the program that anybody may run.
pub(crate) struct Program(TempDir);

impl Program {
    /// To be run by somebody whom permissions hold back: root may read everything.
    pub(crate) fn for_nobody_special() -> Self {
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        fs::copy(DUPES, folder.path().join("dupes")).expect("a copy");
        let everybody = Permissions::from_mode(0o755);
        fs::set_permissions(folder.path(), everybody).expect("our own folder");
        Self(folder)
    }

    pub(crate) fn on(&self, tree: &Tree, arguments: &[&str]) -> Command {
        let everybody = Permissions::from_mode(0o755);
        fs::set_permissions(tree.path(""), everybody).expect("our own folder");
        let mut command = Command::new(self.0.path().join("dupes"));
        command.current_dir(tree.path("")).args(arguments);
        if geteuid().is_root() {
            command.uid(65534).gid(65534);
        }
        command
    }
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    pub(crate) fn code(&self) -> i32 {
        self.status
            .code()
            .unwrap_or_else(|| panic!("killed: {self:?}"))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A program that is running.
pub(crate) struct Running(Child);

pub(crate) fn start(command: &mut Command) -> Running {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Running(command.spawn().expect("the program starts"))
}

pub(crate) fn run(command: &mut Command) -> Outcome {
    start(command).outcome()
}

/// Runs it to the end with `--json` and gives the object.
pub(crate) fn report(command: &mut Command) -> Value {
    let outcome = run(command.arg("--json"));
    assert_eq!(outcome.code(), 0, "{outcome:?}");
    outcome.json()
}

impl From<Child> for Running {
    fn from(child: Child) -> Self {
        Self(child)
    }
}

/// A test that fails leaves nothing running.
impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

impl Running {
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).expect("it is our child");
    }

    /// Sends the signal again and again: of two that come together the system delivers one.
    pub(crate) fn signal_until_it_ends(&mut self, signal: Signal) {
        let begun = Instant::now();
        while self.0.try_wait().expect("our child").is_none() {
            assert!(begun.elapsed() < PATIENCE, "it goes on");
            self.signal(signal);
            thread::yield_now();
        }
    }

    /// Waits until the program has read so many bytes of files.
    pub(crate) fn wait_for_bytes(&mut self, bytes: u64) {
        let path = format!("/proc/{}/io", self.0.id());
        let begun = Instant::now();
        loop {
            let counters = fs::read_to_string(&path).expect("the program is running");
            let read = counters
                .lines()
                .find_map(|line| line.strip_prefix("rchar: "));
            let read: u64 = read
                .expect("there is such a counter")
                .parse()
                .expect("a number");
            if read >= bytes {
                return;
            }
            assert!(
                self.0.try_wait().expect("our child").is_none(),
                "it ended too early"
            );
            assert!(begun.elapsed() < PATIENCE, "only {read} bytes read");
            thread::yield_now();
        }
    }

    /// Waits for the program to end, and reads what it says.
    pub(crate) fn outcome(mut self) -> Outcome {
        let pid = Pid::from_child(&self.0);
        let (done, ended) = mpsc::channel();
        let watch = thread::spawn(move || {
            if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let _ = kill_process(pid, Signal::KILL);
            }
        });
        let mut stdout = self.0.stdout.take();
        let reader = thread::spawn(move || read(stdout.as_mut()));
        let stderr = read(self.0.stderr.as_mut());
        let stdout = reader.join().expect("reading does not panic");
        let status = self.0.wait().expect("our child");
        done.send(()).ok();
        watch.join().expect("watching does not panic");
        Outcome {
            status,
            stdout,
            stderr,
        }
    }
}

fn read(from: Option<&mut impl Read>) -> String {
    let mut text = String::new();
    if let Some(from) = from {
        from.read_to_string(&mut text)
            .expect("it writes UTF-8 into a pipe");
    }
    text
}
