use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<(), Cancelled> {
    for n in 0..3 {
        total += n;
    }
    Ok(())
}

fn main() {}
