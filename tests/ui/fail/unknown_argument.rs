use safepoint::{Cancelled, cancellable};

#[cancellable(when = 3)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
