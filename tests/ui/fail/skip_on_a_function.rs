use safepoint::{Cancelled, cancellable};

#[cancellable(skip)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
