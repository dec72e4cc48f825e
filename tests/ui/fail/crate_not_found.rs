use safepoint::{Cancelled, cancellable};

#[cancellable(crate = ::safety)]
fn work() -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}

// Pitfall 7 (tests/pitfalls/rows.md).
