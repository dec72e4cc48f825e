//! A crate's own tests, cancelled at checkpoint after checkpoint: run, and how that ended.

use std::{fmt::Write as _, fs, io, path::Path};

use crate::{
    krate::{Entry, building},
    results::Results,
};

/// Where runs are cancelled, strips are that long: loops over strips, with many checkpoints.
const CANCELLED_STRIP: u8 = 2;

/// How the runs of all tests ended that were cancelled at a checkpoint (`cancelled/`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Cancelled {
    pub(crate) tests: usize,
    /// With the cancellation.
    pub(crate) stopped: usize,
    /// As if nothing had been.
    finished: usize,
    /// With a panic of the test's own.
    panicked: usize,
}

impl Cancelled {
    /// How many ended how, for the table.
    pub(crate) fn ends(&self) -> String {
        let Self {
            stopped,
            finished,
            panicked,
            ..
        } = self;
        let mut ends = stopped.to_string();
        for (runs, end) in [(finished, "finished"), (panicked, "panicked")] {
            if *runs > 0 {
                let _ = write!(ends, ", {runs} {end}");
            }
        }
        ends
    }

    fn read(report: &str) -> Self {
        let mut all = Self::default();
        for line in report.lines() {
            let mut words = line.split(' ');
            let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
            all.stopped += number();
            all.finished += number();
            all.panicked += number();
            all.tests += 1;
        }
        all
    }
}

impl Entry {
    /// Runs the tests of a copy that cancels them.
    pub(crate) fn test_cancelled(&self, copy: &Path) -> io::Result<(Results, Cancelled)> {
        let report = copy.join("cancelled.txt");
        let _ = fs::remove_file(&report);
        let mut command = building(copy, "test");
        command.env("SAFEPOINT_CANCELLED", &report);
        let results = self.test_by(command, Some(CANCELLED_STRIP))?;
        let report = fs::read_to_string(report).unwrap_or_default();
        Ok((results, Cancelled::read(&report)))
    }
}
