use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<(), Cancelled> {
    'outer: for _ in 0..3 {
        break 'other;
    }
    Ok(())
}

fn main() {}
