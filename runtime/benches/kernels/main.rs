//! The kernel suite: what making code stoppable costs, and how fast it then stops.
//!
//! `cargo bench --bench kernels -- ratios`      time of each variant of each kernel over plain
//! `cargo bench --bench kernels -- gaps`        time between two checkpoints
//! `cargo bench --bench kernels -- reactions`   time from `cancel()`, and from a deadline, to the return
//! `cargo bench --bench kernels -- entry`       time per call of a recursive function over plain
//! `cargo bench --bench kernels -- once`        runs kernels plain and annotated, for an instruction counter
//!
//! Without a command it only checks that all variants of each kernel compute the same.

#![recursion_limit = "1024"]
// `with_checks!` takes a step for each token
// The kernels are written as people write them, not as the pedantic group has it.
#![allow(
    clippy::cast_lossless,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::many_single_char_names,
    clippy::manual_memcpy,
    clippy::manual_midpoint,
    clippy::manual_range_contains,
    clippy::needless_range_loop,
    clippy::precedence,
    clippy::ptr_arg,
    clippy::too_many_arguments,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_to_owned
)]

#[path = "../shared/mod.rs"]
mod shared;

mod entry;
mod gaps;
mod inputs;
mod ratios;
mod stopping;
mod suite;
mod variants;

mod adaptors;
mod arrays;
mod bytes;
mod conditions;
mod extremes;
mod floats;
mod grids;
mod integers;
mod matrices;
mod operators;
mod recursion;
mod sorting;
mod structures;
mod sums;

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::shared::data::{Build, Data};
use crate::suite::Kernel;

/// The kernels, by family.
const FAMILIES: [&[Kernel]; 11] = [
    sums::KERNELS,
    arrays::KERNELS,
    bytes::KERNELS,
    integers::KERNELS,
    matrices::KERNELS,
    grids::KERNELS,
    sorting::KERNELS,
    structures::KERNELS,
    floats::KERNELS,
    adaptors::KERNELS,
    conditions::KERNELS,
];

#[derive(Parser)]
#[command(about = "Measures what making code stoppable costs, and how fast it stops")]
struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// Adds the results to this data file.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// Only kernels with this in their name.
    #[arg(long, global = true, default_value = "")]
    only: String,
    /// What cargo passes to every bench.
    #[arg(long, global = true, hide = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Time of each variant of each kernel over plain.
    Ratios {
        /// How often each variant is measured.
        #[arg(long, default_value_t = 500)]
        rounds: u32,
        /// What the code was compiled for, as a label: `default` or `native`.
        #[arg(long, default_value = "default")]
        target: String,
        /// How the code was laid out, as a label.
        #[arg(long, default_value = "plain")]
        layout: String,
    },
    /// Time between two checkpoints, on the worker's own CPU clock.
    Gaps {
        /// How long each kernel is watched, in milliseconds.
        #[arg(long, default_value_t = 500)]
        milliseconds: u64,
    },
    /// Time from `cancel()` on another thread, and from a deadline, to the return.
    Reactions {
        /// How often each kernel is cancelled, each way.
        #[arg(long, default_value_t = 100)]
        times: u32,
    },
    /// Time per call of a recursive function over plain.
    Entry {
        /// How often each variant is measured.
        #[arg(long, default_value_t = 500)]
        rounds: u32,
    },
    /// Runs kernels plain and annotated, for an instruction counter.
    Once,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let wanted = |families: &[&[Kernel]]| -> Vec<Kernel> {
        let mut kernels = families.concat();
        kernels.retain(|kernel| kernel.name.contains(&options.only));
        kernels
    };
    let kernels = wanted(&[&FAMILIES[..], &[recursion::KERNELS]].concat());
    let mut data = Data::default();
    match options.command {
        None => {
            kernels.iter().for_each(ratios::verify);
            println!("{} kernels: all variants compute the same", kernels.len());
        }
        Some(Command::Ratios {
            rounds,
            target,
            layout,
        }) => {
            let kernels = ratios::table(&kernels, rounds);
            data.kernels.push(Build {
                target,
                layout,
                kernels,
            });
        }
        Some(Command::Gaps { milliseconds }) => {
            let time = Duration::from_millis(milliseconds);
            data.gaps = gaps::table(&kernels, time);
            let extremes = wanted(&[operators::KERNELS, extremes::KERNELS]);
            data.extremes = gaps::table(&extremes, time);
        }
        Some(Command::Reactions { times }) => {
            data.reactions = stopping::by_cancel(&kernels, times);
            data.deadlines = stopping::by_deadline(&kernels, times);
        }
        Some(Command::Entry { rounds }) => data.entry = entry::table(rounds),
        Some(Command::Once) => kernels.iter().for_each(ratios::once),
    }
    options.data.map_or(Ok(()), |path| data.add_to(&path))
}
