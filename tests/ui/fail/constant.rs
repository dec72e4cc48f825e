use safepoint::cancellable;

#[cancellable]
const LIMIT: u32 = 3;

fn main() {}

// Pitfall 29 (tests/pitfalls/rows.md).
