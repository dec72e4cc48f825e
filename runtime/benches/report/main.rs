//! Shows the data of a run, and writes the page about it: tables between markers, and plots.
//!
//! `cargo bench --bench report -- show`                        the tables
//! `cargo bench --bench report -- write`                       the tables and plots into the pages; without `--data` the README's lines, too
//! `cargo bench --bench report -- machine LABEL=VALUE…`        what the run was made on, into the data
//!
//! Without a command it checks that the pages, and the README's lines about them, say what the data files say.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    reason = "times and places on a plot, small numbers all"
)]

#[path = "../shared/mod.rs"]
mod shared;

mod plots;
mod readme;
mod tables;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

use crate::shared::data::Data;

/// The data of each run that is shown, on one machine each. Its plots stand beside it, and its tables in the page that is called as its
/// folder is, each between `<!-- begin: NAME -->` and `<!-- end: NAME -->`.
const RUNS: [&str; 3] = [
    "docs/performance/data.json",
    "docs/performance/zen4/data.json",
    "docs/performance/cascade-lake/data.json",
];

#[derive(Parser)]
#[command(about = "Shows the data of a run, and writes the page about it")]
struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// The data file. Without it those of all runs that are shown.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// What cargo passes to every bench.
    #[arg(long, global = true, hide = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Prints the tables.
    Show,
    /// Writes the tables and plots into the pages.
    Write,
    /// Adds what the run was made on to the data: `LABEL=VALUE`.
    Machine { facts: Vec<String> },
}

/// The workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    if let Some(Command::Machine { facts }) = options.command {
        let split = |fact: String| {
            fact.split_once('=')
                .map(|(label, value)| (label.into(), value.into()))
        };
        let machine = facts.into_iter().filter_map(split).collect();
        let data = Data {
            machine,
            ..Data::default()
        };
        return data.add_to(
            &options
                .data
                .ok_or("which data file? name it with `--data`")?,
        );
    }
    let runs = match options.data {
        Some(data) => vec![data],
        None => RUNS.iter().map(|data| root().join(data)).collect(),
    };
    let mut files = Vec::new();
    let mut all = Vec::new();
    for path in runs {
        let data = Data::read(&path)?;
        let tables = tables::all(&data);
        if let Some(Command::Show) = options.command {
            for (_, table) in &tables {
                println!("{table}");
            }
        } else {
            files.extend(shown(&path, &data, &tables)?);
        }
        all.push(data);
    }
    if let ([here, zen4, cascade_lake], false) = (&all[..], files.is_empty()) {
        let costs = readme::costs(&readme::Runs {
            here,
            zen4,
            cascade_lake,
        });
        let path = root().join("README.md");
        let text = fs::read_to_string(&path)?;
        files.push((path, fill(&text, "costs", &costs)));
    }
    for (path, text) in files {
        if let Some(Command::Write) = options.command {
            fs::write(path, text)?;
        } else if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            return Err(format!("{} is not what the data file says", path.display()).into());
        }
    }
    Ok(())
}

/// The files that show a run: plots, and its page with the tables in it.
fn shown(
    path: &Path,
    data: &Data,
    tables: &[(&str, String)],
) -> Result<Vec<(PathBuf, String)>, Box<dyn Error>> {
    let folder = path.parent().ok_or("the data file is in no folder")?;
    let page = folder.with_extension("md");
    let text = fs::read_to_string(&page)?;
    let filled = tables
        .iter()
        .fold(text, |text, (name, table)| fill(&text, name, table));
    let plots = plots::all(data)?.into_iter();
    let plots = plots.map(|(name, plot)| (folder.join(name), plot));
    Ok(plots.chain([(page, filled)]).collect())
}

/// Puts a table between its markers, where the text has them.
fn fill(text: &str, name: &str, table: &str) -> String {
    let (begin, end) = (
        format!("<!-- begin: {name} -->"),
        format!("<!-- end: {name} -->"),
    );
    match (text.split_once(&begin), text.split_once(&end)) {
        (Some((before, _)), Some((_, after))) => {
            format!("{before}{begin}\n\n{}\n\n{end}{after}", table.trim())
        }
        _ => text.into(),
    }
}
