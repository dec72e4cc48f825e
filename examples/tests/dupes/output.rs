//! Where the report goes.

use std::{fs::OpenOptions, process::Stdio};

use crate::{
    running::{Running, run},
    tree::Tree,
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
