use safepoint::{Cancelled, cancellable};

#[cancellable(entry)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
