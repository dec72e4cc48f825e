//! One crate: what was done to it, and how its tests went.

use std::{fs, io, process::Command};

use crate::{annotate::Counts, cancelled::Cancelled, krate::Entry, results::Results};

/// A row of the table.
pub(crate) struct Row {
    pub(crate) entry: Entry,
    counts: Counts,
    before: Results,
    after: Results,
    /// After, with strips of so many iterations.
    forced: Vec<(u8, Results)>,
    /// After, with each test cancelled everywhere before it is left in peace.
    cancelled: Option<(Results, Cancelled)>,
    /// When that was.
    day: String,
}

impl Row {
    /// Annotates a crate and runs its tests.
    pub(crate) fn of(entry: Entry, strips: &[u8], cancelled: bool) -> io::Result<Self> {
        let copies = entry.copies()?;
        let before = entry.test(&copies.plain, None)?;
        // The same versions of all that it depends on.
        fs::copy(
            copies.plain.join("Cargo.lock"),
            copies.annotated.join("Cargo.lock"),
        )?;
        let after = entry.test(&copies.annotated, None)?;
        let forced = strips
            .iter()
            .map(|strip| Ok((*strip, entry.test(&copies.annotated, Some(*strip))?)));
        let cancelled = (cancelled && entry.whole.is_none()).then(|| {
            let copy = entry.cancelled()?;
            fs::copy(copies.plain.join("Cargo.lock"), copy.join("Cargo.lock"))?;
            entry.test_cancelled(&copy)
        });
        Ok(Self {
            cancelled: cancelled.transpose()?,
            counts: copies.counts,
            before,
            after,
            forced: forced.collect::<io::Result<_>>()?,
            day: today()?,
            entry,
        })
    }

    /// Whether the same tests gave the same results.
    pub(crate) fn passes(&self) -> bool {
        let same = |after| self.before.differences(after).is_empty();
        self.before.count("ok") > 0
            && same(&self.after)
            && self.forced.iter().all(|(_, after)| same(after))
            && self
                .cancelled
                .iter()
                .all(|(after, runs)| same(after) && runs.stopped > 0)
    }

    pub(crate) fn line(&self) -> String {
        let Counts {
            functions,
            loops,
            left_out,
            unread,
        } = self.counts;
        let files = if unread == 0 {
            String::new()
        } else {
            format!(", {unread} files")
        };
        let mut forced: Vec<&str> = self
            .forced
            .iter()
            .map(|(_, after)| self.verdict(after))
            .collect();
        if forced.is_empty() {
            forced.push("not run");
        }
        let cancelled = match (&self.cancelled, &self.entry.whole) {
            (None, Some(reason)) => format!("none | | {reason}"),
            (None, None) => "not run | | ".to_owned(),
            (Some((after, runs)), _) => {
                format!("{} | {} | {}", runs.tests, runs.ends(), self.verdict(after))
            }
        };
        format!(
            "| {} | {} | {} | {functions} | {left_out}{files} | {loops} | {} | {} | {} | {} | {cancelled} | {} | {} |",
            self.entry.name,
            self.entry.version,
            self.entry.kind,
            self.before.count("ok"),
            self.after.count("ok"),
            self.verdict(&self.after),
            forced.join(", "),
            self.entry.which(),
            self.day,
        )
    }

    fn verdict(&self, after: &Results) -> &'static str {
        if self.before.differences(after).is_empty() {
            "same"
        } else {
            "**different**"
        }
    }

    /// Says what went wrong.
    pub(crate) fn explain(&self) {
        if self.before.count("ok") == 0 {
            println!("no test passes before:\n{}", self.before.messages());
            return;
        }
        let forced = self
            .forced
            .iter()
            .map(|(strip, after)| (format!(" with strips of {strip}"), after));
        let cancelled = self
            .cancelled
            .iter()
            .map(|(after, _)| (" cancelled".to_owned(), after));
        for (forced, after) in [(String::new(), &self.after)]
            .into_iter()
            .chain(forced)
            .chain(cancelled)
        {
            if after.count("ok") == 0 {
                println!("no test passes after{forced}:\n{}", after.messages());
                continue;
            }
            for difference in self.before.differences(after).iter().take(20) {
                println!("    {difference}{forced}");
            }
        }
    }
}

fn today() -> io::Result<String> {
    let day = Command::new("date").arg("+%F").output()?.stdout;
    Ok(String::from_utf8_lossy(&day).trim().to_owned())
}
