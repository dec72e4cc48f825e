use safepoint::{Cancelled, cancellable};

#[cancellable(entry = false, entry = true)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}

// Pitfall 30 (tests/pitfalls/rows.md).
