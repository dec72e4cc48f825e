//! Stopping in the middle: of a file that takes many seconds to read.

use std::{
    io::{Read, Write},
    process::Stdio,
};

use rustix::process::Signal;
use serde_json::Value;

use crate::{
    running::{Outcome, Running, start},
    tree::{ENDLESS, Tree, groups},
};

/// Some small groups, found and proved first, and two equal files without end. With one thread the
/// order is the order of the arguments: who reads an endless file has proved the small ones.
fn tree() -> Tree {
    let tree = Tree::with(&[
        ("small/a", "content"),
        ("small/b", "content"),
        ("small/c", "another"),
        ("small/d", "another"),
    ]);
    tree.zeros("endless 1", ENDLESS);
    tree.zeros("endless 2", ENDLESS);
    tree
}

const ARGUMENTS: [&str; 6] = [
    "--json",
    "--threads",
    "1",
    "small",
    "endless 1",
    "endless 2",
];

fn start_in_the_middle(tree: &Tree) -> Running {
    let mut running = start(&mut tree.dupes(&ARGUMENTS));
    running.wait_for_bytes(64 << 20);
    running
}

/// A report of what was proved, that says why it is not all.
fn assert_partial(outcome: &Outcome, reason: &str) -> Value {
    let report = outcome.json();
    assert_eq!(report["complete"], false);
    assert_eq!(report["reason"], reason);
    let site = report["site"].as_str().expect("a site");
    assert!(site.contains("examples/dupes/"), "{site}");
    assert!(report["latency_us"].is_u64());
    report
}

const SMALL: [[&str; 2]; 2] = [["small/a", "small/b"], ["small/c", "small/d"]];

#[test]
fn interrupt_ends_with_130_and_what_was_proved() {
    let tree = tree();
    let running = start_in_the_middle(&tree);
    running.signal(Signal::INT);
    let outcome = running.outcome();
    assert_eq!(outcome.code(), 130);
    let report = assert_partial(&outcome, "signal 2 (SIGINT)");
    assert_eq!(groups(&report), SMALL);
    assert_eq!(report["files_seen"], 6);
    assert_eq!(report["files_hashed"], 4);
}

#[test]
fn terminate_ends_with_143() {
    let tree = tree();
    let running = start_in_the_middle(&tree);
    running.signal(Signal::TERM);
    let outcome = running.outcome();
    assert_eq!(outcome.code(), 143);
    let report = assert_partial(&outcome, "signal 15 (SIGTERM)");
    assert_eq!(groups(&report), SMALL);
}

#[test]
fn timeout_ends_with_124() {
    let tree = tree();
    let outcome = start(tree.dupes(&ARGUMENTS).args(["--timeout", "50ms"])).outcome();
    assert_eq!(outcome.code(), 124);
    assert_partial(&outcome, "deadline exceeded");
}

#[test]
fn no_time_at_all_is_a_timeout() {
    let tree = Tree::with(&[("a", "content")]);
    let outcome = start(&mut tree.dupes(&["--json", "--timeout", "0s"])).outcome();
    assert_eq!(outcome.code(), 124);
    let report = assert_partial(&outcome, "deadline exceeded");
    assert_eq!(report["files_seen"], 0);
}

#[test]
fn endless_time_is_no_timeout() {
    let tree = Tree::with(&[("a", "content"), ("b", "content")]);
    let outcome = start(&mut tree.dupes(&["--timeout", "500000000000years"])).outcome();
    assert_eq!(outcome.code(), 0, "{outcome:?}");
}

#[test]
fn text_says_first_that_the_list_is_incomplete_and_why() {
    let tree = tree();
    let outcome = start(tree.dupes(&ARGUMENTS[1..]).args(["--timeout", "50ms"])).outcome();
    assert_eq!(outcome.code(), 124);
    let mut lines = outcome.stdout.lines();
    let first = lines.next().expect("a line");
    let why = "INCOMPLETE, cancelled: deadline exceeded (noticed in ";
    assert!(first.starts_with(why), "{first}");
    assert!(first.contains(" at examples/dupes/"), "{first}");
    assert!(first.ends_with(" later)"), "{first}");
    assert!(lines.last().expect("a summary").contains("INCOMPLETE"));
}

#[test]
fn second_interrupt_ends_even_what_is_stuck() {
    let tree = tree();
    // Nobody reads what it says, and the pipe is full: the first signal leaves it stuck in its report.
    let (unread, mut pipe) = std::io::pipe().expect("a pipe");
    rustix::io::ioctl_fionbio(&pipe, true).expect("a pipe can be non-blocking");
    while pipe.write(&[0; 4096]).is_ok() {}
    rustix::io::ioctl_fionbio(&pipe, false).expect("a pipe can be blocking");
    let mut command = tree.dupes(&ARGUMENTS);
    command.stderr(Stdio::piped()).stdout(pipe);
    let mut running = Running::from(command.spawn().expect("the program starts"));
    drop(command);
    running.wait_for_bytes(64 << 20);

    running.signal_until_it_ends(Signal::INT);
    let outcome = running.outcome();
    assert_eq!(outcome.code(), 130);
    assert_eq!(outcome.stderr, "");
    drop(unread);
}

#[test]
fn first_interrupt_leaves_a_report_whole_that_is_being_written() {
    let tree = Tree::new();
    let long = "x".repeat(200);
    for number in 0..2000 {
        tree.file(format!("{number}{long}"), "content");
    }
    let (mut report, pipe) = std::io::pipe().expect("a pipe");
    let mut command = tree.dupes(&["--json"]);
    command.stderr(Stdio::piped()).stdout(pipe);
    let running = Running::from(command.spawn().expect("the program starts"));
    drop(command);
    let mut text = vec![0];
    report.read_exact(&mut text).expect("a report");
    // What has begun does not fit into the pipe, and so has not ended.
    running.signal(Signal::INT);
    report.read_to_end(&mut text).expect("the rest of it");
    assert_eq!(running.outcome().code(), 0);
    let report: Value = serde_json::from_slice(&text).expect("one object");
    assert_eq!(report["complete"], true);
    assert_eq!(groups(&report)[0].len(), 2000);
}
