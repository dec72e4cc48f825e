use safepoint::cancellable;

#[cancellable]
extern "C" fn work() {}

fn main() {}

// Pitfall 28 (tests/pitfalls/rows.md).
