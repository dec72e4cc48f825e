use safepoint::{Cancelled, cancellable};

#[cancellable(token)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
