//! Signatures of every kind.

use std::{fmt::Display, ops::ControlFlow, task::Poll};

use safepoint::{CancelToken, Cancelled, cancellable};

/// A token by reference.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn token_by_reference(limit: u32, token: &CancelToken) -> Result<u32, Cancelled> {
    let mut sum = 0;
    for n in 0..limit {
        sum += n;
    }
    Ok(sum)
}

/// A token that the body uses too.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn token_passed_on(token: CancelToken) -> Result<CancelToken, Cancelled> {
    for n in 0..3 {
        no_errors(n);
    }
    Ok(token)
}

/// A token named by the argument.
///
/// # Errors
///
/// When cancelled.
#[cancellable(token = tokens[0])]
pub fn token_named(tokens: &[CancelToken]) -> Result<usize, Cancelled> {
    let mut count = 0;
    for token in tokens {
        count += usize::from(token.is_cancelled());
    }
    Ok(count)
}

/// Returns nothing.
#[cancellable]
pub fn no_errors(limit: u32) {
    for n in 0..limit {
        std::hint::black_box(n);
    }
}

/// An option.
#[cancellable]
#[must_use]
pub fn option(text: &str, wanted: char) -> Option<usize> {
    for (index, character) in text.char_indices() {
        if character == wanted {
            return Some(index);
        }
    }
    None
}

/// An option of a result.
#[cancellable]
pub fn option_of_result(numbers: &mut Vec<u32>) -> Option<Result<u32, Cancelled>> {
    while let Some(number) = numbers.pop() {
        if number > 3 {
            return Some(Ok(number));
        }
    }
    None
}

/// Control flow.
#[cancellable]
pub fn control_flow(numbers: &[u32]) -> ControlFlow<()> {
    for number in numbers {
        if *number == 0 {
            return ControlFlow::Break(());
        }
    }
    ControlFlow::Continue(())
}

/// A poll.
#[cancellable]
pub fn poll(ready: &[bool]) -> Poll<Result<usize, Cancelled>> {
    for (index, ready) in ready.iter().enumerate() {
        if *ready {
            return Poll::Ready(Ok(index));
        }
    }
    Poll::Pending
}

/// Generic, with bounds and lifetimes.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn generic<'a, T, const N: usize>(items: &'a [T; N], end: &str) -> Result<Vec<&'a T>, Cancelled>
where
    T: Display + PartialEq<str>,
{
    let mut kept = Vec::with_capacity(N);
    for item in items {
        if item == end {
            break;
        }
        kept.push(item);
    }
    Ok(kept)
}

/// Takes and returns `impl Trait`.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn impl_trait(
    numbers: impl IntoIterator<Item = u32>,
) -> Result<impl Iterator<Item = u32>, Cancelled> {
    let mut squares = Vec::new();
    for number in numbers {
        squares.push(number * number);
    }
    Ok(squares.into_iter())
}

/// Gives a reborrow back.
#[cancellable]
pub fn reborrow(list: &mut [u32], wanted: u32) -> Option<&mut u32> {
    for item in list {
        if *item == wanted {
            return Some(item);
        }
    }
    None
}

/// Coerces its branches.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn coercion(first: bool) -> Result<Box<dyn Fn(u32) -> u32>, Cancelled> {
    if first {
        Ok(Box::new(|n| n + 1))
    } else {
        Ok(Box::new(|n| n + 2))
    }
}

/// Recursive.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn fibonacci(n: u32) -> Result<u64, Cancelled> {
    if n < 2 {
        return Ok(u64::from(n));
    }
    Ok(fibonacci(n - 1)? + fibonacci(n - 2)?)
}

/// Has patterns for parameters.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn patterns((start, mut end): (u32, u32), [first, ..]: [u32; 2]) -> Result<u32, Cancelled> {
    for n in start..first {
        end += n;
    }
    Ok(end)
}

/// Knows its caller.
///
/// # Errors
///
/// When cancelled.
#[track_caller]
#[cancellable]
#[inline]
pub fn caller(count: u32) -> Result<u32, Cancelled> {
    let mut line = std::panic::Location::caller().line();
    for _ in 0..count {
        line += 1;
    }
    Ok(line)
}

/// Has items, constants and a nested function of its own.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn items(limit: u32) -> Result<u32, Cancelled> {
    const STEP: usize = 2;
    const fn step() -> usize {
        STEP
    }
    let mut sum = 0;
    for n in (0..limit).step_by(step()) {
        sum += n;
    }
    Ok(sum)
}

/// Has closures.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn closures(numbers: &[u32]) -> Result<u32, Cancelled> {
    let checked = #[cancellable]
    |start: u32| -> Option<u32> {
        let mut sum = start;
        for number in numbers {
            sum += number;
        }
        Some(sum)
    };
    let mut most = 0;
    for number in numbers {
        most = numbers
            .iter()
            .map(|other| other * number)
            .fold(most, u32::max);
    }
    Ok(checked(most).unwrap_or(most))
}
