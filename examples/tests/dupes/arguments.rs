//! Mistakes on the command line.

use crate::{running::run, tree::Tree};

fn refused(arguments: &[&str]) -> String {
    let tree = Tree::with(&[("a", "content")]);
    let outcome = run(&mut tree.dupes(arguments));
    assert_eq!(outcome.code(), 2, "{outcome:?}");
    assert_eq!(outcome.stdout, "");
    outcome.stderr
}

#[test]
fn path_that_does_not_exist_is_refused() {
    for path in ["nowhere", "a/b"] {
        let message = refused(&["a", path]);
        assert!(message.contains(&format!("'{path}'")), "{message}");
    }
}

#[test]
fn values_that_mean_nothing_are_refused() {
    for (option, value) in [
        ("--timeout", "5"),
        ("--timeout", "soon"),
        ("--threads", "0"),
        ("--threads", "many"),
        ("--min-size", "big"),
    ] {
        let message = refused(&[option, value]);
        assert!(
            message.contains(option) && message.contains(value),
            "{message}"
        );
    }
}

#[test]
fn message_says_what_to_write() {
    for (option, value, right) in [
        ("--timeout", "-1", "50ms"),
        ("--timeout", "5", "50ms"),
        ("--min-size", "-4", "4MiB"),
        ("--min-size", "x", "4MiB"),
    ] {
        let message = refused(&[option, value]);
        assert!(
            message.contains(&format!("'{value}'")) && message.contains(right),
            "{message}"
        );
    }
}

#[test]
fn unknown_option_is_refused() {
    assert!(refused(&["--delete"]).contains("--delete"));
}
