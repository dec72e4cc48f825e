#![deny(unused)]

use safepoint::{Cancelled, cancellable};

#[cancellable]
pub fn work() -> Result<(), Cancelled> {
    let mut n = 1;
    while n > 1 {}
    Ok(())
}

fn main() {}

// Pitfall 24 (tests/pitfalls/rows.md).
