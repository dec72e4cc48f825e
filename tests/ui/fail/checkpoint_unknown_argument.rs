use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<(), Cancelled> {
    #[checkpoint(skipp)]
    for _ in 0..3 {}
    Ok(())
}

fn main() {}
