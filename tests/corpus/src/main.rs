//! Annotates published crates, every function of them, and runs their own tests before and after.

mod annotate;
mod krate;
mod results;

use std::{fs, io, path::Path, process::ExitCode, time::Instant};

use clap::Parser;
use serde::Deserialize;

use crate::{annotate::Counts, krate::Entry, results::Results};

/// Annotates published crates and runs their own tests before and after.
#[derive(Parser)]
struct Args {
    /// All of `crates.toml`; writes `docs/corpus.md`.
    #[arg(long)]
    all: bool,
    /// These of them. Without names: those that CI takes.
    names: Vec<String>,
}

#[derive(Deserialize)]
struct Corpus {
    #[serde(rename = "crate")]
    crates: Vec<Entry>,
}

/// A row of the table.
struct Row {
    entry: Entry,
    counts: Counts,
    before: Results,
    after: Results,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let corpus: Corpus = toml_edit::de::from_str(include_str!("../crates.toml"))
        .expect("`crates.toml` is as it must be");
    let chosen: Vec<Entry> = corpus
        .crates
        .into_iter()
        .filter(|entry| args.takes(entry))
        .collect();
    let mut rows = Vec::new();
    let mut failed = 0;
    for entry in chosen {
        let start = Instant::now();
        match row(entry.clone()) {
            Ok(row) => {
                println!("{} [{:.0} s]", row.line(), start.elapsed().as_secs_f64());
                failed += usize::from(!row.passes());
                row.explain();
                rows.push(row);
            }
            Err(error) => {
                println!("{} {}: {error}", entry.name, entry.version);
                failed += 1;
            }
        }
    }
    println!(
        "{} passed, {failed} failed",
        rows.iter().filter(|row| row.passes()).count()
    );
    if args.all {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/corpus.md");
        if let Err(error) = fs::write(page, table(&rows)) {
            println!("docs/corpus.md: {error}");
            failed += 1;
        }
    }
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

impl Args {
    fn takes(&self, entry: &Entry) -> bool {
        self.all || self.names.contains(&entry.name) || self.names.is_empty() && entry.ci
    }
}

fn row(entry: Entry) -> io::Result<Row> {
    let copies = entry.copies()?;
    let before = entry.test(&copies.plain)?;
    // The same versions of all that it depends on.
    fs::copy(
        copies.plain.join("Cargo.lock"),
        copies.annotated.join("Cargo.lock"),
    )?;
    let after = entry.test(&copies.annotated)?;
    Ok(Row {
        entry,
        counts: copies.counts,
        before,
        after,
    })
}

impl Row {
    fn passes(&self) -> bool {
        self.before.count("ok") > 0 && self.before.differences(&self.after).is_empty()
    }

    fn line(&self) -> String {
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
        format!(
            "| {} | {} | {} | {functions} | {left_out}{files} | {loops} | {} | {} | {} |",
            self.entry.name,
            self.entry.version,
            self.entry.kind,
            self.before.count("ok"),
            self.after.count("ok"),
            if self.passes() {
                "same"
            } else {
                "**different**"
            },
        )
    }

    fn explain(&self) {
        if self.before.count("ok") == 0 {
            println!("no test passes before:\n{}", self.before.messages());
        } else if self.after.count("ok") == 0 {
            println!("no test passes after:\n{}", self.after.messages());
        } else {
            self.before
                .differences(&self.after)
                .iter()
                .take(20)
                .for_each(|difference| println!("    {difference}"));
        }
    }
}

fn table(rows: &[Row]) -> String {
    let mut page = "\
# Published crates, annotated

`tests/corpus/run --all` writes this page. It takes each crate as published, puts
`#[cancellable(on_cancel = unwind)]` on every function of its library that may carry it (tests in its sources
included), and runs the crate's own tests before and after: the same tests must give the same results. Functions left
out are `const`, `extern` or special to the compiler; what macros make is not touched, nor are the files that are no
Rust by themselves. Loops are those in the functions' own bodies and closures.

| crate | version | what it is | functions annotated | left out | loops | tests passed before | after | results |
|---|---|---|---|---|---|---|---|---|
"
    .to_owned();
    for row in rows {
        page += &row.line();
        page.push('\n');
    }
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    page + &format!(
        "| **{} crates** | | | **{}** | **{}** | **{}** | **{}** | **{}** | |\n",
        rows.len(),
        sum(|row| row.counts.functions),
        sum(|row| row.counts.left_out),
        sum(|row| row.counts.loops),
        sum(|row| row.before.count("ok")),
        sum(|row| row.after.count("ok")),
    )
}
