use safepoint::{Cancelled, cancellable};

#[cancellable(entry = 1)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
