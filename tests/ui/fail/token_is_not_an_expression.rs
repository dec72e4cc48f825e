use safepoint::{Cancelled, cancellable};

#[cancellable(token = let)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
