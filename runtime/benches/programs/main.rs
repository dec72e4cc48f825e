//! Five whole programs with the attribute on every function, beside the same programs without it.
//!
//! `cargo bench --bench programs -- --rounds 30`
//!
//! Without `--rounds` it only checks that both give the same result.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::needless_range_loop
)]

#[path = "../shared/mod.rs"]
mod shared;

mod binary_trees;
mod fannkuch;
mod mandelbrot;
mod n_body;
mod spectral_norm;

use std::error::Error;
use std::fmt;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;
use safepoint::{CancelSource, CancelToken, Cancelled};

use crate::shared::data::{Data, Times, geomean};
use crate::shared::in_turn::best_in_turn;

/// Compiles the functions without and with the attribute, and once more without it.
///
/// All have the same signature, with token and `Result`: what is measured is the attribute alone.
macro_rules! programs {
    ($(
        $(#[$meta:meta])*
        fn $name:ident($($parameters:tt)*) -> Result<$value:ty, Cancelled> { $($body:tt)* }
    )*) => {
        programs! { @variant plain, [allow(unused_variables, clippy::only_used_in_recursion)]
            $( fn $name [$($parameters)*] -> $value { $($body)* } )* }
        programs! { @variant attribute, [safepoint::cancellable]
            $( fn $name [$($parameters)*] -> $value { $($body)* } )* }
        programs! { @variant again, [allow(unused_variables, clippy::only_used_in_recursion)]
            $( fn $name [$($parameters)*] -> $value { $($body)* } )* }
    };
    (@variant $module:ident, $attribute:tt
        $( fn $name:ident [$($parameters:tt)*] -> $value:ty { $($body:tt)* } )*
    ) => {
        pub(crate) mod $module {
            #![allow(clippy::unnecessary_wraps, reason = "the variants have one signature")]
            use safepoint::{CancelToken, Cancelled};
            #[allow(unused_imports)]
            use super::*;
            $(
                #$attribute
                pub(crate) fn $name($($parameters)*) -> Result<$value, Cancelled> { $($body)* }
            )*
        }
    };
}
pub(crate) use programs;

type Main = fn(&CancelToken) -> Result<Answer, Cancelled>;

/// What a program computes: shown, and compared.
#[derive(Debug, PartialEq)]
struct Answer(String);

impl Answer {
    fn of(value: impl fmt::Debug) -> Self {
        Self(format!("{value:?}"))
    }
}

/// The programs: plain, annotated, and plain once more. Their arguments come, as far as the compiler knows, from outside.
const PROGRAMS: [(&str, [Main; 3]); 5] = [
    (
        "n-body",
        [
            |token| n_body::plain::run(token, black_box(5), black_box(100_000)).map(Answer::of),
            |token| n_body::attribute::run(token, black_box(5), black_box(100_000)).map(Answer::of),
            |token| n_body::again::run(token, black_box(5), black_box(100_000)).map(Answer::of),
        ],
    ),
    (
        "fannkuch",
        [
            |token| fannkuch::plain::run(token, black_box(8)).map(Answer::of),
            |token| fannkuch::attribute::run(token, black_box(8)).map(Answer::of),
            |token| fannkuch::again::run(token, black_box(8)).map(Answer::of),
        ],
    ),
    (
        "spectral norm",
        [
            |token| spectral_norm::plain::run(token, black_box(300)).map(Answer::of),
            |token| spectral_norm::attribute::run(token, black_box(300)).map(Answer::of),
            |token| spectral_norm::again::run(token, black_box(300)).map(Answer::of),
        ],
    ),
    (
        "mandelbrot",
        [
            |token| mandelbrot::plain::run(token, black_box(200)).map(Answer::of),
            |token| mandelbrot::attribute::run(token, black_box(200)).map(Answer::of),
            |token| mandelbrot::again::run(token, black_box(200)).map(Answer::of),
        ],
    ),
    (
        "binary trees",
        [
            |token| binary_trees::plain::run(token, black_box(14)).map(Answer::of),
            |token| binary_trees::attribute::run(token, black_box(14)).map(Answer::of),
            |token| binary_trees::again::run(token, black_box(14)).map(Answer::of),
        ],
    ),
];

const VARIANTS: [&str; 3] = ["plain", "attribute", "again"];

#[derive(Parser)]
#[command(about = "Measures five programs with the attribute on every function")]
struct Options {
    /// How often each is measured.
    #[arg(long, default_value_t = 1)]
    rounds: u32,
    /// Adds the results to this data file.
    #[arg(long)]
    data: Option<PathBuf>,
    /// What cargo passes to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    println!(
        "{:16}{:>12}{:>12}{:>12}",
        "program", "plain, ms", "attribute", "again"
    );
    let mut programs = Vec::new();
    for (name, mains) in PROGRAMS {
        let token = CancelSource::new().token();
        let expected = mains[0](&token)?;
        let best = best_in_turn(VARIANTS.len(), options.rounds, |variant, _| {
            let start = Instant::now();
            let answer = mains[variant](&token);
            let time = start.elapsed();
            assert_eq!(
                answer.ok().as_ref(),
                Some(&expected),
                "{name}: {}",
                VARIANTS[variant]
            );
            Some(time.as_secs_f64() * 1_000.0)
        });
        let times = VARIANTS
            .iter()
            .map(|&variant| variant.to_owned())
            .zip(best)
            .collect();
        let times = Times {
            name: name.into(),
            times,
        };
        let ratio = |variant| times.ratio(variant).unwrap_or(f64::NAN);
        println!(
            "{name:16}{:12.2}{:12.3}{:12.3}",
            times.times["plain"],
            ratio("attribute"),
            ratio("again")
        );
        programs.push(times);
    }
    let ratios: Vec<_> = programs
        .iter()
        .filter_map(|times| times.ratio("attribute"))
        .collect();
    println!("{:28}{:12.3}", "geomean", geomean(&ratios));
    let data = Data {
        programs,
        ..Data::default()
    };
    options.data.map_or(Ok(()), |path| data.add_to(&path))
}
