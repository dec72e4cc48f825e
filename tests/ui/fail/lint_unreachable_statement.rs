#![deny(unused)]

use safepoint::{Cancelled, cancellable};

#[cancellable]
pub fn work() -> Result<(), Cancelled> {
    loop {
        return Ok(());
    }
    println!();
    Ok(())
}

fn main() {}

// Pitfall 24 (tests/pitfalls/rows.md).
