//! Files that cannot be read, or not to their end: none of them ends the run.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    time::SystemTime,
};

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::{
    running::{Program, report, start},
    tree::{ENDLESS, Tree, errors, groups},
};

#[test]
fn unreadable_files_and_folders_are_errors() {
    let tree = Tree::with(&[
        ("files/a", "content"),
        ("files/b", "content"),
        ("files/secret", "content"),
        ("files/folder/c", "content"),
    ]);
    let mode = |name: &str, mode| {
        fs::set_permissions(tree.path(name), Permissions::from_mode(mode)).unwrap();
    };
    mode("files/secret", 0o000);
    mode("files/folder", 0o000);
    let program = Program::for_nobody_special();
    let report = report(&mut program.on(&tree, &["files"]));
    mode("files/folder", 0o700);

    assert_eq!(report["complete"], true);
    assert_eq!(groups(&report), [["files/a", "files/b"]]);
    let errors = errors(&report);
    let places: Vec<_> = errors.iter().map(|error| error.0).collect();
    assert_eq!(places, ["files/folder", "files/secret"]);
    for (_, error) in errors {
        assert!(error.starts_with("Permission denied"), "{error}");
    }
}

#[test]
fn fifo_is_not_opened_for_being_called_gitignore() {
    let tree = Tree::with(&[("a", "content"), ("b", "content"), ("sub/c", "content")]);
    mknodat(
        CWD,
        tree.path("sub/.gitignore"),
        FileType::Fifo,
        Mode::RWXU,
        0,
    )
    .unwrap();
    let seen = report(&mut tree.dupes(&["--gitignore"]));
    assert_eq!(groups(&seen), [["./a", "./b"]]);
    let why = "not searched: ./sub/.gitignore is a FIFO";
    assert_eq!(errors(&seen), [("./sub", why)]);
    // Given as an argument, or above what is given.
    fs::create_dir(tree.path("sub/deeper")).unwrap();
    for path in ["sub", "sub/deeper"] {
        let seen = report(&mut tree.dupes(&["--gitignore", path]));
        assert_eq!(seen["files_seen"], 0);
        assert_eq!(errors(&seen).len(), 1);
    }
}

#[test]
fn file_that_shrinks_or_vanishes_while_being_read_is_an_error() {
    let tree = Tree::with(&[("small/a", "content"), ("small/b", "content")]);
    let first = tree.zeros("first", ENDLESS);
    tree.zeros("second", ENDLESS);
    let mut command = tree.dupes(&["--json", "--threads", "1", "first", "second", "small"]);
    let mut running = start(&mut command);
    // The one thread is in the first file now, and has not opened the second.
    running.wait_for_bytes(64 << 20);
    fs::remove_file(tree.path("second")).unwrap();
    first.set_len(10).unwrap();

    let outcome = running.outcome();
    assert_eq!(outcome.code(), 0, "{outcome:?}");
    let report = outcome.json();
    assert_eq!(report["complete"], true);
    assert_eq!(groups(&report), [["small/a", "small/b"]]);
    let errors = errors(&report);
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert_eq!(errors[0], ("first", "shrank during the search"));
    assert_eq!(errors[1].0, "second");
    assert!(errors[1].1.starts_with("No such file"), "{errors:?}");
}

#[test]
fn file_that_changes_while_being_read_is_an_error() {
    // Big enough to be caught in the middle, small enough to be read to its end.
    const SIZE: u64 = 4 << 30;
    let tree = Tree::new();
    let [first, second] = ["first", "second"].map(|name| tree.zeros(name, SIZE));
    let mut running = start(&mut tree.dupes(&["--json", "--threads", "1", "first", "second"]));
    running.wait_for_bytes(16 << 20);
    first.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    second.set_len(SIZE + 1).unwrap();

    let outcome = running.outcome();
    assert_eq!(outcome.code(), 0, "{outcome:?}");
    let report = outcome.json();
    assert_eq!(groups(&report), [[""; 0]; 0]);
    assert_eq!(
        errors(&report),
        [
            ("first", "changed during the search"),
            ("second", "grew during the search"),
        ]
    );
}
