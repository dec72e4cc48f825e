#![deny(unused)]

use safepoint::{Cancelled, cancellable};

#[cancellable]
pub fn work() -> Result<(), Cancelled> {
    for _ in 0..3 {
        break;
        println!();
    }
    Ok(())
}

fn main() {}
