#![deny(unused)]

use safepoint::{Cancelled, cancellable};

#[cancellable]
pub fn work() -> Result<(), Cancelled> {
    let unused = 1;
    for _ in 0..3 {}
    Ok(())
}

fn main() {}
