//! Where the report goes.

use std::{
    fs::{File, OpenOptions},
    io::Read,
    os::unix::fs::OpenOptionsExt,
    process::Stdio,
};

use rustix::{
    fs::OFlags,
    process::Signal,
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
};

use crate::{
    running::{Running, run},
    tree::{ENDLESS, Tree},
};

fn tree() -> Tree {
    Tree::with(&[("a", "content"), ("b", "content"), ("c\nd", "content")])
}

#[test]
fn reader_that_goes_away_is_no_error() {
    let tree = tree();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = tree.dupes(&[]);
    command.stdout(writer).stderr(Stdio::piped());
    let outcome = Running::from(command.spawn().expect("the program starts")).outcome();
    assert_eq!(outcome.code(), 0, "{outcome:?}");
    assert_eq!(outcome.stderr, "");
}

#[test]
fn full_disk_is_an_error() {
    let tree = tree();
    for arguments in [&[][..], &["--json"]] {
        let full = OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("a full disk");
        let mut command = tree.dupes(arguments);
        command.stdout(full).stderr(Stdio::piped());
        let outcome = Running::from(command.spawn().expect("the program starts")).outcome();
        assert_eq!(outcome.code(), 1, "{outcome:?}");
        assert!(
            outcome.stderr.starts_with("dupes: No space left"),
            "{outcome:?}"
        );
    }
}

#[test]
fn text_is_for_people() {
    let outcome = run(&mut tree().dupes(&[]));
    assert_eq!(outcome.code(), 0);
    let hash = &blake3::hash(b"content").to_string()[..16];
    let expected = format!(
        "3 equal files of 7 B, 14 B wasted (hash {hash}…)\n  ./a\n  ./b\n  $'./c\\x0ad'\n\n\
         14 B wasted, groups of equal files: 1; 3 files seen, 21 B read\n"
    );
    assert_eq!(outcome.stdout, expected);
    assert_eq!(
        outcome.stderr, "",
        "no progress where stderr is not a terminal"
    );
}

#[test]
fn progress_is_shown_on_a_terminal() {
    let tree = Tree::new();
    tree.zeros("a", ENDLESS);
    tree.zeros("b", ENDLESS);
    let (mut screen, terminal) = terminal();
    let mut command = tree.dupes(&[]);
    command.stdout(Stdio::piped()).stderr(terminal);
    let running = Running::from(command.spawn().expect("the program starts"));
    drop(command);

    let mut seen = String::new();
    while !seen.contains("2 files seen, ") || !seen.contains(" of 128.00 GiB hashed, ") {
        read_on(&mut screen, &mut seen).expect("it goes on showing progress");
    }
    running.signal(Signal::INT);
    assert_eq!(running.outcome().code(), 130);
}

#[test]
fn progress_is_not_shown_when_quiet() {
    let tree = Tree::new();
    tree.zeros("a", ENDLESS);
    tree.zeros("b", ENDLESS);
    let (mut screen, terminal) = terminal();
    let mut command = tree.dupes(&["--quiet", "--timeout", "500ms"]);
    command.stdout(Stdio::piped()).stderr(terminal);
    let running = Running::from(command.spawn().expect("the program starts"));
    drop(command);
    assert_eq!(running.outcome().code(), 124);
    let mut seen = String::new();
    while read_on(&mut screen, &mut seen).is_some() {}
    assert_eq!(seen, "");
}

/// Both sides of a terminal: what is shown on it, and what a program writes to.
fn terminal() -> (File, File) {
    let screen = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&screen).expect("it is ours");
    unlockpt(&screen).expect("it is ours");
    let name = ptsname(&screen, Vec::new()).expect("it has a name");
    let name = name.to_str().expect("an ASCII name");
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    options.custom_flags(OFlags::NOCTTY.bits().cast_signed());
    let terminal = options.open(name).expect("it can be opened");
    (File::from(screen), terminal)
}

/// Adds what comes next; nothing comes once the program has gone.
fn read_on(screen: &mut File, seen: &mut String) -> Option<()> {
    let mut piece = [0; 4096];
    let read = screen.read(&mut piece).ok().filter(|&read| read > 0)?;
    seen.push_str(&String::from_utf8_lossy(&piece[..read]));
    Some(())
}
