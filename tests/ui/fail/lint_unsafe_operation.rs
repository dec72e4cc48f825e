#![deny(unsafe_op_in_unsafe_fn)]

use safepoint::{Cancelled, cancellable};

/// # Safety
///
/// The pointer is valid.
#[cancellable]
pub unsafe fn work(pointer: *const u32) -> Result<u32, Cancelled> {
    for _ in 0..3 {}
    Ok(*pointer)
}

fn main() {}
