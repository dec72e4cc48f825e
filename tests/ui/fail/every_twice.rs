use safepoint::{Cancelled, cancellable};

#[cancellable(every = 1, every = 2)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}

// Pitfall 30 (tests/pitfalls/rows.md).
