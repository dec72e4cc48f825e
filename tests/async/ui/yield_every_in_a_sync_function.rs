use safepoint::{Cancelled, cancellable};

#[cancellable(yield_every = 8)]
fn work() -> Result<(), Cancelled> {
    for _ in 0..3 {}
    Ok(())
}

#[cancellable(yield_every = 0)]
async fn asynchronous() -> Result<(), Cancelled> {
    for _ in 0..3 {}
    Ok(())
}

fn main() {}

// Pitfall 30 (tests/pitfalls/rows.md).
