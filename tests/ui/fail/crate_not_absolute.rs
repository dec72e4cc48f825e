use safepoint::{Cancelled, cancellable};

#[cancellable(crate = safepoint)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
