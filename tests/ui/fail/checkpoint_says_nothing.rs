use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<(), Cancelled> {
    #[checkpoint]
    for _ in 0..3 {}
    Ok(())
}

fn main() {}
