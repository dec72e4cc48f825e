//! Five whole programs with the attribute on every function, beside the same programs without it and with checks by hand.
//!
//! `cargo bench --bench programs -- --rounds 30`
//!
//! Without `--rounds` it only checks that all give the same result.

// `with_checks!` takes a step for each token.
#![recursion_limit = "2048"]
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
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use clap::Parser;
use safepoint::{CancelSource, CancelToken};

use crate::shared::data::{Data, Times, summary};
use crate::shared::in_turn::best_in_turn;

/// Compiles the functions without the attribute, with it, with checks by hand, and once more without.
///
/// Those that carry the attribute have the signature of the plain ones, with a token and a `Result`: what is measured is the attribute
/// alone. By hand the error is nothing, and so smaller than theirs; each loop has a check, also where nobody would write one.
macro_rules! programs {
    ($(
        $(#[$meta:meta])*
        fn $name:ident($token:ident: &CancelToken $($parameters:tt)*) -> Result<$value:ty, Cancelled> { $($body:tt)* }
    )*) => {
        programs! { @ordinary plain, [allow(unused_variables, clippy::only_used_in_recursion)]
            $( fn $name $token [$($parameters)*] -> $value { $($body)* } )* }
        programs! { @ordinary attribute, [safepoint::cancellable]
            $( fn $name $token [$($parameters)*] -> $value { $($body)* } )* }
        programs! { @by_hand flag
            $( fn $name $token [$($parameters)*] -> $value { $($body)* } )* }
        programs! { @ordinary again, [allow(unused_variables, clippy::only_used_in_recursion)]
            $( fn $name $token [$($parameters)*] -> $value { $($body)* } )* }
    };
    (@ordinary $module:ident, $attribute:tt
        $( fn $name:ident $token:ident [$($parameters:tt)*] -> $value:ty { $($body:tt)* } )*
    ) => {
        pub(crate) mod $module {
            #![allow(clippy::unnecessary_wraps, reason = "the variants have one signature")]
            use safepoint::{CancelToken, Cancelled};
            #[allow(unused_imports)]
            use super::*;
            $(
                #$attribute
                pub(crate) fn $name($token: &CancelToken $($parameters)*) -> Result<$value, Cancelled> { $($body)* }
            )*
        }
    };
    (@by_hand $module:ident
        $( fn $name:ident $token:ident [$($parameters:tt)*] -> $value:ty { $($body:tt)* } )*
    ) => {
        pub(crate) mod $module {
            use std::sync::atomic::AtomicBool as CancelToken;
            #[allow(unused_imports)]
            use super::*;
            use $crate::shared::by_hand::{Stop as _, Stopped as Cancelled, with_checks};
            $(
                pub(crate) fn $name($token: &CancelToken $($parameters)*) -> Result<$value, Cancelled> {
                    with_checks! { @block $token
                        [if $token.stopped() { return Err(Cancelled); }] [] $($body)* }
                }
            )*
        }
    };
}
pub(crate) use programs;

/// What a program computes: shown, and compared.
#[derive(Debug, PartialEq)]
struct Answer(String);

impl Answer {
    fn of(value: impl fmt::Debug) -> Self {
        Self(format!("{value:?}"))
    }
}

/// Live tokens, and what could cancel them.
struct Tokens {
    _source: CancelSource,
    token: CancelToken,
    flag: AtomicBool,
}

type Main = fn(&Tokens) -> Option<Answer>;

/// A program in each of [`VARIANTS`]. Its arguments come, as far as the compiler knows, from outside.
macro_rules! mains {
    ($program:ident($($argument:expr),*)) => {
        [
            |tokens| $program::plain::run(&tokens.token $(, black_box($argument))*).ok().map(Answer::of),
            |tokens| $program::attribute::run(&tokens.token $(, black_box($argument))*).ok().map(Answer::of),
            |tokens| $program::flag::run(&tokens.flag $(, black_box($argument))*).ok().map(Answer::of),
            |tokens| $program::again::run(&tokens.token $(, black_box($argument))*).ok().map(Answer::of),
        ]
    };
}

const PROGRAMS: [(&str, [Main; VARIANTS.len()]); 5] = [
    ("n-body", mains!(n_body(5, 100_000))),
    ("fannkuch", mains!(fannkuch(8))),
    ("spectral norm", mains!(spectral_norm(300))),
    ("mandelbrot", mains!(mandelbrot(200))),
    ("binary trees", mains!(binary_trees(14))),
];

const VARIANTS: [&str; 4] = ["plain", "attribute", "flag", "again"];

#[derive(Parser)]
#[command(
    about = "Measures five programs: with the attribute on every function, and with checks by hand"
)]
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
        "{:16}{:>12}{:>12}{:>12}{:>12}",
        "program", "plain, ms", "attribute", "by hand", "again"
    );
    let source = CancelSource::new();
    let tokens = Tokens {
        token: source.token(),
        _source: source,
        flag: AtomicBool::new(false),
    };
    let mut programs = Vec::new();
    for (name, mains) in PROGRAMS {
        let expected = mains[0](&tokens);
        assert!(expected.is_some(), "{name} was stopped");
        let best = best_in_turn(VARIANTS.len(), options.rounds, |variant, _| {
            let start = Instant::now();
            let answer = mains[variant](&tokens);
            let time = start.elapsed();
            assert_eq!(answer, expected, "{name}: {}", VARIANTS[variant]);
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
            "{name:16}{:12.2}{:12.3}{:12.3}{:12.3}",
            times.times["plain"],
            ratio("attribute"),
            ratio("flag"),
            ratio("again")
        );
        programs.push(times);
    }
    let mean = |variant| summary(&programs, variant).0;
    println!(
        "{:28}{:12.3}{:12.3}",
        "geomean",
        mean("attribute"),
        mean("flag")
    );
    let data = Data {
        programs,
        ..Data::default()
    };
    options.data.map_or(Ok(()), |path| data.add_to(&path))
}
