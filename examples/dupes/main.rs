//! `dupes` finds files with equal content and says how much space they waste.
//!
//! It searches real disks, and stops the moment it is told to: by Ctrl-C, by SIGTERM, or by its
//! `--timeout`. What it has proved equal by then is reported, and said to be incomplete.
//!
//! The search is a pipeline of stages, each an annotated function on threads of one scope, with
//! channels between them (see [`search`]):
//!
//! ```text
//! walk ──files──▶ by_size ──candidates──▶ heads (× threads) ──same head──▶ whole (× threads)
//!                                           │ small files                    │
//!                                           └──────────▶ Findings ◀──────────┘ ──▶ report
//! ```
//!
//! 1. No stage keeps results to itself: what is proved goes into [`findings::Findings`] at once,
//!    so cancelling a stage loses nothing that was known.
//! 2. Channels carry work in one direction only, and a stage that ends drops its ends of them, so
//!    no stage waits for ever for one that is gone.
//! 3. Only regular files are opened, for reading, and nothing is written where it searches.
//!
//! Unix only: a file's identity is its device and inode.

// Without the attribute nothing in the stages fails any more.
#![cfg_attr(not(feature = "cancellable"), allow(clippy::unnecessary_wraps))]

mod arguments;
mod file;
mod findings;
mod gitignore;
mod group;
mod hash;
mod inodes;
mod name;
mod progress;
mod report;
mod search;
mod signals;
mod walk;

use std::{
    io::{self, Write},
    process,
    sync::Arc,
};

use safepoint::{CancelSource, Cancelled, Reason};

use crate::{arguments::Arguments, findings::Findings, group::Candidates};

fn main() {
    let arguments = Arguments::read();
    let findings = Arc::default();
    let mut candidates = Candidates::default();
    let code = run(&arguments, &findings, &mut candidates).unwrap_or_else(|error| {
        // Not `eprintln!`, which panics where stderr is gone as well.
        let _ = writeln!(io::stderr(), "dupes: {error}");
        1
    });
    // Not a return from `main`, which would free the tables of a big search piece by piece.
    process::exit(code);
}

/// Searches, reports, and returns the exit code.
fn run(
    arguments: &Arguments,
    findings: &Arc<Findings>,
    candidates: &mut Candidates,
) -> io::Result<i32> {
    let source = match arguments.timeout {
        Some(timeout) => CancelSource::with_timeout(timeout),
        None => CancelSource::new(),
    };
    signals::cancel(&source)?;
    let outcome = search::search(arguments, &source.token(), findings, candidates);

    let cancelled = outcome.as_ref().err();
    match report::write(arguments, findings, candidates, cancelled) {
        // `dupes | head` has seen what it wanted to see.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written?,
    }
    Ok(cancelled.map_or(0, exit_code))
}

/// The code that shells give to a process ended by a signal, and the one that `timeout` gives.
fn exit_code(cancelled: &Cancelled) -> i32 {
    match cancelled.reason() {
        Reason::Signal(signal) => 128 + signal,
        Reason::Deadline => 124,
        _ => 1,
    }
}
