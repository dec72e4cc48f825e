//! Files, locks and guards are given back, in order, when a loop is stopped.
//!
//! Stopping is returning: no thread is ever killed, so everything that a function holds is dropped as
//! if it had ended by itself, the last taken first, and no lock is poisoned.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::PathBuf,
    sync::{
        Mutex,
        mpsc::{self, Sender},
    },
    thread,
};

use safepoint::{CancelSource, CancelToken, Cancelled, cancellable};

/// What was taken and given back, in order.
type Log = Mutex<Vec<String>>;

/// Says when it is taken and when it is given back.
struct Guard<'l> {
    name: &'static str,
    log: &'l Log,
}

impl<'l> Guard<'l> {
    fn take(name: &'static str, log: &'l Log) -> Self {
        log.lock().unwrap().push(format!("take {name}"));
        Self { name, log }
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.log
            .lock()
            .unwrap()
            .push(format!("give back {}", self.name));
    }
}

/// A file that is removed when it is given back.
struct Scratch<'l> {
    file: File,
    path: PathBuf,
    log: &'l Log,
}

impl<'l> Scratch<'l> {
    fn create(path: PathBuf, log: &'l Log) -> io::Result<Self> {
        let file = File::create_new(&path)?;
        log.lock().unwrap().push("take file".into());
        Ok(Self { file, path, log })
    }
}

impl Drop for Scratch<'_> {
    fn drop(&mut self) {
        let removed = fs::remove_file(&self.path).is_ok();
        self.log
            .lock()
            .unwrap()
            .push(format!("give back file, removed: {removed}"));
    }
}

/// Why the work ended early: `?` works for both, and cancellation stays recognisable.
#[derive(Debug)]
enum Failure {
    Cancelled(Cancelled),
    Io(io::Error),
}

impl From<Cancelled> for Failure {
    fn from(cancelled: Cancelled) -> Self {
        Self::Cancelled(cancelled)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Writes without end, holding a file, a lock and a connection.
#[cancellable]
fn write(
    path: PathBuf,
    shared: &Mutex<u64>,
    log: &Log,
    wrote: &Sender<()>,
    token: &CancelToken,
) -> Result<(), Failure> {
    let mut scratch = Scratch::create(path, log)?;
    let mut lines = shared.lock().unwrap();
    let _connection = Guard::take("connection", log);
    loop {
        let _line = Guard::take("line", log);
        writeln!(scratch.file, "line {lines}")?;
        *lines += 1;
        wrote.send(()).expect("main listens");
    }
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scratch");
    let (shared, log) = (Mutex::new(0), Log::default());
    let (wrote, written) = mpsc::channel();
    let source = CancelSource::new();

    let stopped = thread::scope(|s| {
        let token = source.token();
        let worker = s.spawn(|| {
            let (path, wrote, token) = (path.clone(), wrote, token);
            write(path, &shared, &log, &wrote, &token)
        });
        written.recv().expect("a line was written");
        assert!(path.exists());
        source.cancel();
        worker.join().unwrap()
    });

    let cancelled = match stopped {
        Err(Failure::Cancelled(cancelled)) => cancelled,
        Err(Failure::Io(error)) => panic!("{error}"),
        Ok(()) => panic!("it ended by itself"),
    };
    assert!(!path.exists(), "the file is gone");
    let lines = *shared.lock().expect("the lock is free and not poisoned");
    assert!(lines >= 1);

    let log = log.into_inner().unwrap();
    let (head, rest) = log.split_at(2);
    let (turns, tail) = rest.split_at(rest.len() - 2);
    assert_eq!(head, ["take file", "take connection"]);
    for turn in turns.chunks(2) {
        assert_eq!(turn, ["take line", "give back line"]);
    }
    assert_eq!(turns.len() as u64, 2 * lines);
    assert_eq!(
        tail,
        ["give back connection", "give back file, removed: true"]
    );
    println!("stopped after {lines} lines: {cancelled}");
    println!("{}", tail.join("; "));
}
