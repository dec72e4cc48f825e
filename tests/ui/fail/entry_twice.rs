use safepoint::{Cancelled, cancellable};

#[cancellable(entry = false, entry = true)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
