//! Makes a failing program smaller.

use std::time::{Duration, Instant};

use crate::build::{Failure, Problem, Scratch};

/// How long it is tried.
const PATIENCE: Duration = Duration::from_mins(3);

/// Leaves out of a program all that it also fails without, and prints the rest.
pub(crate) fn shrink(scratch: &Scratch, failure: &Failure) -> Failure {
    let start = Instant::now();
    let mut smallest = failure.clone();
    let mut number = 0;
    while number < smallest.program.pieces() && start.elapsed() < PATIENCE {
        let candidate = smallest.program.without(number);
        match scratch.run(&[candidate], 1).pop() {
            Some(found) if same(&found.problem, &failure.problem) => smallest = found,
            _ => number += 1,
        }
    }
    smallest
}

fn same(found: &Problem, wanted: &Problem) -> bool {
    match (found, wanted) {
        (Problem::Annotated(found), Problem::Annotated(wanted))
        | (Problem::Run(found), Problem::Run(wanted)) => words(found) == words(wanted),
        _ => false,
    }
}

/// The first words of a message without the numbers in it.
fn words(message: &str) -> String {
    message
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .take(20)
        .collect()
}
