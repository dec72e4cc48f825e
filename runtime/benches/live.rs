//! Loops whose machine code `assembly` looks at: what a live checkpoint does (K1). There is nothing to measure; run, it
//! checks that they are the same loop.
//!
//! Each is a function of its own, and but for the last checked at each iteration.

use std::hint::black_box;

use safepoint::{CancelToken, Cancelled, cancellable};

#[cancellable(every = 1)]
#[inline(never)]
fn with_parameter(numbers: &[u32], token: &CancelToken) -> Result<u32, Cancelled> {
    let mut sum = 0_u32;
    for number in numbers {
        sum = sum.wrapping_add(*number);
    }
    Ok(sum)
}

#[cancellable(every = 1)]
#[inline(never)]
#[expect(clippy::needless_pass_by_value, reason = "that is what is looked at")]
fn with_handle(numbers: &[u32], token: CancelToken) -> Result<u32, Cancelled> {
    let mut sum = 0_u32;
    for number in numbers {
        sum = sum.wrapping_add(*number);
    }
    Ok(sum)
}

/// The token is found once, at entry.
#[cancellable(every = 1)]
#[inline(never)]
fn with_ambient(numbers: &[u32]) -> Result<u32, Cancelled> {
    let mut sum = 0_u32;
    for number in numbers {
        sum = sum.wrapping_add(*number);
    }
    Ok(sum)
}

#[cancellable(every = 1, on_cancel = unwind)]
#[inline(never)]
fn with_unwinding(numbers: &[u32]) -> u32 {
    let (mut sum, mut at) = (0_u32, 0);
    while at < numbers.len() {
        sum = sum.wrapping_add(numbers[at]);
        at += 1;
    }
    sum
}

/// Has one call, the user's.
#[cancellable]
#[inline(never)]
fn with_a_call(numbers: &[u32], token: &CancelToken) -> Result<u32, Cancelled> {
    let mut sum = 0_u32;
    for number in numbers {
        sum = add(sum, *number);
    }
    Ok(sum)
}

/// The user's call is inlined, and the loop is in strips: `every`.
#[cancellable(every = 4096)]
#[inline(never)]
fn with_every(numbers: &[u32], token: &CancelToken) -> Result<u32, Cancelled> {
    let mut sum = 0_u32;
    for number in numbers {
        sum = sum.wrapping_add(square(*number));
    }
    Ok(sum)
}

/// The compiler knows that no index is beyond the end, from behind too.
#[cancellable]
#[inline(never)]
fn backwards(numbers: &mut [u32], token: &CancelToken) -> Result<(), Cancelled> {
    for index in (0..numbers.len()).rev() {
        numbers[index] = 7;
    }
    Ok(())
}

#[inline]
fn square(number: u32) -> u32 {
    number.wrapping_mul(number)
}

#[inline(never)]
fn add(left: u32, right: u32) -> u32 {
    black_box(left).wrapping_add(right)
}

fn main() {
    let numbers: &[u32] = black_box(&[1, 2, 3]);
    // A token that could be cancelled, and is not.
    let source = safepoint::CancelSource::new();
    let token = source.token();
    let ambient = token.run(|| (with_ambient(numbers).ok(), with_unwinding(numbers)));
    assert_eq!(ambient, (Some(6), 6));
    assert_eq!(with_parameter(numbers, &token).ok(), Some(6));
    assert_eq!(with_handle(numbers, token.clone()).ok(), Some(6));
    assert_eq!(with_a_call(numbers, &token).ok(), Some(6));
    assert_eq!(with_every(numbers, &token).ok(), Some(14));
    let mut sevens = [0; 3];
    assert_eq!(backwards(black_box(&mut sevens), &token).ok(), Some(()));
    assert_eq!(sevens, [7; 3]);
}
