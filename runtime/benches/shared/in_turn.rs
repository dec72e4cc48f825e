//! Measuring several things in turn, the best of many rounds.
//!
//! Why the best: the machine, its other users and the clock's frequency only ever add time. Why in turn: what
//! they add changes from second to second, and must not fall on one of them.

/// Measures `count` things in turn, in many rounds, and gives the smallest value of each.
///
/// `sample(thing, round)` measures one, or gives `None` where it is not that thing's round.
pub(crate) fn best_in_turn(
    count: usize,
    rounds: u32,
    mut sample: impl FnMut(usize, u32) -> Option<f64>,
) -> Vec<f64> {
    let mut best = vec![f64::INFINITY; count];
    for round in 0..rounds {
        for turn in 0..count {
            // Not always the same one first, nor always the same one before another.
            let turn = if round % 2 == 0 {
                turn
            } else {
                count - 1 - turn
            };
            let thing = (turn + round as usize) % count;
            if let Some(value) = sample(thing, round) {
                best[thing] = best[thing].min(value);
            }
        }
    }
    best
}
