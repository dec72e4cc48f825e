#![allow(unexpected_cfgs)]

use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work(limit: u64) -> Result<u64, Cancelled> {
    let mut sum = 0;
    #[cfg_attr(all(), checkpoint(every = 2))]
    for n in 0..limit {
        sum += n;
    }
    let count = #[cfg_attr(all(), cancellable)]
    || Some(limit);
    Ok(sum + count().unwrap_or(0))
}

fn main() {}
