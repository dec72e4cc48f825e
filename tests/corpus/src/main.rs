//! Annotates published crates, every function of them, and runs their own tests before and after.

mod annotate;
mod cancelled;
mod krate;
mod page;
mod results;
mod row;
mod stopped;

use std::{process::ExitCode, time::Instant};

use clap::Parser;
use serde::Deserialize;

use crate::{krate::Entry, page::Page, row::Row, stopped::Stopped};

/// Annotates published crates and runs their own tests before and after.
#[derive(Parser)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
struct Args {
    /// All of `crates.toml`.
    #[arg(long)]
    all: bool,
    /// Once more with the strips of leaf loops forced to so many iterations: 1, 2, 3.
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u8).range(1..=3))]
    strips: Vec<u8>,
    /// Once more with each test cancelled, at one checkpoint after the other, before it is run in peace.
    #[arg(long)]
    cancelled: bool,
    /// Stop functions of these crates in the middle, too.
    #[arg(long)]
    stopped: bool,
    /// Write the rows of `docs/corpus.md` anew.
    #[arg(long)]
    write: bool,
    /// These of them. Without names: those that CI takes.
    names: Vec<String>,
}

#[derive(Deserialize)]
struct Corpus {
    #[serde(rename = "crate")]
    crates: Vec<Entry>,
    stopped: Vec<Stopped>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let corpus: Corpus = toml_edit::de::from_str(include_str!("../crates.toml"))
        .expect("`crates.toml` is as it must be");
    let mut page = Page::read(&corpus.crates);
    let (mut passed, mut failed) = (0, 0);
    for entry in corpus.crates.iter().filter(|entry| args.takes(entry)) {
        let start = Instant::now();
        match Row::of(entry.clone(), &args.strips, args.cancelled) {
            Ok(row) => {
                println!("{} [{:.0} s]", row.line(), start.elapsed().as_secs_f64());
                if row.passes() {
                    passed += 1;
                } else {
                    failed += 1;
                    row.explain();
                }
                page.put(&row);
                // All that has been run is kept, if this should be interrupted.
                failed += usize::from(args.write && !written(&page));
            }
            Err(error) => {
                println!("{} {}: {error}", entry.name, entry.version);
                failed += 1;
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if args.stopped || args.all {
        match stopped::run(&corpus.stopped) {
            Ok(rows) => {
                println!("{}", rows.join("\n"));
                page.put_stopped(rows);
            }
            Err(error) => {
                println!("{error}");
                failed += 1;
            }
        }
    }
    failed += usize::from(args.write && !written(&page));
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn written(page: &Page) -> bool {
    page.write()
        .inspect_err(|error| println!("docs/corpus.md: {error}"))
        .is_ok()
}

impl Args {
    fn takes(&self, entry: &Entry) -> bool {
        self.all || self.names.contains(&entry.name) || self.names.is_empty() && entry.ci
    }
}
