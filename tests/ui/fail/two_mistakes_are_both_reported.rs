use safepoint::{Cancelled, cancellable};

#[cancellable(every = 0, entry = 1)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
