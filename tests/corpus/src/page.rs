//! `docs/corpus.md`: a table that is written row by row, so that one crate can be looked at again without all others.

use std::{fs, io, path::PathBuf};

use crate::{krate::Entry, row::Row};

const TEXT: &str = "\
# Published crates, annotated

`tests/corpus/run --all --strips 1,2,3 --cancelled --write` writes this page; with names instead of `--all`, the rows of these crates.

It takes each crate as published, puts `#[cancellable(on_cancel = unwind)]` on every function of its library that may carry
it (tests in its sources included), and runs the crate's own tests before and after: the same tests must give the same
results. They must do so once more with the strips of leaf loops forced to one, two and three iterations. Functions left
out are `const`, `extern` or special to the compiler; what macros make is not touched, nor are files that are no Rust by
themselves. Loops are those in the functions' own bodies and closures. `--tests` are all but those in the documentation.

Then each test that is a function (without a macro), and may run twice, is cancelled: its body is run once for each of its first 24 checkpoints, and for others
further and further apart (up to the 300,000th, for three seconds), with strips of two iterations, and cancelled there. A run is *stopped* if the
cancellation comes out of it, *finished* if the test or what it calls catches it (or it is noticed on another thread), and *panicked* if
something in it takes offence. After these the test is run in peace, and must give the same result: what was unwound in the middle has
broken nothing that lives on, aborted nothing, and come to its end. Where no test of a crate is cancelled, its results say why.

";

const HEAD: &str = "\
| crate | version | what it is | functions annotated | left out | loops | tests passed before | after | results | strips of 1, 2, 3 | tests cancelled | runs stopped | results | which tests | run on |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
";

/// What the second table is headed with.
const STOPPED: &str = "\
## Stopped in the middle

Functions of six crates, four of them of the table, that each got the attribute in the mode that fits its type, and were reached through the crate's
own interface with work that never ends or takes far too long (`tests/corpus/stopped/main.rs`). Each was stopped by a
deadline in its loops.

| crate | function | what came out |
|---|---|---|
";

/// The page, by its rows.
pub(crate) struct Page {
    rows: Vec<String>,
    stopped: Vec<String>,
}

impl Page {
    /// Reads the rows of the crates that are still in `crates.toml`.
    pub(crate) fn read(entries: &[Entry]) -> Self {
        let text = fs::read_to_string(path()).unwrap_or_default();
        let (table, stopped) = text.split_once("## Stopped").unwrap_or((&text, ""));
        let row_of = |entry: &Entry| {
            let start = format!("| {} | {} |", entry.name, entry.version);
            table.lines().find(|line| line.starts_with(&start))
        };
        let stopped = stopped.lines().filter(|line| line.contains(" | `"));
        Self {
            rows: entries
                .iter()
                .filter_map(row_of)
                .map(str::to_owned)
                .collect(),
            stopped: stopped.map(str::to_owned).collect(),
        }
    }

    /// Puts a row in the place of the crate's old one.
    pub(crate) fn put(&mut self, row: &Row) {
        let start = format!("| {} |", row.entry.name);
        match self.rows.iter_mut().find(|old| old.starts_with(&start)) {
            Some(old) => *old = row.line(),
            None => self.rows.push(row.line()),
        }
    }

    /// Puts the rows of the second table.
    pub(crate) fn put_stopped(&mut self, rows: Vec<String>) {
        self.stopped = rows;
    }

    pub(crate) fn write(&self) -> io::Result<()> {
        let sum = |column: usize| -> usize {
            let cell = |row: &String| {
                let cell = row.split('|').nth(column).unwrap_or_default().trim();
                cell.split(',')
                    .next()
                    .and_then(|number| number.parse().ok())
                    .unwrap_or(0)
            };
            self.rows.iter().map(cell).sum::<usize>()
        };
        let total = format!(
            "| **{} crates** | | | **{}** | **{}** | **{}** | **{}** | **{}** | | | **{}** | **{}** | | | |\n",
            self.rows.len(),
            sum(4),
            sum(5),
            sum(6),
            sum(7),
            sum(8),
            sum(11),
            sum(12),
        );
        let rows = self.rows.join("\n");
        let stopped = self.stopped.join("\n");
        fs::write(
            path(),
            format!("{TEXT}{HEAD}{rows}\n{total}\n{STOPPED}{stopped}\n"),
        )
    }
}

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/corpus.md"))
}
