#![deny(unused)]

use safepoint::{Cancelled, cancellable};

#[cancellable]
pub fn work() -> Result<(), Cancelled> {
    'unused: for _ in 0..3 {}
    Ok(())
}

fn main() {}
