#![deny(unused)]

use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}

// Pitfall 24 (tests/pitfalls/rows.md).
