#![allow(unexpected_cfgs)]

use safepoint::{Cancelled, cancellable};

#[cancellable]
mod work {
    use super::*;

    #[cfg_attr(all(), cancellable(skip))]
    pub fn left_out(limit: u64) -> u64 {
        (0..limit).sum()
    }

    #[cfg_attr(all(), inline, safepoint::cancellable(every = 2))]
    pub fn own_arguments(limit: u64) -> Result<u64, Cancelled> {
        Ok(left_out(limit))
    }

    #[cfg_attr(not(cancellable), inline)]
    pub fn others() {}
}

fn main() {}
