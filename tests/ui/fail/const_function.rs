use safepoint::{Cancelled, cancellable};

#[cancellable]
const fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}

// Pitfall 27 (tests/pitfalls/rows.md).
