use safepoint::{Cancelled, cancellable};

#[cancellable(crate = ::safepoint, crate = ::safepoint)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}

// Pitfall 30 (tests/pitfalls/rows.md).
