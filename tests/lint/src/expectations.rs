//! `#[expect(…)]` of lints that the attribute silences: none is reported as unfulfilled.
//!
//! Pitfall 24 (tests/pitfalls/rows.md).

use std::hint::black_box;

use safepoint::{Cancelled, cancellable};

/// Below the attribute.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
#[expect(clippy::needless_range_loop, reason = "as it was written")]
pub fn below(numbers: &[u64]) -> Result<u64, Cancelled> {
    let mut sum = 0;
    for n in 0..numbers.len() {
        sum = black_box(sum + numbers[n]);
    }
    Ok(sum)
}

/// A condition in parentheses, which becomes a part of one.
#[expect(unused_parens, reason = "as it was written")]
#[rustfmt::skip]
#[cancellable(on_cancel = unwind)]
#[must_use]
pub fn parentheses(mut n: u64) -> u64 {
    while (n > 5) {
        n /= 10;
    }
    n
}

/// Above it; one of the compiler's own.
///
/// # Errors
///
/// When cancelled.
#[expect(while_true, reason = "as it was written")]
#[cancellable]
pub fn above(limit: u64) -> Result<u64, Cancelled> {
    let mut n = 0;
    while true {
        n = black_box(n + 1);
        if n > limit {
            break;
        }
    }
    Ok(n)
}

/// In the body, and on what is around a loop.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn inside(numbers: &[u64], number: Option<u64>) -> Result<u64, Cancelled> {
    #![expect(for_loops_over_fallibles, reason = "as it was written")]
    let mut sum = 0;
    for n in number {
        sum = black_box(sum + n);
    }
    #[expect(clippy::explicit_iter_loop, reason = "as it was written")]
    for n in numbers.iter() {
        sum = black_box(sum + n);
    }
    #[expect(clippy::needless_range_loop, reason = "as it was written")]
    if sum > 9 {
        for n in 0..numbers.len() {
            sum += black_box(numbers[n]);
        }
    }
    Ok(sum)
}

/// Numbers to sum.
#[derive(Clone, Debug)]
pub struct Numbers(Vec<u64>);

#[cancellable]
#[expect(clippy::needless_range_loop, reason = "as it was written")]
impl Numbers {
    /// In an `impl` that expects it.
    ///
    /// # Errors
    ///
    /// When cancelled.
    pub fn sum(&self) -> Result<u64, Cancelled> {
        let mut sum = 0;
        for n in 0..self.0.len() {
            sum = black_box(sum + self.0[n]);
        }
        Ok(sum)
    }
}

/// Another sum of them.
pub trait Sum {
    /// The sum.
    ///
    /// # Errors
    ///
    /// When cancelled.
    fn sum_of_each(&self) -> Result<u64, Cancelled>;
}

#[cancellable]
mod inner {
    use super::{Cancelled, Numbers, Sum, black_box};

    #[expect(clippy::explicit_iter_loop, reason = "as it was written")]
    impl Sum for Numbers {
        fn sum_of_each(&self) -> Result<u64, Cancelled> {
            let mut sum = 0;
            for n in self.0.iter() {
                sum = black_box(sum + n);
            }
            Ok(sum)
        }
    }
}

/// What has no loop keeps its expectation, and fulfils it.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
#[expect(clippy::too_many_arguments, reason = "so many are too many")]
#[expect(clippy::many_single_char_names, reason = "short ones")]
pub fn nothing_turns(
    a: u8,
    b: u8,
    c: u8,
    d: u8,
    e: u8,
    f: u8,
    g: u8,
    h: u8,
) -> Result<u8, Cancelled> {
    Ok(a ^ b ^ c ^ d ^ e ^ f ^ g ^ h)
}
