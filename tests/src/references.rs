//! Tests that a document names, which must be there.

use std::{fs, path::Path};

/// The root of the repository.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A file of the repository.
///
/// # Panics
///
/// Where it is missing.
#[must_use]
pub fn text(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// What `` `FILE`: `FUNCTION`, `FUNCTION`; `FILE` `` names: files, and the tests in them.
///
/// # Panics
///
/// Where a part names no file.
pub fn each(tests: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
    tests.split("; ").map(move |test| {
        let mut names = test.split('`').skip(1).step_by(2);
        let file = names.next().unwrap_or_else(|| panic!("a file: {tests}"));
        (file, names.collect())
    })
}

/// Where a test of this name is in a text.
#[must_use]
pub fn place(text: &str, name: &str) -> Option<usize> {
    let forms = [
        format!("fn {name}("),
        format!("    {name} "),
        format!("{name},"),
    ];
    forms.iter().find_map(|form| text.find(form))
}

/// Checks that all these tests exist.
///
/// # Panics
///
/// Where one does not.
pub fn assert_exist(tests: &str) {
    for (file, names) in each(tests) {
        let text = text(file);
        for name in names {
            assert!(place(&text, name).is_some(), "no `{name}` in {file}");
        }
    }
}
