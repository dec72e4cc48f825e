//! A crate's own tests: run, and read.

use std::{collections::BTreeMap, env, fs, io, path::Path, process::Command};

use crate::krate::{Entry, building};

/// How each test of a crate went. One name may stand for several: a crate has several test programs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Results {
    tests: BTreeMap<String, Vec<String>>,
    success: bool,
    /// What was wrong, where no test ran.
    messages: String,
}

/// Where runs are cancelled, strips are that long: loops over strips, with many checkpoints.
const CANCELLED_STRIP: u8 = 2;

/// How the runs of all tests ended that were cancelled at a checkpoint (`cancelled/`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Cancelled {
    pub(crate) tests: usize,
    /// With the cancellation.
    pub(crate) stopped: usize,
    /// As if nothing had been.
    pub(crate) finished: usize,
    /// With a panic of the test's own.
    pub(crate) panicked: usize,
    /// The tests that panicked.
    pub(crate) own: Vec<String>,
}

impl Cancelled {
    /// For the table.
    pub(crate) fn told(&self) -> String {
        let Self {
            tests,
            stopped,
            finished,
            panicked,
            ..
        } = self;
        let others = [(finished, "finished"), (panicked, "panicked")];
        let others: String = others
            .iter()
            .filter(|(runs, _)| **runs > 0)
            .map(|(runs, end)| format!(", {runs} {end}"))
            .collect();
        format!("{tests} tests: {stopped} stopped{others}")
    }

    fn read(report: &str) -> Self {
        let mut all = Self::default();
        for line in report.lines() {
            let mut words = line.split(' ');
            let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
            all.stopped += number();
            all.finished += number();
            let panicked: usize = number();
            all.panicked += panicked;
            if panicked > 0 {
                all.own.push(line.to_owned());
            }
            all.tests += 1;
        }
        all
    }
}

impl Entry {
    /// Runs the tests of a copy, with strips of so many iterations if that is given.
    pub(crate) fn test(&self, copy: &Path, strip: Option<u8>) -> io::Result<Results> {
        self.test_by(building(copy, "test"), strip)
    }

    /// Runs those of one whose tests are cancelled everywhere.
    pub(crate) fn test_cancelled(&self, copy: &Path) -> io::Result<(Results, Cancelled)> {
        let report = copy.join("cancelled.txt");
        let _ = fs::remove_file(&report);
        let mut command = building(copy, "test");
        command.env("SAFEPOINT_CANCELLED", &report);
        let results = self.test_by(command, Some(CANCELLED_STRIP))?;
        let report = fs::read_to_string(report).unwrap_or_default();
        Ok((results, Cancelled::read(&report)))
    }

    fn test_by(&self, mut command: Command, strip: Option<u8>) -> io::Result<Results> {
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
                let result = result
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .trim_end_matches(',');
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
