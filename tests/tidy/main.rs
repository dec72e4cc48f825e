//! What no other test looks at: the length of files, and that documents speak of what is there. (That versions are equal
//! and pinned is a pitfall, 31.)

use std::{collections::BTreeSet, fs, path::Path};

use safepoint_tests::references::{assert_exist, root, text};

/// All files of the repository with this ending, as paths from its root.
fn files(ending: &str) -> Vec<String> {
    fn find(folder: &Path, ending: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", "wip", ".git"].contains(&&*name) {
                    find(&path, ending, found);
                }
            } else if name.ends_with(ending) {
                let path = path.strip_prefix(root()).unwrap();
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    let mut found = Vec::new();
    find(root(), ending, &mut found);
    assert!(found.len() > 3, "{found:?}");
    found
}

#[test]
fn no_source_file_is_long() {
    for file in files(".rs") {
        let lines = text(&file).lines().count();
        assert!(lines <= 500, "{file} has {lines} lines; divide it");
    }
}

#[test]
fn all_packages_have_the_workspaces_version() {
    for file in files("Cargo.toml") {
        let manifest = text(&file);
        let edition = file.starts_with("tests/editions/");
        let inherits = manifest.contains("version.workspace = true");
        assert!(
            inherits || edition || !manifest.contains("[package]"),
            "{file} has a version of its own"
        );
    }
}

/// The documents that send a reader somewhere.
const DOCUMENTS: [&str; 4] = [
    "README.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
];

#[test]
fn links_lead_somewhere() {
    let documents = DOCUMENTS.iter().map(|&document| document.to_owned());
    let docs = files(".md")
        .into_iter()
        // That one is written together with what it leads to, by a measurement.
        .filter(|file| file.starts_with("docs/") && file != "docs/performance.md");
    for document in documents.chain(docs) {
        let text = text(&document);
        for link in text.split("](").skip(1) {
            let link = link.split([')', '#']).next().unwrap();
            let beside = root().join(&document).with_file_name(link);
            assert!(
                link.is_empty() || link.contains("://") || beside.exists(),
                "{document}: {link}"
            );
        }
    }
}

