//! How soon `dupes` stops: from the signal to the first byte of its report, at many moments of a search.
//!
//! ```text
//! cargo bench --package safepoint-examples --bench stopping -- [--moments N] [PATH…]
//! ```
//!
//! Searches each folder (default: that of the Rust toolchain) and two equal files of 64 GiB (without a block on the
//! disk), interrupted at N moments spread evenly over the time that the search takes, and once with `--timeout 50ms`.
//! Each report must be one JSON object with the right exit code, and list nothing that the whole search does not.

use std::{
    collections::HashMap,
    error::Error,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use clap::Parser;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

type Failure = Box<dyn Error>;

/// Measures how soon `dupes` stops
#[derive(Parser)]
struct Options {
    /// Folders to search
    paths: Vec<PathBuf>,
    /// How often each search is interrupted
    #[arg(long, default_value_t = 20)]
    moments: u32,
}

fn main() -> Result<(), Failure> {
    // `cargo bench` adds this.
    let arguments = std::env::args().filter(|argument| argument != "--bench");
    let mut options = Options::parse_from(arguments);
    if options.paths.is_empty() {
        options.paths.push(toolchain()?);
    }
    for path in &options.paths {
        println!("{}", path.display());
        // The second one, for the first had to read the disk.
        Run::start(&[path], &[])?.end()?.expect(0)?;
        let whole = Run::start(&[path], &[])?.end()?;
        whole.expect(0)?;
        println!(
            "  {} files in {:.1?}",
            whole.report["files_seen"], whole.time
        );
        measure(&[path], options.moments, whole.time, Some(&whole.report))?;
    }

    println!("two equal files of 64 GiB");
    let folder = tempfile::tempdir()?;
    let files = ["a", "b"].map(|name| folder.path().join(name));
    for file in &files {
        File::create(file)?.set_len(64 << 30)?;
    }
    let files = files.each_ref().map(PathBuf::as_path);
    measure(&files, options.moments, Duration::from_secs(2), None)
}

/// Interrupts searches at moments spread over `time`, and lets one run into its timeout.
fn measure(
    paths: &[&Path],
    moments: u32,
    time: Duration,
    whole: Option<&Value>,
) -> Result<(), Failure> {
    let whole = whole.map(Whole::new);
    let mut delays = Vec::new();
    for moment in 1..=moments {
        let run = Run::start(paths, &[])?;
        // A moment is a time: there is nothing else to wait for.
        thread::sleep(time * moment / (moments + 1));
        let ended = run.interrupt()?;
        // One that was faster than the first has nothing left to interrupt.
        if ended.code == 0 {
            continue;
        }
        ended.expect(130)?;
        ended.expect_partial(whole.as_ref())?;
        delays.extend(ended.delay);
    }
    delays.sort_unstable();
    if let [first, .., last] = delays[..] {
        println!(
            "  {} interrupts: the report begins after {first:.1?} to {last:.1?}, median {:.1?}",
            delays.len(),
            delays[delays.len() / 2],
        );
    }

    let ended = Run::start(paths, &["--timeout", "50ms"])?.end()?;
    if ended.code == 0 {
        println!("  it takes less than 50 ms");
        return Ok(());
    }
    ended.expect(124)?;
    ended.expect_partial(whole.as_ref())?;
    println!(
        "  timeout of 50 ms: ends after {:.1?}, noticed {} µs late",
        ended.time, ended.report["latency_us"],
    );
    Ok(())
}

/// A search on its way.
struct Run {
    child: Child,
    begun: Instant,
}

/// What became of it.
struct Ended {
    code: i32,
    report: Value,
    time: Duration,
    /// From the signal to the first byte.
    delay: Option<Duration>,
}

impl Run {
    fn start(paths: &[&Path], options: &[&str]) -> Result<Self, Failure> {
        let begun = Instant::now();
        let child = Command::new(env!("CARGO_BIN_EXE_dupes"))
            .arg("--json")
            .args(options)
            .args(paths)
            .stdout(Stdio::piped())
            .spawn()?;
        Ok(Self { child, begun })
    }

    fn interrupt(self) -> Result<Ended, Failure> {
        let asked = Instant::now();
        // It may have ended by itself: until it is waited for, its number is nobody else's.
        kill_process(Pid::from_child(&self.child), Signal::INT)?;
        self.read(Some(asked))
    }

    fn end(self) -> Result<Ended, Failure> {
        self.read(None)
    }

    fn read(mut self, asked: Option<Instant>) -> Result<Ended, Failure> {
        let mut stdout = self.child.stdout.take().ok_or("no pipe")?;
        let mut report = vec![0];
        stdout.read_exact(&mut report)?;
        let delay = asked.map(|asked| asked.elapsed());
        stdout.read_to_end(&mut report)?;
        let code = self.child.wait()?.code().ok_or("killed")?;
        Ok(Ended {
            code,
            report: serde_json::from_slice(&report)?,
            time: self.begun.elapsed(),
            delay,
        })
    }
}

impl Ended {
    fn expect(&self, code: i32) -> Result<(), Failure> {
        if self.code == code && self.report["complete"] == (code == 0) {
            return Ok(());
        }
        Err(format!("code {} instead of {code}: {}", self.code, self.report).into())
    }

    /// A partial report lists parts of the whole one's groups.
    fn expect_partial(&self, whole: Option<&Whole>) -> Result<(), Failure> {
        let Some(whole) = whole else { return Ok(()) };
        for (content, paths) in groups(&self.report) {
            let known = whole.groups.get(&content).ok_or("a group that is none")?;
            if paths.len() < 2 || !paths.iter().all(|path| known.contains(whole.first(path))) {
                return Err(format!("not equal: {paths:?}").into());
            }
        }
        Ok(())
    }
}

/// What a search finds that nobody stops.
struct Whole {
    groups: HashMap<String, Vec<String>>,
    /// The first name of each file that has several. A partial report may know the others only.
    first: HashMap<String, String>,
}

impl Whole {
    fn new(report: &Value) -> Self {
        let links = report["hard_links"].as_array().into_iter().flatten();
        let first = links.flat_map(|link| {
            let names = strings(&link["paths"]);
            let first = names[0].clone();
            names.into_iter().map(move |name| (name, first.clone()))
        });
        Self {
            first: first.collect(),
            groups: groups(report),
        }
    }

    fn first<'a>(&'a self, path: &'a String) -> &'a String {
        self.first.get(path).unwrap_or(path)
    }
}

/// The paths of each group, by its hash and size.
fn groups(report: &Value) -> HashMap<String, Vec<String>> {
    let groups = report["groups"].as_array().into_iter().flatten();
    groups
        .map(|group| {
            let content = format!("{} {}", group["hash"], group["size"]);
            (content, strings(&group["paths"]))
        })
        .collect()
}

fn strings(values: &Value) -> Vec<String> {
    let values = values.as_array().into_iter().flatten();
    values.filter_map(Value::as_str).map(String::from).collect()
}

fn toolchain() -> Result<PathBuf, Failure> {
    let output = Command::new("rustc")
        .args(["--print", "sysroot"])
        .output()?;
    Ok(String::from_utf8(output.stdout)?.trim_end().into())
}
