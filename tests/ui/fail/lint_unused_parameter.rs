#![deny(unused)]

use safepoint::{CancelToken, Cancelled, cancellable};

#[cancellable]
pub fn work(limit: u32, token: &CancelToken) -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
