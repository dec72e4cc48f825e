//! What is equal and what is not.

use std::{
    ffi::OsStr,
    fs::{self, Permissions},
    os::unix::{
        ffi::OsStrExt,
        fs::{MetadataExt, PermissionsExt, symlink},
        net::UnixListener,
    },
};

use rustix::fs::{CWD, FileType, Mode, mknodat};
use serde_json::json;

use crate::{
    running::{Program, report},
    tree::{Tree, errors, groups, strings},
};

#[test]
fn exactly_the_planted_groups_are_found() {
    let tree = Tree::with(&[
        ("a/one", "same"),
        ("b/two", "same"),
        (".hidden/three", "same"),
        ("b/other", "else"),
        ("a/long", &"x".repeat(100_000)),
        ("b/long", &"x".repeat(100_000)),
        ("empty", ""),
        ("a/empty", ""),
    ]);
    tree.file(OsStr::from_bytes(b"caf\xe9"), "same");
    fs::hard_link(tree.path("a/one"), tree.path("a/another name of one")).unwrap();
    symlink("..", tree.path("a/loop")).unwrap();
    symlink("nowhere", tree.path("a/broken")).unwrap();
    mknodat(CWD, tree.path("fifo"), FileType::Fifo, Mode::RWXU, 0).unwrap();
    let _socket = UnixListener::bind(tree.path("socket")).unwrap();
    tree.file("a/unreadable", "same");
    let nobody = Permissions::from_mode(0o000);
    fs::set_permissions(tree.path("a/unreadable"), nobody).unwrap();

    let program = Program::for_nobody_special();
    let report = report(&mut program.on(&tree, &["--follow-links"]));

    assert_eq!(report["complete"], true);
    assert_eq!(
        groups(&report),
        [
            vec!["./a/long", "./b/long"],
            vec![
                "./.hidden/three",
                "./a/another name of one",
                "./b/two",
                "./caf\0e9"
            ],
        ]
    );
    assert_eq!(report["wasted_bytes"], 100_000 + 3 * 4);
    assert_eq!(report["groups"][0]["size"], 100_000);
    let hash = blake3::hash("x".repeat(100_000).as_bytes());
    assert_eq!(report["groups"][0]["hash"], hash.to_string());
    assert_eq!(
        report["hard_links"],
        json!([{ "size": 4, "paths": ["./a/another name of one", "./a/one"] }])
    );
    assert_eq!(strings(&report["empty_files"]), ["./a/empty", "./empty"]);
    assert_eq!(strings(&report["not_utf8"]), ["./caf\0e9"]);
    assert_eq!(
        report["special_files"],
        json!([
            { "path": "./fifo", "kind": "FIFO" },
            { "path": "./socket", "kind": "socket" },
        ])
    );
    let errors = errors(&report);
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert_eq!(errors[0].0, "./a/broken");
    assert_eq!(errors[1], ("./a/loop", "link loop: leads back to ."));
    assert_eq!(errors[2].0, "./a/unreadable");
    assert_eq!(report["files_seen"], 11);
    // The two long ones and the five of size 4, of which one is one inode with two names.
    assert_eq!(report["files_hashed"], 2 + 5);
    assert_eq!(report["bytes_hashed"], 2 * (16 * 1024 + 100_000) + 5 * 4);
}

#[test]
fn files_that_differ_in_their_last_byte_are_not_equal() {
    let long = "x".repeat(1_000_000);
    let tree = Tree::with(&[
        ("a", &format!("{long}1")),
        ("b", &format!("{long}2")),
        ("c", &format!("{long}1")),
    ]);
    assert_eq!(groups(&report(&mut tree.dupes(&[]))), [["./a", "./c"]]);
}

#[test]
fn file_reached_by_two_given_paths_is_not_its_own_duplicate() {
    let tree = Tree::with(&[("sub/a", "content"), ("sub/b", "another")]);
    for paths in [
        &["sub/a", "sub/a"][..],
        &["sub", "sub"],
        &[".", "./sub"],
        &["sub", "."],
        &["sub/a", "./sub/../sub/a", "."],
    ] {
        let report = report(&mut tree.dupes(paths));
        assert_eq!(groups(&report), [[""; 0]; 0], "{paths:?}");
        assert_eq!(report["hard_links"], json!([]), "{paths:?}");
    }
}

