use safepoint::{Cancelled, cancellable};

#[cancellable(every = 4u8)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
