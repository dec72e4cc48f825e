#![deny(unused)]

use safepoint::{Cancelled, cancellable};

#[cancellable]
pub fn work() -> Result<(), Cancelled> {
    'unused: for _ in 0..3 {}
    for n in 0..u64::MAX {
        'in_strips: for _ in 0..n {}
        let mut rest = n;
        'unrolled: while rest != 1 {
            rest /= 2;
        }
    }
    Ok(())
}

fn main() {}

// Pitfall 24 (tests/pitfalls/rows.md).
