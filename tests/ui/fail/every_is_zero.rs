use safepoint::{Cancelled, cancellable};

#[cancellable(every = 0)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
