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
