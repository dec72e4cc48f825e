#![deny(unused)]

use safepoint::{Cancelled, cancellable};

#[cancellable]
pub fn work() -> Result<(), Cancelled> {
    let mut n = 1;
    for _ in 0..3 {
        n = 2;
    }
    Ok(())
}

fn main() {}
