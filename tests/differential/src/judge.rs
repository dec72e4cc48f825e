//! Judges the logs of a plain and of an annotated program.
//!
//! What must hold:
//!
//! 1. Not cancelled, the two give the same value and write the same log.
//! 2. It checks when it is called, and in each loop as often as it must: between two iterations, or so many of them as
//!    its `every` says.
//! 3. Cancelled at its n-th checkpoint, the annotated one has logged up to there what the plain one logs. It then
//!    drops what it holds, and does nothing else, but for what its way of stopping says.
//! 4. No checkpoint stands between taking an item and giving it to the body.
//! 5. Each guard is dropped once, however the program ends.

use crate::{
    drive::{After, Case},
    log::{Event, Outcome},
};

pub(crate) fn without_checks(events: &[Event]) -> Vec<Event> {
    events
        .iter()
        .copied()
        .filter(|event| *event != Event::Check)
        .collect()
}

pub(crate) fn compare(
    when: &str,
    plain: &(Outcome, &Vec<Event>),
    annotated: &(Outcome, &Vec<Event>),
) -> Result<(), String> {
    if plain.0 != annotated.0 {
        return Err(format!(
            "{when}: it gives {:?} instead of {:?}",
            annotated.0, plain.0
        ));
    }
    let same = plain
        .1
        .iter()
        .zip(annotated.1)
        .take_while(|(plain, annotated)| plain == annotated)
        .count();
    if same == plain.1.len().max(annotated.1.len()) {
        return Ok(());
    }
    let [expected, found] = [plain.1.get(same), annotated.1.get(same)];
    Err(format!(
        "{when}: event {same} of its log is {found:?} instead of {expected:?}"
    ))
}

/// Promise 2.
pub(crate) fn cadence(events: &[Event]) -> Result<(), String> {
    let mut since_check: Vec<u32> = Vec::new();
    let mut leaves: Vec<(u32, u64)> = Vec::new();
    for event in events {
        match *event {
            Event::Check => {
                since_check.fill(0);
                for leaf in &mut leaves {
                    leaf.1 += 1;
                }
            }
            Event::Turn(_, 0) => {}
            Event::Turn(place, every) => {
                let index = place as usize;
                since_check.resize(since_check.len().max(index + 1), 0);
                since_check[index] += 1;
                if since_check[index] > every {
                    return Err(format!("loop {place} does not check before each iteration"));
                }
            }
            Event::LeafBegins(place) => leaves.push((place, 0)),
            Event::LeafEnds(place, turns, every) => {
                // A leaf loop that was left by more than itself has a beginning alone.
                while let Some((begun, checks)) = leaves.pop() {
                    if begun != place {
                        continue;
                    }
                    if every > 0 && turns > (checks + 1) * every {
                        return Err(format!(
                            "leaf loop {place} checks {checks} times in {turns} iterations"
                        ));
                    }
                    break;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Promises 3 and 4.
pub(crate) fn stopped(
    case: &Case,
    plain: (Outcome, &[Event]),
    cancelled: (Outcome, &[Event]),
) -> Result<(), String> {
    let (outcome, events) = cancelled;
    guards(events)?;
    let Some(end) = events.iter().position(|event| *event == Event::Cancel) else {
        // A strip whose length goes by the clock may have stepped over it.
        return compare(
            "not reached",
            &(plain.0, &plain.1.to_vec()),
            &(outcome, &without_checks(events)),
        );
    };
    if let Some(Event::Taken(place, item)) = end.checked_sub(1).map(|last| events[last]) {
        return Err(format!("item {item} of {place} is taken and lost"));
    }
    let before = without_checks(&events[..end]);
    if plain.1.get(..before.len()) != Some(&before[..]) {
        let same = plain
            .1
            .iter()
            .zip(&before)
            .take_while(|(plain, event)| plain == event)
            .count();
        let [expected, found] = [plain.1.get(same), before.get(same)];
        return Err(format!(
            "event {same} of its log is {found:?} instead of {expected:?}"
        ));
    }
    let after: Vec<Event> = events[end + 1..]
        .iter()
        .copied()
        .filter(|e| !matches!(e, Event::Dropped(_)))
        .collect();
    let (expected, events) = match case.after {
        After::Gives(outcome) => (outcome, &[][..]),
        After::Substitutes(outcome) => (outcome, &[Event::Substituted][..]),
        After::GoesOn => return lost(&after),
    };
    if after != events {
        return Err(format!(
            "once cancelled, it goes on with {:?}",
            &after[..after.len().min(3)]
        ));
    }
    if outcome != expected {
        return Err(format!("it gives {outcome:?} instead of {expected:?}"));
    }
    Ok(())
}

fn lost(events: &[Event]) -> Result<(), String> {
    match events.iter().find(|event| matches!(event, Event::Lost(_))) {
        Some(lost) => Err(format!("once cancelled, {lost:?}")),
        None => Ok(()),
    }
}

/// Promise 5.
pub(crate) fn guards(events: &[Event]) -> Result<(), String> {
    let mut alive = std::collections::BTreeSet::new();
    for event in events {
        let fine = match event {
            Event::Made(guard) => alive.insert(guard),
            Event::Dropped(guard) => alive.remove(guard),
            _ => true,
        };
        if !fine {
            return Err(format!("{event:?} twice"));
        }
    }
    match alive.first() {
        Some(guard) => Err(format!("guard {guard} is never dropped")),
        None => Ok(()),
    }
}
