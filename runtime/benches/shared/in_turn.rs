//! Measuring several things in turn, in many rounds.
//!
//! Why in turn: what other users of the machine and the clock's frequency do changes from second to second, and must
//! not fall on one of them. Why mostly the best: those only ever add time.

/// Measures `count` things in turn, in many rounds, and gives the samples of each.
///
/// `sample(thing, round)` measures one, or gives `None` where it is not that thing's round.
pub(crate) fn samples_in_turn(
    count: usize,
    rounds: u32,
    mut sample: impl FnMut(usize, u32) -> Option<f64>,
) -> Vec<Vec<f64>> {
    let mut samples = vec![Vec::new(); count];
    for round in 0..rounds {
        for turn in 0..count {
            // Not always the same one first, nor always the same one before another.
            let turn = if round % 2 == 0 {
                turn
            } else {
                count - 1 - turn
            };
            let thing = (turn + round as usize) % count;
            samples[thing].extend(sample(thing, round));
        }
    }
    samples
}

/// The same, and the smallest sample of each.
pub(crate) fn best_in_turn(
    count: usize,
    rounds: u32,
    sample: impl FnMut(usize, u32) -> Option<f64>,
) -> Vec<f64> {
    let samples = samples_in_turn(count, rounds, sample);
    samples.iter().map(|samples| best(samples)).collect()
}

pub(crate) fn best(samples: &[f64]) -> f64 {
    samples.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The middle one: where another thread takes part, the best sample is the one that missed it.
pub(crate) fn median(samples: &[f64]) -> f64 {
    let mut samples = samples.to_vec();
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
