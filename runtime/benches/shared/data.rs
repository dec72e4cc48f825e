//! The data of a run: what the benches measure and the report shows.
//!
//! Each bench adds its own part to the file; a second pass over the same kernel keeps the smaller times.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// A run.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Data {
    /// What it ran on, and when: label and value.
    pub(crate) machine: Vec<(String, String)>,
    /// Nanoseconds per call, by target and code layout.
    pub(crate) kernels: Vec<Build>,
    /// The same of whole programs: milliseconds per run.
    pub(crate) programs: Vec<Times>,
    /// A recursive function, written in several ways: nanoseconds per call.
    pub(crate) entry: Vec<Times>,
    /// The time between two checkpoints, in nanoseconds on the worker's own CPU clock.
    pub(crate) gaps: Vec<Spread>,
    /// The same where a body takes far longer than its form tells.
    pub(crate) extremes: Vec<Spread>,
    /// From `cancel()` on another thread to the return, in nanoseconds.
    pub(crate) reactions: Vec<Spread>,
    /// From a deadline's instant to the return, in nanoseconds.
    pub(crate) deadlines: Vec<Spread>,
    /// Operations of tokens, in nanoseconds.
    pub(crate) tokens: Vec<Times>,
}

/// The times of all kernels as they were compiled once.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Build {
    /// `default` or `native`.
    pub(crate) target: String,
    /// A name for the flags that lay the code out.
    pub(crate) layout: String,
    pub(crate) kernels: Vec<Times>,
}

/// The times of one thing in its variants.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Times {
    pub(crate) name: String,
    pub(crate) times: BTreeMap<String, f64>,
}

/// A distribution.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Spread {
    pub(crate) name: String,
    /// How the work was made stoppable.
    pub(crate) variant: String,
    pub(crate) count: usize,
    /// The quantiles of [`SHARES`], in nanoseconds.
    pub(crate) quantiles: Vec<u64>,
}

/// The kernels that measure what a call costs, not a loop: reported apart.
pub(crate) const RECURSIVE: [&str; 3] = ["fib", "ackermann", "tree_walk"];

/// The row of a distribution over all kernels.
pub(crate) const ALL: &str = "all kernels";

/// The name of what is no variant: a thread that only waits for an instant.
pub(crate) const WAIT: &str = "wait";

/// What a variant's name ends with where all gaps that were seen are meant, and not those that recur.
pub(crate) const SEEN: &str = ", seen";

/// The shares of a distribution whose quantiles are kept. The last is the maximum.
pub(crate) const SHARES: [f64; 13] = [
    0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1.0,
];

impl Spread {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss
    )]
    pub(crate) fn of(name: &str, variant: &str, mut samples: Vec<u64>) -> Self {
        samples.sort_unstable();
        let last = samples.len().saturating_sub(1);
        let quantile = |share: f64| samples.get((share * last as f64).ceil() as usize).copied();
        Self {
            name: name.into(),
            variant: variant.into(),
            count: samples.len(),
            quantiles: SHARES
                .iter()
                .map(|&share| quantile(share).unwrap_or(0))
                .collect(),
        }
    }

    /// The quantile of one of [`SHARES`].
    pub(crate) fn at(&self, share: f64) -> u64 {
        let place = SHARES.iter().position(|&known| known >= share);
        self.quantiles[place.unwrap_or(SHARES.len() - 1)]
    }
}

impl Spread {
    /// The head of a table of distributions, in microseconds.
    pub(crate) fn print_header() {
        let (name, variant) = ("in µs", "variant");
        println!(
            "{name:20}{variant:18}{:>10}{:>12}{:>12}{:>12}",
            "count", "p50", "p99", "worst"
        );
    }

    /// A row of it.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn print(&self) {
        let Self {
            name,
            variant,
            count,
            ..
        } = self;
        let at = |share| self.at(share) as f64 / 1_000.0;
        println!(
            "{name:20}{variant:18}{count:10}{:12.2}{:12.2}{:12.2}",
            at(0.5),
            at(0.99),
            at(1.0)
        );
    }
}

impl Data {
    pub(crate) fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
    }

    /// Adds this to what the file holds.
    pub(crate) fn add_to(self, path: &Path) -> Result<(), Box<dyn Error>> {
        let mut known = if path.exists() {
            Self::read(path)?
        } else {
            Self::default()
        };
        known.add(self);
        fs::write(path, serde_json::to_string_pretty(&known)? + "\n")?;
        Ok(())
    }

    /// Adds what another run, or another part of this one, has measured.
    pub(crate) fn add(&mut self, more: Self) {
        for build in more.kernels {
            let same = |known: &&mut Build| {
                (&known.target, &known.layout) == (&build.target, &build.layout)
            };
            match self.kernels.iter_mut().find(same) {
                Some(known) => keep_smaller(&mut known.kernels, build.kernels),
                None => self.kernels.push(build),
            }
        }
        keep_smaller(&mut self.programs, more.programs);
        keep_smaller(&mut self.tokens, more.tokens);
        keep_smaller(&mut self.entry, more.entry);
        replace(&mut self.machine, more.machine);
        replace(&mut self.gaps, more.gaps);
        replace(&mut self.extremes, more.extremes);
        replace(&mut self.reactions, more.reactions);
        replace(&mut self.deadlines, more.deadlines);
    }

    /// The best times of each kernel over all layouts of a target.
    pub(crate) fn best(&self, target: &str) -> Vec<Times> {
        let mut best = Vec::new();
        for layout in self.kernels.iter().filter(|layout| layout.target == target) {
            keep_smaller(&mut best, layout.kernels.clone());
        }
        best
    }
}

/// Takes the new part, if there is one.
fn replace<T>(known: &mut Vec<T>, more: Vec<T>) {
    if !more.is_empty() {
        *known = more;
    }
}

/// Adds what is new, and takes the smaller of two times of the same thing.
pub(crate) fn keep_smaller(known: &mut Vec<Times>, more: Vec<Times>) {
    for times in more {
        match known.iter_mut().find(|known| known.name == times.name) {
            Some(known) => {
                for (variant, time) in times.times {
                    let known = known.times.entry(variant).or_insert(time);
                    *known = known.min(time);
                }
            }
            None => known.push(times),
        }
    }
}

impl Times {
    /// The ratio of a variant's time to that of the plain one.
    pub(crate) fn ratio(&self, variant: &str) -> Option<f64> {
        Some(self.times.get(variant)? / self.times.get("plain")?)
    }
}

/// The geometric mean and the largest of a variant's ratios, of kernels that are not recursive.
pub(crate) fn summary(all: &[Times], variant: &str) -> (f64, f64) {
    let loops = all
        .iter()
        .filter(|times| !RECURSIVE.contains(&times.name.as_str()));
    let ratios: Vec<_> = loops.filter_map(|times| times.ratio(variant)).collect();
    (geomean(&ratios), ratios.iter().copied().fold(0.0, f64::max))
}

/// The geometric mean.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn geomean(ratios: &[f64]) -> f64 {
    (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp()
}
