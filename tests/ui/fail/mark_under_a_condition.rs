#![allow(unexpected_cfgs, unknown_lints)]

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
    #[cfg_attr(all(), safepoint::cancellable)]
    {
        let _ = || for _ in 0..limit {};
    }
    #[cfg_attr(all(), allow(checkpoint), deny(cancellable))]
    let sum = sum + count().unwrap_or(0);
    Ok(sum)
}

fn main() {}
