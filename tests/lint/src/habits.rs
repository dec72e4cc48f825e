//! Loops that lints would have written otherwise, were they not behind the attribute: README says under "Limits" that these
//! are mostly silent. One that speaks up one day is to be taken from there.

use std::{collections::BTreeMap, hint::black_box};

use safepoint::{Cancelled, cancellable};

/// `while_true` of the compiler's.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn while_true(limit: u64) -> Result<u64, Cancelled> {
    let mut n = 0;
    while true {
        n = black_box(n + 1);
        if n > limit {
            break;
        }
    }
    Ok(n)
}

/// `for_loops_over_fallibles` of the compiler's.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn over_an_option(number: Option<u64>) -> Result<u64, Cancelled> {
    let mut sum = 0;
    for n in number {
        sum = black_box(sum + n);
    }
    Ok(sum)
}

/// `needless_range_loop`, `explicit_counter_loop` and `explicit_iter_loop`.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn over_a_slice(numbers: &[u64]) -> Result<u64, Cancelled> {
    let mut sum = 0;
    for n in 0..numbers.len() {
        sum = black_box(sum + numbers[n]);
    }
    let mut count = 0;
    for n in numbers.iter() {
        sum = black_box(sum + n * count);
        count += 1;
    }
    Ok(sum)
}

/// `manual_flatten` and `for_kv_map`.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn over_a_map(map: &BTreeMap<u64, Option<u64>>) -> Result<u64, Cancelled> {
    let mut sum = 0;
    for (_, number) in map {
        if let Some(number) = number {
            sum = black_box(sum + number);
        }
    }
    Ok(sum)
}

/// `while_let_on_iterator` and `while_let_loop`.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn over_an_iterator(numbers: &[u64]) -> Result<u64, Cancelled> {
    let mut sum = 0;
    let (mut all, mut others) = (numbers.iter(), numbers.iter());
    while let Some(n) = all.next() {
        sum = black_box(sum + n);
    }
    loop {
        let Some(n) = others.next() else {
            break;
        };
        sum = black_box(sum + n);
    }
    Ok(sum)
}