/// What stands between backquotes, or in a block of commands.
fn code(document: &str) -> Vec<String> {
    let mut code = Vec::new();
    let mut block = false;
    for line in text(document).lines() {
        if line.starts_with("```") {
            block = !block;
        } else if block {
            code.push(line.to_owned());
        } else {
            code.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    code
}

#[test]
fn files_that_documents_name_exist() {
    let folders = [
        "macros/",
        "runtime/",
        "tests/",
        "examples/",
        "docs/",
        ".ci/",
    ];
    for document in DOCUMENTS {
        for code in code(document) {
            let words = code.split([' ', ';']);
            for path in words.filter(|word| folders.iter().any(|folder| word.starts_with(folder))) {
                // A choice or a pattern is as good as its folder.
                let path = path.split(['{', '*']).next().unwrap();
                assert!(root().join(path).exists(), "{document}: {path}");
            }
        }
    }
}

#[test]
fn packages_and_targets_that_commands_name_exist() {
    let manifests: Vec<(String, String)> = files("Cargo.toml")
        .into_iter()
        .map(|file| (text(&file), file))
        .collect();
    let named = |name: &str| {
        let line = format!("name = \"{name}\"");
        manifests
            .iter()
            .any(|(manifest, _)| manifest.contains(&line))
    };
    let sources: BTreeSet<String> = files(".rs")
        .iter()
        .filter_map(|file| Some(Path::new(file).file_stem()?.to_str()?.to_owned()))
        .collect();
    for document in DOCUMENTS {
        for code in code(document).iter().filter(|code| code.contains("cargo ")) {
            let words: Vec<&str> = code.split([' ', ';']).collect();
            for pair in words.windows(2) {
                let there = match pair[0] {
                    "-p" | "--package" => named(pair[1]),
                    "--bin" | "--test" | "--bench" | "--example" => {
                        named(pair[1]) || sources.contains(pair[1])
                    }
                    _ => true,
                };
                assert!(there, "{document}: `{code}`: no {}", pair[1]);
            }
        }
    }
}

/// The first cells of all tables in a text, but for heads and tables of other things.
fn rows(text: &str) -> Vec<String> {
    let mut rows = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        let is_rule = |line: Option<&&str>| line.is_some_and(|line| line.starts_with("|---"));
        if line.starts_with("| ") && !is_rule(lines.get(number + 1)) {
            let cell = line.trim_start_matches("| ").split(" | ").next();
            rows.push(cell.unwrap_or_default().to_owned());
        }
    }
    rows
}

/// The parts of `rows.md`, each after its head.
fn parts(document: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = document.split("\n## ").skip(1);
    parts.map(|part| part.split_once('\n').unwrap_or((part, "")))
}

#[test]
fn each_row_of_what_is_promised_is_listed() {
    let document = text("tests/tidy/rows.md");
    for file in [
        "README.md",
        "runtime/src/cancellable.md",
        "docs/leaf-loops.md",
    ] {
        let part = parts(&document).find(|(head, _)| *head == file);
        let (_, part) = part.unwrap_or_else(|| panic!("a part for {file}"));
        let promised = text(file);
        // Behind that, the README's tables are measurements.
        let promised = promised.split("## What it costs").next();
        assert_eq!(rows(part), rows(promised.unwrap_or_default()), "{file}");
    }
}

/// S8.
#[test]
fn futures_that_lose_data_are_listed() {
    let page = text("runtime/src/cancellable.md");
    for name in [
        "read_exact",
        "read_to_end",
        "read_line",
        "write_all",
        "send",
    ] {
        assert!(page.contains(&format!("{name}`")), "`{name}`");
    }
}

/// What is between two marks, each time.
fn between(text: &str, mark: char) -> impl Iterator<Item = &str> {
    text.split(mark).skip(1).step_by(2)
}

fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// A method is leaf by its name alone, so that each name needs its test.
#[test]
fn each_name_that_a_leaf_loop_may_call_has_a_row() {
    let calls = text("tests/strips/calls.rs");
    let methods = text("macros/src/leaf/methods.rs");
    let names: Vec<&str> = between(&methods, '"')
        .filter(|name| is_name(name))
        .collect();
    assert!(names.len() > 150, "{names:?}");
    for name in names {
        let row = format!("            {} {{ ", name.to_lowercase());
        let of_one = format!("=> {{ {name} {{ ");
        assert!(
            calls.contains(&row) || calls.contains(&of_one),
            "no row for `{name}`"
        );
    }
}

/// The rows of `docs/leaf-loops.md` are many in one.
#[test]
fn each_name_in_a_row_about_leaf_loops_is_in_a_test() {
    let tests: String = ["leaf", "not_leaf", "calls"]
        .map(|file| text(&format!("tests/strips/{file}.rs")))
        .concat();
    for row in rows(&text("docs/leaf-loops.md")) {
        for name in between(&row, '`').filter(|code| is_name(code)) {
            let word = |found: &(usize, &str)| {
                let around = [
                    tests[..found.0].chars().next_back(),
                    tests[found.0 + name.len()..].chars().next(),
                ];
                !around
                    .into_iter()
                    .flatten()
                    .any(|letter| is_name(&letter.to_string()))
            };
            assert!(
                tests.match_indices(name).any(|found| word(&found)),
                "`{name}` of `{row}`"
            );
        }
    }
}

#[test]
fn each_listed_row_has_its_tests() {
    let document = text("tests/tidy/rows.md");
    for (head, part) in parts(&document) {
        let lines: Vec<&str> = part.lines().filter(|line| line.contains(" | `")).collect();
        assert_eq!(lines.len(), rows(part).len(), "{head}");
        for line in lines {
            let tests = line.trim_end_matches(" |").rsplit(" | ").next();
            assert_exist(tests.unwrap_or_default());
        }
    }
}
