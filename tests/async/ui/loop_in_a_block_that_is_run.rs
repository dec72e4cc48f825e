//! A block that a function runs is not its body.

use futures::executor::block_on;
use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<u32, Cancelled> {
    for _ in 0..3 {}
    block_on(async {
        let mut turns = 0;
        for _ in 0..3 {
            turns += 1;
        }
        Ok(turns)
    })
}

fn main() {}
