//! Loops of every kind.

use std::{collections::VecDeque, sync::mpsc::Receiver};

use safepoint::{Cancelled, cancellable};

/// No loop at all.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn no_loop(text: &str) -> Result<usize, Cancelled> {
    Ok(text.len())
}

/// A `for` over a range.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn range(limit: u64) -> Result<u64, Cancelled> {
    let mut sum = 0;
    for n in 0..limit {
        sum += n;
    }
    Ok(sum)
}

/// A `for` over a slice, with a pattern.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn slice(pairs: &[(u32, u32)]) -> Result<u32, Cancelled> {
    let mut sum = 0;
    for &(left, right) in pairs {
        sum += left * right;
    }
    Ok(sum)
}

/// A `for` over what it changes.
#[cancellable]
pub fn double(numbers: &mut [u32]) {
    for number in numbers {
        *number *= 2;
    }
}

/// A `for` whose items are not used.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn times(count: u32) -> Result<String, Cancelled> {
    let mut text = String::new();
    for _ in 0..count {
        text.push('x');
    }
    Ok(text)
}

/// A `while`.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn collatz(mut n: u64) -> Result<u32, Cancelled> {
    let mut steps = 0;
    while n != 1 {
        n = if n.is_multiple_of(2) {
            n / 2
        } else {
            3 * n + 1
        };
        steps += 1;
    }
    Ok(steps)
}

/// A `while let` over a channel.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn receive(receiver: &Receiver<u32>) -> Result<u32, Cancelled> {
    let mut sum = 0;
    while let Ok(number) = receiver.recv() {
        sum += number;
    }
    Ok(sum)
}

/// A `while let` with a chain of conditions.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn chain(queue: &mut VecDeque<Option<u32>>) -> Result<u32, Cancelled> {
    let mut sum = 0;
    while let Some(front) = queue.pop_front()
        && let Some(number) = front
        && number < 100
    {
        sum += number;
    }
    Ok(sum)
}

/// A `loop` with a value.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn first_power_above(limit: u64) -> Result<u64, Cancelled> {
    let mut power = 1;
    let found = loop {
        power *= 2;
        if power > limit {
            break power;
        }
    };
    Ok(found)
}

/// A `loop` at the end.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn tail(receiver: &Receiver<u32>) -> Result<u32, Cancelled> {
    loop {
        match receiver.recv() {
            Ok(0) => {}
            Ok(number) => return Ok(number),
            Err(_) => return Ok(0),
        }
    }
}

/// Nested loops with labels.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn search(rows: &[Vec<u32>], wanted: u32) -> Result<Option<(usize, usize)>, Cancelled> {
    let mut found = None;
    'rows: for (y, row) in rows.iter().enumerate() {
        for (x, cell) in row.iter().enumerate() {
            if *cell == 0 {
                continue 'rows;
            }
            if *cell == wanted {
                found = Some((x, y));
                break 'rows;
            }
        }
    }
    Ok(found)
}

/// Three loops deep.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn product(left: &[Vec<f64>], right: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, Cancelled> {
    let mut product = Vec::new();
    for row in left {
        let mut line = vec![0.0; right.first().map_or(0, Vec::len)];
        for (factor, other) in row.iter().zip(right) {
            for (cell, value) in line.iter_mut().zip(other) {
                *cell = factor.mul_add(*value, *cell);
            }
        }
        product.push(line);
    }
    Ok(product)
}

/// A loop with `continue`, `?` and `let else`.
///
/// # Errors
///
/// When cancelled, and when a line is no number.
#[cancellable]
pub fn parse(lines: &[&str]) -> Result<Vec<i64>, Box<dyn std::error::Error>> {
    let mut numbers = Vec::new();
    for line in lines {
        let Some((before, _)) = line.split_once('#') else {
            numbers.push(line.parse()?);
            continue;
        };
        if before.is_empty() {
            continue;
        }
        numbers.push(before.parse()?);
    }
    Ok(numbers)
}

/// Loops in an `if` and its `else`.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn branches(numbers: &[u32], up: bool) -> Result<u32, Cancelled> {
    let mut last = 0;
    if up {
        for number in numbers {
            last = last.max(*number);
        }
    } else if numbers.len() > 3 {
        while last < 10 {
            last += 1;
        }
    } else {
        for number in numbers.iter().rev() {
            last = last.min(*number);
        }
    }
    Ok(last)
}

/// Loops in the arms of a `match`.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn arms(kind: Option<u32>, list: &mut Vec<u32>) -> Result<(), Cancelled> {
    match kind {
        Some(0) => {
            for number in 0..3 {
                list.push(number);
            }
        }
        Some(count) => {
            while list.len() < count as usize {
                list.push(count);
            }
        }
        None => list.clear(),
    }
    Ok(())
}

/// A loop that goes on with an `if` right after its check.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn if_first(numbers: &[i32]) -> Result<(i32, i32), Cancelled> {
    let (mut above, mut below) = (0, 0);
    for number in numbers {
        if *number > 0 {
            above += number;
        } else {
            below += number;
        }
    }
    Ok((above, below))
}

/// A `for` with a block as its header, and items of a struct.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn structs(points: Vec<Point>) -> Result<i64, Cancelled> {
    let mut sum = 0;
    for Point { x, y } in points {
        sum += x * y;
    }
    Ok(sum)
}

/// A place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Across.
    pub x: i64,
    /// Up.
    pub y: i64,
}
