use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work(n: u32) -> Result<(), Cancelled> {
    while n {}
    Ok(())
}

fn main() {}
