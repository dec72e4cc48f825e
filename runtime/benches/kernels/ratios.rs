//! The time of each variant of a kernel over the plain one.

use std::time::Duration;

use safepoint::CancelSource;

use crate::shared::data::{Times, summary};
use crate::shared::in_turn::best_in_turn;
use crate::suite::{Kernel, Outcome, Run, Size};
use crate::variants::{Tokens, Variant};

/// How long all calls of one sample take together, at least.
const SAMPLE: Duration = Duration::from_micros(40);

/// Runs every variant once on the same input.
///
/// # Panics
///
/// Where a variant computes something else than the plain one.
pub(crate) fn verify(kernel: &Kernel) {
    let tokens = Tokens::of(CancelSource::new());
    let mut work = (kernel.build)(Size::Short);
    let mut digest = |variant| {
        let outcome = work(&Run {
            compare: true,
            ..Run::new(variant, &tokens, 1)
        });
        assert!(
            !outcome.stopped,
            "{}: {} was stopped",
            kernel.name,
            variant.name()
        );
        outcome.digest
    };
    let expected = digest(Variant::Plain);
    for variant in Variant::ALL {
        assert_eq!(
            digest(variant),
            expected,
            "{}: {} differs",
            kernel.name,
            variant.name()
        );
    }
}

/// Calls a kernel twice, plain and annotated: an instruction counter tells the two apart by name.
///
/// The first call of each is left out by the counter: it may set things up.
pub(crate) fn once(kernel: &Kernel) {
    let tokens = Tokens::of(CancelSource::new());
    let mut work = (kernel.build)(Size::Short);
    for variant in [Variant::Plain, Variant::Attribute] {
        work(&Run::new(variant, &tokens, 1));
    }
}

/// Measures the kernels and prints a row for each.
pub(crate) fn table(kernels: &[Kernel], rounds: u32) -> Vec<Times> {
    let variants = Variant::ALL.map(|variant| format!("{:>10}", variant.name()));
    println!("{:20}{:>12}{}", "", "plain, ns", variants[1..].concat());
    let all: Vec<_> = kernels
        .iter()
        .map(|kernel| {
            verify(kernel);
            let times = measure(kernel, rounds);
            let ratios = ratios(&times).map(|ratio| format!("{ratio:10.3}"));
            println!(
                "{:20}{:12.0}{}",
                times.name,
                times.times["plain"],
                ratios[1..].concat()
            );
            times
        })
        .collect();
    let summaries = Variant::ALL.map(|variant| summary(&all, variant.name()));
    let geomeans = summaries.map(|(geomean, _)| format!("{geomean:10.3}"));
    let worst = summaries.map(|(_, worst)| format!("{worst:10.3}"));
    println!(
        "{:32}{}",
        "geomean, without recursion",
        geomeans[1..].concat()
    );
    println!("{:32}{}", "worst", worst[1..].concat());
    all
}

fn ratios(times: &Times) -> [f64; Variant::ALL.len()] {
    Variant::ALL.map(|variant| times.ratio(variant.name()).unwrap_or(f64::NAN))
}

fn measure(kernel: &Kernel, rounds: u32) -> Times {
    let tokens = Tokens::of(CancelSource::new());
    let mut work = (kernel.build)(Size::Short);
    let mut run = |variant, calls| work(&Run::new(variant, &tokens, calls));
    let calls = calls_for(SAMPLE, &mut run);
    let best = best_in_turn(Variant::ALL.len(), rounds, |place, round| {
        let variant = Variant::ALL[place];
        let calls = (calls / variant.rarity()).max(1);
        round
            .is_multiple_of(variant.rarity())
            .then(|| run(variant, calls).nanoseconds())
    });
    let names = Variant::ALL.iter().map(|variant| variant.name().to_owned());
    Times {
        name: kernel.name.into(),
        times: names.zip(best).collect(),
    }
}

/// How many calls of the plain variant take this long.
fn calls_for(time: Duration, run: &mut impl FnMut(Variant, u32) -> Outcome) -> u32 {
    let mut calls = 1;
    loop {
        let outcome = run(Variant::Plain, calls);
        if outcome.calls < calls || outcome.finished - outcome.started >= time {
            return outcome.calls;
        }
        calls *= 2;
    }
}
