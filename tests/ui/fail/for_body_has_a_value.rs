use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<(), Cancelled> {
    for n in 0..3 {
        n
    }
    Ok(())
}

fn main() {}
