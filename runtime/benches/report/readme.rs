//! What the README says of the runs.

use crate::shared::data::{ALL, Data, RECURSIVE, Spread, summary};
use crate::tables::{micros, program_mean, ratio};

/// The runs that it speaks of: one on the machine of the page, the others of earlier code.
pub(crate) struct Runs<'d> {
    pub(crate) here: &'d Data,
    pub(crate) zen4: &'d Data,
    pub(crate) cascade_lake: &'d Data,
}

/// Three lines.
pub(crate) fn costs(runs: &Runs<'_>) -> String {
    let here = runs.here;
    let kernels = here.best("default");
    let counted = kernels
        .iter()
        .filter(|times| !RECURSIVE.contains(&times.name.as_str()));
    format!(
        "- {} kernels, geometric mean and worst, of the plain loop's time: {} (an `AtomicBool` by hand {}); with `target-cpu=native` {}; five \
         whole programs {} (by hand {}).\n\
         - On two other processors, of earlier code: {} on an AMD EPYC, {} on a Xeon of 2019; native {}, {}; programs {} and {} (by hand on the Xeon {}).\n\
         - Two checks are at most {} µs apart in 99 of 100 cases, in each kernel; a function returns {} µs after a request, {} µs after a deadline \
         (medians). By kernel, with plots: [docs/performance.md](docs/performance.md).",
        counted.count(),
        loops(here, "default", "attribute"),
        loops(here, "default", "flag"),
        loops(here, "native", "attribute"),
        programs(here, "attribute"),
        programs(here, "flag"),
        loops(runs.zen4, "default", "attribute"),
        loops(runs.cascade_lake, "default", "attribute"),
        loops(runs.zen4, "native", "attribute"),
        loops(runs.cascade_lake, "native", "attribute"),
        programs(runs.zen4, "attribute"),
        programs(runs.cascade_lake, "attribute"),
        programs(runs.cascade_lake, "flag"),
        longest_gap(&here.gaps),
        median(&here.reactions),
        median(&here.deadlines),
    )
}

/// The mean and the worst of a variant's kernels.
fn loops(data: &Data, target: &str, variant: &str) -> String {
    let (geomean, worst) = summary(&data.best(target), variant);
    format!("{} and {}", ratio(Some(geomean)), ratio(Some(worst)))
}

fn programs(data: &Data, variant: &str) -> String {
    ratio(program_mean(&data.programs, variant))
}

/// Of the kernel whose checkpoints are furthest apart.
fn longest_gap(gaps: &[Spread]) -> String {
    let ours = gaps.iter().filter(|gaps| gaps.variant == "attribute");
    let longest = ours.max_by_key(|gaps| gaps.at(0.99));
    longest.map_or_else(String::new, |gaps| micros(gaps, 0.99))
}

/// Over all kernels.
fn median(reactions: &[Spread]) -> String {
    let mut all = reactions.iter();
    all.find(|spread| spread.name == ALL && spread.variant == "attribute")
        .map_or_else(String::new, |spread| micros(spread, 0.5))
}
