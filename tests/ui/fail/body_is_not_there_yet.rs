use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<u32, Cancelled> {}

#[cancellable(on_cancel = return 3)]
fn with_a_value() -> u32 {
    const ITEM: u32 = 1;
}

fn main() {}
