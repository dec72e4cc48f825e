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
fn unknown_option_is_refused() {
    assert!(refused(&["--delete"]).contains("--delete"));
}
