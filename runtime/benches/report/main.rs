//! Shows the data of a run, and writes the page about it: tables between markers, and plots.
//!
//! `cargo bench --bench report -- show`                        the tables
//! `cargo bench --bench report -- write`                       the tables and plots into the pages
//! `cargo bench --bench report -- machine LABEL=VALUE…`        what the run was made on, into the data
//!
//! Without a command it checks that the pages say what the data file says.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    reason = "times and places on a plot, small numbers all"
)]

#[path = "../shared/mod.rs"]
mod shared;

mod plots;
mod tables;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

use crate::shared::data::Data;

/// Where tables stand, each between `<!-- begin: NAME -->` and `<!-- end: NAME -->`.
const PAGES: [&str; 2] = ["docs/performance.md", "README.md"];

/// Where the plots are.
const PLOTS: &str = "docs/performance";

#[derive(Parser)]
#[command(about = "Shows the data of a run, and writes the page about it")]
struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// The data file.
    #[arg(long, global = true, default_value_os_t = root().join("docs/performance/data.json"))]
    data: PathBuf,
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
        return Data {
            machine,
            ..Data::default()
        }
        .add_to(&options.data);
    }
    let data = Data::read(&options.data)?;
    let tables = tables::all(&data);
    if let Some(Command::Show) = options.command {
        for (_, table) in &tables {
            println!("{table}");
        }
        return Ok(());
    }
    let mut files = plots::all(&data)?
        .into_iter()
        .map(|(name, plot)| (root().join(PLOTS).join(name), plot))
        .collect::<Vec<_>>();
    for page in PAGES {
        let path = root().join(page);
        let text = fs::read_to_string(&path)?;
        let filled = tables
            .iter()
            .fold(text, |text, (name, table)| fill(&text, name, table));
        files.push((path, filled));
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
