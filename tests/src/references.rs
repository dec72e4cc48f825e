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

/// Checks that all these tests exist: `` `FILE`: `FUNCTION`, `FUNCTION`; `FILE` ``.
///
/// # Panics
///
/// Where one does not.
pub fn assert_exist(tests: &str) {
    for test in tests.split("; ") {
        let mut names = test.split('`').skip(1).step_by(2);
        let file = names.next().unwrap_or_else(|| panic!("a file: {tests}"));
        let text = text(file);
        for name in names {
            let found = [
                format!("fn {name}("),
                format!("    {name} "),
                format!("{name},"),
            ];
            assert!(
                found.iter().any(|form| text.contains(form)),
                "no `{name}` in {file}"
            );
        }
    }
}
