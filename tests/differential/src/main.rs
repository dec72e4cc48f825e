//! Writes random programs, plain and annotated, builds them, and finds those that do not do the same.

mod build;
mod generate;
mod shrink;

use std::process::ExitCode;

use clap::Parser;

use safepoint_differential::drive;

use crate::{
    build::{Failure, Problem, Scratch},
    generate::Program,
};

/// Programs that are built into one executable.
const BATCH: usize = 125;
/// Programs that are built at a time.
const ROUND: usize = 1000;

/// Writes random programs, plain and annotated, and checks that they do the same.
#[derive(Parser)]
struct Args {
    /// How many programs.
    #[arg(long, default_value_t = 1000)]
    programs: u64,
    /// The seed of the first; each that follows has the next.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Force the strips of leaf loops to so many iterations: 1, 2, 3; to each of these in turn.
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u8).range(1..=3))]
    strips: Vec<u8>,
    /// Cancel a program at so many of its checkpoints one after the other, and then at some twenty of those that follow.
    #[arg(long, default_value_t = drive::EACH)]
    each: u64,
    /// Print the programs, and run nothing.
    #[arg(long)]
    print: bool,
    /// Report a failing program as it is.
    #[arg(long)]
    no_shrink: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let programs: Vec<Program> = (args.seed..args.seed + args.programs)
        .map(Program::new)
        .collect();
    if args.print {
        for program in &programs {
            println!("{}", program.print(true));
        }
        return ExitCode::SUCCESS;
    }
    let mut runs: Vec<Option<u8>> = args.strips.iter().copied().map(Some).collect();
    if runs.is_empty() {
        runs.push(None);
    }
    for strip in runs {
        if !passes(&programs, strip, args.each, args.no_shrink) {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn passes(programs: &[Program], strip: Option<u8>, each: u64, no_shrink: bool) -> bool {
    let forced = strip.map_or(String::new(), |strip| format!(" with strips of {strip}"));
    let scratch = Scratch::new(strip, each);
    for (round, programs) in programs.chunks(ROUND).enumerate() {
        let failures = scratch.run(programs, BATCH);
        if !failures.is_empty() {
            report(&scratch, &failures, no_shrink);
            println!(
                "{} passed, {} failed{forced}",
                round * ROUND + programs.len() - failures.len(),
                failures.len()
            );
            return false;
        }
    }
    println!("{} passed, 0 failed{forced}", programs.len());
    true
}

fn report(scratch: &Scratch, failures: &[Failure], as_it_is: bool) {
    for Failure { program, problem } in failures {
        println!("seed {}: {problem:?}", program.seed);
    }
    // One that fails when it runs says more than one that does not compile.
    let chosen = failures
        .iter()
        .min_by_key(|failure| !matches!(failure.problem, Problem::Run(_)));
    if let Some(failure) = chosen {
        let failure = if as_it_is {
            failure.clone()
        } else {
            shrink::shrink(scratch, failure)
        };
        println!("\n{:?}\n{}", failure.problem, failure.program.print(true));
        println!(
            "run it again with: --programs 1 --seed {}\n",
            failure.program.seed
        );
    }
}
