use safepoint::{Cancelled, cancellable};

#[cancellable(every = "4")]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
