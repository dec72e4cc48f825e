use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<(), Cancelled> {
    for _ in 5 {}
    Ok(())
}

fn main() {}

// Pitfall 32 (tests/pitfalls/rows.md).
