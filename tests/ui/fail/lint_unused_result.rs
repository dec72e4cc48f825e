#![deny(unused)]

use safepoint::{Cancelled, cancellable};

#[cancellable]
pub fn work() -> Result<(), Cancelled> {
    for _ in 0..3 {
        work();
    }
    Ok(())
}

fn main() {}

// Pitfall 24 (tests/pitfalls/rows.md).
