#![deny(unused)]

use safepoint::{Cancelled, cancellable};

#[cancellable]
pub fn work() -> Result<(), Cancelled> {
    for item in 0..3 {}
    Ok(())
}

fn main() {}
