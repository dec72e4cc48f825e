use safepoint::{Cancelled, cancellable};

#[cancellable]
trait Works {
    #[cancellable]
    fn work(&self) -> Result<(), Cancelled>;
}

fn main() {}

// Pitfall 29 (tests/pitfalls/rows.md).
