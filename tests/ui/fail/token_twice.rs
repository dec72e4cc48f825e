use safepoint::{CancelToken, Cancelled, cancellable};

#[cancellable(token = a, token = b)]
fn work(a: &CancelToken, b: &CancelToken) -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}

// Pitfall 30 (tests/pitfalls/rows.md).