#[test]
fn file_reached_through_a_link_is_not_its_own_duplicate() {
    let tree = Tree::with(&[("a", "content"), ("sub/b", "another")]);
    symlink("a", tree.path("link to a")).unwrap();
    symlink("sub", tree.path("link to sub")).unwrap();
    let report = report(&mut tree.dupes(&["--follow-links"]));
    assert_eq!(groups(&report), [[""; 0]; 0]);
    assert_eq!(report["hard_links"], json!([]));
    assert_eq!(report["files_seen"], 2);
    assert_eq!(report["errors"], json!([]));
}

#[test]
fn links_are_followed_on_request_only() {
    let there = Tree::with(&[("a", "content")]);
    let tree = Tree::with(&[("b", "content")]);
    symlink(there.path("a"), tree.path("link")).unwrap();
    let seen = report(&mut tree.dupes(&[]));
    assert_eq!(groups(&seen), [[""; 0]; 0]);
    assert_eq!(seen["links_not_followed"], 1);
    let seen = report(&mut tree.dupes(&["--follow-links"]));
    assert_eq!(groups(&seen), [["./b", "./link"]]);
    // A link given as an argument is meant.
    let seen = report(&mut tree.dupes(&["b", "link"]));
    assert_eq!(groups(&seen), [["b", "link"]]);
}

#[test]
fn folder_is_reported_under_its_own_name_and_not_under_that_of_a_link() {
    let tree = Tree::with(&[("z/one", "content"), ("z/two", "content")]);
    symlink("z", tree.path("a")).unwrap();
    let report = report(&mut tree.dupes(&["--follow-links"]));
    assert_eq!(groups(&report), [["./z/one", "./z/two"]]);
}

#[test]
fn loop_over_several_links_is_noted_where_it_closes() {
    let there = Tree::with(&[("file", "content")]);
    let tree = Tree::with(&[("sub/file", "content")]);
    symlink(there.path(""), tree.path("sub/out")).unwrap();
    symlink(tree.path(""), there.path("back")).unwrap();
    let report = report(&mut tree.dupes(&["--follow-links"]));
    assert_eq!(groups(&report), [["./sub/file", "./sub/out/file"]]);
    let errors = errors(&report);
    assert_eq!(errors, [("./sub/out/back", "link loop: leads back to .")]);
}

#[test]
fn folders_that_many_ways_lead_to_are_entered_once() {
    let tree = Tree::with(&[("39/a", "content"), ("39/b", "content")]);
    for level in 0..39 {
        fs::create_dir(tree.path(level.to_string())).unwrap();
        for link in ["x", "y"] {
            let next = format!("../{}", level + 1);
            symlink(next, tree.path(format!("{level}/{link}"))).unwrap();
        }
    }
    let report = report(&mut tree.dupes(&["--follow-links", "0", "39"]));
    assert_eq!(report["files_seen"], 2);
}

#[test]
fn ignored_files_are_left_out_on_request_only() {
    let tree = Tree::with(&[
        (".gitignore", "out\n"),
        ("in", "content"),
        ("out", "content"),
    ]);
    assert_eq!(groups(&report(&mut tree.dupes(&[]))), [["./in", "./out"]]);
    let report = report(&mut tree.dupes(&["--gitignore"]));
    assert_eq!(groups(&report), [[""; 0]; 0]);
}

#[test]
fn small_files_are_left_alone() {
    let tree = Tree::with(&[("a", "12"), ("b", "12"), ("c", "1"), ("d", "1"), ("e", "")]);
    let report = report(&mut tree.dupes(&["--min-size", "2"]));
    assert_eq!(groups(&report), [["./a", "./b"]]);
    assert_eq!(report["empty_files"], json!([]));
    assert_eq!(report["files_hashed"], 2);
}

#[test]
fn report_does_not_depend_on_chance() {
    let tree = Tree::new();
    for number in 0..300 {
        tree.file(
            format!("{}/{number}", number % 7),
            format!("{}", number % 40),
        );
    }
    let first = report(&mut tree.dupes(&["--threads", "1"]));
    assert_eq!(groups(&first).len(), 40);
    for _ in 0..5 {
        assert_eq!(report(&mut tree.dupes(&["--threads", "8"])), first);
    }
}

#[test]
fn nothing_is_written_where_it_searches() {
    let tree = Tree::with(&[("a", "content"), ("sub/b", "content"), ("c", "")]);
    let state = || {
        let names = ["", "a", "sub", "sub/b", "c"].map(|name| tree.path(name));
        names.map(|path| {
            let now = fs::symlink_metadata(path).unwrap();
            (now.ctime(), now.ctime_nsec(), now.mtime_nsec(), now.size())
        })
    };
    let before = state();
    report(&mut tree.dupes(&[]));
    assert_eq!(state(), before);
    assert_eq!(fs::read_dir(tree.path("")).unwrap().count(), 3);
}
