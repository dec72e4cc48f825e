use safepoint::{Cancelled, cancellable};

#[cancellable(entry = false every = 3)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
