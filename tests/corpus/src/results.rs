//! A crate's own tests: run, and read.

use std::{collections::BTreeMap, env, io, path::Path, process::Command};

use crate::krate::{Entry, building};

/// How each test of a crate went. One name may stand for several: a crate has several test programs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Results {
    tests: BTreeMap<String, Vec<String>>,
    success: bool,
    /// What was wrong, where no test ran.
    messages: String,
}

impl Entry {
    /// Runs the tests of a copy, with strips of so many iterations if that is given.
    pub(crate) fn test(&self, copy: &Path, strip: Option<u8>) -> io::Result<Results> {
        self.test_by(building(copy, "test"), strip)
    }

    /// Runs them with a command.
    pub(crate) fn test_by(&self, mut command: Command, strip: Option<u8>) -> io::Result<Results> {
        if let Some(strip) = strip {
            let flags = env::var("RUSTFLAGS").unwrap_or_default();
            command.env(
                "RUSTFLAGS",
                format!("{flags} --cfg safepoint_strip=\"{strip}\""),
            );
        }
        let output = command
            .arg("--no-fail-fast")
            .args(&self.arguments)
            .output()?;
        let mut results = Results {
            success: output.status.success(),
            ..Results::default()
        };
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            if let Some((name, result)) = line
                .strip_prefix("test ")
                .and_then(|test| test.split_once(" ... "))
            {
                // What a test prints past the harness may follow at once.
                let result = ["ok", "FAILED", "ignored"]
                    .into_iter()
                    .find(|known| result.starts_with(known))
                    .unwrap_or(result);
                results
                    .tests
                    .entry(name.to_owned())
                    .or_default()
                    .push(result.to_owned());
            }
        }
        results
            .tests
            .values_mut()
            .for_each(|results| results.sort_unstable());
        results.messages = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok(results)
    }
}

impl Results {
    /// How many tests went as this says.
    pub(crate) fn count(&self, wanted: &str) -> usize {
        self.tests
            .values()
            .flatten()
            .filter(|result| *result == wanted)
            .count()
    }

    /// What is different after.
    pub(crate) fn differences(&self, after: &Self) -> Vec<String> {
        let mut names: Vec<&String> = self.tests.keys().chain(after.tests.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let of = |results: &Self, name: &str| {
            results
                .tests
                .get(name)
                .map_or("missing".to_owned(), |found| found.join(", "))
        };
        let mut differences: Vec<String> = names
            .into_iter()
            .filter(|name| self.tests.get(*name) != after.tests.get(*name))
            .map(|name| {
                format!(
                    "{name}: {} before, {} after",
                    of(self, name),
                    of(after, name)
                )
            })
            .collect();
        if self.success != after.success {
            differences.push(format!(
                "success: {} before, {} after",
                self.success, after.success
            ));
        }
        differences
    }

    /// The end of what cargo said.
    pub(crate) fn messages(&self) -> String {
        let errors = self
            .messages
            .find("\nerror")
            .map_or(&*self.messages, |start| self.messages[start..].trim_start());
        errors.lines().take(40).collect::<Vec<_>>().join("\n")
    }
}
