//! Leaf loops.

use safepoint::{CancelToken, Cancelled, cancellable};

/// Loops of every kind that is divided into strips, or left whole, or written twice.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn leaf_loops(
    token: &CancelToken,
    numbers: &mut [u64],
    columns: usize,
) -> Result<u64, Cancelled> {
    let mut sum = 0_u64;
    for number in numbers.iter_mut() {
        *number = number.wrapping_add(1);
    }
    for (index, number) in numbers.iter().enumerate() {
        if index == columns {
            break;
        }
        sum = sum.wrapping_add(*number);
    }
    'rows: for row in 0..columns {
        for column in 0..columns {
            if column > row {
                continue 'rows;
            }
            sum ^= numbers[row] + numbers[column];
        }
        for &number in &*numbers {
            if number == sum {
                break 'rows;
            }
        }
    }
    for chunk in numbers.chunks_exact(4) {
        for number in chunk {
            sum ^= number;
        }
    }
    for step in 0..3 {
        sum += step;
    }
    token.check()?;
    for step in 0..3 {
        sum += step;
    }
    let mut index = 0;
    'counting: while index < columns {
        index += 1;
        if index % 3 == 0 {
            continue 'counting;
        }
        sum ^= 1;
    }
    for doubled in numbers.iter().map(|number| number << 1) {
        sum ^= doubled;
    }
    Ok(sum)
}

/// The same without a way out but the end of the loop.
#[must_use]
#[cancellable(on_cancel = break)]
pub fn loops_that_end(limit: u64) -> u64 {
    let mut sum = 0_u64;
    for number in 0..limit {
        sum = sum.wrapping_add(number);
    }
    for number in 0..3 {
        sum = sum.wrapping_add(number);
    }
    sum
}

/// What may be cast without a lint of the user's own.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Small = 1,
    Large = 2,
}

/// Not a name that is known to be a number's.
type Number = u64;

const fn kind(sum: u64) -> Kind {
    if sum < 9 { Kind::Small } else { Kind::Large }
}

/// Casts behind leaf loops: the body is a block in another one.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn loops_before_a_cast(numbers: &[u64]) -> Result<Box<dyn Fn(u64) -> u64>, Cancelled> {
    const LIMIT: u64 = 7;
    let mut sum = 0_u64;
    for number in numbers {
        sum ^= number;
    }
    for doubled in numbers.iter().map(|number| number << 1) {
        sum ^= doubled;
    }
    let kind = kind(sum) as Number;
    Ok(Box::new(move |number| number + kind + LIMIT))
}

/// The same in a function that gives nothing.
#[cancellable]
pub fn loop_before_a_cast(numbers: &mut [u64]) {
    for number in numbers.iter_mut() {
        *number ^= 1;
    }
    numbers[0] = kind(numbers[1]) as Number;
}

/// And in one that does not end by itself.
///
/// # Errors
///
/// When cancelled.
///
/// # Panics
///
/// Else.
#[cancellable]
pub fn loop_before_a_cast_without_an_end(
    numbers: &mut [u64],
) -> Result<std::convert::Infallible, Cancelled> {
    for number in numbers.iter_mut() {
        *number ^= 1;
    }
    let kind = kind(numbers[1]) as Number;
    panic!("{kind}")
}

/// And where the end comes early.
#[must_use]
#[cancellable(on_cancel = unwind)]
pub fn loop_before_a_cast_that_is_returned(numbers: &[u64]) -> Option<u64> {
    for number in numbers {
        if *number == 0 {
            return None;
        }
    }
    let last = *numbers.last()?;
    if last > 9 {
        return Some(last);
    }
    let count = || {
        let mut sum = 0;
        for number in numbers {
            sum ^= number;
        }
        kind(sum) as Number
    };
    Some(count())
}

/// And in a future.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub async fn loop_before_a_cast_in_a_future(numbers: &[u64]) -> Result<u64, Cancelled> {
    let mut sum = 0_u64;
    for number in numbers {
        sum ^= number;
    }
    Ok(std::future::ready(kind(sum)).await as Number)
}

/// And where there is no end at all.
///
/// # Panics
///
/// Always.
#[cancellable(on_cancel = unwind)]
pub fn loop_before_a_cast_and_a_panic(numbers: &[u64]) -> ! {
    let mut sum = 0;
    for number in numbers {
        sum ^= number;
    }
    let last: *const u64 = numbers.as_ptr();
    panic!("{sum} {}", last as usize)
}

/// A header that needs its parentheses.
#[must_use]
#[cancellable]
pub fn loop_over_a_literal(end: u64) -> Option<u64> {
    let mut sum = 0;
    for n in (core::ops::Range { start: 0, end }) {
        sum += n;
    }
    for n in (core::ops::Range { start: 0, end }) {
        sum += u64::from(kind(n) as Number == 0) + n;
    }
    Some(sum)
}

/// A loop that divides its number has no check in it.
///
/// # Errors
///
/// When it is cancelled.
#[cancellable]
pub fn digits(number: u64, token: &CancelToken) -> Result<u64, Cancelled> {
    let (mut rest, mut sum) = (number, 0);
    while rest > 0 {
        sum += rest % 10;
        rest /= 10;
    }
    let mut ones = 0;
    let mut bits = number;
    'bits: while bits != 0 {
        ones += bits & 1;
        if ones > 40 {
            break 'bits;
        }
        bits >>= 1;
    }
    Ok(sum + ones)
}
